# METADATA
# title: KMS is written under an API version that knows it
# description: >-
#   Azure ignores or refuses a property that the API version of the request doesn't have: KMS is then off although the template says that it's on. The KMS plugin's properties are
#   in every stable version from 2022-06-01 on; the newer KMS data encryption (infrastructureEncryption) only in previews from 2025-06-02-preview on. Preview versions are withdrawn after a while, so where
#   a stable one has the property it is the better one.
# related_resources:
#   - description: "Azure: managedClusters in templates, by API version"
#     ref: https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters
# custom:
#   severity: medium
#   kinds: [cluster]
#   remediation:
#     terraform: >-
#       Write the azapi resource's type with a stable version that has the property, Microsoft.ContainerService/managedClusters@2025-05-01, or with a preview from 2025-06-02-preview on
#       for infrastructureEncryption.
#     arm: >-
#       Set apiVersion to a stable version that has the property, such as 2025-05-01, or to a preview from 2025-06-02-preview on for infrastructureEncryption.
#   compliance:
#     MCSB v1 (our own mapping): [DP-4]
#     NIST SP 800-53 R5 (our own mapping): [CM-6, SC-28]
package akscan.rules.etcd["api-version"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

# When each property came, in previews and in stable versions. Source - azure-facts 1.1.
first := {
	"enabled": {"preview": "2022-02-02", "stable": "2022-06-01"},
	"keyId": {"preview": "2022-02-02", "stable": "2022-06-01"},
	"keyVaultNetworkAccess": {"preview": "2022-05-02", "stable": "2022-06-01"},
	"keyVaultResourceId": {"preview": "2022-05-02", "stable": "2022-06-01"},
	"infrastructureEncryption": {"preview": "2025-06-02", "stable": "none"},
}

# The newest version that the facts cover.
newest := "2026-05-02"

# What hands Azure a request under a version that somebody wrote: a template, an azapi resource, and a cluster that one of these changes.
subjects contains cluster.key if {
	some cluster in subject.clusters
	cluster.mode == "declared"
	cluster.format in {"arm", "terraform", "terraform-plan"}
	names_version(cluster)
}

names_version(cluster) if cluster.api_version != ""

names_version(cluster) if not state.is_absent(cluster.kms_api_version)

results contains result.with_details(cluster, cluster.kms_api_version, outcome.verdict, message(cluster, outcome), {"severity": outcome.severity}) if {
	some cluster in subject.clusters
	cluster.key in subjects
	outcome := judge(cluster)
}

judge(cluster) := {"verdict": "pass", "severity": "medium", "why": "none"} if {
	state.is_absent(cluster.kms_api_version)
} else := {"verdict": "open", "severity": "medium", "why": state.why(cluster.kms_api_version)} if {
	state.is_unknown(cluster.kms_api_version)
} else := {"verdict": "open", "severity": "medium", "why": "it isn't a version"} if {
	not date(cluster)
} else := {"verdict": "fail", "severity": "medium", "why": sprintf("doesn't have %s, which %s", [name.list(missing(cluster)), came(missing(cluster))])} if {
	count(missing(cluster)) > 0
} else := {"verdict": "open", "severity": "medium", "why": sprintf("akscan knows the versions up to %s", [newest])} if {
	date(cluster) > newest
} else := {"verdict": "open", "severity": "medium", "why": sprintf("it doesn't have %s, and whether that is written isn't known", [name.list(in_doubt)])} if {
	in_doubt := lacked(cluster, doubtful(cluster))
	count(in_doubt) > 0
} else := {"verdict": "open", "severity": "medium", "why": "it is a preview, and whether anything of KMS that needs one is written isn't known"} if {
	is_preview(cluster)
	not "infrastructureEncryption" in fields(cluster)
	is_for_doubt(cluster)
} else := {"verdict": "fail", "severity": "low", "why": "preview"} if {
	is_preview(cluster)
	not "infrastructureEncryption" in fields(cluster)
} else := {"verdict": "pass", "severity": "medium", "why": "known"}

fields(cluster) := {field |
	some field in state.items(cluster.kms_fields)
	first[field]
}

# What an unknown object may hold, or an unknown value be: null is as good as not written.
doubtful(cluster) := {field |
	some field in state.items(cluster.kms_fields_in_doubt)
	first[field]
}

is_for_doubt(cluster) if count(fields(cluster)) == 0

is_for_doubt(cluster) if "infrastructureEncryption" in doubtful(cluster)

# Those that the version certainly lacks.
missing(cluster) := lacked(cluster, fields(cluster))

lacked(cluster, written) := {field |
	some field in written
	lacks(cluster, first[field])
}

lacks(cluster, since) if {
	is_preview(cluster)
	date(cluster) < since.preview
}

lacks(cluster, since) if {
	not is_preview(cluster)
	since.stable != "none"
	date(cluster) < since.stable
}

lacks(cluster, since) if {
	not is_preview(cluster)
	since.stable == "none"
	date(cluster) <= newest
}

date(cluster) := regex.find_n(`^\d{4}-\d{2}-\d{2}`, state.text(cluster.kms_api_version), 1)[0]

is_preview(cluster) if contains(lower(state.text(cluster.kms_api_version)), "preview")

came(lacking) := "only previews from 2025-06-02-preview on have" if "infrastructureEncryption" in lacking

came(lacking) := "came with 2022-06-01" if not "infrastructureEncryption" in lacking

message(cluster, outcome) := sprintf("Nothing of KMS is written for cluster %s that its API version could lack.", [name.of(cluster)]) if {
	outcome.verdict == "pass"
	outcome.why == "none"
}

message(cluster, outcome) := sprintf("API version %s has the KMS properties of cluster %s.", [state.text(cluster.kms_api_version), name.of(cluster)]) if {
	outcome.verdict == "pass"
	outcome.why == "known"
}

message(cluster, outcome) := sprintf(
	"etcd: API version %s, under which KMS of cluster %s is written, %s. Azure ignores or refuses it, so Secrets stay as they were. Write it under a version that has it.",
	[state.text(cluster.kms_api_version), name.of(cluster), outcome.why],
) if {
	outcome.verdict == "fail"
	outcome.severity == "medium"
}

message(cluster, outcome) := sprintf(
	"etcd: KMS of cluster %s is written under the preview API version %s, although stable versions have it. Previews are withdrawn, and what uses them stops working. Take a stable version, from 2022-06-01 on.",
	[name.of(cluster), state.text(cluster.kms_api_version)],
) if {
	outcome.verdict == "fail"
	outcome.severity == "low"
}

message(cluster, outcome) := sprintf(
	"Whether API version %q has the KMS properties of cluster %s can't be told: %s.",
	[state.shown(cluster.kms_api_version), name.of(cluster), outcome.why],
) if {
	outcome.verdict == "open"
}

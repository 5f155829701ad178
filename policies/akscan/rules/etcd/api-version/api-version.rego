# METADATA
# title: KMS is written under an API version that has it
# description: >-
#   What an API version doesn't have it ignores or refuses, so KMS written under it never takes effect. The newer mode (infrastructureEncryption) is in previews alone, from 2025-06-02-preview
#   on; azureKeyVaultKms is in every stable version since 2022-06-01. Previews are withdrawn in time, and deployments under them then fail.
# related_resources:
#   - description: "Azure: managedClusters in templates, by API version"
#     ref: https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters
#   - description: "Azure: KMS data encryption (preview)"
#     ref: https://learn.microsoft.com/azure/aks/kms-data-encryption
# custom:
#   severity: medium
#   kinds: [cluster]
#   remediation:
#     terraform: >-
#       Write the type of the azapi resource as Microsoft.ContainerService/managedClusters@2025-05-01 or another stable version for azureKeyVaultKms; as a preview from 2025-06-02-preview
#       on, with the feature KMSPMKPreview registered first, for infrastructureEncryption.
#     arm: >-
#       Set apiVersion to a stable version from 2022-06-01 on for azureKeyVaultKms; to a preview from 2025-06-02-preview on, with the feature KMSPMKPreview registered first, for
#       infrastructureEncryption.
#   compliance:
#     MCSB v1 (our own mapping): [DP-4]
#     NIST SP 800-53 R5 (our own mapping): [SC-28]
package akscan.rules.etcd["api-version"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

# The first preview and the first stable version with each property, and where it shows; "-" for none.
# Source - azure-facts 1.1.
since := {
	"enabled": {"preview": "2022-02-02", "stable": "2022-06-01", "shows": "kms_enabled"},
	"keyId": {"preview": "2022-02-02", "stable": "2022-06-01", "shows": "kms_key"},
	"keyVaultNetworkAccess": {"preview": "2022-05-02", "stable": "2022-06-01", "shows": "kms_network_access"},
	"keyVaultResourceId": {"preview": "2022-05-02", "stable": "2022-06-01", "shows": "kms_vault"},
	"infrastructureEncryption": {"preview": "2025-06-02", "stable": "-", "shows": "kms_infrastructure_encryption"},
}

# The newest versions that the table above covers.
newest := {"preview": "2026-05-02", "stable": "2026-05-01"}

subjects contains cluster.key if {
	some cluster in input.clusters
	not cluster.existing
	cluster.mode == "declared"
	has_version(cluster)
	count(written(cluster)) + count(in_doubt(cluster)) > 0
}

# A template always has an API version, though perhaps not one that can be read, and so has what azapi sends. Operators have versions of
# their own, and refuse what those don't have.
has_version(cluster) if cluster.format == "arm"

has_version(cluster) if {
	cluster.format != "kubernetes"
	state.is_written(cluster.kms_api_version)
}

has_version(cluster) if {
	cluster.format in {"terraform", "terraform-plan"}
	not startswith(cluster.type, "azurerm_")
}

has_version(cluster) if state.is_overlaid(cluster.kms_fields)

written(cluster) := {field | some field in state.items(cluster.kms_fields)}

in_doubt(cluster) := {field | some field in state.items(cluster.kms_fields_in_doubt)}

results contains result.with_details(cluster, place(cluster), outcome.verdict, message(cluster, outcome), object.union({"related": steps(cluster, outcome.fields)}, outcome.details)) if {
	some cluster in input.clusters
	cluster.key in subjects
	outcome := judge(cluster)
}

place(cluster) := cluster.kms_api_version if state.is_written(cluster.kms_api_version)

place(cluster) := result.header(cluster) if not state.is_written(cluster.kms_api_version)

judge(cluster) := outcome("open", "unread", written(cluster)) if {
	not is_date(version(cluster))
} else := outcome("open", "newer", written(cluster)) if {
	date(version(cluster)) > newest[stage(version(cluster))]
} else := outcome("fail", "lacking", lacking(cluster)) if {
	count(lacking(cluster)) > 0
} else := outcome("open", "doubt", doubtful) if {
	doubtful := {field | some field in in_doubt(cluster); not has(version(cluster), field)}
	count(doubtful) > 0
} else := object.union(outcome("fail", "preview", written(cluster)), {"details": {"severity": "low"}}) if {
	stage(version(cluster)) == "preview"
	count(written(cluster)) > 0
	every field in written(cluster) | in_doubt(cluster) {
		since[field].stable != "-"
	}
} else := outcome("open", "perhaps preview", in_doubt(cluster)) if {
	stage(version(cluster)) == "preview"
	every field in written(cluster) {
		since[field].stable != "-"
	}
} else := outcome("pass", "has", written(cluster))

outcome(verdict, class, fields) := {"verdict": verdict, "class": class, "fields": fields, "details": {}}

lacking(cluster) := {field | some field in written(cluster); not has(version(cluster), field)}

has(text, field) if date(text) >= bound(since[field][stage(text)])

# No date comes after this one.
bound("-") := "9999-99-99"

bound(text) := text if text != "-"

version(cluster) := state.text(cluster.kms_api_version) if state.text(cluster.kms_api_version)

version(cluster) := "" if not state.text(cluster.kms_api_version)

is_date(text) if regex.match(`^\d{4}-\d{2}-\d{2}(-|$)`, text)

date(text) := substring(text, 0, 10)

stage(text) := "stable" if count(text) == 10

stage(text) := "preview" if count(text) > 10

steps(cluster, fields) := [result.step(cluster[since[field].shows], sprintf("%s is written here", [field])) | some field in sort(fields)]

list(fields) := name.list(fields)

message(cluster, found) := sprintf("API version %s has the KMS that cluster %s is given.", [version(cluster), name.of(cluster)]) if found.class == "has"

message(cluster, found) := sprintf(
	"etcd: cluster %s is given %s under API version %s, which doesn't have it. Azure ignores or refuses it: %s",
	[name.of(cluster), list(found.fields), version(cluster), remedy(found.fields)],
) if {
	found.class == "lacking"
}

message(cluster, found) := sprintf(
	"etcd: cluster %s is given its KMS under the preview API version %s although stable versions have it. Previews are withdrawn, and deployments then fail. Use a stable one, from 2022-06-01 on.",
	[name.of(cluster), version(cluster)],
) if {
	found.class == "preview"
}

message(cluster, found) := sprintf("Whether the API version has the KMS that cluster %s is given can't be told: %s.", [name.of(cluster), why(cluster, found)]) if {
	found.verdict == "open"
}

why(cluster, found) := "the API version isn't known" if {
	found.class == "unread"
	version(cluster) == ""
}

why(cluster, found) := sprintf("%s is no API version", [json.marshal(version(cluster))]) if {
	found.class == "unread"
	version(cluster) != ""
}

why(cluster, found) := sprintf("%s is newer than what akscan knows (%s-preview)", [version(cluster), newest.preview]) if found.class == "newer"

why(cluster, found) := sprintf("%s doesn't have %s, and whether that is written isn't known", [version(cluster), list(found.fields)]) if found.class == "doubt"

why(cluster, found) := sprintf("%s is a preview, which only infrastructureEncryption needs, and whether that is written isn't known", [version(cluster)]) if {
	found.class == "perhaps preview"
}

remedy(fields) := "only previews from 2025-06-02-preview on have it, once the feature KMSPMKPreview is registered." if {
	"infrastructureEncryption" in fields
}

remedy(fields) := "stable versions from 2022-06-01 on have it." if not "infrastructureEncryption" in fields

# METADATA
# title: Secrets were rewritten after KMS was switched on
# description: >-
#   Legacy KMS encrypts a Secret when it is written. What was there before stays as it was until it is written again, and no field of a Secret tells how etcd stores it. That a Secret was made after the
#   switch proves it, and so does a resource version above that of an object made after the switch; nothing proves the contrary.
# related_resources:
#   - description: "Azure: KMS etcd encryption, update the Secrets"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
# custom:
#   severity: medium
#   kinds: [secret]
#   remediation:
#     kubernetes: >-
#       kubectl get secrets --all-namespaces -o json | kubectl replace -f - writes them all again; conflicts that it reports are harmless. Then export them anew, and scan with
#       --kms-enabled-at and the time when KMS was switched on.
#   compliance:
#     MCSB v1 (our own mapping): [DP-4]
#     NIST SP 800-53 R5 (our own mapping): [SC-28, SC-28(1)]
package akscan.rules.etcd["secrets-rewritten"]

import data.akscan.lib.date
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

# The newer mode writes them again itself. A manifest says nothing of what etcd holds.
subjects contains secret.key if {
	some secret in subject.secrets
	is_stored(secret)
	cluster := input.clusters[cluster_of(secret)]
	kms.by_vault_key(cluster) != "no"
	kms.is_newer(cluster) != "yes"
}

is_stored(secret) if secret.mode == "live"

is_stored(secret) if not state.is_absent(secret.created)

is_stored(secret) if not state.is_absent(secret.resource_version)

cluster_of(secret) := [target.index |
	some target in secret.cluster.targets
	target.kind == "cluster"
][0]

results contains result.with_details(secret, outcome.property, outcome.verdict, message(secret, cluster, outcome), {"related": steps(cluster)}) if {
	some secret in subject.secrets
	secret.key in subjects
	cluster := input.clusters[cluster_of(secret)]
	outcome := judge(secret, cluster_of(secret))
}

# The latest time at which KMS may have been switched on.
switched[index] := {"instant": said, "text": input.kms_enabled_at} if {
	some index, _ in input.clusters
}

switched[index] := {"instant": date.instant(cluster.last_modified), "text": state.text(cluster.last_modified)} if {
	some index, cluster in input.clusters
	not said
}

said := time.parse_rfc3339_ns(input.kms_enabled_at)

# The lowest resource version of what was made after the switch: whatever is above it was written later still.
mark[index] := min(versions) if {
	some index, switch in switched
	versions := {version_of(secret) |
		some referrer in input.clusters[index].referrers
		referrer.kind == "secret"
		secret := input.secrets[referrer.index]
		date.instant(secret.created) >= switch.instant
	}
	count(versions) > 0
}

version_of(secret) := to_number(state.shown(secret.resource_version)) if state.shown(secret.resource_version) != ""

# A cluster that was merely changed may have no KMS; who says when it was switched on says that it was.
judge(secret, index) := {"verdict": "open", "property": secret.created, "why": sprintf("whether KMS is on isn't known: %s", [state.why(cluster.kms_enabled)])} if {
	cluster := input.clusters[index]
	kms.by_vault_key(cluster) == "unknown"
	not said
} else := {"verdict": "pass", "property": secret.created, "why": sprintf("it was made at %s, and KMS was on by %s", [state.text(secret.created), switched[index].text])} if {
	date.instant(secret.created) >= switched[index].instant
} else := {
	"verdict": "pass", "property": secret.resource_version,
	"why": sprintf("its resource version %d is above that of a Secret (%d) made when KMS was on", [version_of(secret), mark[index]]),
} if {
	version_of(secret) > mark[index]
} else := {
	"verdict": "open", "property": secret.created,
	"why": "when KMS was switched on isn't known; --kms-enabled-at TIME says so, or a recent export of the cluster (az aks show)",
} if {
	not switched[index]
} else := {
	"verdict": "open", "property": secret.created,
	"why": sprintf("it was made at %s, KMS was on by %s, and its resource version doesn't show a later write", [state.text(secret.created), switched[index].text]),
} if {
	state.text(secret.created)
} else := {"verdict": "open", "property": secret.created, "why": "when it was made isn't in the files given"}

steps(cluster) := [result.step(cluster.kms_enabled, sprintf("KMS of cluster %s", [name.of(cluster)]))]

# As kubectl has it: the kind is said already.
words(secret) := replace(secret.address, "Secret/", "")

message(secret, cluster, outcome) := sprintf("Secret %s was written after KMS of cluster %s was switched on: %s.", [words(secret), name.of(cluster), outcome.why]) if {
	outcome.verdict == "pass"
}

message(secret, cluster, outcome) := sprintf(
	"etcd: nothing proves that Secret %s was written again after KMS of cluster %s was switched on: %s. Write them all anew with `kubectl get secrets --all-namespaces -o json | kubectl replace -f -`; conflicts are harmless.",
	[words(secret), name.of(cluster), outcome.why],
) if {
	outcome.verdict == "open"
}

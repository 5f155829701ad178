# METADATA
# title: Legacy KMS uses the newest version of its key
# description: >-
#   Legacy KMS stays on the version of the key that it was given. A newer version, made by hand or by the key's rotation policy, protects nothing until
#   somebody moves the cluster to it and writes the Secrets anew.
# related_resources:
#   - description: "Azure: KMS etcd encryption, key rotation"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
# custom:
#   severity: medium
#   kinds: [cluster]
#   remediation:
#     azure: >-
#       az aks update -g GROUP -n CLUSTER --enable-azure-keyvault-kms --azure-keyvault-kms-key-id $(az keyvault key show --vault-name VAULT --name KEY --query key.kid
#       -o tsv), then kubectl get secrets --all-namespaces -o json | kubectl replace -f -. The old version must stay enabled until the rotation after that.
#   compliance:
#     MCSB v1 (our own mapping): [DP-6]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.etcd["key-current"]

import data.akscan.lib.answer
import data.akscan.lib.date
import data.akscan.lib.key as keys
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

subjects contains cluster.key if {
	some cluster in kms.users
	kms.is_newer(cluster) != "yes"
	count(versions(cluster)) > 0
}

# The indices of the versions, as far as exports show them, of the key that the cluster is given.
versions(cluster) := {index |
	some target in cluster.kms_key.targets
	target.kind == "key"
	some index in keys.versions(input.keys[target.index])
}

pinned(cluster) := [target.index | some target in cluster.kms_key_version.targets]

results contains result.with_details(cluster, cluster.kms_key, outcome.verdict, message(cluster, outcome), {"related": steps(outcome)}) if {
	some cluster in kms.users
	cluster.key in subjects
	outcome := judge(cluster)
}

judge(cluster) := {"verdict": "pass", "why": "takes the version that the key has when it is deployed", "newer": []} if {
	# No text pins it: each deployment takes the version of that day.
	takes_the_current(cluster)
} else := {"verdict": "open", "why": "the version that it is pinned to isn't in the files given (az keyvault key list-versions exports it)", "newer": []} if {
	count(pinned(cluster)) == 0
} else := {"verdict": verdict, "why": why, "newer": newer} if {
	newer := [index | some index in versions(cluster); is_newer(cluster, index) == "yes"]
	count(newer) > 0
	[verdict, why] := undecided(cluster)
} else := {"verdict": "open", "why": "when each version was made, and which are enabled, isn't all in the files given", "newer": []} if {
	some index in versions(cluster)
	is_newer(cluster, index) == "unknown"
} else := {"verdict": "pass", "why": "uses the newest version of its key, of those in the files given", "newer": []}

# A newer version is no fault where KMS is off, or of the mode that takes it by itself.
undecided(cluster) := ["open", sprintf("a newer version is there, but whether KMS is on isn't known: %s", [state.why(cluster.kms_enabled)])] if {
	kms.by_vault_key(cluster) == "unknown"
} else := ["open", "a newer version is there, which the newer KMS mode would take by itself, and whether that is on isn't known"] if {
	kms.is_newer(cluster) == "unknown"
} else := ["fail", ""]

takes_the_current(cluster) if {
	not state.text(cluster.kms_key)
	cluster.kms_key.ref.attribute == "key_versioned"
	count([entry | some entry in state.items(cluster.ignored_changes); is_ignoring(entry)]) == 0
}

is_ignoring(entry) if regex.match(`^(all|body|key_management_service(\[0\])?(\.key_vault_key_id)?)$`, entry)

# Is the version enabled, and newer than the one that the cluster is pinned to?
is_newer(cluster, index) := "no" if {
	index in pinned(cluster)
} else := answer.all_of([state.is_true(version.enabled), was_made_after(version.created, born)]) if {
	version := input.key_versions[index]
	born := max([date.instant(input.key_versions[at].created) | some at in pinned(cluster)])
} else := answer.all_of([state.is_true(input.key_versions[index].enabled), "unknown"])

was_made_after(created, _) := "unknown" if state.is_absent(created)

was_made_after(created, instant) := date.is_after(created, instant) if not state.is_absent(created)

steps(outcome) := [result.step(version.created, sprintf("%s is newer", [keys.name_of(version)])) |
	some index in outcome.newer
	version := input.key_versions[index]
]

message(cluster, outcome) := sprintf("KMS of cluster %s %s.", [name.of(cluster), outcome.why]) if outcome.verdict == "pass"

message(cluster, outcome) := sprintf("Whether KMS of cluster %s uses the newest version of its key can't be told: %s.", [name.of(cluster), outcome.why]) if {
	outcome.verdict == "open"
}

message(cluster, outcome) := sprintf(
	"etcd: KMS of cluster %s stays on a version of its key although %s, so the rotation protects nothing yet. Move the cluster to the newest version, then write the Secrets anew; the old one must stay enabled until the rotation after that.",
	[name.of(cluster), name.list([sprintf("%s is newer", [keys.name_of(input.key_versions[index])]) | some index in outcome.newer])],
) if {
	outcome.verdict == "fail"
}

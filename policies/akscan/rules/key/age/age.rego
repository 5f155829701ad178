# METADATA
# title: The version of a key that legacy KMS uses is younger than two years
# description: >-
#   Microsoft advises to rotate keys at least every two years. Legacy KMS stays on the version that it was given, whatever the key's
#   rotation policy says, so that its age shows when somebody last rotated by hand.
# related_resources:
#   - description: "Azure: key rotation in Key Vault"
#     ref: https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation
#   - description: "Azure: KMS etcd encryption, key rotation"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
# custom:
#   severity: low
#   kinds: [key, key_version]
#   remediation:
#     azure: >-
#       az keyvault key rotate --vault-name VAULT --name KEY, az aks update -g GROUP -n CLUSTER --enable-azure-keyvault-kms --azure-keyvault-kms-key-id
#       NEW_KEY_ID, then kubectl get secrets --all-namespaces -o json | kubectl replace -f -. The old version must stay usable until the rotation after that.
#   compliance:
#     Azure Policy: [c26e4b24-cf98-4c67-b48b-5a25c4c69eb9]
#     MCSB v1 (our own mapping): [DP-6]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.key.age

import data.akscan.lib.answer
import data.akscan.lib.date
import data.akscan.lib.key as keys
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

subjects contains input.key_versions[index].key if some index, _ in versions

subjects contains input.keys[index].key if some index, _ in alone

# The versions that legacy KMS uses, or may use, with those uses.
versions := {index: legacy |
	some index, found in keys.serving
	legacy := by_legacy(found)
	count(legacy) > 0
}

# Keys found running that stand for the version. When a declared one will be made nobody knows.
alone := {index: legacy |
	some index, found in keys.standing
	input.keys[index].mode == "live"
	legacy := by_legacy(found)
	count(legacy) > 0
}

by_legacy(found) := [use | some use in found; use.layer == "etcd"; use.follows != "yes"]

results contains judged(input.key_versions[index], found) if some index, found in versions

results contains judged(key, own) if {
	some index, found in alone
	key := input.keys[index]
	own := [use | some use in found; use.own]
	count(own) > 0
}

results contains result.with_details(key, result.header(key), "open", message, {"related": keys.steps(other)}) if {
	some index, found in alone
	key := input.keys[index]
	other := [use | some use in found; not use.own]
	count(other) > 0
	message := sprintf(
		"How old the version of key %s is that encrypts %s can't be told: that version isn't in the files given (az keyvault key list-versions exports it).",
		[name.of(key), keys.words(other)],
	)
}

judged(resource, found) := result.with_details(resource, resource.created, verdict, message(resource, verdict, found), {"related": keys.steps(found)}) if {
	verdict := verdict_on(resource, found)
}

is_old(resource) := "unknown" if state.is_absent(resource.created)

is_old(resource) := date.is_by(resource.created, time.add_date(date.now, -2, 0, 0)) if not state.is_absent(resource.created)

verdict_on(resource, _) := "pass" if is_old(resource) == "no"

verdict_on(resource, _) := "open" if is_old(resource) == "unknown"

verdict_on(resource, found) := answer.require(answer.negate(legacy_for_certain(found))) if is_old(resource) == "yes"

legacy_for_certain(found) := answer.any_of([answer.all_of([use.certain, answer.negate(use.follows)]) | some use in found])

message(resource, "pass", found) := sprintf("The %s, which encrypts %s, was made on %s, less than two years ago.", [keys.name_of(resource), keys.words(found), date.day(resource.created)])

message(resource, "fail", found) := sprintf(
	"Key: %s was made on %s, more than two years ago, and still encrypts %s. Legacy KMS stays on it until somebody rotates the key, moves the cluster to the new version and writes the Secrets anew.",
	[keys.name_of(resource), date.day(resource.created), keys.words(found)],
)

message(resource, "open", found) := sprintf("How old the %s is, which encrypts %s, can't be told: %s.", [keys.name_of(resource), keys.words(found), why(resource)]) if {
	is_old(resource) == "unknown"
}

message(resource, "open", found) := sprintf(
	"Whether %s still runs on the %s, made on %s, can't be told: the newer KMS mode would have left it behind, and whether it is on isn't known.",
	[keys.words(found), keys.name_of(resource), date.day(resource.created)],
) if {
	is_old(resource) == "yes"
}

why(resource) := "the export doesn't say when it was made" if state.is_absent(resource.created)

why(resource) := date.why(resource.created) if not state.is_absent(resource.created)

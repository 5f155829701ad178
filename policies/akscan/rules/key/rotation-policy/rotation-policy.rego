# METADATA
# title: Keys of disks and of the newer KMS rotate by themselves
# description: >-
#   Disk encryption sets and the newer KMS mode take new versions of a key as they are made. With a rotation policy Key Vault makes them, and
#   nobody has to remember it. Legacy KMS doesn't follow, so it gains nothing from such a policy.
# related_resources:
#   - description: "Azure: key rotation in Key Vault"
#     ref: https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation
# custom:
#   severity: medium
#   kinds: [key]
#   remediation:
#     terraform: >-
#       Give the azurerm_key_vault_key a rotation_policy with automatic { time_before_expiry = "P30D" } and expire_after (or time_after_creation). Its
#       users must follow: auto_key_rotation_enabled on the disk encryption set.
#     arm: "Give the key a rotationPolicy with a lifetimeAction whose action.type is rotate and whose trigger is timeAfterCreate or timeBeforeExpiry."
#     azure: "az keyvault key rotation-policy update --vault-name VAULT --name KEY --value policy.json, with a lifetimeAction of type Rotate in it."
#   compliance:
#     Azure Policy: [d8cf8476-a2ec-4916-896e-992351803c44]
#     MCSB v2 (preview): [DP-6]
#     CIS Azure Foundations 5.0: [8.3.9]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.key["rotation-policy"]

import data.akscan.lib.answer
import data.akscan.lib.key as keys
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

subjects contains input.keys[index].key if some index, _ in following

# The keys with users that take new versions, or might, by index.
following := {index: found |
	some index in keys.in_use
	found := [use | some use in keys.uses[index]; may_follow(use)]
	count(found) > 0
}

# A disk encryption set could follow, and disk/des-key-rotation wants it to.
may_follow(use) if use.layer == "disk"

may_follow(use) if {
	use.layer == "etcd"
	use.follows != "no"
}

results contains result.with_details(key, key.rotates, verdict, message(key, verdict, found), {"related": keys.steps(found)}) if {
	some index, found in following
	key := input.keys[index]
	verdict := verdict_on(key, found)
}

verdict_on(key, _) := "pass" if rotates(key) == "yes"

verdict_on(key, _) := "open" if rotates(key) == "unknown"

verdict_on(key, found) := answer.require(answer.negate(wants(found))) if rotates(key) == "no"

# In Terraform the policy of a managed HSM's key is a resource of its own.
rotates(key) := "unknown" if has_policy_elsewhere(key)

rotates(key) := state.is_true(key.rotates) if not has_policy_elsewhere(key)

has_policy_elsewhere(key) if {
	contains(key.type, "managed_hardware_security_module")
	state.is_true(key.rotates) != "yes"
}

# Is there a user that certainly follows?
wants(found) := answer.any_of([answer.all_of([use.certain, follows(use)]) | some use in found])

follows(use) := "yes" if use.layer == "disk"

follows(use) := use.follows if use.layer == "etcd"

message(key, "pass", found) := sprintf("Key %s, which encrypts %s, rotates by itself.", [name.of(key), keys.words(found)])

message(key, "fail", found) := sprintf(
	"Key: %s never gets a new version by itself, and what it encrypts stays on one version for good: %s. Give it a rotation policy with a rotate action; its users must be set to follow new versions.",
	[name.of(key), keys.words(found)],
)

message(key, "open", found) := sprintf("Whether key %s, which encrypts %s, rotates by itself can't be told: %s.", [name.of(key), keys.words(found), why(key)]) if {
	rotates(key) == "unknown"
}

message(key, "open", found) := sprintf("Whether key %s has to rotate by itself can't be told: it doesn't, and whether %s would follow isn't known.", [name.of(key), keys.words(found)]) if {
	rotates(key) == "no"
}

why(key) := state.why(key.rotates) if state.is_unknown(key.rotates)

why(key) := "the policy of a managed HSM's key is a resource of its own, which akscan doesn't read" if not state.is_unknown(key.rotates)

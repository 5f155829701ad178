# METADATA
# title: Keys allow no more operations than their use needs
# description: >-
#   KMS needs encrypt and decrypt; disk encryption sets and storage accounts need wrapKey and unwrapKey. A key that can sign as well is worth more
#   to a thief, and lends itself to uses that nobody meant.
# related_resources:
#   - description: "Azure: about keys, key operations"
#     ref: https://learn.microsoft.com/azure/key-vault/keys/about-keys-details
# custom:
#   severity: note
#   kinds: [key]
#   remediation:
#     terraform: Cut key_opts down to encrypt and decrypt for KMS, or to wrapKey and unwrapKey for disks and storage accounts; azurerm changes the key in place.
#     arm: Cut keyOps down to encrypt and decrypt for KMS, or to wrapKey and unwrapKey for disks and storage accounts.
#     azure: az keyvault key set-attributes --vault-name VAULT --name KEY --ops wrapKey unwrapKey (encrypt decrypt for KMS).
#   compliance:
#     MCSB v1 (our own mapping): [DP-6]
#     NIST SP 800-53 R5 (our own mapping): [AC-6, SC-12]
package akscan.rules.key["operations-minimal"]

import data.akscan.lib.key as keys
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

needs := {"etcd": {"encrypt", "decrypt"}, "disk": {"wrapkey", "unwrapkey"}, "account": {"wrapkey", "unwrapkey"}}

subjects contains input.keys[index].key if some index in keys.in_use

results contains result.with_details(key, key.operations, verdict, message(key, verdict, keys.uses[index]), {"related": keys.steps(keys.uses[index])}) if {
	some index in keys.in_use
	key := input.keys[index]
	verdict := verdict_on(key, keys.uses[index])
}

# What is too much whoever uses the key proves it; what only a use that isn't certain would need does not.
verdict_on(key, found) := "open" if {
	not state.items(key.operations)
} else := "fail" if {
	count(extra(key, found)) > 0
	keys.is_certain(found) == "yes"
} else := "pass" if {
	count(extra(key, [use | some use in found; use.certain == "yes"])) == 0
} else := "open"

extra(key, found) := [operation |
	some operation in state.items(key.operations)
	not lower(operation) in {needed | some use in found; some needed in needs[use.layer]}
]

message(key, "pass", found) := sprintf("Key %s allows only what %s needs.", [name.of(key), keys.words(found)])

message(key, "fail", found) := sprintf(
	"Key: %s also allows %s, more than its use needs. It encrypts %s. Take that out of its operations; the key stays the same.",
	[name.of(key), name.list(extra(key, found)), keys.words(found)],
)

message(key, "open", found) := sprintf("Whether key %s allows more than %s needs can't be told: %s.", [name.of(key), keys.words(found), why(key)])

why(key) := state.why(key.operations) if {
	state.is_unknown(key.operations)
} else := "its operations aren't in the files given (az keyvault key show gives them)" if {
	state.is_absent(key.operations)
} else := "whether each of these uses it isn't known"

# METADATA
# title: RSA keys have at least 3072 bits
# description: >-
#   RSA keys of 2048 bits are allowed, but rated for use up to about 2030; 3072 bits are as strong as 128 bits of AES. A key's size can't be
#   changed, so a larger key is a new key.
# related_resources:
#   - description: "Azure: about keys"
#     ref: https://learn.microsoft.com/azure/key-vault/keys/about-keys
#   - description: "NIST SP 800-57 Part 1: recommendation for key management"
#     ref: https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final
# custom:
#   severity: note
#   kinds: [key]
#   remediation:
#     terraform: Make a new azurerm_key_vault_key with key_size = 3072 or 4096 and move the key's users to it; changing the size of this one destroys it.
#     arm: Make a new key with keySize 3072 or 4096 and move the key's users to it.
#     azure: az keyvault key create --vault-name VAULT --name NEW_KEY --kty RSA --size 3072, then move the key's users to it.
#   compliance:
#     Azure Policy: [82067dbb-e53b-4e06-b631-546d197452d9]
#     NIST SP 800-53 R5 (our own mapping): [SC-12, SC-13]
package akscan.rules.key.size

import data.akscan.lib.key as keys
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

subjects contains input.keys[index].key if {
	some index in keys.in_use
	keys.is_of_type(input.keys[index], {"rsa", "rsa-hsm"}) != "no"
}

results contains result.with_details(key, key.key_size, verdict, message(key, verdict), {"related": keys.steps(keys.uses[index])}) if {
	some index in keys.in_use
	key := input.keys[index]
	key.key in subjects
	verdict := verdict_on(key, keys.uses[index])
}

verdict_on(key, _) := "pass" if state.number(key.key_size) >= 3072

verdict_on(key, _) := "open" if not state.number(key.key_size)

verdict_on(key, found) := "fail" if {
	state.number(key.key_size) < 3072
	keys.is_of_type(key, {"rsa", "rsa-hsm"}) == "yes"
	keys.is_certain(found) == "yes"
} else := "open" if {
	state.number(key.key_size) < 3072
}

message(key, "pass") := sprintf("Key %s has %d bits.", [name.of(key), state.number(key.key_size)])

message(key, "fail") := sprintf("Key: %s has only %d bits, where 3072 are advised. Its size can't be changed: make a new key, and move its users to it.", [name.of(key), state.number(key.key_size)])

message(key, "open") := sprintf("Whether key %s has at least 3072 bits can't be told: %s.", [name.of(key), why(key)])

why(key) := state.why(key.key_size) if {
	state.is_unknown(key.key_size)
} else := "its size isn't in the files given (az keyvault key show gives it)" if {
	state.is_absent(key.key_size)
} else := state.why(key.key_type) if {
	state.is_unknown(key.key_type)
} else := "its type isn't in the files given (az keyvault key show gives it)" if {
	state.is_absent(key.key_type)
} else := "whether anything uses it isn't known"

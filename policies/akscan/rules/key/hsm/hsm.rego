# METADATA
# title: Keys are backed by an HSM
# description: >-
#   A key of type RSA is kept in software, one of type RSA-HSM in a hardware security module that never lets it out, which some regulations ask
#   for. It needs a premium vault or a managed HSM, and a key can't be moved into one: it is made there.
# related_resources:
#   - description: "Azure: about keys"
#     ref: https://learn.microsoft.com/azure/key-vault/keys/about-keys
# custom:
#   severity: note
#   kinds: [key]
#   remediation:
#     terraform: Make a new azurerm_key_vault_key with key_type = "RSA-HSM" in a vault with sku_name = "premium", and move the key's users to it.
#     arm: Make a new key with kty RSA-HSM in a vault whose sku.name is premium, and move the key's users to it.
#     azure: az keyvault key create --vault-name VAULT --name NEW_KEY --kty RSA-HSM --size 3072 in a premium vault, then move the key's users to it.
#   compliance:
#     Azure Policy: [587c79fe-dd04-4a5e-9d0b-f89598c7261b]
#     NIST SP 800-53 R5 (our own mapping): [SC-12, SC-13]
package akscan.rules.key.hsm

import data.akscan.lib.answer
import data.akscan.lib.key as keys
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

subjects contains input.keys[index].key if some index in keys.in_use

results contains result.with_details(key, key.key_type, verdict, message(key, verdict), {"related": keys.steps(keys.uses[index])}) if {
	some index in keys.in_use
	key := input.keys[index]
	verdict := verdict_on(is_backed(key), keys.uses[index])
}

verdict_on("yes", _) := "pass"

verdict_on("unknown", _) := "open"

verdict_on("no", found) := answer.forbid(keys.is_certain(found))

is_backed(key) := "yes" if {
	keys.in_managed_hsm(key)
} else := keys.is_of_type(key, {"rsa-hsm", "ec-hsm", "oct-hsm", "akp-hsm"})

message(key, "pass") := sprintf("Key %s is backed by an HSM.", [name.of(key)])

message(key, "fail") := sprintf("Key: %s is kept in software (type %s). An HSM-backed key is a new key, in a premium vault or a managed HSM, to which its users are moved.", [name.of(key), state.text(key.key_type)])

message(key, "open") := sprintf("Whether key %s is backed by an HSM can't be told: %s.", [name.of(key), why(key)])

why(key) := state.why(key.key_type) if {
	state.is_unknown(key.key_type)
} else := "its type isn't in the files given (az keyvault key show gives it)" if {
	state.is_absent(key.key_type)
} else := "whether anything uses it isn't known"

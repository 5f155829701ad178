# METADATA
# title: The key of KMS can encrypt and decrypt
# description: >-
#   KMS encrypts with the key and decrypts with it, so it must be an RSA key that allows both. A key made for disks, which may only wrap and unwrap,
#   and any key on an elliptic curve, make Azure refuse the cluster, or leave Secrets that nobody can read.
# related_resources:
#   - description: "Azure: KMS etcd encryption"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
#   - description: "Azure: about keys, key operations"
#     ref: https://learn.microsoft.com/azure/key-vault/keys/about-keys-details
# custom:
#   severity: high
#   kinds: [key]
#   remediation:
#     terraform: >-
#       Put encrypt and decrypt into key_opts. A type other than RSA or RSA-HSM can't be changed: make a new azurerm_key_vault_key, point
#       key_vault_key_id to it and write the Secrets anew.
#     arm: Put encrypt and decrypt into keyOps, and make the key one of kty RSA or RSA-HSM; another type needs a new key.
#     azure: az keyvault key set-attributes --vault-name VAULT --name KEY --ops encrypt decrypt; a key of another type than RSA has to be made anew.
#   compliance:
#     MCSB v1 (our own mapping): [DP-6]
#     NIST SP 800-53 R5 (our own mapping): [SC-12, SC-13]
package akscan.rules.etcd["key-operations"]

import data.akscan.lib.answer
import data.akscan.lib.key as keys
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

# The uses of keys by KMS, by the key's index.
uses := {index: found |
	some index in keys.in_use
	found := [use | some use in keys.uses[index]; use.layer == "etcd"]
	count(found) > 0
}

subjects contains input.keys[index].key if some index, _ in uses

results contains result.with_details(key, outcome.property, outcome.verdict, message(key, outcome, found), {"related": keys.steps(found)}) if {
	some index, found in uses
	key := input.keys[index]
	outcome := judge(key, found)
}

judge(key, found) := {"verdict": verdict, "property": key.key_type, "why": sprintf("its type is %s, not RSA", [state.text(key.key_type)])} if {
	keys.is_of_type(key, {"rsa", "rsa-hsm"}) == "no"
	verdict := answer.forbid(keys.is_certain(found))
} else := {"verdict": verdict, "property": key.operations, "why": sprintf("it may not %s", [concat(" nor ", missing(key))])} if {
	count(missing(key)) > 0
	verdict := answer.forbid(keys.is_certain(found))
} else := {"verdict": "open", "property": key.key_type, "why": unseen(key.key_type, "its type isn't in the files given (az keyvault key show gives it)")} if {
	keys.is_of_type(key, {"rsa", "rsa-hsm"}) == "unknown"
} else := {"verdict": "open", "property": key.operations, "why": unseen(key.operations, "its operations aren't in the files given (az keyvault key show gives them)")} if {
	keys.allows(key, "encrypt") == "unknown"
} else := {"verdict": "open", "property": key.key_type, "why": "Azure doesn't document KMS with a key of a managed HSM"} if {
	keys.in_managed_hsm(key)
} else := {"verdict": "pass", "property": key.operations, "why": ""}

missing(key) := [operation |
	some operation in ["encrypt", "decrypt"]
	keys.allows(key, operation) == "no"
]

unseen(property, _) := state.why(property) if state.is_unknown(property)

unseen(property, why) := why if not state.is_unknown(property)

message(key, outcome, found) := sprintf("Key %s can encrypt and decrypt, as %s needs.", [name.of(key), keys.words(found)]) if {
	outcome.verdict == "pass"
}

message(key, outcome, found) := sprintf(
	"etcd: key %s is of no use to KMS: %s. %s needs an RSA key that may encrypt and decrypt; operations can be added at any time, another type takes a new key.",
	[name.of(key), outcome.why, keys.words(found)],
) if {
	outcome.verdict == "fail"
}

message(key, outcome, found) := sprintf("Whether key %s can encrypt and decrypt, as %s needs, can't be told: %s.", [name.of(key), keys.words(found), outcome.why]) if {
	outcome.verdict == "open"
	is_undecided(key)
}

message(key, outcome, found) := sprintf("Whether key %s has to encrypt and decrypt can't be told: %s, and whether %s uses it isn't known.", [name.of(key), outcome.why, keys.words(found)]) if {
	outcome.verdict == "open"
	not is_undecided(key)
}

# Nothing is wrong with the key as far as is known.
is_undecided(key) if {
	keys.is_of_type(key, {"rsa", "rsa-hsm"}) != "no"
	count(missing(key)) == 0
}

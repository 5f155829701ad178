# METADATA
# title: etcd and disks have keys of their own
# description: >-
#   One key for etcd and for disks ties two layers together. Whoever may use it for one may use it for the other, a rotation or a revocation hits
#   both, and its operations have to allow both uses.
# related_resources:
#   - description: "Azure: secure your Key Vault keys"
#     ref: https://learn.microsoft.com/azure/key-vault/keys/secure-keys
# custom:
#   severity: note
#   kinds: [key]
#   remediation:
#     terraform: >-
#       Make one azurerm_key_vault_key with key_opts encrypt and decrypt for KMS and one with wrapKey and unwrapKey for the disk encryption set. Moving KMS means
#       to write the Secrets anew; both keys stay until that is done.
#     arm: Make one key with keyOps encrypt and decrypt for KMS and one with wrapKey and unwrapKey for the disk encryption set.
#     azure: >-
#       az keyvault key create --vault-name VAULT --name ETCD_KEY --kty RSA --size 3072 --ops encrypt decrypt, then az aks update ... --azure-keyvault-kms-key-id
#       with its id, and write the Secrets anew before the old key changes.
#   compliance:
#     MCSB v1 (our own mapping): [DP-6]
#     NIST SP 800-53 R5 (our own mapping): [AC-6, SC-12]
package akscan.rules.key.shared

import data.akscan.lib.answer
import data.akscan.lib.key as keys
import data.akscan.lib.name
import data.akscan.lib.result

# The uses for etcd and for disks, of keys that have any, by index.
uses := {index: found |
	some index in keys.in_use
	found := [use | some use in keys.uses[index]; use.layer in {"etcd", "disk"}]
	count(found) > 0
}

subjects contains input.keys[index].key if some index, _ in uses

results contains result.with_details(key, result.header(key), verdict, message(key, verdict, found), {"related": keys.steps(found)}) if {
	some index, found in uses
	key := input.keys[index]
	verdict := answer.forbid(is_shared(found))
}

is_shared(found) := answer.all_of([is_used(found, layer) | some layer in ["etcd", "disk"]])

is_used(found, layer) := answer.any_of([use.certain | some use in found; use.layer == layer])

message(key, "pass", found) := sprintf("Key %s serves one layer alone: %s.", [name.of(key), keys.words(found)])

message(key, "fail", found) := sprintf(
	"Key: %s encrypts two layers, %s, so that whoever may use it for one may use it for the other, and a rotation hits both. Give each a key of its own; Secrets have to be written anew before the old key may go.",
	[name.of(key), keys.words(found)],
)

message(key, "open", found) := sprintf("Whether key %s encrypts two layers, %s, can't be told: %s.", [name.of(key), keys.words(found), why])

why := "whether KMS is on isn't known"

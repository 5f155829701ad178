# METADATA
# title: Roles decide who may use a vault's keys
# description: >-
#   With access policies anyone who may change the vault, every Contributor that is, can take its keys, and a policy always covers all keys. With
#   roles that takes the right to assign them, and a grant can be for one key. New vaults use roles from API version 2026-02-01 on; older APIs, and azurerm before 5.0, leave
#   access policies in force unless told otherwise.
# related_resources:
#   - description: "Azure: roles and access policies of Key Vault"
#     ref: https://learn.microsoft.com/azure/key-vault/general/rbac-access-policy
#   - description: "Azure: Key Vault's default access model"
#     ref: https://learn.microsoft.com/azure/key-vault/general/access-control-default
# custom:
#   severity: low
#   kinds: [key_vault]
#   remediation:
#     terraform: >-
#       Set rbac_authorization_enabled = true (enable_rbac_authorization before azurerm 4.42), once the cluster's identity has the role Key Vault Crypto User and the
#       disk encryption set's Key Vault Crypto Service Encryption User; the policies stop counting at once.
#     arm: >-
#       Set properties.enableRbacAuthorization to true, once the cluster's identity has the role Key Vault Crypto User and the disk encryption set's Key Vault Crypto Service
#       Encryption User; the policies stop counting at once.
#     azure: >-
#       az role assignment create for every identity that uses the keys (Key Vault Crypto User for KMS, Key Vault Crypto Service Encryption User for disk encryption sets),
#       then az keyvault update -g GROUP -n VAULT --enable-rbac-authorization true.
#   compliance:
#     Azure Policy: [12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5]
#     MCSB v1: [PA-7]
#     CIS Azure Foundations 5.0: [8.3.6]
#     NIST SP 800-53 R5 (our own mapping): [AC-6]
package akscan.rules.vault.rbac

import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.vault as vault_uses

# A managed HSM has roles of its own, and no policies.
subjects contains vault.key if {
	some vault in subject.key_vaults
	state.is_true(vault.managed_hsm) == "no"
}

results contains result.of(vault, vault.rbac, verdict, message(vault, verdict)) if {
	some vault in subject.key_vaults
	vault.key in subjects
	verdict := answer.require(state.is_true(vault.rbac))
}

message(vault, "pass") := sprintf("Roles decide who may use the keys of vault %s.", [name.of(vault)])

message(vault, "open") := sprintf("Whether roles or access policies decide who may use the keys of vault %s can't be told: %s.", [name.of(vault), state.why(vault.rbac)])

message(vault, "fail") := sprintf(
	"Vault: access policies decide who may use the keys of %s, so every Contributor can let themselves in.%s%s Give the identities that use the keys their roles before you switch: the policies stop counting at once.",
	[name.of(vault), state.ignored_sentence(vault.rbac), vault_uses.sentence(vault)],
)

# METADATA
# title: The disk encryption set's identity may use its key
# description: >-
#   A disk encryption set (DES) wraps the keys of disks with the Key Vault key as its own identity, which needs the role Key Vault Crypto Service Encryption User on
#   the vault, or, in a vault that goes by access policies, the key permissions get, wrapKey and unwrapKey; in a managed HSM, the local role Managed HSM Crypto
#   Service Encryption User. Control-plane roles such as Reader on the resource group let it use no key.
# related_resources:
#   - description: "Azure: server-side encryption with customer keys, full control of the keys"
#     ref: https://learn.microsoft.com/azure/virtual-machines/disk-encryption
#   - description: "Azure: roles for Key Vault's data plane"
#     ref: https://learn.microsoft.com/azure/key-vault/general/rbac-guide
# custom:
#   severity: high
#   kinds: [disk_encryption_set]
#   remediation:
#     terraform: >-
#       Give the set's identity an azurerm_role_assignment with role_definition_name = "Key Vault Crypto Service Encryption User" and the vault as its scope, or an
#       azurerm_key_vault_access_policy with key_permissions = ["Get", "WrapKey", "UnwrapKey"] where the vault goes by access policies, before disks use the set.
#     arm: >-
#       Deploy, before disks use the set, a Microsoft.Authorization/roleAssignments with the role e147488a-f6f5-4113-8e2d-b22465e65bf6 (Key Vault Crypto Service Encryption User) on
#       the vault for the set's identity, or an access policy with the key permissions get, wrapKey and unwrapKey where the vault goes by access policies.
#     azure: >-
#       az role assignment create --assignee-object-id PRINCIPAL_ID --role "Key Vault Crypto Service Encryption User" --scope VAULT_ID, or, where the vault goes by
#       access policies, az keyvault set-policy --name VAULT --object-id PRINCIPAL_ID --key-permissions get wrapKey unwrapKey; PRINCIPAL_ID is that of the set's identity.
#   compliance:
#     MCSB v1 (our own mapping): [DP-6, PA-7]
#     NIST SP 800-53 R5 (our own mapping): [AC-3, SC-12]
package akscan.rules.disk["des-key-access"]

import data.akscan.lib.grant
import data.akscan.lib.holder
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.subject

subjects contains set.key if {
	some set in subject.disk_encryption_sets
	count(grant.principals(set)) > 0
	is_number(holder.vault(set.vault_key, set.vault))
}

results contains result.with_details(set, set.vault_key, outcome.verdict, message(set, index, outcome), {"related": steps(index, outcome)}) if {
	some set in subject.disk_encryption_sets
	set.key in subjects
	index := holder.vault(set.vault_key, set.vault)
	outcome := grant.on_key(grant.principals(set), index, holder.key(set.vault_key), grant.disks)
}

steps(index, outcome) := array.concat(outcome.steps, [result.step(result.header(vault), sprintf("vault %s, which holds the key", [name.of(vault)]))]) if {
	vault := input.key_vaults[index]
}

message(set, index, outcome) := sprintf(
	"Disk encryption set %s may use its key in vault %s: %s.",
	[name.of(set), name.of(input.key_vaults[index]), outcome.why],
) if {
	outcome.verdict == "pass"
}

message(set, index, outcome) := sprintf(
	"OS disks and data volumes: disk encryption set %s can't use its key in vault %s: %s. Disks can't be made with the set, and nodes don't start. Give its identity %s first.",
	[name.of(set), name.of(input.key_vaults[index]), outcome.why, grant.remedy(input.key_vaults[index], grant.disks)],
) if {
	outcome.verdict == "fail"
}

message(set, index, outcome) := sprintf(
	"Whether disk encryption set %s can use its key in vault %s isn't certain: %s.",
	[name.of(set), name.of(input.key_vaults[index]), outcome.why],
) if {
	outcome.verdict == "open"
}

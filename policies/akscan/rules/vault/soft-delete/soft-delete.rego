# METADATA
# title: Key vaults keep deleted keys for a while (soft delete)
# description: >-
#   Soft delete keeps a deleted key or vault recoverable. It is on unless somebody says otherwise, and Azure doesn't let anyone turn it
#   off again; a definition that still says so is a defect, and disk encryption sets refuse a vault without it.
# related_resources:
#   - description: "Azure: Key Vault soft delete"
#     ref: https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
# custom:
#   severity: medium
#   kinds: [key_vault]
#   remediation:
#     terraform: Remove soft_delete_enabled; azurerm 2.42 and later always turn soft delete on.
#     arm: Remove enableSoftDelete, or set it to true.
#     azure: az keyvault update -n VAULT --set properties.enableSoftDelete=true
#   compliance:
#     Azure Policy: [1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d]
#     MCSB v1: [DP-8]
#     NIST SP 800-53 R5: [CP-9]
package akscan.rules.vault["soft-delete"]

import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

# A managed HSM always has soft delete.
subjects contains vault.key if {
	some vault in subject.key_vaults
	state.is_true(vault.managed_hsm) == "no"
}

results contains result.with_details(vault, vault.soft_delete, verdict, message(vault, verdict), {"severity": severity(vault)}) if {
	some vault in subject.key_vaults
	vault.key in subjects
	verdict := answer.require(state.is_true(vault.soft_delete))
}

# azurerm has ignored the argument since 2.42.
severity(vault) := "low" if startswith(vault.type, "azurerm_")

else := "medium"

message(vault, "pass") := sprintf("Vault %s keeps deleted keys recoverable.", [name.of(vault)])

message(vault, "open") := sprintf("Whether vault %s keeps deleted keys recoverable can't be told: %s.", [name.of(vault), state.why(vault.soft_delete)])

message(vault, "fail") := sprintf(
	"Vault: %s is defined without soft delete, so a deleted key would take the data that it encrypts with it.%s",
	[name.of(vault), ignored_note(vault)],
)

ignored_note(vault) := " azurerm 2.42 and later ignore this and turn it on." if startswith(vault.type, "azurerm_")

else := ""

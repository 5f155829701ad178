# METADATA
# title: Key vaults keep deleted keys for 90 days
# description: >-
#   A deleted key or vault can be recovered until its retention ends, and with purge protection nobody can shorten that. Azure allows 7 to 90 days, gives 90 unless
#   told otherwise, and never changes it afterwards. A week is soon over when nobody notices that Secrets can't be written or disks don't start.
# related_resources:
#   - description: "Azure: Key Vault soft delete"
#     ref: https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
# custom:
#   severity: note
#   kinds: [key_vault]
#   remediation:
#     terraform: Remove soft_delete_retention_days, or set it to 90. Azure never changes it on a vault that is there, so that takes a new vault, and new keys.
#     arm: Remove properties.softDeleteRetentionInDays, or set it to 90. Azure never changes it on a vault that is there, so that takes a new vault, and new keys.
#     azure: az keyvault create -g GROUP -n NEW_VAULT --retention-days 90 --enable-purge-protection true, then make keys there and move their users.
#   compliance:
#     MCSB v1 (our own mapping): [DP-8]
#     NIST SP 800-53 R5 (our own mapping): [CP-9]
package akscan.rules.vault["soft-delete-retention"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

results contains result.of(vault, vault.retention_days, verdict, message(vault, verdict)) if {
	some vault in subject.key_vaults
	verdict := verdict_on(vault)
}

verdict_on(vault) := "pass" if state.number(vault.retention_days) >= 90

verdict_on(vault) := "fail" if state.number(vault.retention_days) < 90

verdict_on(vault) := "open" if not state.number(vault.retention_days)

message(vault, "pass") := sprintf("Vault %s keeps what is deleted for %d days.", [name.of(vault), state.number(vault.retention_days)])

message(vault, "fail") := sprintf(
	"Vault: %s keeps deleted keys for only %d days, of the 90 that Azure allows. The retention of a vault that is there can't be changed: it takes a new vault with new keys.",
	[name.of(vault), state.number(vault.retention_days)],
)

message(vault, "open") := sprintf("How long vault %s keeps deleted keys can't be told: %s.", [name.of(vault), state.why(vault.retention_days)]) if {
	state.is_unknown(vault.retention_days)
}

message(vault, "open") := sprintf("How long vault %s keeps deleted keys can't be told: the files given don't say.", [name.of(vault)]) if {
	not state.is_unknown(vault.retention_days)
}

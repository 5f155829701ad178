# METADATA
# title: Vaults of disk encryption sets are enabled for disk encryption
# description: >-
#   Instructions for disk encryption often turn enabledForDiskEncryption on, and some audits look for it. Azure needs it only for Azure Disk Encryption, which
#   works inside the machine and which AKS nodes don't use; a disk encryption set gets its key through its own identity, with the flag or without.
# related_resources:
#   - description: "Azure: Azure Disk Encryption and Key Vault"
#     ref: https://learn.microsoft.com/azure/virtual-machines/linux/disk-encryption-key-vault
#   - description: "Azure: server-side encryption of disks"
#     ref: https://learn.microsoft.com/azure/virtual-machines/disk-encryption
# custom:
#   severity: note
#   kinds: [key_vault]
#   remediation:
#     terraform: Set enabled_for_disk_encryption = true if your own rules ask for it; the disk encryption set works without.
#     arm: Set properties.enabledForDiskEncryption to true if your own rules ask for it; the disk encryption set works without.
#     azure: az keyvault update -g GROUP -n VAULT --enabled-for-disk-encryption true, if your own rules ask for it.
#   compliance:
#     MCSB v1 (our own mapping): [DP-8]
package akscan.rules.vault["disk-encryption-flag"]

import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.vault as vault_uses

subjects contains vault.key if {
	some vault in subject.key_vaults
	state.is_true(vault.managed_hsm) == "no"
	count(sets(vault)) > 0
}

sets(vault) := [use | some use in vault_uses.uses(vault); use.kind == "disk_encryption_set"]

results contains result.with_details(vault, vault.disk_encryption_flag, verdict, message(vault, verdict), {"related": steps(vault)}) if {
	some vault in subject.key_vaults
	vault.key in subjects
	verdict := answer.require(state.is_true(vault.disk_encryption_flag))
}

steps(vault) := [result.step(use.property, sprintf("the key for %s lies in this vault", [use.words])) | some use in sets(vault)]

message(vault, "pass") := sprintf("Vault %s is enabled for disk encryption, which Azure Disk Encryption alone needs.", [name.of(vault)])

message(vault, "open") := sprintf("Whether vault %s is enabled for disk encryption can't be told: %s.", [name.of(vault), state.why(vault.disk_encryption_flag)])

message(vault, "fail") := sprintf(
	"Vault: %s isn't enabled for disk encryption, which instructions for disk encryption sets often ask for. Azure needs it only for Azure Disk Encryption; %s works without.",
	[name.of(vault), name.list([use.words | some use in sets(vault)])],
)

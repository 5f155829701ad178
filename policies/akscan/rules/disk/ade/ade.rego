# METADATA
# title: No disk depends on Azure Disk Encryption
# description: >-
#   Azure Disk Encryption (ADE) runs BitLocker or dm-crypt inside the machine. It retires on 15 September 2028; from then on
#   such disks fail to unlock when the machine restarts. AKS nodes don't use it, and a disk that ever had it can't move to a disk encryption set.
# related_resources:
#   - description: "Azure: overview of disk encryption options"
#     ref: https://learn.microsoft.com/azure/virtual-machines/disk-encryption-overview
# custom:
#   severity: medium
#   kinds: [managed_disk]
#   remediation:
#     terraform: >-
#       Make a new disk without encryption_settings and with disk_encryption_set_id, and copy the data over; a disk that ever had ADE can't take a
#       disk encryption set.
#     arm: >-
#       Make a new disk without encryptionSettingsCollection and with encryption.diskEncryptionSetId, and copy the data over; a disk that ever
#       had ADE can't take a disk encryption set.
#     azure: >-
#       az disk create ... --disk-encryption-set DES_ID makes a new, empty disk; copy the data over. A disk that ever had ADE, and a copy of it, can't take
#       a disk encryption set.
#   compliance:
#     MCSB v1 (our own mapping): [DP-5]
#     NIST SP 800-53 R5 (our own mapping): [SC-28, SC-28(1)]
package akscan.rules.disk.ade

import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

results contains result.of(disk, disk.ade, verdict, message(disk, verdict)) if {
	some disk in subject.managed_disks
	verdict := answer.forbid(state.is_true(disk.ade))
}

message(disk, "pass") := sprintf("Disk %s doesn't use Azure Disk Encryption.", [name.of(disk)])

message(disk, "open") := sprintf("Whether disk %s uses Azure Disk Encryption can't be told: %s.", [name.of(disk), state.why(disk.ade)])

message(disk, "fail") := sprintf(
	"Disk: %s uses Azure Disk Encryption, which retires on 15 September 2028; after that it fails to unlock when its machine restarts. A disk that ever had it can't take a disk encryption set: make a new disk and copy the data.",
	[name.of(disk)],
)

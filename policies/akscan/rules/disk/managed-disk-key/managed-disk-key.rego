# METADATA
# title: Managed disks are encrypted with a customer key
# description: >-
#   Azure encrypts every managed disk, by default with a key that Microsoft manages and that nobody else can rotate or revoke. A disk
#   encryption set (DES) puts a Key Vault key of the owner's in its place.
# related_resources:
#   - description: "Azure: server-side encryption of managed disks"
#     ref: https://learn.microsoft.com/azure/virtual-machines/disk-encryption#customer-managed-keys
# custom:
#   severity: medium
#   kinds: [managed_disk]
#   remediation:
#     terraform: >-
#       Set disk_encryption_set_id. The set must lie in the disk's region and subscription, and its identity have the role Key Vault Crypto Service Encryption
#       User on the vault; an attached disk must be detached first.
#     arm: >-
#       Set properties.encryption to {"type": "EncryptionAtRestWithCustomerKey", "diskEncryptionSetId": ...}. The set must lie in the disk's region
#       and subscription; an attached disk must be detached first.
#     azure: >-
#       Detach the disk (scale the workload to zero), then az disk update -g GROUP -n DISK --encryption-type EncryptionAtRestWithCustomerKey
#       --disk-encryption-set DES_ID. The set must lie in the disk's region and subscription.
#   compliance:
#     Azure Policy: [702dd420-7fcc-42c5-afe8-4026edd20fe0]
#     MCSB v2 (preview): [DP-5]
#     NIST SP 800-53 R5: [SC-12]
package akscan.rules.disk["managed-disk-key"]

import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.volume

results contains result.of(disk, property(disk), verdict, message(disk, verdict)) if {
	some disk in subject.managed_disks
	verdict := answer.require(volume.has_customer_key(disk))
}

# The set proves it; where there is none, the type does when it is written.
property(disk) := disk.encryption_type if {
	state.is_present(disk.disk_encryption_set) == "no"
	not state.is_absent(disk.encryption_type)
} else := disk.disk_encryption_set

message(disk, "pass") := sprintf("Disk %s is encrypted with a customer key.", [name.of(disk)])

message(disk, "open") := sprintf("Whether disk %s is encrypted with a customer key can't be told: %s.", [name.of(disk), why(disk)])

message(disk, "fail") := sprintf(
	"Disk: %s is encrypted with a platform key alone, which nobody outside Microsoft can rotate or revoke. %s",
	[name.of(disk), advice(disk)],
)

# What is unknown here is the set or, that being absent, the type.
why(disk) := state.why(disk.disk_encryption_set) if state.is_unknown(disk.disk_encryption_set)

why(disk) := state.why(disk.encryption_type) if not state.is_unknown(disk.disk_encryption_set)

advice(disk) := "A disk with Azure Disk Encryption can't take a disk encryption set: make a new disk with one, and copy the data." if {
	state.is_true(disk.ade) == "yes"
} else := "Give it a disk encryption set of its region and subscription; it must be detached first."

# METADATA
# title: A disk encryption set encrypts twice
# description: >-
#   With EncryptionAtRestWithPlatformAndCustomerKeys a disk is encrypted with the customer's key and, below that, a second time with another
#   algorithm and a key of the platform's. Few need it; where a standard asks for double encryption at rest, this is it.
# related_resources:
#   - description: "Azure: double encryption at rest"
#     ref: https://learn.microsoft.com/azure/virtual-machines/disk-encryption#double-encryption-at-rest
# custom:
#   severity: note
#   kinds: [disk_encryption_set]
#   remediation:
#     terraform: >-
#       Set encryption_type = "EncryptionAtRestWithPlatformAndCustomerKeys". It forces a new set, and disks must be detached to move to it;
#       Ultra disks and Premium SSD v2 can't use it.
#     arm: >-
#       Set properties.encryptionType to EncryptionAtRestWithPlatformAndCustomerKeys on a new set; disks must be detached to move to it. Ultra
#       disks and Premium SSD v2 can't use it.
#     azure: >-
#       az disk-encryption-set create ... --encryption-type EncryptionAtRestWithPlatformAndCustomerKeys makes a new set; disks must be detached
#       to move to it. Ultra disks and Premium SSD v2 can't use it.
#   compliance:
#     Azure Policy: [ca91455f-eace-4f96-be59-e6e2c35b4816]
#     MCSB v2 (preview): [DP-4, DP-5]
package akscan.rules.disk["double-encryption"]

import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

results contains result.of(set, set.encryption_type, verdict, message(set, verdict)) if {
	some set in subject.disk_encryption_sets
	verdict := answer.forbid(state.equals(set.encryption_type, "EncryptionAtRestWithCustomerKey"))
}

message(set, "pass") := sprintf("Disk encryption set %s encrypts with more than a customer key (%s).", [name.of(set), state.shown(set.encryption_type)])

message(set, "open") := sprintf("Whether disk encryption set %s encrypts twice can't be told: %s.", [name.of(set), state.why(set.encryption_type)])

message(set, "fail") := sprintf(
	"Disks: the disk encryption set %s encrypts with a customer key alone, not a second time with a platform key. That is right unless a standard asks for double encryption; the type needs a new set, and Ultra disks and Premium SSD v2 can't have it.",
	[name.of(set)],
)

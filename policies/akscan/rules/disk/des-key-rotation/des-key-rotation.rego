# METADATA
# title: The disk encryption set follows its key's rotation
# description: >-
#   A new version of a key protects nothing until the disk encryption set uses it. With automatic rotation the set takes a new version
#   within an hour; without it somebody has to update the set by hand, and the version in use may expire, which stops the disks.
# related_resources:
#   - description: "Azure: automatic key rotation of disk encryption sets"
#     ref: https://learn.microsoft.com/azure/virtual-machines/disk-encryption#automatic-key-rotation-of-customer-managed-keys
# custom:
#   severity: medium
#   kinds: [disk_encryption_set]
#   remediation:
#     terraform: Set auto_key_rotation_enabled = true and key_vault_key_id to the key's versionless_id (azurerm 3.70 and later refuse other forms).
#     arm: Set properties.rotationToLatestKeyVersionEnabled to true; keyUrl keeps its version.
#     azure: az disk-encryption-set update -g GROUP -n DES --enable-auto-key-rotation true --source-vault VAULT --key-url KEY_URL
#   compliance:
#     MCSB v1 (our own mapping): [DP-6]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.disk["des-key-rotation"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

results contains result.of(des, des.auto_key_rotation, verdict, message(des, verdict)) if {
	some des in subject.disk_encryption_sets
	verdict := state.require_true(des.auto_key_rotation)
}

message(des, "pass") := sprintf("Disk encryption set %s takes new versions of its key by itself.", [name.of(des)])

message(des, "fail") := sprintf(
	"Disks: the disk encryption set %s stays on one version of its key. A rotated key protects nothing until somebody updates the set, and once that version expires the disks stop.",
	[name.of(des)],
)

message(des, "open") := sprintf("Whether disk encryption set %s follows its key's rotation can't be told: %s.", [name.of(des), state.why(des.auto_key_rotation)])

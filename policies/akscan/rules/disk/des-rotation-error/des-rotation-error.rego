# METADATA
# title: A disk encryption set's key rotation works
# description: >-
#   A disk encryption set (DES) that can't take the newest version of its key stays on the old one, and says so in autoKeyRotationError. When
#   that version expires or is disabled, the disks stop within the hour.
# related_resources:
#   - description: "Azure: automatic key rotation of disk encryption sets"
#     ref: https://learn.microsoft.com/azure/virtual-machines/disk-encryption#automatic-key-rotation-of-customer-managed-keys
# custom:
#   severity: high
#   kinds: [disk_encryption_set]
#   remediation:
#     azure: >-
#       Read the error (az disk-encryption-set show -g GROUP -n DES --query autoKeyRotationError), give the set's identity the role Key Vault Crypto
#       Service Encryption User and let trusted services through the vault's firewall, then az disk-encryption-set update -g GROUP -n DES --key-url KEY_URL
#       --source-vault VAULT.
#   compliance:
#     MCSB v1 (our own mapping): [DP-6]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.disk["des-rotation-error"]

import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

subjects contains set.key if {
	some set in input.disk_encryption_sets
	set.mode == "live"
	not set.existing
}

results contains result.of(set, set.rotation_error, verdict, message(set, verdict)) if {
	some set in subject.disk_encryption_sets
	set.key in subjects
	verdict := answer.forbid(state.is_present(set.rotation_error))
}

message(set, "pass") := sprintf("Disk encryption set %s reports no error of its key rotation.", [name.of(set)])

message(set, "open") := sprintf("Whether the key rotation of disk encryption set %s works can't be told: %s.", [name.of(set), state.why(set.rotation_error)])

message(set, "fail") := sprintf(
	"Disks: the disk encryption set %s couldn't take the newest version of its key (%s). Its disks stay on the old version and stop when that expires; the usual causes are a missing role of the set's identity and the vault's firewall.",
	[name.of(set), trim_right(state.shown(set.rotation_error), ". ")],
)

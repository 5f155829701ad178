# METADATA
# title: A disk encryption set has an identity
# description: >-
#   A disk encryption set (DES) wraps and unwraps its disks' keys in Key Vault as an identity of its own. Without one it reaches no key:
#   disks that name it can't be made, and those that have it stop.
# related_resources:
#   - description: "Azure: server-side encryption of managed disks"
#     ref: https://learn.microsoft.com/azure/virtual-machines/disk-encryption#customer-managed-keys
# custom:
#   severity: high
#   kinds: [disk_encryption_set]
#   remediation:
#     terraform: >-
#       Add an identity block (type = "SystemAssigned", or "UserAssigned" with identity_ids), and give the identity the role Key Vault Crypto
#       Service Encryption User on the vault.
#     arm: >-
#       Set identity.type to SystemAssigned, or to UserAssigned with userAssignedIdentities, and give the identity the role Key
#       Vault Crypto Service Encryption User on the vault.
#     azure: >-
#       az disk-encryption-set identity assign -g GROUP -n DES --system-assigned, then az role assignment create --role "Key Vault Crypto
#       Service Encryption User" --assignee-object-id PRINCIPAL_ID --scope VAULT_ID.
#   compliance:
#     MCSB v1 (our own mapping): [IM-3]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.disk["des-identity"]

import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

results contains result.of(set, set.identity_type, verdict, message(set, verdict)) if {
	some set in subject.disk_encryption_sets
	verdict := answer.require(has_identity(set))
}

# An identity of its own is an identity, whatever the type turns out to be.
has_identity(set) := "yes" if {
	count(state.references(set.identities)) > 0
} else := "no" if {
	state.equals(set.identity_type, "None") == "yes"
} else := state.is_present(set.identity_type)

message(set, "pass") := sprintf("Disk encryption set %s has an identity.", [name.of(set)])

message(set, "open") := sprintf("Whether disk encryption set %s has an identity can't be told: %s.", [name.of(set), state.why(set.identity_type)])

message(set, "fail") := sprintf(
	"Disks: the disk encryption set %s has no identity, so it can't use its key, and no disk can be encrypted with it. Give it one, with the role Key Vault Crypto Service Encryption User on the vault.",
	[name.of(set)],
)

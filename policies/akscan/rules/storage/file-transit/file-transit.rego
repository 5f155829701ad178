# METADATA
# title: NFS file shares are mounted encrypted
# description: >-
#   NFS sends what a pod reads and writes in the clear. With encryptInTransit the Azure Files driver mounts the share through a TLS tunnel;
#   SMB encrypts by itself. Encryption at rest, of the account or of a disk, does nothing for the way there.
# related_resources:
#   - description: "Azure Files CSI driver: parameters"
#     ref: https://github.com/kubernetes-sigs/azurefile-csi-driver/blob/master/docs/driver-parameters.md
# custom:
#   severity: low
#   kinds: [storage_class]
#   remediation:
#     terraform: 'Set encryptInTransit = "true" in parameters of a new class; the parameters of a class can''t be changed.'
#     kubernetes: 'Set parameters.encryptInTransit: "true" in a new class, and let claims use it; the parameters of a class can''t be changed.'
#   compliance:
#     MCSB v1 (our own mapping): [DP-3]
#     NIST SP 800-53 R5 (our own mapping): [SC-8, SC-8(1)]
package akscan.rules.storage["file-transit"]

import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

subjects contains class.key if {
	some class in subject.storage_classes
	makes_nfs_shares(class) != "no"
}

results contains result.of(class, class.encrypt_in_transit, verdict, message(class, verdict)) if {
	some class in subject.storage_classes
	class.key in subjects
	verdict := answer.require(is_encrypted(class))
}

# Without a protocol the driver takes SMB.
makes_nfs_shares(class) := answer.all_of([
	state.equals(class.provisioner, "file.csi.azure.com"),
	state.equals(class.protocol, "nfs"),
])

# A class that encrypts is right whatever it turns out to make; one that doesn't is only wrong for NFS.
is_encrypted(class) := "yes" if {
	state.is_true(class.encrypt_in_transit) == "yes"
} else := "unknown" if {
	makes_nfs_shares(class) == "unknown"
} else := state.is_true(class.encrypt_in_transit)

message(class, "pass") := sprintf("Storage class %s mounts its shares encrypted.", [name.of(class)])

message(class, "open") := sprintf("Whether storage class %s mounts its NFS shares encrypted can't be told: %s.", [name.of(class), why(class)])

message(class, "fail") := sprintf(
	"File share: the storage class %s mounts NFS shares unencrypted, so what pods read and write crosses the network in the clear. Set encryptInTransit in a new class; parameters can't be changed.",
	[name.of(class)],
)

why(class) := state.why(class.encrypt_in_transit) if {
	state.is_unknown(class.encrypt_in_transit)
} else := state.why(class.protocol) if {
	state.is_unknown(class.protocol)
} else := state.why(class.provisioner)

# METADATA
# title: Disk storage classes name a disk encryption set
# description: >-
#   The volumes of a disk StorageClass without diskEncryptionSetID are born with a key that Microsoft manages. On a cluster that has a disk
#   encryption set of its own they are re-keyed when a node first attaches them; a volume that is never attached never is.
# related_resources:
#   - description: "Azure: encrypt your AKS cluster data disks"
#     ref: https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys#encrypt-your-aks-cluster-data-disk
# custom:
#   severity: high
#   kinds: [storage_class, module_call]
#   remediation:
#     terraform: >-
#       Set diskEncryptionSetID in parameters to the id of the disk encryption set (azurerm_disk_encryption_set.NAME.id). The cluster's identity
#       needs Reader on the set; only new volumes get it.
#     kubernetes: >-
#       Set parameters.diskEncryptionSetID to the id of the disk encryption set. Parameters can't be changed: make a new class; only new
#       volumes get it. The cluster's identity needs Reader on the set.
#   compliance:
#     Azure Policy: [7d7be79c-23ba-4033-84dd-45e2a5ccdd67]
#     MCSB v2 (preview): [DP-5]
#     NIST SP 800-53 R5: [SC-12]
package akscan.rules.storage["class-customer-key"]

import data.akscan.lib.answer
import data.akscan.lib.module
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.volume

subjects contains class.key if {
	some class in subject.storage_classes
	volume.makes_disks(class) != "no"
}

results contains result.with_details(class, class.disk_encryption_set, verdict, message(class, verdict), {"severity": severity(class)}) if {
	some class in subject.storage_classes
	class.key in subjects
	verdict := answer.require(has_customer_key(class))
}

results contains result.of(call, result.header(call), "open", module.message(call, "Which key encrypts the volumes of its storage classes")) if {
	some call in input.module_calls
	module.may_make(call, {"storage_class"})
}

# A class that names a set is right whatever its provisioner turns out to be.
has_customer_key(class) := "yes" if {
	state.is_present(class.disk_encryption_set) == "yes"
} else := "unknown" if {
	volume.makes_disks(class) == "unknown"
} else := state.is_present(class.disk_encryption_set)

# Nobody can edit AKS's own classes. Where every cluster has a disk encryption set, volumes are re-keyed when attached.
severity(class) := "note" if {
	class.mode == "live"
	volume.is_built_in(class.name)
} else := "medium" if {
	every_cluster_has_a_set
} else := "high"

every_cluster_has_a_set if {
	input.scan.cluster.disk_encryption_set.present > 0
	input.scan.cluster.disk_encryption_set.absent == 0
	input.scan.cluster.disk_encryption_set.undecided == 0
}

message(class, "pass") := sprintf("Storage class %s names a disk encryption set.", [name.of(class)])

message(class, "open") := sprintf("Whether storage class %s makes volumes with a customer key can't be told: %s.", [name.of(class), why(class)])

message(class, "fail") := sprintf(
	"Data volumes: the storage class %s names no disk encryption set, so its volumes are born with a key that Microsoft manages. %s Only new volumes are affected by a change, and the cluster's identity needs Reader on the set.",
	[name.of(class), consequence(class)],
)

consequence(class) := "Nobody can change AKS's own classes: make one of your own and use it." if {
	severity(class) == "note"
} else := "The clusters here have a disk encryption set, which such a volume gets when a node first attaches it; never attached, never re-keyed." if {
	every_cluster_has_a_set
} else := "A disk encryption set of the cluster's own, where there is one, only re-keys a volume when a node first attaches it."

why(class) := state.why(class.disk_encryption_set) if state.is_unknown(class.disk_encryption_set)

why(class) := state.why(class.provisioner) if not state.is_unknown(class.disk_encryption_set)

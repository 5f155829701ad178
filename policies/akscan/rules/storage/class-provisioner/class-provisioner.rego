# METADATA
# title: Storage classes use the CSI drivers
# description: >-
#   The drivers that were built into Kubernetes, kubernetes.io/azure-disk and kubernetes.io/azure-file, make no volumes since Kubernetes
#   1.26. Claims of such a class wait for ever, and what the class says of encryption serves nothing.
# related_resources:
#   - description: "Azure: migrate from in-tree storage classes to CSI drivers"
#     ref: https://learn.microsoft.com/azure/aks/csi-migrate-in-tree-volumes
# custom:
#   severity: medium
#   kinds: [storage_class]
#   remediation:
#     terraform: Make a new class with storage_provisioner = "disk.csi.azure.com" (or "file.csi.azure.com"); the provisioner of a class can't be changed.
#     kubernetes: >-
#       Make a new class with provisioner disk.csi.azure.com (or file.csi.azure.com) and let claims use it; the provisioner of a class can't be
#       changed. Volumes that are there keep working.
#   compliance:
#     Azure Policy: [4f3823b6-6dac-4b5a-9c61-ce1afb829f17, c5110b6e-5272-4989-9935-59ad06fdf341]
#     MCSB v1 (our own mapping): [DP-4]
package akscan.rules.storage["class-provisioner"]

import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

# Without a provisioner it is a patch of a class.
subjects contains class.key if {
	some class in subject.storage_classes
	not state.is_absent(class.provisioner)
}

results contains result.of(class, class.provisioner, verdict, message(class, verdict)) if {
	some class in subject.storage_classes
	class.key in subjects
	verdict := answer.forbid(state.one_of(class.provisioner, object.keys(successors)))
}

# What took the place of the built-in drivers.
successors := {"kubernetes.io/azure-disk": "disk.csi.azure.com", "kubernetes.io/azure-file": "file.csi.azure.com"}

message(class, "pass") := sprintf("Storage class %s uses no driver that was built into Kubernetes (%s).", [name.of(class), state.text(class.provisioner)])

message(class, "open") := sprintf("Which driver storage class %s uses can't be told: %s.", [name.of(class), state.why(class.provisioner)])

message(class, "fail") := sprintf(
	"Volumes: the storage class %s uses %s, which makes no volumes since Kubernetes 1.26. Make a new class with %s; the provisioner of a class can't be changed.",
	[name.of(class), state.text(class.provisioner), successors[lower(state.text(class.provisioner))]],
)

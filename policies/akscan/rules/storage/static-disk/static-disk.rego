# METADATA
# title: The disks behind persistent volumes have a customer key
# description: >-
#   A persistent volume on an Azure disk is as safe as that disk. A storage class only counts when a disk is made: a disk that was made by
#   hand, restored from a snapshot, or older than the class, keeps the key that it was born with.
# related_resources:
#   - description: "Azure: static disk volumes on AKS"
#     ref: https://learn.microsoft.com/azure/aks/create-volume-azure-disk
# custom:
#   severity: medium
#   kinds: [persistent_volume]
#   remediation:
#     terraform: Give the azurerm_managed_disk a disk_encryption_set_id; an attached disk must be detached first.
#     kubernetes: >-
#       Detach the disk (scale the workload to zero), then az disk update -g GROUP -n DISK --encryption-type EncryptionAtRestWithCustomerKey
#       --disk-encryption-set DES_ID; the cluster's identity needs Reader on the set.
#   compliance:
#     Azure Policy: [702dd420-7fcc-42c5-afe8-4026edd20fe0]
#     MCSB v2 (preview): [DP-5]
#     NIST SP 800-53 R5: [SC-12]
package akscan.rules.storage["static-disk"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.subject
import data.akscan.lib.volume

# A volume that is no Azure disk is none of this rule's, nor is one that stands in a pod.
subjects contains persistent_volume.key if {
	some persistent_volume in subject.persistent_volumes
	volume.of_disk(persistent_volume)
}

results contains result.with_details(persistent_volume, persistent_volume.disk, outcome.verdict, message(persistent_volume, outcome), {"related": outcome.steps}) if {
	some persistent_volume in subject.persistent_volumes
	outcome := volume.of_disk(persistent_volume)
}

message(persistent_volume, outcome) := sprintf("Persistent volume %s lies on a disk with a customer key: %s.", [name.of(persistent_volume), outcome.why]) if outcome.verdict == "pass"

message(persistent_volume, outcome) := sprintf("Whether persistent volume %s lies on a disk with a customer key can't be told: %s.", [name.of(persistent_volume), outcome.why]) if outcome.verdict == "open"

message(persistent_volume, outcome) := sprintf(
	"Data volume: persistent volume %s lies on a disk with a key that Microsoft manages: %s. Detach the disk, then give it a disk encryption set.",
	[name.of(persistent_volume), outcome.why],
) if {
	outcome.verdict == "fail"
}

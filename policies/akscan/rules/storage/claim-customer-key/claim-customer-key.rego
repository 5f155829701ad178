# METADATA
# title: Claims get disks with a customer key
# description: >-
#   A claim gets its disk from a storage class: the one it names, or the cluster's default. AKS's own classes name no disk encryption set, so
#   a claim that lands on one of them is born with a key that Microsoft manages.
# related_resources:
#   - description: "Azure: encrypt your AKS cluster data disks"
#     ref: https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys#encrypt-your-aks-cluster-data-disk
#   - description: "Azure: AKS storage classes"
#     ref: https://learn.microsoft.com/azure/aks/concepts-storage#storage-classes
# custom:
#   severity: high
#   kinds: [persistent_volume_claim]
#   remediation:
#     terraform: >-
#       Set storage_class_name to a class whose parameters name a diskEncryptionSetID; an existing claim must be made anew and its data moved, or its disk
#       detached and given the set (az disk update).
#     kubernetes: >-
#       Set spec.storageClassName to a class whose parameters name a diskEncryptionSetID; an existing claim must be made anew and its data moved, or its
#       disk detached and given the set (az disk update).
#   compliance:
#     Azure Policy: [7d7be79c-23ba-4033-84dd-45e2a5ccdd67]
#     MCSB v1 (our own mapping): [DP-5]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.storage["claim-customer-key"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.volume

# A claim that gets no Azure disk is none of this rule's.
subjects contains claim.key if {
	some index, _ in volume.claim_disks
	claim := input.persistent_volume_claims[index]
	not claim.existing
}

results contains result.with_details(claim, place(claim, outcome), outcome.verdict, message(claim, outcome), {"severity": outcome.severity, "related": outcome.steps}) if {
	some index, outcome in volume.claim_disks
	claim := input.persistent_volume_claims[index]
	not claim.existing
}

place(claim, outcome) := claim.volume if {
	outcome.is_bound
} else := claim.class

message(claim, outcome) := sprintf("Claim %s gets a disk with a customer key: %s.", [name.of(claim), outcome.why]) if {
	outcome.verdict == "pass"
} else := sprintf("Whether claim %s gets a disk with a customer key can't be told: %s.", [name.of(claim), outcome.why]) if {
	outcome.verdict == "open"
} else := sprintf(
	"Data volume: the claim %s is bound to a disk with a key that Microsoft manages: %s. Detach the disk, then give it a disk encryption set; its class no longer counts.",
	[name.of(claim), outcome.why],
) if {
	outcome.is_bound
} else := sprintf(
	"Data volume: the claim %s gets a disk that is born with a key that Microsoft manages: %s. A claim can't change its class; a new one is needed.",
	[name.of(claim), outcome.why],
)

# METADATA
# title: The volumes that a workload writes to have a customer key
# description: >-
#   A workload's data is as safe as the last link of its chain: pod, claim, storage class, and then the disk encryption set of a disk or the
#   storage account of a file share. This follows every Azure volume that its pods mount, also through claim templates, ephemeral
#   volumes and volumes written inline.
# related_resources:
#   - description: "Azure: encrypt your AKS cluster data disks"
#     ref: https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys#encrypt-your-aks-cluster-data-disk
# custom:
#   severity: medium
#   kinds: [workload]
#   remediation:
#     terraform: >-
#       Let the claims that it mounts use a class whose parameters name a diskEncryptionSetID or, for files and blobs, a storageAccount of your own with a
#       customer key. A disk that is there already is detached and given the set (az disk update).
#     kubernetes: >-
#       Let the claims that it mounts use a class whose parameters name a diskEncryptionSetID or, for files and blobs, a storageAccount of your own with a
#       customer key. A disk that is there already is detached and given the set (az disk update).
#   compliance:
#     Azure Policy: [7d7be79c-23ba-4033-84dd-45e2a5ccdd67]
#     MCSB v1 (our own mapping): [DP-5]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.storage["workload-customer-key"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.volume

# A workload that mounts no Azure volume is none of this rule's, nor is one that another in the scan makes.
subjects contains input.workloads[index].key if some index, _ in judged

results contains result.with_details(workload, worst.at, worst.verdict, message(workload, worst), {"related": worst.steps}) if {
	some index, found in judged
	workload := input.workloads[index]
	worst := decisive(found)
}

# What becomes of the volumes of each workload, by its index.
judged := {index: found |
	some index, workload in input.workloads
	not workload.existing
	count(workload.owner.targets) == 0
	found := outcomes(workload)
	count(found) > 0
}

# What becomes of each of its volumes, in the order in which it mounts them.
outcomes(workload) := array.concat(unknown_volumes(workload.volumes), [outcome |
	some mount in state.references(workload.volumes)
	some outcome in mounted(mount)
])

unknown_volumes(volumes) := [{
	"verdict": "open",
	"why": sprintf("what it mounts isn't known: %s", [state.why(volumes)]),
	"steps": [],
	"at": volumes,
}] if {
	state.is_unknown(volumes)
} else := []

mounted(mount) := array.concat(by_claim(mount), inline(mount)) if {
	count(mount.targets) > 0
} else := [{
	"verdict": "open",
	"why": unresolved(mount),
	"steps": [],
	"at": mount,
}]

by_claim(mount) := [object.union(outcome, {"at": mount, "steps": array.concat(claim_step(claim), outcome.steps)}) |
	some target in mount.targets
	target.kind == "persistent_volume_claim"
	claim := input.persistent_volume_claims[target.index]
	some outcome in array.concat(
		[disk | disk := volume.claim_disks[target.index]],
		[in_account(share) | share := volume.claim_shares[target.index]],
	)
]

inline(mount) := [object.union(outcome, {"at": mount}) |
	some target in mount.targets
	target.kind == "persistent_volume"
	written := input.persistent_volumes[target.index]
	some outcome in array.concat(
		[disk | disk := volume.of_disk(written)],
		[in_account(share) | share := volume.of_share(written)],
	)
]

# Marks what lies in a storage account, and not on a disk.
in_account(outcome) := object.union(outcome, {"in_account": true})

unresolved(mount) := sprintf("the claim %q isn't in the files given", [state.text(mount)]) if state.text(mount)

unresolved(mount) := sprintf("which claim it mounts isn't known: %s", [state.why(mount)]) if state.is_unknown(mount)

# A claim template stands where the workload mounts it; only the class that it names is worth a step.
claim_step(claim) := [result.step(claim_property(claim), sprintf("the claim %s", [name.of(claim)]))] if {
	not claim.existing
} else := [result.step(claim.class, sprintf("the class of the claim template %s", [name.of(claim)]))] if {
	state.is_written(claim.class)
} else := []

claim_property(claim) := claim.volume if {
	state.is_written(claim.volume)
} else := claim.class

# The first of those with the gravest verdict.
decisive([outcome]) := outcome

decisive(found) := [outcome | some verdict in ["fail", "open", "pass"]; some outcome in found; outcome.verdict == verdict][0] if count(found) > 1

message(workload, outcome) := sprintf("%s %s writes to volumes with a customer key.", [workload.type, name.of(workload)]) if {
	outcome.verdict == "pass"
} else := sprintf("Whether %s %s writes to volumes with a customer key can't be told: %s.", [workload.type, name.of(workload), outcome.why]) if {
	outcome.verdict == "open"
} else := sprintf(
	"File share: %s %s writes to a storage account with a key that Microsoft manages: %s. Only an account of your own can have a customer key.",
	[workload.type, name.of(workload), outcome.why],
) if {
	outcome.in_account
} else := sprintf(
	"Data volume: %s %s writes to a disk with a key that Microsoft manages: %s. Detach the disk, then give it a disk encryption set.",
	[workload.type, name.of(workload), outcome.why],
) if {
	outcome.is_there
} else := sprintf(
	"Data volume: %s %s writes to a disk that is born with a key that Microsoft manages: %s.",
	[workload.type, name.of(workload), outcome.why],
)

# METADATA
# title: The cluster's identity may read the disk encryption set
# description: >-
#   To make disks with a disk encryption set (DES), the cluster's own identity must be able to read it (Microsoft.Compute/diskEncryptionSets/read): Reader on the DES, or on
#   what holds it, is enough. Without it Azure answers LinkedAuthorizationFailed (403), and neither nodes nor volumes are made. The role that the DES's own identity
#   needs on the vault is another one.
# related_resources:
#   - description: "Azure: bring your own keys for AKS disks"
#     ref: https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys
#   - description: "Azure disk CSI driver: parameters"
#     ref: https://github.com/kubernetes-sigs/azuredisk-csi-driver/blob/master/docs/driver-parameters.md
# custom:
#   severity: high
#   kinds: [cluster]
#   remediation:
#     terraform: >-
#       Give the cluster's identity an azurerm_role_assignment with role_definition_name = "Reader" and the azurerm_disk_encryption_set as its scope; the cluster must depend on it.
#     arm: >-
#       Deploy, before the cluster, a Microsoft.Authorization/roleAssignments with the role acdd72a7-3385-48ef-bd42-f606fba81ae7 (Reader) on the disk encryption set for the
#       cluster's identity.
#     azure: az role assignment create --assignee-object-id PRINCIPAL_ID --role Reader --scope DES_ID; PRINCIPAL_ID is that of the cluster's identity, not the kubelet's.
#   compliance:
#     MCSB v1 (our own mapping): [PA-7]
#     NIST SP 800-53 R5 (our own mapping): [AC-3]
package akscan.rules.disk["des-cluster-access"]

import data.akscan.lib.grant
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

subjects contains cluster.key if {
	some cluster in subject.clusters
	is_number(set_of(cluster))
}

results contains result.with_details(cluster, cluster.disk_encryption_set, outcome.verdict, message(cluster, set, outcome), {"related": steps(set, outcome)}) if {
	some cluster in subject.clusters
	cluster.key in subjects
	set := input.disk_encryption_sets[set_of(cluster)]
	outcome := judge(cluster, set_of(cluster))
}

set_of(cluster) := [target.index |
	some target in cluster.disk_encryption_set.targets
	target.kind == "disk_encryption_set"
][0]

# AKS may do anything in the group that it keeps the nodes in.
judge(cluster, index) := {"verdict": "pass", "why": "it lies in the cluster's node resource group", "steps": []} if {
	group := state.text(cluster.node_resource_group)
	lower(group) == lower(state.text(input.disk_encryption_sets[index].resource_group))
} else := grant.on_set(grant.principals(cluster), index) if {
	count(grant.principals(cluster)) > 0
} else := {"verdict": "open", "why": "the identity that the cluster acts as is not in the files given", "steps": []}

steps(set, outcome) := array.concat(outcome.steps, [result.step(result.header(set), sprintf("disk encryption set %s", [name.of(set)]))])

message(cluster, set, outcome) := sprintf("Cluster %s may read its disk encryption set %s: %s.", [name.of(cluster), name.of(set), outcome.why]) if {
	outcome.verdict == "pass"
}

message(cluster, set, outcome) := sprintf(
	"OS disks and data volumes: cluster %s can't read its disk encryption set %s: %s. Azure then answers LinkedAuthorizationFailed, and makes neither nodes nor volumes. Give the cluster's identity %s first.",
	[name.of(cluster), name.of(set), outcome.why, grant.reading.rbac],
) if {
	outcome.verdict == "fail"
}

message(cluster, set, outcome) := sprintf("Whether cluster %s may read its disk encryption set %s isn't certain: %s.", [name.of(cluster), name.of(set), outcome.why]) if {
	outcome.verdict == "open"
}

# METADATA
# title: azurerm doesn't undo the KMS that azapi sets
# description: >-
#   KMS that only an azapi_update_resource sets isn't in azurerm's configuration of the cluster. azurerm finds a key_management_service that nobody declared, plans to remove it, and
#   its next apply may send enabled = false: every Secret written from then on is no longer encrypted with the key.
# related_resources:
#   - description: "azurerm_kubernetes_cluster: key_management_service"
#     ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster#key_management_service
# custom:
#   severity: high
#   kinds: [cluster]
#   remediation:
#     terraform: >-
#       Write the key_management_service block (azurerm 3.40.0 and later) in place of the azapi_update_resource. Until then keep azurerm's hands off with lifecycle.ignore_changes =
#       [key_management_service]: a stopgap, since it also hides that KMS was switched off.
#   compliance:
#     MCSB v1 (our own mapping): [DP-4]
#     NIST SP 800-53 R5 (our own mapping): [CM-3, SC-28]
package akscan.rules.etcd["overlay-undone"]

import data.akscan.lib.ignored
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

subjects contains cluster.key if {
	some cluster in subject.clusters
	cluster.mode == "declared"
	startswith(cluster.type, "azurerm_")
	state.is_true(cluster.kms_overlay) != "no"
}

results contains result.with_details(cluster, cluster.ignored_changes, verdict, message(cluster, verdict), {"related": steps(cluster)}) if {
	some cluster in subject.clusters
	cluster.key in subjects
	verdict := judge(cluster)
}

judge(cluster) := "pass" if {
	count(ignored.hiding_kms(cluster)) > 0
} else := "open" if {
	not ignored.is_shown(cluster)
} else := "open" if {
	state.is_true(cluster.kms_overlay) == "unknown"
} else := "fail"

steps(cluster) := [result.step(cluster.kms_overlay, "only here is KMS set")]

message(cluster, "pass") := sprintf("azurerm ignores the KMS that azapi sets for cluster %s, so it doesn't undo it.", [name.of(cluster)])

message(cluster, "fail") := sprintf(
	"etcd: azurerm may undo the KMS that only azapi sets for cluster %s: its next apply may send enabled = false. Write the key_management_service block instead; to ignore it is only a stopgap.",
	[name.of(cluster)],
)

message(cluster, "open") := sprintf("Whether azurerm would undo the KMS that azapi sets for cluster %s can't be told: %s.", [name.of(cluster), why(cluster)])

why(cluster) := "a plan doesn't show ignore_changes, and the .tf files aren't beside it" if not ignored.is_shown(cluster)

why(cluster) := state.why(cluster.kms_overlay) if ignored.is_shown(cluster)

# METADATA
# title: Terraform sees when KMS is switched off
# description: >-
#   A key that is rotated outside Terraform needs its id to be ignored (lifecycle.ignore_changes). To ignore the whole key_management_service block, everything, or the body of an azapi
#   resource also hides that somebody switched KMS off, and no plan will ever say so.
# related_resources:
#   - description: "Terraform: lifecycle ignore_changes"
#     ref: https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes
# custom:
#   severity: low
#   kinds: [cluster]
#   remediation:
#     terraform: >-
#       Ignore only key_management_service[0].key_vault_key_id, which rotation from outside needs; in azapi's ignore_body_changes, only
#       properties.securityProfile.azureKeyVaultKms.keyId.
#   compliance:
#     MCSB v1 (our own mapping): [DP-4]
#     NIST SP 800-53 R5 (our own mapping): [CM-3, CM-6]
package akscan.rules.etcd["hidden-drift"]

import data.akscan.lib.ignored
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

subjects contains cluster.key if {
	some cluster in subject.clusters
	cluster.mode == "declared"
	cluster.format in {"terraform", "terraform-plan"}
}

results contains result.of(cluster, cluster.ignored_changes, verdict, message(cluster, verdict)) if {
	some cluster in subject.clusters
	cluster.key in subjects
	verdict := judge(cluster)
}

# What an overlay sets is in the overlay's own plan.
judge(cluster) := "pass" if {
	state.is_overlaid(cluster.kms_enabled)
} else := "fail" if {
	count(ignored.hiding_kms(cluster)) > 0
} else := "open" if {
	not ignored.is_shown(cluster)
} else := "pass"

message(cluster, "pass") := sprintf("KMS of cluster %s is set by an azapi resource of its own, so what the cluster ignores hides none of it.", [name.of(cluster)]) if {
	state.is_overlaid(cluster.kms_enabled)
}

message(cluster, "pass") := sprintf("Nothing that Terraform ignores on cluster %s hides whether KMS is on.", [name.of(cluster)]) if {
	not state.is_overlaid(cluster.kms_enabled)
}

message(cluster, "fail") := sprintf(
	"etcd: Terraform ignores %s of cluster %s, so KMS can be switched off and no plan shows it. Rotation from outside only needs key_management_service[0].key_vault_key_id to be ignored.",
	[name.list(ignored.hiding_kms(cluster)), name.of(cluster)],
)

message(cluster, "open") := sprintf(
	"Whether Terraform would see KMS of cluster %s being switched off can't be told: a plan doesn't show ignore_changes, and the .tf files aren't beside it.",
	[name.of(cluster)],
)

# METADATA
# title: The KMS key is granted before the cluster is made
# description: >-
#   Azure checks that the cluster's identity may use the KMS key when it makes the cluster. Terraform makes what nothing depends on in any order, so a role assignment or access policy that the cluster doesn't depend on
#   may come too late, and provisioning fails, now and then or always.
# related_resources:
#   - description: "Terraform: depends_on"
#     ref: https://developer.hashicorp.com/terraform/language/meta-arguments/depends_on
#   - description: "Azure: KMS etcd encryption"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
# custom:
#   severity: low
#   kinds: [cluster]
#   remediation:
#     terraform: Name the azurerm_role_assignment or azurerm_key_vault_access_policy of the cluster's identity in depends_on of the azurerm_kubernetes_cluster.
#   compliance:
#     MCSB v1 (our own mapping): [DP-6]
#     NIST SP 800-53 R5 (our own mapping): [CM-6]
package akscan.rules.etcd["grant-before-cluster"]

import data.akscan.lib.grant
import data.akscan.lib.holder
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

# KMS that an overlay sets is asked for when the cluster is there.
subjects contains cluster.key if {
	some cluster in subject.clusters
	cluster.mode == "declared"
	cluster.format in {"terraform", "terraform-plan"}
	kms.by_vault_key(cluster) != "no"
	not state.is_overlaid(cluster.kms_enabled)
	count(grants_beside(cluster)) > 0
}

results contains result.with_details(cluster, cluster.kms_key, verdict, message(cluster, grants, verdict), {"related": steps(grants)}) if {
	some cluster in subject.clusters
	cluster.key in subjects
	grants := grants_beside(cluster)
	verdict := judge(cluster, grants)
}

# The grants of the cluster's root that let its identity use the key.
grants_beside(cluster) := [found |
	some found in grants_to(cluster)
	is_beside(found, cluster)
]

# Those of other roots, and those found running, may have been there all along.
grants_elsewhere(cluster) := [found |
	some found in grants_to(cluster)
	not is_beside(found, cluster)
]

is_beside(found, cluster) if {
	found.mode == "declared"
	some target in found.root.targets
	target in cluster.root.targets
}

grants_to(cluster) := [found |
	index := holder.vault(cluster.kms_key, cluster.kms_vault)
	some principal in grant.user_assigned(cluster)
	outcome := grant.on_key([principal], index, holder.key(cluster.kms_key), grant.kms)
	outcome.class in {"enough", "undecided", "conditional"}
	some found in outcome.grants
]

judge(cluster, grants) := "pass" if {
	some found in grants
	is_in(found, cluster.dependencies)
} else := "open" if {
	why(cluster, grants)
} else := "fail"

# An entry in the vault itself comes with the vault; of instances the dependencies may name the resource as a whole.
is_in(found, dependencies) if {
	address := regex.replace(found.address, `/access_policy(\[[^\]]*\])?$`, "")
	some made in state.items(dependencies)
	made in {address, regex.replace(address, `\[[^\]]*\]$`, "")}
}

steps(grants) := [result.step(result.header(found), "this grant lets the cluster's identity use the key") | some found in grants]

message(cluster, _, "pass") := sprintf("Terraform grants the KMS key to the identity of cluster %s before it makes the cluster.", [name.of(cluster)])

message(cluster, grants, "fail") := sprintf(
	"etcd: cluster %s doesn't depend on %s, which lets its identity use the KMS key. Terraform may make the cluster first, and Azure then refuses it. Name it in depends_on.",
	[name.of(cluster), name.list({found.address | some found in grants})],
)

message(cluster, grants, "open") := sprintf(
	"Whether Terraform grants the KMS key (%s) before it makes cluster %s can't be told: %s.",
	[name.list({found.address | some found in grants}), name.of(cluster), why(cluster, grants)],
)

why(cluster, grants) := "what the cluster depends on isn't known" if {
	not state.items(cluster.dependencies)
} else := state.why(cluster.kms_enabled) if {
	kms.by_vault_key(cluster) == "unknown"
} else := "the cluster depends on a module that isn't on disk, and that may wait for it (`terraform init` fetches it)" if {
	some found in grants
	is_in(found, cluster.dependencies_in_doubt)
} else := sprintf("%s also lets its identity use the key, and may have been there before", [name.list({found.address | some found in elsewhere})]) if {
	elsewhere := grants_elsewhere(cluster)
	count(elsewhere) > 0
}

# METADATA
# title: A cluster with KMS has a user-assigned identity
# description: >-
#   KMS reads the Key Vault key as the cluster's own identity, and needs it before the cluster is there. Azure
#   refuses KMS on a system-assigned identity, and on a service principal.
# related_resources:
#   - description: "Azure: KMS etcd encryption, prerequisites"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
# custom:
#   severity: high
#   kinds: [cluster]
#   remediation:
#     terraform: >-
#       Give the azurerm_kubernetes_cluster an identity block with type = "UserAssigned" and identity_ids, and the identity the role
#       Key Vault Crypto User on the vault before the cluster is made.
#     arm: >-
#       Set identity.type to UserAssigned with userAssignedIdentities, and give the identity the role Key Vault Crypto User on the vault first.
#     azure: >-
#       az aks update -g GROUP -n CLUSTER --enable-managed-identity --assign-identity IDENTITY_ID, the identity having the role Key Vault
#       Crypto User on the vault.
#   compliance:
#     Azure Policy: [da6e2401-19da-4532-9141-fb8fbde08431]
#     MCSB v1 (our own mapping): [IM-3]
#     NIST SP 800-53 R5 (our own mapping): [IA-2]
package akscan.rules.etcd["cluster-identity"]

import data.akscan.lib.answer
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

subjects contains cluster.key if {
	some cluster in kms.users
}

results contains result.of(cluster, cluster.identity_type, verdict, message(cluster, verdict)) if {
	some cluster in kms.users
	verdict := answer.require(suits(cluster))
}

# An identity that would do is enough, whatever KMS turns out to be; one that wouldn't only matters with KMS.
suits(cluster) := "yes" if {
	user_assigned(cluster) == "yes"
} else := "unknown" if {
	kms.by_vault_key(cluster) == "unknown"
} else := user_assigned(cluster)

user_assigned(cluster) := state.equals(cluster.identity_type, "UserAssigned")

message(cluster, "pass") := sprintf("Cluster %s has a user-assigned identity, as KMS needs.", [name.of(cluster)])

message(cluster, "fail") := sprintf(
	"etcd: Azure refuses KMS on cluster %s, which %s. Give it a user-assigned identity with the role Key Vault Crypto User on the vault first.",
	[name.of(cluster), identity(cluster)],
)

message(cluster, "open") := sprintf("Whether cluster %s has the user-assigned identity that KMS needs can't be told: %s.", [name.of(cluster), why(cluster)])

identity(cluster) := "runs as a service principal" if {
	state.is_absent(cluster.identity_type)
	state.is_present(cluster.service_principal) == "yes"
}

identity(cluster) := "has no managed identity" if {
	state.is_absent(cluster.identity_type)
	state.is_present(cluster.service_principal) != "yes"
}

identity(cluster) := sprintf("has an identity of type %s", [state.text(cluster.identity_type)])

why(cluster) := state.why(cluster.identity_type) if state.is_unknown(cluster.identity_type)

why(cluster) := state.why(cluster.kms_enabled) if not state.is_unknown(cluster.identity_type)

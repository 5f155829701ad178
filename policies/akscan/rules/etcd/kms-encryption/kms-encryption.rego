# METADATA
# title: KMS encrypts the cluster's Secrets in etcd
# description: >-
#   Kubernetes Secrets live in etcd, on the control plane. Azure encrypts the storage below it, but the Secrets
#   themselves are readable to whoever reaches etcd's data or a backup of it. KMS encrypts each
#   Secret before it is stored: the legacy plugin with a Key Vault key (azureKeyVaultKms), or the newer KMS data
#   encryption (infrastructureEncryption). Host encryption and disk encryption sets protect the nodes' disks, not etcd.
# related_resources:
#   - description: "Azure: KMS etcd encryption"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
#   - description: "Azure: KMS data encryption (preview)"
#     ref: https://learn.microsoft.com/azure/aks/kms-data-encryption
# custom:
#   severity: high
#   kinds: [cluster, module_call]
#   remediation:
#     terraform: >-
#       Add a key_management_service block with key_vault_key_id (a versioned key id) to the azurerm_kubernetes_cluster.
#       The cluster first needs a user-assigned identity with the role Key Vault Crypto User on the vault.
#     arm: >-
#       Set properties.securityProfile.azureKeyVaultKms.enabled to true and keyId to a key id with its version. The cluster
#       first needs a user-assigned identity with the role Key Vault Crypto User on the vault.
#     azure: >-
#       az aks update -g GROUP -n CLUSTER --enable-azure-keyvault-kms --azure-keyvault-kms-key-id KEY_ID, once the cluster has a
#       user-assigned identity with the role Key Vault Crypto User on the vault. Then rewrite every Secret:
#       kubectl get secrets --all-namespaces -o json | kubectl replace -f -
#   compliance:
#     Azure Policy: [dbbdc317-9734-4dd8-9074-993b29c69008]
#     CIS AKS Benchmark 1.8: ["5.3.1"]
#     MCSB v1 (our own mapping): [DP-4]
#     NIST SP 800-53 R5 (our own mapping): [SC-28, SC-28(1)]
package akscan.rules.etcd["kms-encryption"]

import data.akscan.lib.answer
import data.akscan.lib.kms
import data.akscan.lib.module
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

results contains result.of(cluster, cluster.kms_enabled, verdict, message(cluster, verdict)) if {
	some cluster in subject.clusters
	not kms.by_platform(cluster) == "yes"
	verdict := answer.require(kms.is_on(cluster))
}

results contains result.of(cluster, cluster.kms_infrastructure_encryption, "pass", message(cluster, "pass")) if {
	some cluster in subject.clusters
	kms.by_platform(cluster) == "yes"
}

results contains result.of(call, result.header(call), "open", module.message(call, "Whether KMS encrypts etcd")) if {
	some call in input.module_calls
	module.may_make(call, {"cluster", "etcd"})
}

message(cluster, "pass") := sprintf("KMS encrypts the Secrets of cluster %s in etcd.", [name.of(cluster)])

message(cluster, "open") := sprintf("Whether KMS encrypts the Secrets of cluster %s in etcd can't be told: %s.", [name.of(cluster), why(cluster)])

message(cluster, "fail") := sprintf(
	"etcd: no KMS key encrypts the Secrets of cluster %s. Whoever reads etcd's data reads them.%s KMS needs a user-assigned identity that may use a Key Vault key.%s",
	[name.of(cluster), state.ignored_sentence(cluster.kms_infrastructure_encryption), export_note(cluster)],
)

why(cluster) := state.why(cluster.kms_enabled) if state.is_unknown(cluster.kms_enabled)

why(cluster) := state.why(cluster.kms_infrastructure_encryption) if not state.is_unknown(cluster.kms_enabled)

# A live cluster may have the newer mode although this export can't show it.
export_note(cluster) := " This export can't show the newer, opt-in KMS data encryption; `az aks show` with the aks-preview extension does." if {
	cluster.mode == "live"
	state.is_hidden(cluster.kms_infrastructure_encryption)
}

export_note(cluster) := "" if cluster.mode != "live"

export_note(cluster) := "" if not state.is_hidden(cluster.kms_infrastructure_encryption)

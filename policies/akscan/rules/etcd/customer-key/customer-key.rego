# METADATA
# title: A customer key, not a platform key, encrypts etcd
# description: >-
#   The newer KMS data encryption can run on a key that Microsoft manages. Then the Secrets are encrypted, but
#   nobody outside Microsoft can rotate, disable or audit the key. With a Key Vault key of its own the cluster's
#   owner can.
# related_resources:
#   - description: "Azure: KMS data encryption (preview)"
#     ref: https://learn.microsoft.com/azure/aks/kms-data-encryption
# custom:
#   severity: medium
#   kinds: [cluster]
#   remediation:
#     terraform: >-
#       azurerm can't set the newer mode's key: set securityProfile.azureKeyVaultKms (enabled, keyId without a version) through azapi.
#       The cluster needs a user-assigned identity with the role Key Vault Crypto User on the vault.
#     arm: >-
#       Set properties.securityProfile.azureKeyVaultKms.enabled to true and keyId to a key id without a version, beside
#       kubernetesResourceObjectEncryptionProfile. The cluster needs a user-assigned identity with the role Key Vault Crypto User on the vault.
#     azure: >-
#       az aks update -g GROUP -n CLUSTER --enable-azure-keyvault-kms --azure-keyvault-kms-key-id KEY_ID_WITHOUT_VERSION,
#       once the cluster has a user-assigned identity with the role Key Vault Crypto User on the vault.
#   compliance:
#     MCSB v1 (our own mapping): [DP-5]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.etcd["customer-key"]

import data.akscan.lib.answer
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

# A cluster whose etcd isn't encrypted at all is the matter of etcd/kms-encryption.
subjects contains cluster.key if {
	some cluster in subject.clusters
	kms.is_on(cluster) != "no"
}

results contains result.of(cluster, cluster.kms_enabled, verdict, message(cluster, verdict)) if {
	some cluster in subject.clusters
	cluster.key in subjects
	verdict := answer.require(kms.by_vault_key(cluster))
	not assumed(cluster, verdict)
}

# Whether etcd is encrypted at all hangs on a mode that isn't known, so a missing Key Vault key proves nothing yet.
results contains result.of(cluster, cluster.kms_infrastructure_encryption, "open", message(cluster, "open")) if {
	some cluster in subject.clusters
	cluster.key in subjects
	assumed(cluster, answer.require(kms.by_vault_key(cluster)))
}

assumed(cluster, "fail") if kms.is_on(cluster) == "unknown"

message(cluster, "pass") := sprintf("A Key Vault key encrypts etcd of cluster %s.", [name.of(cluster)])

message(cluster, "fail") := sprintf(
	"etcd: the Secrets of cluster %s are encrypted with a key that Microsoft manages. Its owner can neither rotate nor revoke it. A Key Vault key needs a user-assigned identity that may use it.",
	[name.of(cluster)],
)

message(cluster, "open") := sprintf("Whose key encrypts etcd of cluster %s can't be told: %s.", [name.of(cluster), why(cluster)])

why(cluster) := state.why(cluster.kms_enabled) if state.is_unknown(cluster.kms_enabled)

why(cluster) := state.why(cluster.kms_infrastructure_encryption) if not state.is_unknown(cluster.kms_enabled)

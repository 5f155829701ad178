# METADATA
# title: KMS reaches its vault privately
# description: >-
#   With keyVaultNetworkAccess Public, which is the default, the vault that holds the KMS key must be reachable from public networks. Private closes that way: legacy KMS then goes through a private
#   link, which needs API Server VNet Integration; the newer KMS data encryption comes in as a trusted service.
# related_resources:
#   - description: "Azure: KMS etcd encryption with a private vault"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
#   - description: "Azure: change the vault of KMS"
#     ref: https://learn.microsoft.com/azure/aks/update-kms-key-vault
# custom:
#   severity: low
#   kinds: [cluster]
#   remediation:
#     terraform: >-
#       Set key_vault_network_access = "Private" in key_management_service. Legacy KMS first needs api_server_access_profile with virtual_network_integration_enabled and a subnet_id; for the
#       same vault KMS must be off in between.
#     arm: >-
#       Set keyVaultNetworkAccess to Private and keyVaultResourceId to the vault's id. Legacy KMS first needs apiServerAccessProfile.enableVnetIntegration; for the same vault KMS must
#       be off in between.
#     azure: >-
#       az aks update -g GROUP -n CLUSTER --disable-azure-keyvault-kms, then the same with --enable-azure-keyvault-kms --azure-keyvault-kms-key-id KEY_ID
#       --azure-keyvault-kms-key-vault-network-access Private --azure-keyvault-kms-key-vault-resource-id VAULT_ID, and rewrite every Secret after each step. Legacy KMS first needs --enable-apiserver-vnet-integration.
#   compliance:
#     Azure Policy: [405c5871-3e91-4644-8a63-58e19d68ff5b, a6abeaec-4d90-4a02-805f-6b26c4d3fbe9]
#     MCSB v1 (our own mapping): [NS-2, DP-8]
#     NIST SP 800-53 R5 (our own mapping): [AC-4, SC-7]
package akscan.rules.etcd["vault-network-access"]

import data.akscan.lib.answer
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

subjects contains cluster.key if {
	some cluster in kms.users
}

results contains result.of(cluster, cluster.kms_network_access, verdict, message(cluster, verdict)) if {
	some cluster in kms.users
	verdict := answer.require(is_private(cluster))
}

# Private is right, whatever KMS turns out to be; Public only matters with KMS.
is_private(cluster) := "yes" if {
	state.equals(cluster.kms_network_access, "Private") == "yes"
} else := "unknown" if {
	kms.by_vault_key(cluster) == "unknown"
} else := state.equals(cluster.kms_network_access, "Private")

message(cluster, "pass") := sprintf("KMS of cluster %s reaches its vault privately.", [name.of(cluster)])

message(cluster, "fail") := sprintf(
	"etcd: KMS of cluster %s reaches its vault over public networks, so the vault has to be open to them.%s For the same vault KMS must be switched off and on again.",
	[name.of(cluster), prerequisite(cluster)],
)

message(cluster, "open") := sprintf("Whether KMS of cluster %s reaches its vault privately can't be told: %s.", [name.of(cluster), why(cluster)])

prerequisite(cluster) := " Private access needs API Server VNet Integration first." if {
	kms.is_newer(cluster) == "no"
	state.is_true(cluster.vnet_integration) != "yes"
} else := " Private access needs API Server VNet Integration first, unless it is the newer KMS data encryption." if {
	kms.is_newer(cluster) == "unknown"
	state.is_true(cluster.vnet_integration) != "yes"
} else := ""

why(cluster) := state.why(cluster.kms_network_access) if state.is_unknown(cluster.kms_network_access)

why(cluster) := state.why(cluster.kms_enabled) if not state.is_unknown(cluster.kms_network_access)

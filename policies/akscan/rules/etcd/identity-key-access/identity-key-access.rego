# METADATA
# title: The cluster's identity may use the KMS key
# description: >-
#   KMS encrypts and decrypts with the Key Vault key as the cluster's own identity, which needs the role Key Vault Crypto User on the vault, or, in a vault that
#   goes by access policies, the key permissions encrypt and decrypt. Key Vault Crypto Service Encryption User, the role of disk
#   encryption sets, isn't enough: it may only wrap and unwrap. Control-plane roles such as Owner and Key Vault Contributor let nobody use a key.
# related_resources:
#   - description: "Azure: KMS etcd encryption, permissions"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
#   - description: "Azure: roles for Key Vault's data plane"
#     ref: https://learn.microsoft.com/azure/key-vault/general/rbac-guide
# custom:
#   severity: high
#   kinds: [cluster]
#   remediation:
#     terraform: >-
#       Give the identity that the cluster's identity block names an azurerm_role_assignment with role_definition_name = "Key Vault Crypto User" and the vault as its
#       scope, or an azurerm_key_vault_access_policy with key_permissions = ["Decrypt", "Encrypt"] where the vault goes by access policies. The cluster must depend on it.
#     arm: >-
#       Deploy, before the cluster, a Microsoft.Authorization/roleAssignments with the role 12338af0-0e69-4776-bea7-57ae8d297424 (Key Vault Crypto User) on the vault
#       for the cluster's identity, or an access policy with the key permissions encrypt and decrypt where the vault goes by access policies.
#     azure: >-
#       az role assignment create --assignee-object-id PRINCIPAL_ID --role "Key Vault Crypto User" --scope VAULT_ID, or, where the vault goes by access policies,
#       az keyvault set-policy --name VAULT --object-id PRINCIPAL_ID --key-permissions encrypt decrypt. PRINCIPAL_ID is that of the cluster's identity, not the kubelet's.
#   compliance:
#     MCSB v1 (our own mapping): [DP-6, PA-7]
#     NIST SP 800-53 R5 (our own mapping): [AC-3, SC-12]
package akscan.rules.etcd["identity-key-access"]

import data.akscan.lib.grant
import data.akscan.lib.holder
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

# KMS takes no other identity than a user-assigned one, which etcd/cluster-identity says.
subjects contains cluster.key if {
	some cluster in kms.users
	count(grant.user_assigned(cluster)) > 0
	is_number(holder.vault(cluster.kms_key, cluster.kms_vault))
}

results contains result.with_details(cluster, cluster.kms_key, verdict, message(cluster, index, verdict, outcome), {"related": steps(index, outcome)}) if {
	some cluster in kms.users
	cluster.key in subjects
	index := holder.vault(cluster.kms_key, cluster.kms_vault)
	outcome := grant.on_key(grant.user_assigned(cluster), index, holder.key(cluster.kms_key), grant.kms)
	verdict := verdict_of(cluster, outcome)
}

# A grant that would do is right, whatever KMS turns out to be.
verdict_of(cluster, outcome) := "open" if {
	kms.by_vault_key(cluster) == "unknown"
	outcome.verdict == "fail"
} else := outcome.verdict

steps(index, outcome) := array.concat(outcome.steps, [result.step(result.header(vault), sprintf("vault %s, which holds the key", [name.of(vault)]))]) if {
	vault := input.key_vaults[index]
}

message(cluster, index, "pass", outcome) := sprintf(
	"The identity of cluster %s may use its KMS key in vault %s: %s.",
	[name.of(cluster), name.of(input.key_vaults[index]), outcome.why],
)

message(cluster, index, "fail", outcome) := sprintf(
	"etcd: cluster %s can't use its KMS key in vault %s: %s. Azure refuses KMS, or Secrets can no longer be read and written. Give the identity %s first.",
	[name.of(cluster), name.of(input.key_vaults[index]), outcome.why, grant.remedy(input.key_vaults[index], grant.kms)],
)

message(cluster, index, "open", outcome) := sprintf(
	"Whether cluster %s can use its KMS key in vault %s isn't certain: %s.%s",
	[name.of(cluster), name.of(input.key_vaults[index]), open_why(cluster, outcome), mix_up(cluster, index)],
)

open_why(cluster, outcome) := sprintf("%s, but whether KMS is on isn't known: %s", [outcome.why, state.why(cluster.kms_enabled)]) if {
	outcome.verdict == "fail"
} else := outcome.why

mix_up(cluster, index) := " The kubelet's or an add-on's identity has a grant there, but KMS acts as the cluster's own identity." if {
	grant.is_mixed_up(cluster, index)
} else := ""

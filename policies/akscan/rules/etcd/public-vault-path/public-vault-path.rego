# METADATA
# title: KMS gets through its vault's firewall
# description: >-
#   With keyVaultNetworkAccess Public the API server comes from public networks, so a vault whose public access is disabled is out of its reach. Legacy KMS doesn't get through a firewall of selected networks
#   either, with any access. The API server then can't decrypt Secrets, and etcd stops.
# related_resources:
#   - description: "Azure: KMS etcd encryption, limits"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
#   - description: "Azure: Key Vault firewall"
#     ref: https://learn.microsoft.com/azure/key-vault/general/network-security
# custom:
#   severity: high
#   kinds: [cluster]
#   remediation:
#     terraform: >-
#       Let KMS in first: public_network_access_enabled = true on the vault, and no network_acls that deny. Then go private, with key_vault_network_access = "Private" and API Server VNet
#       Integration, before the vault is closed.
#     arm: >-
#       Let KMS in first: publicNetworkAccess Enabled on the vault, and networkAcls.defaultAction Allow. Then go private, with keyVaultNetworkAccess Private and API Server VNet Integration,
#       before the vault is closed.
#     azure: >-
#       az keyvault update --name VAULT --public-network-access Enabled --default-action Allow lets KMS in at once. Then go private, with
#       --azure-keyvault-kms-key-vault-network-access Private and --enable-apiserver-vnet-integration, before the vault is closed.
#   compliance:
#     MCSB v1 (our own mapping): [NS-2]
#     NIST SP 800-53 R5 (our own mapping): [CP-9, SC-7]
package akscan.rules.etcd["public-vault-path"]

import data.akscan.lib.answer
import data.akscan.lib.holder
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

subjects contains cluster.key if {
	some cluster in kms.users
	not vault_of(cluster).existing
	vault_of(cluster).key
}

results contains result.with_details(cluster, cluster.kms_network_access, verdict, message(cluster, vault, verdict), {"related": steps(vault)}) if {
	some cluster in kms.users
	cluster.key in subjects
	vault := vault_of(cluster)
	verdict := answer.forbid(is_shut_out(cluster, vault))
}

vault_of(cluster) := input.key_vaults[holder.vault(cluster.kms_key, cluster.kms_vault)]

# A closed vault only matters with KMS.
is_shut_out(cluster, vault) := "unknown" if {
	shuts_out(cluster, vault) == "yes"
	kms.by_vault_key(cluster) == "unknown"
} else := shuts_out(cluster, vault)

shuts_out(cluster, vault) := newer(cluster, vault) if {
	kms.is_newer(cluster) == "yes"
} else := legacy(cluster, vault) if {
	kms.is_newer(cluster) == "no"
} else := legacy(cluster, vault) if {
	legacy(cluster, vault) == newer(cluster, vault)
} else := "unknown"

legacy(cluster, vault) := answer.any_of([
	closed_to_public(cluster, vault),
	answer.all_of([state.equals(vault.default_action, "Deny"), state.equals(vault.public_access, "Enabled")]),
	perhaps(state.equals(vault.public_access, "SecuredByPerimeter")),
])

# Whether the newer mode's way is a trusted one also with public access isn't documented.
newer(cluster, vault) := answer.any_of([
	closed_to_public(cluster, vault),
	perhaps(answer.all_of([is_public(cluster), state.equals(vault.default_action, "Deny")])),
	perhaps(answer.all_of([is_public(cluster), state.equals(vault.public_access, "SecuredByPerimeter")])),
])

closed_to_public(cluster, vault) := answer.all_of([is_public(cluster), state.equals(vault.public_access, "Disabled")])

is_public(cluster) := answer.negate(state.equals(cluster.kms_network_access, "Private"))

perhaps("no") := "no"

perhaps(told) := "unknown" if told != "no"

steps(vault) := [
	result.step(result.header(vault), sprintf("vault %s, which holds the key", [name.of(vault)])),
	result.step(vault.public_access, "access from public networks"),
	result.step(vault.default_action, "what the firewall does with other networks"),
]

message(cluster, vault, "pass") := sprintf("KMS of cluster %s gets through the firewall of vault %s.", [name.of(cluster), name.of(vault)])

message(cluster, vault, "fail") := sprintf(
	"etcd: KMS of cluster %s is shut out of vault %s, whose public access is disabled, while it comes from public networks. The API server can't decrypt Secrets. Open the vault first, then make the access private.",
	[name.of(cluster), name.of(vault)],
) if {
	closed_to_public(cluster, vault) == "yes"
}

message(cluster, vault, "fail") := sprintf(
	"etcd: KMS of cluster %s is shut out of vault %s, whose firewall lets in selected networks only, which legacy KMS doesn't support. The API server can't decrypt Secrets. %s",
	[name.of(cluster), name.of(vault), cure(cluster)],
) if {
	closed_to_public(cluster, vault) != "yes"
}

cure(cluster) := "Disable the vault's public access instead: the private link is the way in." if {
	is_public(cluster) == "no"
} else := "Let all networks in first; then make the access private."

message(cluster, vault, "open") := sprintf("Whether KMS of cluster %s gets through the firewall of vault %s can't be told: %s.", [name.of(cluster), name.of(vault), why(cluster, vault)])

why(cluster, vault) := reasons[0] if {
	reasons := array.concat(
		[state.why(property) |
			some property in [cluster.kms_enabled, cluster.kms_network_access, vault.public_access, vault.default_action]
			state.is_unknown(property)
		],
		[reason(cluster, vault)],
	)
}

reason(_, vault) := "a network security perimeter decides, which isn't read" if {
	state.equals(vault.public_access, "SecuredByPerimeter") == "yes"
} else := "whether the newer KMS mode is on isn't known, and the firewall lets in selected networks only" if {
	state.equals(vault.default_action, "Deny") == "yes"
} else := "whether the newer KMS mode is on isn't known"

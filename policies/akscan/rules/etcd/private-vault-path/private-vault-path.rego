# METADATA
# title: Private KMS has a way to its vault
# description: >-
#   With keyVaultNetworkAccess Private, legacy KMS reaches the vault over a private link that starts at the API server: that needs API Server VNet Integration, and the vault's resource id
#   (azurerm finds it itself). The newer KMS data encryption comes in as a trusted service, which a firewall with bypass None keeps out.
#   Without a way to the vault the API server can't read Secrets.
# related_resources:
#   - description: "Azure: KMS etcd encryption with a private vault"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
#   - description: "Azure: KMS data encryption (preview)"
#     ref: https://learn.microsoft.com/azure/aks/kms-data-encryption
# custom:
#   severity: high
#   kinds: [cluster]
#   remediation:
#     terraform: >-
#       Set api_server_access_profile.virtual_network_integration_enabled = true (azurerm 4.46.0 and later) with a subnet_id; azapi also needs keyVaultResourceId. Under the newer
#       mode set network_acls.bypass = "AzureServices" on the vault.
#     arm: >-
#       Set apiServerAccessProfile.enableVnetIntegration and subnetId, and securityProfile.azureKeyVaultKms.keyVaultResourceId to the vault's id. Under the newer mode set networkAcls.bypass to
#       AzureServices on the vault.
#     azure: >-
#       az aks update -g GROUP -n CLUSTER --enable-apiserver-vnet-integration --apiserver-subnet-id SUBNET_ID, and give --azure-keyvault-kms-key-vault-resource-id with KMS. Under the newer mode
#       az keyvault update --name VAULT --bypass AzureServices.
#   compliance:
#     MCSB v1 (our own mapping): [NS-2]
#     NIST SP 800-53 R5 (our own mapping): [SC-7]
package akscan.rules.etcd["private-vault-path"]

import data.akscan.lib.answer
import data.akscan.lib.holder
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

subjects contains cluster.key if {
	some cluster in subject.clusters
	applies(cluster) != "no"
}

results contains result.with_details(cluster, outcome.property, outcome.verdict, message(cluster, outcome), {"related": outcome.steps}) if {
	some cluster in subject.clusters
	cluster.key in subjects
	outcome := unless_off(cluster, judge(cluster))
}

applies(cluster) := answer.all_of([kms.by_vault_key(cluster), state.equals(cluster.kms_network_access, "Private")])

# A missing way only matters with private KMS.
unless_off(cluster, outcome) := object.union(outcome, {"verdict": "open", "why": sprintf("%s, if KMS is on and private, which isn't known: %s", [outcome.why, unknown_why(cluster)])}) if {
	outcome.verdict == "fail"
	applies(cluster) == "unknown"
} else := outcome

unknown_why(cluster) := state.why(cluster.kms_enabled) if state.is_unknown(cluster.kms_enabled)

unknown_why(cluster) := state.why(cluster.kms_network_access) if not state.is_unknown(cluster.kms_enabled)

judge(cluster) := newer(cluster) if {
	kms.is_newer(cluster) == "yes"
} else := legacy(cluster) if {
	kms.is_newer(cluster) == "no"
} else := legacy(cluster) if {
	legacy(cluster).verdict == newer(cluster).verdict
} else := {
	"verdict": "open", "property": cluster.kms_network_access, "steps": [],
	"why": sprintf("whether the newer KMS mode is on isn't known, and for the legacy one %s", [legacy(cluster).why]),
} if {
	legacy(cluster).verdict != "pass"
} else := object.union(newer(cluster), {"verdict": "open", "why": sprintf("whether the newer KMS mode is on isn't known, and for that %s", [newer(cluster).why])})

legacy(cluster) := {
	"verdict": "fail", "property": cluster.vnet_integration, "steps": [],
	"why": "API Server VNet Integration is off", "cure": "Join the API server to a virtual network first (API Server VNet Integration).",
} if {
	state.is_true(cluster.vnet_integration) == "no"
} else := {
	"verdict": "fail", "property": cluster.kms_vault, "steps": [],
	"why": "the vault's resource id isn't given", "cure": "Give keyVaultResourceId; the private link is made to it.",
} if {
	names_vault(cluster) == "no"
} else := {"verdict": "open", "property": cluster.vnet_integration, "steps": [], "why": state.why(cluster.vnet_integration)} if {
	state.is_unknown(cluster.vnet_integration)
} else := {"verdict": "open", "property": cluster.kms_vault, "steps": [], "why": state.why(cluster.kms_vault)} if {
	names_vault(cluster) == "unknown"
} else := {"verdict": "pass", "property": cluster.kms_network_access, "steps": [], "why": "its API server is joined to a virtual network"}

# azurerm looks the vault up itself.
names_vault(cluster) := state.is_present(cluster.kms_vault) if {
	hands_it_over(cluster)
} else := "yes"

hands_it_over(cluster) if cluster.format in {"arm", "azure"}

hands_it_over(cluster) if startswith(lower(cluster.type), "microsoft.")

hands_it_over(cluster) if state.is_overlaid(cluster.kms_enabled)

newer(cluster) := newer_by(cluster, input.key_vaults[holder.vault(cluster.kms_key, cluster.kms_vault)]) if {
	is_given(cluster)
} else := {"verdict": "open", "property": cluster.kms_network_access, "steps": [], "why": "the firewall of the vault isn't in the files given"}

is_given(cluster) if not input.key_vaults[holder.vault(cluster.kms_key, cluster.kms_vault)].existing

newer_by(cluster, vault) := {
	"verdict": answer.require(lets_in(vault)), "property": cluster.kms_network_access,
	"steps": [result.step(vault.bypass, sprintf("who passes the firewall of vault %s", [name.of(vault)]))],
	"why": newer_why(vault, lets_in(vault)),
	"cure": sprintf("Let trusted services through the firewall of vault %s first (bypass AzureServices).", [name.of(vault)]),
}

# An open vault lets everybody in, which is another rule's matter.
lets_in(vault) := answer.any_of([
	state.equals(vault.bypass, "AzureServices"),
	answer.all_of([state.equals(vault.default_action, "Allow"), answer.negate(state.equals(vault.public_access, "Disabled"))]),
])

newer_why(vault, "yes") := sprintf("vault %s lets trusted services in", [name.of(vault)])

newer_why(vault, "no") := sprintf("the firewall of vault %s lets no trusted services in (bypass None)", [name.of(vault)])

newer_why(vault, "unknown") := sprintf("whom the firewall of vault %s lets in isn't known: %s", [
	name.of(vault),
	[state.why(property) | some property in [vault.bypass, vault.default_action, vault.public_access]; state.is_unknown(property)][0],
])

message(cluster, outcome) := sprintf("KMS of cluster %s has a private way to its vault: %s.", [name.of(cluster), outcome.why]) if outcome.verdict == "pass"

message(cluster, outcome) := sprintf(
	"etcd: KMS of cluster %s has no private way to its vault: %s. Azure refuses it, or the API server can no longer read Secrets. %s",
	[name.of(cluster), outcome.why, outcome.cure],
) if {
	outcome.verdict == "fail"
}

message(cluster, outcome) := sprintf("Whether KMS of cluster %s has a private way to its vault can't be told: %s.", [name.of(cluster), outcome.why]) if outcome.verdict == "open"

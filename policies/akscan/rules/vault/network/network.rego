# METADATA
# title: Key vaults aren't reachable from all networks
# description: >-
#   A vault that takes connections from everywhere leaves its keys to whoever gets hold of a credential. A firewall that denies by default, with the trusted services
#   of Azure let through, keeps disk encryption sets working. Legacy KMS isn't one of those; it needs a way of its own into a vault that is closed.
# related_resources:
#   - description: "Azure: Key Vault network security"
#     ref: https://learn.microsoft.com/azure/key-vault/general/network-security
#   - description: "Azure: KMS with a private vault"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
# custom:
#   severity: medium
#   kinds: [key_vault]
#   remediation:
#     terraform: >-
#       Give the vault network_acls { default_action = "Deny", bypass = "AzureServices" } or public_network_access_enabled = false. Legacy KMS with Public access has to go
#       Private first.
#     arm: >-
#       Set properties.networkAcls to defaultAction Deny and bypass AzureServices, or properties.publicNetworkAccess to Disabled. Legacy KMS with Public access has to go
#       Private first.
#     azure: az keyvault update -g GROUP -n VAULT --default-action Deny --bypass AzureServices, once legacy KMS with Public access has gone Private.
#   compliance:
#     Azure Policy: [55615ac9-af46-4a59-874e-391cc3dfb490, 405c5871-3e91-4644-8a63-58e19d68ff5b]
#     MCSB v1: [NS-2, DP-8]
#     NIST SP 800-53 R5: [AC-4, SC-7, SC-7(3)]
#     CIS Azure Foundations 5.0: [8.3.7]
package akscan.rules.vault.network

import data.akscan.lib.answer
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.vault as vault_uses

results contains result.with_details(vault, place(vault), verdict, message(vault, verdict), {"severity": severity(vault), "related": vault_uses.steps(vault)}) if {
	some vault in subject.key_vaults
	verdict := answer.require(is_closed(vault))
}

is_closed(vault) := answer.any_of([
	state.one_of(vault.public_access, {"disabled", "securedbyperimeter"}),
	state.equals(vault.default_action, "deny"),
])

# Where it stands: the field that closes the vault or leaves it open.
place(vault) := vault.public_access if {
	state.one_of(vault.public_access, {"disabled", "securedbyperimeter"}) == "yes"
} else := vault.public_access if {
	state.is_unknown(vault.public_access)
	not state.is_unknown(vault.default_action)
} else := vault.default_action

# A closed vault would stop etcd there, so being open is what is asked for, though not what is good.
severity(vault) := "low" if {
	some found in public_kms(vault)
	found.certain == "yes"
} else := "medium"

# The clusters whose KMS needs the vault open, at once or perhaps: legacy mode and Public access.
public_kms(vault) := [found |
	some use in vault_uses.uses(vault)
	use.kind == "cluster"
	cluster := input.clusters[use.index]
	found := {"words": sprintf("cluster %s", [name.of(cluster)]), "certain": answer.all_of([
		kms.by_vault_key(cluster),
		answer.negate(kms.is_newer(cluster)),
		answer.negate(state.equals(cluster.kms_network_access, "private")),
	])}
	found.certain != "no"
]

message(vault, "pass") := sprintf("Vault %s doesn't take connections from all networks.", [name.of(vault)])

message(vault, "fail") := sprintf(
	"Vault: %s takes connections from all networks, so whoever gets hold of a credential can use its keys from anywhere.%s%s",
	[name.of(vault), vault_uses.sentence(vault), prerequisite(vault)],
)

message(vault, "open") := sprintf("Whether vault %s takes connections from all networks can't be told: %s.", [name.of(vault), state.why(place(vault))])

prerequisite(vault) := sprintf(
	" Legacy KMS of %s reaches it publicly, and Deny would stop etcd: move KMS to Private access first, which takes API Server VNet Integration, and KMS off and on again for the same vault.",
	[name.list([found.words | some found in public_kms(vault)])],
) if {
	severity(vault) == "low"
} else := sprintf(
	" If KMS of %s runs in the legacy mode with Public access, Deny would stop etcd: move it to Private access first, which takes API Server VNet Integration.",
	[name.list([found.words | some found in public_kms(vault)])],
) if {
	count(public_kms(vault)) > 0
} else := " Deny by default and let trusted services through, or disk encryption sets lose their keys."

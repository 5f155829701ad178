# METADATA
# title: Closed vaults let the services through that use their keys
# description: >-
#   A disk encryption set, and KMS in its newer mode with Private access, come to the vault as trusted services of Azure. Where the firewall denies and doesn't let those
#   pass (bypass None, which the AVM module for vaults sets by default), the disks can't be unlocked and Secrets can't be written.
# related_resources:
#   - description: "Azure: Key Vault firewall and trusted services"
#     ref: https://learn.microsoft.com/azure/key-vault/general/overview-vnet-service-endpoints
#   - description: "Azure: KMS data encryption"
#     ref: https://learn.microsoft.com/azure/aks/kms-data-encryption
# custom:
#   severity: high
#   kinds: [key_vault]
#   remediation:
#     terraform: Set bypass = "AzureServices" in the vault's network_acls.
#     arm: Set properties.networkAcls.bypass to AzureServices.
#     azure: az keyvault update -g GROUP -n VAULT --bypass AzureServices
#   compliance:
#     MCSB v1 (our own mapping): [DP-8]
#     NIST SP 800-53 R5 (our own mapping): [CP-10, SC-12(1)]
package akscan.rules.vault["trusted-services"]

import data.akscan.lib.answer
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.vault as vault_uses

subjects contains vault.key if {
	some vault in subject.key_vaults
	state.is_true(vault.managed_hsm) == "no"
	count(services(vault)) > 0
}

# What comes to the vault as a trusted service, with the answer whether it does.
services(vault) := [object.union(use, {"certain": certain}) |
	some use in vault_uses.uses(vault)
	certain := is_trusted(use)
	certain != "no"
]

is_trusted(use) := "yes" if use.kind == "disk_encryption_set"

is_trusted(use) := answer.all_of([kms.by_vault_key(cluster), kms.is_newer(cluster), state.equals(cluster.kms_network_access, "private")]) if {
	use.kind == "cluster"
	cluster := input.clusters[use.index]
}

results contains result.with_details(vault, vault.bypass, verdict, message(vault, verdict), {"related": steps(vault)}) if {
	some vault in subject.key_vaults
	vault.key in subjects
	verdict := verdict_on(vault)
}

shuts_out(vault) := answer.all_of([
	answer.any_of([state.equals(vault.default_action, "deny"), state.equals(vault.public_access, "disabled"), perimeter(vault)]),
	state.equals(vault.bypass, "none"),
])

# In a network security perimeter the rules of the perimeter decide, whatever the firewall says.
perimeter(vault) := "unknown" if state.equals(vault.public_access, "securedbyperimeter") == "yes"

else := "no"

verdict_on(vault) := "pass" if shuts_out(vault) == "no"

verdict_on(vault) := "open" if {
	shuts_out(vault) != "no"
	perimeter(vault) == "unknown"
} else := answer.forbid(answer.all_of([shuts_out(vault), answer.any_of([service.certain | some service in services(vault)])])) if {
	shuts_out(vault) != "no"
}

steps(vault) := [result.step(service.property, sprintf("the key for %s lies in this vault", [service.words])) | some service in vault_uses.once(services(vault))]

words(vault) := name.list([service.words | some service in services(vault)])

message(vault, "pass") := sprintf("Vault %s lets trusted services through, as %s needs.", [name.of(vault), words(vault)])

message(vault, "fail") := sprintf(
	"Vault: the firewall of %s denies, and doesn't let trusted services through either (bypass is None), so the keys for %s can't be reached. Set bypass to AzureServices; nothing else has to change.",
	[name.of(vault), words(vault)],
)

message(vault, "open") := sprintf("Whether vault %s lets %s through can't be told: %s.", [name.of(vault), words(vault), why(vault)])

why(vault) := "the rules of its network security perimeter aren't in the files given" if {
	perimeter(vault) == "unknown"
} else := state.why(vault.bypass) if {
	state.is_unknown(vault.bypass)
} else := state.why(vault.default_action) if {
	state.is_unknown(vault.default_action)
} else := state.why(vault.public_access) if {
	state.is_unknown(vault.public_access)
} else := "it denies, and whether KMS comes as a trusted service (the newer mode with Private access) isn't known"

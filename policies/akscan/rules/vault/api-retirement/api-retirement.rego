# METADATA
# title: Vaults are deployed with an API version that stays
# description: >-
#   All management API versions of Key Vault older than 2026-02-01 retire on 2027-02-27; deployments that use them then fail. The newer ones give new vaults
#   roles instead of access policies unless told otherwise, so say which you want when you move.
# related_resources:
#   - description: "Azure: Key Vault's API 2026-02-01 and the default access model"
#     ref: https://learn.microsoft.com/azure/key-vault/general/access-control-default
# custom:
#   severity: low
#   kinds: [key_vault]
#   remediation:
#     terraform: >-
#       Raise the type of the azapi resource to Microsoft.KeyVault/vaults@2026-02-01, and set enableRbacAuthorization in its body. azurerm moves on with its own versions.
#     arm: Raise apiVersion to 2026-02-01, and set enableRbacAuthorization to what the vault has now (false where access policies are in force).
#   compliance:
#     MCSB v1 (our own mapping): [PV-1]
#     NIST SP 800-53 R5 (our own mapping): [SA-22]
package akscan.rules.vault["api-retirement"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

subjects contains vault.key if {
	some vault in subject.key_vaults
	vault.mode == "declared"
	state.is_true(vault.managed_hsm) == "no"
	names_version(vault)
}

# A template always has an API version, though perhaps not one that can be read. In Terraform azapi and templates have one.
names_version(vault) if vault.format == "arm"

names_version(vault) if {
	vault.format in {"terraform", "terraform-plan"}
	vault.api_version != ""
}

results contains result.of(vault, result.header(vault), verdict, message(vault, verdict)) if {
	some vault in subject.key_vaults
	vault.key in subjects
	verdict := verdict_on(vault.api_version)
}

is_date(version) if regex.match(`^\d{4}-\d{2}-\d{2}`, version)

verdict_on(version) := "open" if not is_date(version)

verdict_on(version) := "fail" if {
	is_date(version)
	substring(version, 0, 10) < "2026-02-01"
}

verdict_on(version) := "pass" if {
	is_date(version)
	substring(version, 0, 10) >= "2026-02-01"
}

message(vault, "pass") := sprintf("Vault %s is deployed with API version %s, which stays.", [name.of(vault), vault.api_version])

message(vault, "open") := sprintf("Whether vault %s is deployed with an API version that stays can't be told: its API version isn't known.", [name.of(vault)])

message(vault, "fail") := sprintf(
	"Vault: %s is deployed with API version %s, which retires on 2027-02-27. From 2026-02-01 on a new vault uses roles unless enableRbacAuthorization says otherwise, so set that as you move.",
	[name.of(vault), vault.api_version],
)

# METADATA
# title: A vault's access policies are written in one place
# description: >-
#   Terraform takes a vault's access_policy blocks for all the policies that there are. With azurerm_key_vault_access_policy besides them each apply removes what
#   the other added, and KMS or the disks lose their key until the next one.
# related_resources:
#   - description: "Terraform: azurerm_key_vault_access_policy"
#     ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/key_vault_access_policy
# custom:
#   severity: medium
#   kinds: [key_vault]
#   remediation:
#     terraform: >-
#       Move the access_policy blocks of the vault into azurerm_key_vault_access_policy resources (import them), or the other way round; better still, use roles. A vault whose
#       lifecycle ignores access_policy doesn't fight.
#   compliance:
#     MCSB v1 (our own mapping): [DP-8, PA-7]
#     NIST SP 800-53 R5 (our own mapping): [AC-6, CM-3]
package akscan.rules.vault["access-policy-mixed"]

import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.vault as vault_uses

# What a state says was read back from Azure, where all policies stand in one place.
subjects contains vault.key if {
	some vault in subject.key_vaults
	vault.type == "azurerm_key_vault"
	vault.mode == "declared"
	count(vault_uses.uses(vault)) > 0
}

results contains result.with_details(vault, vault.inline_policies, verdict, message(vault, verdict), {"related": steps(vault)}) if {
	some vault in subject.key_vaults
	vault.key in subjects
	verdict := verdict_on(vault)
}

verdict_on(vault) := "pass" if {
	count(separate(vault)) == 0
} else := "pass" if {
	is_ignored(vault)
} else := "pass" if {
	state.is_true(vault.inline_policies) == "no"
} else := "open" if {
	# A plan gives the policies that the vault has, whoever made them, and not what is ignored.
	vault.format != "terraform"
} else := answer.forbid(state.is_true(vault.inline_policies))

separate(vault) := [input.access_policies[referrer.index] |
	some referrer in vault.referrers
	referrer.kind == "access_policy"
	referrer.property == "vault"
	policy := input.access_policies[referrer.index]
	not policy.existing
	state.is_true(policy.inline) == "no"
]

is_ignored(vault) if {
	some entry in state.items(vault.ignored_changes)
	regex.match(`^(all|access_policy(\[.*)?)$`, entry)
}

steps(vault) := array.concat([result.step(result.header(policy), sprintf("%s adds another", [policy.address])) | some policy in separate(vault)], vault_uses.steps(vault))

message(vault, "pass") := sprintf("The access policies of vault %s are written in one place.", [name.of(vault)]) if {
	not fights_but_for_the_lifecycle(vault)
}

message(vault, "pass") := sprintf("The access policies of vault %s are written in two places, but its lifecycle ignores those in the vault itself.", [name.of(vault)]) if {
	fights_but_for_the_lifecycle(vault)
}

fights_but_for_the_lifecycle(vault) if {
	count(separate(vault)) > 0
	state.is_true(vault.inline_policies) != "no"
}

message(vault, "fail") := sprintf(
	"Vault: the access policies of %s are written both in the vault and as resources of their own (%s), and each apply removes what the other added.%s Keep the policies in one place.",
	[name.of(vault), name.list([policy.address | some policy in separate(vault)]), vault_uses.sentence(vault)],
)

message(vault, "open") := sprintf("Whether the access policies of vault %s are written in two places can't be told: %s.", [name.of(vault), why(vault)])

why(vault) := state.why(vault.inline_policies) if {
	state.is_unknown(vault.inline_policies)
} else := "a plan gives all that the vault has, whoever made them"

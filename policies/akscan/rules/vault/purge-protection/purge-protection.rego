# METADATA
# title: Key vaults have purge protection
# description: >-
#   Whoever may purge a vault can destroy its keys for good, and with them every disk and Secret that they encrypt. Purge protection keeps
#   deleted keys until their retention ends. It is off unless turned on, can't be turned off again, and a disk encryption
#   set needs it.
# related_resources:
#   - description: "Azure: Key Vault purge protection"
#     ref: https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview#purge-protection
# custom:
#   severity: high
#   kinds: [key_vault, key, module_call]
#   remediation:
#     terraform: Set purge_protection_enabled = true. It can't be undone.
#     arm: Set properties.enablePurgeProtection to true. It can't be undone.
#     azure: az keyvault update -g GROUP -n VAULT --enable-purge-protection true; it can't be undone.
#   compliance:
#     Azure Policy: [0b60c0b2-2dc2-4e1c-b5c9-abbed971de53, c39ba22d-4428-4149-b981-70acb31fc383]
#     MCSB v1: [DP-8]
#     NIST SP 800-53 R5: [CP-9]
package akscan.rules.vault["purge-protection"]

import data.akscan.lib.answer
import data.akscan.lib.module
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.vault as vault_uses

subjects contains vault.key if {
	some vault in subject.key_vaults
}

# Where the vault itself isn't given, the export of one of its keys tells.
subjects contains key.key if key_alone[key]

key_alone contains key if {
	some key in subject.keys
	state.text(key.recovery_level)
	count([target | some target in key.vault.targets; target.kind == "key_vault"; not input.key_vaults[target.index].existing]) == 0
}

results contains result.with_details(vault, vault.purge_protection, verdict, message(vault, verdict), {"related": array.concat(told_by(vault), vault_uses.steps(vault))}) if {
	some vault in subject.key_vaults
	verdict := answer.require(is_protected(vault))
}

results contains result.of(key, key.recovery_level, verdict, key_message(key, verdict)) if {
	some key in key_alone
	verdict := answer.require(kept(key))
}

results contains result.of(call, result.header(call), "open", module.message(call, "Whether its vault has purge protection")) if {
	some call in input.module_calls
	module.may_make(call, {"vault"})
}

# What the vault's own export doesn't say, the export of one of its keys may.
is_protected(vault) := told if {
	state.is_unknown(vault.purge_protection)
	answers := {kept(key) | some key in telling_keys(vault)}
	count(answers) == 1
	some told in answers
} else := state.is_true(vault.purge_protection)

# The keys whose recovery level stands in for what the vault's export doesn't say.
telling_keys(vault) := [key |
	state.is_unknown(vault.purge_protection)
	some key in keys_in(vault)
	state.text(key.recovery_level)
]

told_by(vault) := [result.step(key.recovery_level, sprintf("the recovery level of key %s is %s", [name.of(key), state.text(key.recovery_level)])) |
	some key in telling_keys(vault)
]

kept(key) := "no" if contains(lower(state.text(key.recovery_level)), "purgeable")

else := "yes" if state.text(key.recovery_level)

keys_in(vault) := [input.keys[referrer.index] |
	some referrer in vault.referrers
	referrer.kind == "key"
]

message(vault, "pass") := sprintf("Vault %s has purge protection.%s", [name.of(vault), vault_uses.sentence(vault)])

message(vault, "open") := sprintf("Whether vault %s has purge protection can't be told: %s.", [name.of(vault), state.why(vault.purge_protection)])

message(vault, "fail") := sprintf(
	"Vault: %s has no purge protection, so its keys can be destroyed for good, and what they encrypt with them.%s Purge protection can be turned on at any time, but never off.",
	[name.of(vault), vault_uses.sentence(vault)],
)

key_message(key, "pass") := sprintf("The vault of key %s has purge protection (recovery level %s).", [name.of(key), state.text(key.recovery_level)])

key_message(key, "fail") := sprintf(
	"Vault: the one that holds key %s has no purge protection (recovery level %s), so the key can be destroyed for good, and what it encrypts with it. Purge protection can be turned on at any time, but never off.",
	[name.of(key), state.text(key.recovery_level)],
)

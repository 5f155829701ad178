# METADATA
# title: Keys aren't kept by Terraform
# description: >-
#   A key that Terraform makes lives and dies with its state. Whoever may apply may replace or destroy it, and what it encrypts with it; a version that
#   somebody else makes, by rotation or by hand, shows as drift that the next apply undoes. The private key itself is never in the state: it doesn't
#   leave the vault. Make keys where their owners do, and look them up, or ignore what rotation changes.
# related_resources:
#   - description: "Terraform: the lifecycle meta-argument"
#     ref: https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle
# custom:
#   severity: note
#   kinds: [key]
#   remediation:
#     terraform: >-
#       Make the key outside, take it out of the state (a removed block with destroy = false) and look it up with data "azurerm_key_vault_key"; or keep it
#       and ignore expiration_date and not_before_date in its lifecycle, so that a rotation isn't undone.
#   compliance:
#     MCSB v1 (our own mapping): [DP-6]
#     NIST SP 800-53 R5 (our own mapping): [AC-5, SC-12]
package akscan.rules.key["in-state"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

subjects contains key.key if {
	some key in subject.keys
	key.mode == "declared"
	key.format in {"terraform", "terraform-plan"}
}

results contains result.of(key, place(key, verdict), verdict, message(key, verdict)) if {
	some key in subject.keys
	key.key in subjects
	verdict := verdict_on(key)
}

verdict_on(key) := "pass" if {
	is_ignored(key)
} else := "open" if {
	state.is_unknown(key.ignored_changes)
} else := "open" if {
	# A plan doesn't show what is ignored.
	key.format == "terraform-plan"
} else := "fail"

# Everything that a new version brings with it: its expiry and its beginning.
is_ignored(key) if {
	some entry in state.items(key.ignored_changes)
	entry in {"all", "expiration_date", "body"}
}

place(key, "pass") := key.ignored_changes

place(key, verdict) := result.header(key) if verdict != "pass"

message(key, "pass") := sprintf("Terraform makes key %s, but lets be what a rotation changes.", [name.of(key)])

message(key, "open") := sprintf("Whether Terraform undoes rotations of key %s, which it makes, can't be told: a plan doesn't show what is ignored.", [name.of(key)])

message(key, "fail") := sprintf(
	"Key: %s is made by Terraform, so whoever may apply may destroy it, and a rotation by anyone else shows as drift. (The private key itself isn't in the state.) Look up a key that its owners made, or ignore expiration_date and not_before_date.",
	[name.of(key)],
)

# METADATA
# title: The provider knows the encryption arguments that are used
# description: >-
#   Arguments come and go with versions of azurerm. One that the version in force doesn't know makes Terraform refuse the configuration, so that encryption
#   stays off; and with a constraint that admits such a version it works on one machine and not on the next. A lock file, or a constraint with both ends, says which it is.
# related_resources:
#   - description: "Terraform: version constraints"
#     ref: https://developer.hashicorp.com/terraform/language/expressions/version-constraints
#   - description: "Terraform: azurerm's upgrade guides"
#     ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/5.0-upgrade-guide
# custom:
#   severity: medium
#   kinds: [terraform_module]
#   remediation:
#     terraform: >-
#       Constrain azurerm in required_providers to versions that know the argument (~> 4.80, say), run terraform init -upgrade and commit .terraform.lock.hcl; or use the name that the version in
#       force has.
#   compliance:
#     MCSB v1 (our own mapping): [DS-6]
#     NIST SP 800-53 R5 (our own mapping): [CM-2, SA-22]
package akscan.rules.terraform["provider-version"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.version

subjects contains module.key if {
	some module in subject.terraform_modules
	count(state.items(module.arguments)) > 0
}

results contains result.with_details(module, module.azurerm_constraint, outcome.verdict, outcome.message, {"severity": outcome.severity}) if {
	some module in subject.terraform_modules
	module.key in subjects
	outcome := judge(module)
}

judge(module) := {"verdict": "fail", "severity": "medium", "message": message} if {
	newest := state.text(module.azurerm_version)
	strange := unknown_to(module, newest)
	count(strange) > 0
	message := sprintf(
		"Terraform: %s uses %s, which azurerm %s%s doesn't have: %s. Terraform refuses that, and what the argument switches on stays off.",
		[words(module), name.list([argument.name | some argument in strange]), newest, locked(module), bounds(strange)],
	)
} else := {"verdict": "fail", "severity": "note", "message": message} if {
	oldest := state.text(module.azurerm_oldest)
	strange := unknown_to(module, oldest)
	count(strange) > 0
	message := sprintf(
		"Terraform: %s also admits azurerm %s, which doesn't have %s: %s. Raise the constraint, or commit the lock file.",
		[words(module), oldest, name.list([argument.name | some argument in strange]), bounds(strange)],
	)
} else := {"verdict": "open", "severity": "medium", "message": message} if {
	newest := state.text(module.azurerm_version)
	version.is_at_least(newest, unknown_major)
	message := sprintf("Whether azurerm %s has the encryption arguments that %s uses can't be told: akscan doesn't know that version.", [newest, words(module)])
} else := {"verdict": "pass", "severity": "medium", "message": message} if {
	version.compare(state.text(module.azurerm_version), "0")
	version.compare(state.text(module.azurerm_oldest), "0")
	message := sprintf("Every azurerm version that %s admits has the encryption arguments that it uses.", [words(module)])
} else := {"verdict": "fail", "severity": "note", "message": message} if {
	state.is_absent(module.azurerm_version)
	state.is_absent(module.azurerm_constraint)
	message := sprintf(
		"Terraform: %s doesn't say which azurerm it wants, but uses %s: %s. Constrain it in required_providers, and commit the lock file.",
		[words(module), name.list([argument.name | some argument in arguments(module)]), bounds(arguments(module))],
	)
} else := {"verdict": "open", "severity": "medium", "message": message} if {
	message := sprintf("Whether azurerm has the encryption arguments that %s uses can't be told: %s.", [words(module), why(module)])
}

# The first major version that nobody has read. Source: azure-facts 5.1.
unknown_major := "6"

words(module) := sprintf("the root module %s", [name.of(module)])

locked(module) := " (locked)" if state.is_true(module.azurerm_locked) == "yes"

else := ""

# Each argument is written as TYPE.ARGUMENT SINCE BEFORE, - for no bound.
arguments(module) := [{"name": parts[0], "since": parts[1], "before": parts[2]} |
	some text in state.items(module.arguments)
	parts := split(text, " ")
]

unknown_to(module, release) := [argument |
	version.compare(release, "0")
	some argument in arguments(module)
	not version.has(release, argument.since, argument.before)
]

bounds(some_arguments) := name.list([sprintf("%s %s", [last(argument.name), came_and_went(argument)]) | some argument in some_arguments])

last(path) := parts[count(parts) - 1] if parts := split(path, ".")

came_and_went(argument) := sprintf("came with %s and went with %s", [argument.since, argument.before]) if {
	argument.since != "-"
	argument.before != "-"
} else := sprintf("came with %s", [argument.since]) if {
	argument.since != "-"
} else := sprintf("went with %s", [argument.before])

why(module) := state.why(module.azurerm_version) if {
	state.is_unknown(module.azurerm_version)
} else := sprintf("akscan knows no version that %s admits", [json.marshal(state.shown(module.azurerm_constraint))])

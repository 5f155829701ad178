# METADATA
# title: azapi gets its body in the form that its version takes
# description: >-
#   azapi 2.0 and later want an object for body and refuse the text that jsonencode makes; before 1.13 it was text alone. In the wrong form nothing is applied, and the encryption
#   that the body should switch on stays off.
# related_resources:
#   - description: "Terraform: azapi 2.0 upgrade guide"
#     ref: https://registry.terraform.io/providers/Azure/azapi/latest/docs/guides/2.0-upgrade-guide
# custom:
#   severity: medium
#   kinds: [azapi_resource]
#   remediation:
#     terraform: Write body = { properties = { ... } } without jsonencode, and constrain azapi to ~> 2.0 in required_providers.
#   compliance:
#     MCSB v1 (our own mapping): [DS-6]
#     NIST SP 800-53 R5 (our own mapping): [CM-2]
package akscan.rules.terraform["azapi-body"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.version

subjects contains resource.key if {
	some resource in subject.azapi_resources
	not state.is_absent(resource.body_form)
}

results contains result.with_details(resource, resource.body_form, outcome.verdict, message(resource, outcome), {"severity": outcome.severity}) if {
	some resource in subject.azapi_resources
	resource.key in subjects
	outcome := judge(resource)
}

# The azapi version in force: locked, else the newest that is admitted.
release(resource) := text if {
	some target in resource.root.targets
	text := state.text(input.terraform_modules[target.index].azapi_version)
	version.compare(text, "0")
}

# Nobody says which azapi is wanted.
is_unpinned(resource) if {
	some target in resource.root.targets
	state.is_absent(input.terraform_modules[target.index].azapi_version)
}

judge(resource) := {"verdict": "open", "severity": "medium", "why": state.why(resource.body_form)} if {
	state.is_unknown(resource.body_form)
} else := {"verdict": "fail", "severity": "medium", "why": sprintf("as text, which azapi %s refuses", [release(resource)])} if {
	state.equals(resource.body_form, "text") == "yes"
	version.is_at_least(release(resource), "2.0.0")
} else := {"verdict": "fail", "severity": "note", "why": "as text, which azapi 2.0 and later refuse, and nothing says which azapi is wanted"} if {
	state.equals(resource.body_form, "text") == "yes"
	is_unpinned(resource)
} else := {"verdict": "fail", "severity": "medium", "why": sprintf("as an object, which azapi %s doesn't take yet (1.13 does)", [release(resource)])} if {
	state.equals(resource.body_form, "object") == "yes"
	version.is_before(release(resource), "1.13.0")
} else := {"verdict": "pass", "severity": "medium", "why": sprintf("as azapi %s takes it", [release(resource)])} if {
	release(resource)
} else := {"verdict": "pass", "severity": "medium", "why": "as every azapi since 1.13 takes it"} if {
	state.equals(resource.body_form, "object") == "yes"
	is_unpinned(resource)
} else := {"verdict": "open", "severity": "medium", "why": "the azapi version in force isn't known"}

message(resource, outcome) := sprintf("The body of %s is written %s.", [resource.address, outcome.why]) if outcome.verdict == "pass"

message(resource, outcome) := sprintf("Whether the body of %s is written as azapi takes it can't be told: %s.", [resource.address, outcome.why]) if outcome.verdict == "open"

message(resource, outcome) := sprintf(
	"Terraform: the body of %s is written %s, so what it should set on %s isn't applied. Write an object, and constrain azapi to ~> 2.0.",
	[resource.address, outcome.why, target(resource)],
) if {
	outcome.verdict == "fail"
}

target(resource) := split(state.text(resource.azure_type), "@")[0]

target(resource) := name.of(resource) if not state.text(resource.azure_type)

# METADATA
# title: A disk encryption set's key id has the form that its writer takes
# description: >-
#   A disk encryption set (DES) names its key by an identifier, with or without a version. ARM wants the version always, even when the set
#   follows rotation; azurerm 3.70 and later want it exactly when the set doesn't. The wrong form is refused, so that the set isn't made, or
#   isn't updated.
# related_resources:
#   - description: "Azure: disk encryption sets, template reference"
#     ref: https://learn.microsoft.com/azure/templates/microsoft.compute/diskencryptionsets
#   - description: "Terraform: azurerm_disk_encryption_set"
#     ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/disk_encryption_set
# custom:
#   severity: medium
#   kinds: [disk_encryption_set]
#   remediation:
#     terraform: >-
#       With auto_key_rotation_enabled = true use the key's versionless_id, else its id. In an azapi body keyUrl always has the version.
#     arm: >-
#       Set activeKey.keyUrl to the identifier with its version (keyUriWithVersion of the key), also with rotationToLatestKeyVersionEnabled.
#   compliance:
#     MCSB v1 (our own mapping): [DP-5, DP-6]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.disk["des-key-id"]

import data.akscan.lib.id
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.version

# What runs has a key that Azure took.
subjects contains set.key if {
	some set in input.disk_encryption_sets
	set.mode == "declared"
	not set.existing
}

results contains result.of(set, set.vault_key, outcome.verdict, message(set, outcome)) if {
	some set in subject.disk_encryption_sets
	set.key in subjects
	outcome := judge(set)
}

judge(set) := fail("no key is given") if {
	state.is_present(set.vault_key) == "no"
} else := outcome if {
	outcome := judge_text(set, state.text(set.vault_key))
} else := outcome if {
	outcome := judge_reference(set, set.vault_key.ref)
} else := open(state.why(set.vault_key))

judge_text(set, text) := fail(sprintf("%q still has the placeholder %s", [text, id.placeholder(text)])) if {
	id.placeholder(text)
} else := open(sprintf("%q is filled in elsewhere", [text])) if {
	id.unresolved(text)
} else := judge_version(set, id.key(text).version != "", sprintf("%q", [text])) if {
	id.key(text)
} else := fail(sprintf("%q is no key identifier (https://VAULT.vault.azure.net/keys/NAME/VERSION)", [text]))

judge_reference(set, ref) := judge_version(set, true, "the id that it refers to") if {
	ref.kind == "key"
	ref.attribute == "key_versioned"
} else := judge_version(set, false, "the id that it refers to") if {
	ref.kind == "key"
	ref.attribute == "key_versionless"
} else := fail(sprintf("it refers to a %s, not to a key's identifier", [replace(ref.kind, "_", " ")])) if {
	not ref.kind in {"", "other", "key"}
} else := fail("it refers to a key, but not to its identifier") if {
	ref.kind == "key"
}

# Written for Azure itself.
judge_version(set, true, _) := pass("a key id with its version, as Azure wants it") if not in_azurerm(set)

judge_version(set, false, shown) := fail(sprintf("%s has no version, which Azure wants even where the set follows rotation", [shown])) if not in_azurerm(set)

# Written for azurerm.
judge_version(set, versioned, shown) := pass(sprintf("a key id that azurerm %s takes in either form", [azurerm(set)])) if {
	in_azurerm(set)
	takes_either_form(set)
} else := outcome if {
	in_azurerm(set)
	outcome := judge_azurerm(set, state.is_true(set.auto_key_rotation), versioned, shown)
}

judge_azurerm(_, "yes", false, _) := pass("a key id without a version, as automatic rotation wants it")

judge_azurerm(_, "no", true, _) := pass("a key id with its version, as a set without automatic rotation wants it")

judge_azurerm(set, "yes", true, shown) := fail(sprintf("automatic rotation is on, but %s has a version, which azurerm 3.70 and later refuse%s; use the key's versionless_id", [shown, basis(set)]))

judge_azurerm(set, "no", false, shown) := fail(sprintf("automatic rotation is off, but %s has no version, which azurerm 3.70 and later refuse%s; turn rotation on, or use the key's id", [shown, basis(set)]))

judge_azurerm(set, "unknown", _, _) := open(sprintf("the form hangs on automatic rotation, and whether that is on isn't known: %s", [state.why(set.auto_key_rotation)]))

# Crossplane hands its arguments to azurerm; it is what names no API version of Azure's.
in_azurerm(set) if startswith(set.type, "azurerm_")

in_azurerm(set) if {
	not startswith(set.type, "azurerm_")
	not set.format in {"arm", "azure"}
	set.api_version == ""
}

takes_either_form(set) if version.is_before(azurerm(set), "3.70.0")

root(set) := input.terraform_modules[set.root.targets[0].index]

azurerm(set) := state.text(root(set).azurerm_version)

# Which version is judged for, where no lock file says.
basis(set) := "" if {
	state.is_true(root(set).azurerm_locked) == "yes"
} else := sprintf(" (judged for %s, the newest that the constraint admits)", [azurerm(set)]) if {
	azurerm(set)
} else := " (nothing here says which version is in use, so this is judged for the newest)"

pass(why) := {"verdict": "pass", "why": why}

open(why) := {"verdict": "open", "why": why}

fail(why) := {"verdict": "fail", "why": why}

message(set, outcome) := sprintf("Disk encryption set %s has %s.", [name.of(set), outcome.why]) if outcome.verdict == "pass"

message(set, outcome) := sprintf("Whether disk encryption set %s has a key id of the right form can't be told: %s.", [name.of(set), outcome.why]) if outcome.verdict == "open"

message(set, outcome) := sprintf("Key: the id that disk encryption set %s has for its key will be refused: %s.", [name.of(set), outcome.why]) if outcome.verdict == "fail"

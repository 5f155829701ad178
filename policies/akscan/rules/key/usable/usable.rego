# METADATA
# title: The version of a key that is in use can be used
# description: >-
#   A key encrypts nothing by itself. It unlocks what does, again and again, so once its version is disabled, has expired or isn't valid yet, what
#   it protects stops with it. The API server can no longer write Secrets to etcd, or read them at all; disks fail within the hour and their nodes
#   shut down; a storage account can't be read. After a rotation by hand legacy KMS needs the version before as well, until every Secret has
#   been written anew and the key has been rotated once more.
# related_resources:
#   - description: "Azure: KMS etcd encryption, key rotation"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
#   - description: "Azure: disabled, deleted or expired keys of disks"
#     ref: https://learn.microsoft.com/azure/virtual-machines/disk-encryption
# custom:
#   severity: critical
#   kinds: [key, key_version]
#   remediation:
#     terraform: Move expiration_date to a later day, which azurerm changes in place, and take not_before_date out where it lies ahead.
#     arm: Set attributes.enabled to true, attributes.exp to a later time and attributes.nbf to an earlier one (both in seconds since 1970).
#     azure: >-
#       az keyvault key set-attributes --id VERSION_ID --enabled true --expires 2027-06-01T00:00:00Z; then rotate in peace, and let a version go only
#       when nothing is encrypted with it any more.
#   compliance:
#     MCSB v1 (our own mapping): [DP-6]
#     NIST SP 800-53 R5 (our own mapping): [SC-12, SC-12(1)]
package akscan.rules.key.usable

import data.akscan.lib.answer
import data.akscan.lib.date
import data.akscan.lib.key as keys
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

subjects contains input.key_versions[index].key if some index, _ in keys.serving

subjects contains input.key_versions[index].key if some index, _ in keys.previous

subjects contains input.keys[index].key if some index, _ in keys.standing

# The version in use, as an export shows it.
results contains judged(input.key_versions[index], found) if some index, found in keys.serving

# The key itself, where it stands for the version in use.
results contains judged(key, own) if {
	some index, found in keys.standing
	key := input.keys[index]
	own := [use | some use in found; use.own]
	count(own) > 0
}

# What is known of the key isn't known of the version in use.
results contains result.with_details(key, result.header(key), "open", elsewhere(key, other), {"severity": severity(other), "related": keys.steps(other)}) if {
	some index, found in keys.standing
	key := input.keys[index]
	other := [use | some use in found; not use.own]
	count(other) > 0
}

# The version before the one that legacy KMS is pinned to.
results contains result.with_details(version, told.property, told.verdict, told.message, {"severity": "critical", "related": keys.steps(found)}) if {
	some index, found in keys.previous
	version := input.key_versions[index]
	told := judge_previous(version, found, usable(version))
}

judged(resource, found) := result.with_details(resource, told.property, told.verdict, told.message, {"severity": severity(found), "related": keys.steps(found)}) if {
	told := judge(resource, found, usable(resource))
}

severity(found) := "critical" if {
	some use in found
	use.layer != "account"
} else := "high"

usable(resource) := answer.all_of([
	state.is_true(resource.enabled),
	answer.negate(date.is_by(resource.expires, date.now)),
	answer.negate(date.is_after(resource.not_before, date.now)),
])

judge(resource, found, "yes") := {
	"verdict": "pass",
	"property": resource.expires,
	"message": sprintf("The %s can be used; it encrypts %s.", [keys.name_of(resource), keys.words(found)]),
}

judge(resource, found, "unknown") := {
	"verdict": "open",
	"property": missing.property,
	"message": sprintf("Whether the %s can be used can't be told: %s. It encrypts %s.", [keys.name_of(resource), missing.why, keys.words(found)]),
} if {
	missing := gap(resource)
}

judge(resource, found, "no") := {
	"verdict": "open",
	"property": wrong.property,
	"message": sprintf(
		"Whether the key that encrypts %s can be used can't be told: the %s %s, but %s.",
		[keys.words(found), keys.name_of(resource), wrong.what, doubt(resource, found)],
	),
} if {
	wrong := fault(resource)
	doubt(resource, found)
} else := {
	"verdict": "fail",
	"property": wrong.property,
	"message": sprintf(
		"Key: %s %s, so %s. It encrypts %s. Make it usable again first; only then move to another version.",
		[keys.name_of(resource), wrong.what, effects(found, wrong.effect), keys.words(found)],
	),
} if {
	wrong := fault(resource)
}

# Why what is wrong with the version may do no harm.
doubt(resource, found) := "its policy may have made a newer one since (az keyvault key list-versions shows them)" if {
	may_be_replaced(resource, found)
} else := "whether it is the one in use isn't known" if {
	keys.is_certain(found) != "yes"
}

# What is declared of a key is said of its first version. Once it rotates, those who follow it are on another.
may_be_replaced(key, found) if {
	key.kind == "key"
	key.mode == "declared"
	state.is_true(key.enabled) != "no"
	state.is_true(key.rotates) != "no"
	every use in found { use.follows != "no" }
}

# What is wrong with it, the worst first.
fault(resource) := {"property": resource.enabled, "what": "is disabled", "effect": "lost"} if {
	state.is_true(resource.enabled) == "no"
} else := {"property": resource.expires, "what": sprintf("expired on %s", [date.day(resource.expires)]), "effect": "expired"} if {
	date.is_by(resource.expires, date.now) == "yes"
} else := {"property": resource.not_before, "what": sprintf("isn't valid before %s", [date.day(resource.not_before)]), "effect": "lost"} if {
	date.is_after(resource.not_before, date.now) == "yes"
}

# What isn't known of it.
gap(resource) := {"property": resource.enabled, "why": state.why(resource.enabled)} if {
	state.is_true(resource.enabled) == "unknown"
} else := {"property": resource.expires, "why": date.why(resource.expires)} if {
	date.is_by(resource.expires, date.now) == "unknown"
} else := {"property": resource.not_before, "why": date.why(resource.not_before)} if {
	date.is_after(resource.not_before, date.now) == "unknown"
}

effects(found, effect) := concat(", ", [words |
	some layer in ["etcd", "disk", "account"]
	keys.has_layer(found, layer)
	words := effect_on[layer][effect]
])

effect_on := {
	"etcd": {"lost": "the API server can neither read nor write Secrets", "expired": "the API server can't write Secrets"},
	"disk": {"lost": "the disks fail within the hour and their nodes shut down", "expired": "the disks fail within the hour and their nodes shut down"},
	"account": {"lost": "the storage account can't be read", "expired": "it protects nothing new, and the storage account may become unreadable"},
}

elsewhere(key, found) := sprintf(
	"Whether the version of key %s that encrypts %s can be used can't be told: that version isn't in the files given (az keyvault key list-versions exports it).",
	[name.of(key), keys.words(found)],
)

judge_previous(version, found, "yes") := {
	"verdict": "pass",
	"property": version.expires,
	"message": sprintf("The %s, the one before that of %s, can still be used.", [keys.name_of(version), keys.words(found)]),
}

judge_previous(version, found, "no") := {
	"verdict": "open",
	"property": wrong.property,
	"message": sprintf(
		"The %s %s, and it is the one before that of %s. If KMS ever used it, it must stay enabled and unexpired until the rotation after the next: Secrets that weren't written since then still need it.",
		[keys.name_of(version), wrong.what, keys.words(found)],
	),
} if {
	wrong := fault(version)
}

judge_previous(version, found, "unknown") := {
	"verdict": "open",
	"property": missing.property,
	"message": sprintf("Whether the %s, the one before that of %s, can still be used can't be told: %s.", [keys.name_of(version), keys.words(found), missing.why]),
} if {
	missing := gap(version)
}

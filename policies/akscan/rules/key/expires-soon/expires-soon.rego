# METADATA
# title: The version of a key that is in use doesn't expire within a month
# description: >-
#   A month is little time to rotate a key by hand and, for legacy KMS, to write every Secret anew. Where the key's policy still makes a new
#   version in time, and what uses the key takes it, nobody has to do anything. A version that has expired already is key/usable's matter.
# related_resources:
#   - description: "Azure: key rotation in Key Vault"
#     ref: https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation
# custom:
#   severity: medium
#   kinds: [key, key_version]
#   remediation:
#     terraform: >-
#       Move expiration_date to a later day, or let rotation_policy make a new version before it comes, and let the key's users follow (a disk encryption
#       set with auto_key_rotation_enabled).
#     arm: Move attributes.exp (seconds since 1970) on, or give the key a rotationPolicy with a rotate action and let its users follow.
#     azure: >-
#       az keyvault key rotate --vault-name VAULT --name KEY, then move its users to the new version and, with legacy KMS, write the Secrets anew;
#       or az keyvault key set-attributes --id VERSION_ID --expires 2027-06-01T00:00:00Z.
#   compliance:
#     Azure Policy: [5ff38825-c5d8-47c5-b70e-069a21955146]
#     MCSB v1 (our own mapping): [DP-6]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.key["expires-soon"]

import data.akscan.lib.answer
import data.akscan.lib.date
import data.akscan.lib.key as keys
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

subjects contains input.key_versions[index].key if {
	some index, _ in keys.serving
	not has_expired(input.key_versions[index])
}

subjects contains input.keys[index].key if {
	some index, _ in keys.standing
	not has_expired(input.keys[index])
}

results contains judged(version, found, policies) if {
	some index, found in keys.serving
	version := input.key_versions[index]
	not has_expired(version)
	policies := [input.keys[referrer.index] |
		some referrer in version.referrers
		referrer.kind == "key"
		referrer.property == "versions"
	]
}

results contains judged(key, own, [key]) if {
	some index, found in keys.standing
	key := input.keys[index]
	not has_expired(key)
	own := [use | some use in found; use.own]
	count(own) > 0
}

results contains result.with_details(key, result.header(key), "open", elsewhere(key, other), {"related": keys.steps(other)}) if {
	some index, found in keys.standing
	key := input.keys[index]
	not has_expired(key)
	other := [use | some use in found; not use.own]
	count(other) > 0
}

has_expired(resource) if date.is_by(resource.expires, date.now) == "yes"

judged(resource, found, policies) := result.with_details(resource, resource.expires, outcome.verdict, message(resource, outcome, found), {"related": keys.steps(found)}) if {
	outcome := judge(resource, found, policies)
}

judge(resource, found, policies) := {"verdict": "pass", "why": "later"} if {
	date.is_by(resource.expires, date.in_days(30)) == "no"
} else := {"verdict": "open", "why": date.why(resource.expires)} if {
	date.is_by(resource.expires, date.in_days(30)) == "unknown"
} else := {"verdict": "pass", "why": "rotation"} if {
	is_replaced(resource, found, policies) == "yes"
} else := {"verdict": "open", "why": "whether a new version comes in time, and is taken, isn't known"} if {
	is_replaced(resource, found, policies) == "unknown"
} else := {"verdict": "open", "why": "whether it is the one in use isn't known"} if {
	keys.is_certain(found) != "yes"
} else := {"verdict": "fail", "why": ""}

# Will a newer version be made in time, and taken by all?
is_replaced(resource, found, policies) := answer.all_of(array.concat(
	[answer.any_of([makes_in_time(key, resource) | some key in policies])],
	[use.follows | some use in found],
))

# Does the key's policy make a new version between now and the expiry?
makes_in_time(key, resource) := "no" if {
	state.is_true(key.rotates) == "no"
} else := "unknown" if {
	state.is_true(key.rotates) == "unknown"
} else := "yes" if {
	due := due_at(key, resource)
	due > date.now
	due < date.instant(resource.expires)
} else := "no" if {
	# It should have been made by now, or comes too late.
	due_at(key, resource)
} else := "unknown"

due_at(key, resource) := date.before(date.instant(resource.expires), state.text(key.rotate_before_expiry)) if {
	not state.is_unknown(key.rotate_after)
	not state.text(key.rotate_after)
}

due_at(key, resource) := date.after(date.instant(resource.created), state.text(key.rotate_after))

message(resource, outcome, found) := sprintf("The %s, which encrypts %s, doesn't expire within a month.", [keys.name_of(resource), keys.words(found)]) if {
	outcome.verdict == "pass"
	outcome.why == "later"
}

message(resource, outcome, found) := sprintf("The %s expires on %s, and a new one comes before that, which %s takes by itself.", [keys.name_of(resource), date.day(resource.expires), keys.words(found)]) if {
	outcome.verdict == "pass"
	outcome.why == "rotation"
}

message(resource, outcome, found) := sprintf(
	"Whether the %s, which encrypts %s, expires within a month can't be told: %s.",
	[keys.name_of(resource), keys.words(found), outcome.why],
) if {
	outcome.verdict == "open"
	not date.instant(resource.expires)
}

message(resource, outcome, found) := sprintf(
	"Whether somebody has to act before the %s expires on %s can't be told: %s. It encrypts %s.",
	[keys.name_of(resource), date.day(resource.expires), outcome.why, keys.words(found)],
) if {
	outcome.verdict == "open"
	date.instant(resource.expires)
}

message(resource, outcome, found) := sprintf(
	"Key: %s expires on %s, within a month, and nothing replaces it by itself. It encrypts %s. Rotate the key and move its users to the new version before that day.%s",
	[keys.name_of(resource), date.day(resource.expires), keys.words(found), rewrite(found)],
) if {
	outcome.verdict == "fail"
}

rewrite(found) := " With legacy KMS the Secrets then have to be written anew, and the old version kept usable until the rotation after that." if keys.has_layer(found, "etcd")

else := ""

elsewhere(key, found) := sprintf(
	"When the version of key %s that encrypts %s expires can't be told: that version isn't in the files given (az keyvault key list-versions exports it).",
	[name.of(key), keys.words(found)],
)

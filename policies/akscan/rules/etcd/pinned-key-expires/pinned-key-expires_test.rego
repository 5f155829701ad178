package akscan.rules.etcd["pinned-key-expires_test"]

import data.akscan.rules.etcd["pinned-key-expires"] as pinned_key_expires
import data.akscan.testing as given

later := {"expires": given.set("2027-06-01T00:00:00Z")}

soon := {"expires": given.set("2026-06-20T00:00:00Z")}

test_declared_key[name] if {
	some name, case in {
		"no expiry": {"given": {}, "verdict": "pass", "severity": "medium"},
		"in a year": {"given": later, "verdict": "fail", "severity": "medium"},
		"in 19 days": {"given": soon, "verdict": "fail", "severity": "high"},
		"gone by": {"given": {"expires": given.set("2026-01-01T00:00:00Z")}, "verdict": "fail", "severity": "high"},
		"some time": {"given": {"expires": given.something("known after apply")}, "verdict": "fail", "severity": "medium"},
		"unknown": {"given": {"expires": given.unknown("var.expiry has no value")}, "verdict": "open", "severity": "medium"},
		"by policy": {"given": {"policy_expiry": given.set("P90D")}, "verdict": "fail", "severity": "medium"},
		"by a policy that isn't known": {"given": {"policy_expiry": given.something("var.days")}, "verdict": "fail", "severity": "medium"},
		"by policy, and soon": {"given": object.union(soon, {"policy_expiry": given.set("P90D")}), "verdict": "fail", "severity": "high"},
		"rotates without an expiry": {"given": {"rotates": given.set(true)}, "verdict": "pass", "severity": "medium"},
	}
	results := pinned_key_expires.results with input as given.key_used_by(["etcd"], case.given)
	given.verdicts(results) == {1: {case.verdict}}
	given.severities(results) == {1: case.severity}
}

test_modes[name] if {
	some name, case in {
		"legacy": {"users": ["etcd"], "key": later, "want": {1: {"fail"}}},
		"newer": {"users": ["newer"], "key": later, "want": {}},
		"undecided": {"users": ["undecided"], "key": later, "want": {1: {"open"}}},
		"undecided, no expiry": {"users": ["undecided"], "key": {}, "want": {1: {"pass"}}},
		"KMS perhaps off": {"users": ["perhaps"], "key": later, "want": {1: {"open"}}},
	}
	results := pinned_key_expires.results with input as given.key_used_by(case.users, case.key)
	given.verdicts(results) == case.want
}

# A cluster (key 1) that is pinned by text, of whose key (key 0) the versions (key 2) may be known.
pinned(key, versions) := object.union(given.key_used_by(["etcd"], object.union({"mode": "live", "versions": {"value": [given.to({}, "key_version", 0) | count(versions) > 0]}}, key)), {
	"clusters": [given.resource("cluster", 1, {
		"kms_enabled": given.set(true), "kms_infrastructure_encryption": given.by_default("Disabled"),
		"kms_key": given.to(given.set("https://kv-contoso.vault.azure.net/keys/etcd/0123456789abcdef0123456789abcdef"), "key", 0),
		"kms_key_version": object.union({"state": "unset"}, {"targets": [{"kind": "key_version", "index": 0} | count(versions) > 0]}),
	})],
	"key_versions": [given.resource("key_version", 2, version) | some version in versions],
})

test_pinned_by_text[name] if {
	some name, case in {
		"a version without an expiry": {"key": {}, "versions": [{}], "want": "pass"},
		"a version without an expiry, whatever the policy does to others": {"key": {"policy_expiry": given.set("P90D")}, "versions": [{}], "want": "pass"},
		"a version with an expiry": {"key": {}, "versions": [later], "want": "fail"},
		"a version of unknown expiry": {"key": {}, "versions": [{"expires": given.unknown("no attributes")}], "want": "open"},
		"a version of unknown expiry, and a policy": {"key": {"policy_expiry": given.set("P90D")}, "versions": [{"expires": given.unknown("no attributes")}], "want": "fail"},
		"the version isn't there": {"key": {}, "versions": [], "want": "open"},
		"the version isn't there, and another expires": {"key": later, "versions": [], "want": "open"},
		"the version isn't there, and a policy": {"key": {"policy_expiry": given.set("P90D")}, "versions": [], "want": "fail"},
		"the version isn't there, nor a policy": {"key": {"policy_expiry": given.unknown("no policy export")}, "versions": [], "want": "open"},
		"nothing but the URL": {"key": {"existing": true, "expires": given.unknown("the key isn't in the files given"), "policy_expiry": given.unknown("the key isn't in the files given")}, "versions": [], "want": "open"},
	}
	results := pinned_key_expires.results with input as pinned(case.key, case.versions)
	given.verdicts(results) == {1: {case.want}}
}

test_no_key_in_sight if {
	doc := given.document({"clusters": [given.resource("cluster", 0, {"kms_enabled": given.set(true), "kms_infrastructure_encryption": given.by_default("Disabled"), "kms_key": given.unknown("var.key_id has no value")})]})
	results := pinned_key_expires.results with input as doc
	given.verdicts(results) == {0: {"open"}}
	some result in results
	contains(result.message, "var.key_id has no value")
}

test_existing_and_without_kms_are_no_subjects if {
	doc := given.document({"clusters": [
		given.resource("cluster", 0, {"existing": true, "kms_enabled": given.set(true)}),
		given.resource("cluster", 1, {"kms_enabled": given.by_default(false)}),
	]})
	results := pinned_key_expires.results with input as doc
	count(results) == 0
}

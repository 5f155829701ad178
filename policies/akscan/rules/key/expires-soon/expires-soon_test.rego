package akscan.rules.key["expires-soon_test"]

import data.akscan.rules.key["expires-soon"] as expires_soon
import data.akscan.testing as given

soon := {"expires": given.set("2026-06-20T00:00:00Z")}

test_declared_key[name] if {
	some name, case in {
		"never": {"users": ["disk"], "key": {}, "want": {0: {"pass"}}},
		"in a month and a second": {"users": ["disk"], "key": {"expires": given.set("2026-07-01T00:00:01Z")}, "want": {0: {"pass"}}},
		"in a month": {"users": ["disk"], "key": {"expires": given.set("2026-07-01T00:00:00Z")}, "want": {0: {"fail"}}},
		"in 19 days": {"users": ["etcd"], "key": soon, "want": {0: {"fail"}}},
		"for a storage account": {"users": ["account"], "key": soon, "want": {0: {"fail"}}},
		"perhaps used": {"users": ["perhaps"], "key": soon, "want": {0: {"open"}}},
		"expired already": {"users": ["disk"], "key": {"expires": given.set("2026-05-20T00:00:00Z")}, "want": {}},
		"unknown": {"users": ["disk"], "key": {"expires": given.unknown("var.expiry has no value")}, "want": {0: {"open"}}},
		"no time": {"users": ["disk"], "key": {"expires": given.set("in June")}, "want": {0: {"open"}}},
		"unused": {"users": [], "key": soon, "want": {}},
		"a reference": {"users": ["disk"], "key": object.union(soon, {"existing": true}), "want": {}},
	}
	results := expires_soon.results with input as given.key_used_by(case.users, case.key)
	given.verdicts(results) == case.want
}

test_rotation[name] if {
	some name, case in {
		"before the expiry": {"users": ["rotating"], "key": {"rotates": given.set(true), "rotate_before_expiry": given.set("P10D")}, "want": "pass"},
		"should have been": {"users": ["rotating"], "key": {"rotates": given.set(true), "rotate_before_expiry": given.set("P1M")}, "want": "fail"},
		"by age": {"users": ["rotating"], "key": {"rotates": given.set(true), "rotate_after": given.set("P18M"), "created": given.set("2024-12-10T00:00:00Z")}, "want": "pass"},
		"by age, too late": {"users": ["rotating"], "key": {"rotates": given.set(true), "rotate_after": given.set("P2Y"), "created": given.set("2024-12-10T00:00:00Z")}, "want": "fail"},
		"by age, nobody knows which": {"users": ["rotating"], "key": {"rotates": given.set(true), "rotate_after": given.set("P18M")}, "want": "open"},
		"no duration": {"users": ["rotating"], "key": {"rotates": given.set(true), "rotate_before_expiry": given.set("ten days")}, "want": "open"},
		"off": {"users": ["rotating"], "key": {"rotates": given.set(false)}, "want": "fail"},
		"unknown": {"users": ["rotating"], "key": {"rotates": given.unknown("no policy export")}, "want": "open"},
		"the user doesn't follow": {"users": ["disk"], "key": {"rotates": given.set(true), "rotate_before_expiry": given.set("P10D")}, "want": "fail"},
		"legacy KMS doesn't follow": {"users": ["etcd", "rotating"], "key": {"rotates": given.set(true), "rotate_before_expiry": given.set("P10D")}, "want": "fail"},
		"the newer KMS follows": {"users": ["newer", "rotating"], "key": {"rotates": given.set(true), "rotate_before_expiry": given.set("P10D")}, "want": "pass"},
		"whether KMS follows isn't known": {"users": ["undecided"], "key": {"rotates": given.set(true), "rotate_before_expiry": given.set("P10D")}, "want": "open"},
	}
	results := expires_soon.results with input as given.key_used_by(case.users, object.union(soon, case.key))
	given.verdicts(results) == {0: {case.want}}
}

# A version (key 2) that a disk encryption set (key 1) stays on.
version(changes) := object.union(given.key_used_by(["disk"], {"existing": true, "versions": {"value": [given.to({}, "key_version", 0)]}}), {
	"disk_encryption_sets": [given.resource("disk_encryption_set", 1, {"auto_key_rotation": given.set(false), "key_version": given.to({}, "key_version", 0)})],
	"key_versions": [given.resource("key_version", 2, object.union(
		{"vault_key": given.to({}, "key", 0), "version": given.set("abc"), "referrers": [given.from("disk_encryption_set", 0, "key_version"), given.from("key", 0, "versions")]},
		changes,
	))],
})

test_exported_version[name] if {
	some name, case in {
		"soon": {"given": soon, "want": {2: {"fail"}}},
		"later": {"given": {"expires": given.set("2027-06-20T00:00:00Z")}, "want": {2: {"pass"}}},
		"never": {"given": {}, "want": {2: {"pass"}}},
		"expired": {"given": {"expires": given.set("2026-01-01T00:00:00Z")}, "want": {}},
	}
	results := expires_soon.results with input as version(case.given)
	given.verdicts(results) == case.want
}

test_a_version_that_nobody_exported if {
	doc := json.patch(given.key_used_by(["disk"], soon), [{"op": "replace", "path": "/disk_encryption_sets/0/vault_key", "value": object.union(
		given.key_used_by(["disk"], {}).disk_encryption_sets[0].vault_key,
		given.set("https://kv-contoso.vault.azure.net/keys/k/0123456789abcdef0123456789abcdef"),
	)}])
	results := expires_soon.results with input as doc
	given.verdicts(results) == {0: {"open"}}
}

test_message[name] if {
	some name, case in {
		"etcd": {"users": ["etcd"], "want": "the Secrets then have to be written anew"},
		"disk": {"users": ["disk"], "want": `Key: key "k" expires on 2026-06-20, within a month`},
	}
	results := expires_soon.results with input as given.key_used_by(case.users, soon)
	some result in results
	contains(result.message, case.want)
	count(result.related) == 1
}

test_now_counts if {
	results := expires_soon.results with input as object.union(given.key_used_by(["disk"], soon), {"now": "2026-03-01T00:00:00Z"})
	given.verdicts(results) == {0: {"pass"}}
}

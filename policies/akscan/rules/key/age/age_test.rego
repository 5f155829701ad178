package akscan.rules.key.age_test

import data.akscan.rules.key.age
import data.akscan.testing as given

live(created) := {"mode": "live", "created": created}

test_live_key[name] if {
	some name, case in {
		"young": {"users": ["etcd"], "key": live(given.set("2025-06-01T00:00:00Z")), "want": {0: {"pass"}}},
		"two years less a second": {"users": ["etcd"], "key": live(given.set("2024-06-01T00:00:01Z")), "want": {0: {"pass"}}},
		"two years": {"users": ["etcd"], "key": live(given.set("2024-06-01T00:00:00Z")), "want": {0: {"fail"}}},
		"no time": {"users": ["etcd"], "key": live({}), "want": {0: {"open"}}},
		"unknown": {"users": ["etcd"], "key": live(given.unknown("the row has no attributes")), "want": {0: {"open"}}},
		"mode unknown, old": {"users": ["undecided"], "key": live(given.set("2020-06-01T00:00:00Z")), "want": {0: {"open"}}},
		"mode unknown, young": {"users": ["undecided"], "key": live(given.set("2026-05-01T00:00:00Z")), "want": {0: {"pass"}}},
		"perhaps used": {"users": ["perhaps"], "key": live(given.set("2020-06-01T00:00:00Z")), "want": {0: {"open"}}},
		"the newer mode follows": {"users": ["newer"], "key": live(given.set("2020-06-01T00:00:00Z")), "want": {}},
		"disks alone": {"users": ["disk"], "key": live(given.set("2020-06-01T00:00:00Z")), "want": {}},
		"a declared key has no age": {"users": ["etcd"], "key": {}, "want": {}},
		"a reference": {"users": ["etcd"], "key": object.union(live({}), {"existing": true}), "want": {}},
	}
	results := age.results with input as given.key_used_by(case.users, case.key)
	given.verdicts(results) == case.want
}

# Versions (keys 2 and 3) of a key, of which a cluster in legacy mode (key 1) is pinned to the first.
versions(pinned) := object.union(given.key_used_by(["etcd"], {"existing": true, "versions": {"value": [given.to({}, "key_version", 0), given.to({}, "key_version", 1)]}}), {
	"clusters": [given.resource("cluster", 1, {"kms_enabled": given.set(true), "kms_infrastructure_encryption": given.by_default("Disabled"), "kms_key_version": given.to({}, "key_version", 0)})],
	"key_versions": [
		given.resource("key_version", 2, {"vault_key": given.to({}, "key", 0), "created": pinned, "referrers": [given.from("cluster", 0, "kms_key_version"), given.from("key", 0, "versions")]}),
		given.resource("key_version", 3, {"vault_key": given.to({}, "key", 0), "created": given.set("2020-01-01T00:00:00Z"), "referrers": [given.from("key", 0, "versions")]}),
	],
})

test_pinned_version[name] if {
	some name, case in {
		"young": {"given": given.set("2025-06-01T00:00:00Z"), "want": "pass"},
		"old": {"given": given.set("2023-06-01T00:00:00Z"), "want": "fail"},
		"no time": {"given": {}, "want": "open"},
	}
	results := age.results with input as versions(case.given)
	given.verdicts(results) == {2: {case.want}}
}

test_a_version_that_nobody_exported if {
	doc := json.patch(given.key_used_by(["etcd"], live(given.set("2020-01-01T00:00:00Z"))), [{"op": "replace", "path": "/clusters/0/kms_key", "value": object.union(
		given.key_used_by(["etcd"], {}).clusters[0].kms_key,
		given.set("https://kv-contoso.vault.azure.net/keys/k/0123456789abcdef0123456789abcdef"),
	)}])
	results := age.results with input as doc
	given.verdicts(results) == {0: {"open"}}
}

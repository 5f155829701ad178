package akscan.rules.key.usable_test

import data.akscan.rules.key.usable
import data.akscan.testing as given

versioned := "https://kv-contoso.vault.azure.net/keys/etcd/0123456789abcdef0123456789abcdef"

# A cluster in legacy mode (key 0), its key (1), and versions from key 2 on, of which the first is the one that it is pinned to.
legacy(changes, versions) := given.document({
	"clusters": [given.resource("cluster", 0, object.union(
		{
			"kms_enabled": given.set(true), "kms_infrastructure_encryption": given.by_default("Disabled"),
			"kms_key": given.to(given.set(versioned), "key", 0), "kms_key_version": given.to({}, "key_version", 0),
		},
		changes,
	))],
	"keys": [key({"mode": "live", "existing": true, "referrers": [given.from("cluster", 0, "kms_key")]}, count(versions))],
	"key_versions": [version |
		some index, properties in versions
		version := given.resource("key_version", 2 + index, object.union(
			{
				"mode": "live", "enabled": given.set(true), "vault_key": given.to({}, "key", 0), "version": given.set(sprintf("v%d", [index])),
				"referrers": array.concat([given.from("key", 0, "versions")], [given.from("cluster", 0, "kms_key_version") | index == 0]),
			},
			properties,
		))
	],
})

key(changes, versions) := given.resource("key", 1, object.union(
	{"name": "etcd", "versions": {"value": [given.to({}, "key_version", index) | some index in numbers.range(0, versions - 1)]}},
	changes,
)) if versions > 0

key(changes, 0) := given.resource("key", 1, object.union({"name": "etcd", "enabled": given.by_default(true)}, changes))

# A document with one user of a declared key (1), which has no versions.
used(kind, property, by, changes) := given.document({
	sprintf("%ss", [kind]): [given.resource(kind, 0, by)],
	"keys": [key(object.union({"referrers": [given.from(kind, 0, property)]}, changes), 0)],
})

set(changes) := object.union({"vault_key": given.to(given.attribute("key", "key_versionless"), "key", 0), "auto_key_rotation": given.set(true)}, changes)

test_states_of_the_version[name] if {
	some name, case in {
		"usable": {"given": {}, "want": "pass"},
		"enabled by default": {"given": {"enabled": given.by_default(true)}, "want": "pass"},
		"disabled": {"given": {"enabled": given.set(false)}, "want": "fail"},
		"expired": {"given": {"expires": given.set("2026-05-31T23:59:59+00:00")}, "want": "fail"},
		"expires this very moment": {"given": {"expires": given.set("2026-06-01T00:00:00Z")}, "want": "fail"},
		"expires in a second": {"given": {"expires": given.set("2026-06-01T00:00:01Z")}, "want": "pass"},
		"in another zone": {"given": {"expires": given.set("2026-06-01T01:00:00+02:00")}, "want": "fail"},
		"expires in a thousand years": {"given": {"expires": given.set("3026-06-01T00:00:00Z")}, "want": "pass"},
		"not yet valid": {"given": {"not_before": given.set("2026-06-02T00:00:00Z")}, "want": "fail"},
		"valid since long": {"given": {"not_before": given.set("2025-06-02T00:00:00Z")}, "want": "pass"},
		"enabled unknown": {"given": {"enabled": given.unknown("the row has no attributes")}, "want": "open"},
		"expiry unknown": {"given": {"expires": given.unknown("the row has no attributes")}, "want": "open"},
		"expiry no time": {"given": {"expires": given.set("soon")}, "want": "open"},
		"beginning unknown": {"given": {"not_before": given.unknown("the row has no attributes")}, "want": "open"},
		"disabled, expiry unknown": {"given": {"enabled": given.set(false), "expires": given.unknown("the row has no attributes")}, "want": "fail"},
	}
	results := usable.results with input as legacy({}, [case.given])
	given.verdicts(results) == {2: {case.want}}
	given.severities(results) == {2: "critical"}
}

test_now_counts if {
	doc := object.union(legacy({}, [{"expires": given.set("2026-06-10T00:00:00Z")}]), {"now": "2026-07-01T00:00:00Z"})
	results := usable.results with input as doc
	given.verdicts(results) == {2: {"fail"}}
}

test_an_unused_version_is_no_subject if {
	results := usable.results with input as legacy({}, [{}, {"enabled": given.set(false), "created": given.set("2027-01-01T00:00:00Z")}])
	given.verdicts(results) == {2: {"pass"}}
}

test_the_version_before[name] if {
	some name, case in {
		"usable": {"given": {}, "want": "pass"},
		"disabled": {"given": {"enabled": given.set(false)}, "want": "open"},
		"expired": {"given": {"expires": given.set("2026-01-01T00:00:00Z")}, "want": "open"},
		"unknown": {"given": {"enabled": given.unknown("the row has no attributes")}, "want": "open"},
	}
	results := usable.results with input as legacy({}, [
		{"created": given.set("2026-03-01T00:00:00Z")},
		object.union({"created": given.set("2025-03-01T00:00:00Z")}, case.given),
		{"created": given.set("2024-03-01T00:00:00Z"), "enabled": given.set(false)},
		{"created": given.set("2026-04-01T00:00:00Z"), "enabled": given.set(false)},
	])
	given.verdicts(results) == {2: {"pass"}, 3: {case.want}}
}

test_kms_that_may_be_off if {
	results := usable.results with input as legacy({"kms_enabled": given.unknown("var.kms has no value")}, [{"enabled": given.set(false)}])
	given.verdicts(results) == {2: {"open"}}
}

test_kms_that_is_off if {
	results := usable.results with input as legacy({"kms_enabled": given.set(false)}, [{"enabled": given.set(false)}])
	count(results) == 0
}

# The newer mode uses the newest enabled version.
test_newer_mode[name] if {
	some name, case in {
		"the newest is used": {
			"versions": [
				{"created": given.set("2025-03-01T00:00:00Z"), "enabled": given.set(false)},
				{"created": given.set("2026-03-01T00:00:00Z")},
			],
			"want": {3: {"pass"}},
		},
		"the newest enabled is used": {
			"versions": [
				{"created": given.set("2026-03-01T00:00:00Z"), "enabled": given.set(false)},
				{"created": given.set("2025-03-01T00:00:00Z"), "expires": given.set("2026-01-01T00:00:00Z")},
			],
			"want": {3: {"fail"}},
		},
		"all are disabled": {
			"versions": [
				{"created": given.set("2026-03-01T00:00:00Z"), "enabled": given.set(false)},
				{"created": given.set("2025-03-01T00:00:00Z"), "enabled": given.set(false)},
			],
			"want": {2: {"fail"}},
		},
		"which is the newest isn't known": {
			"versions": [
				{"expires": given.set("2026-01-01T00:00:00Z")},
				{"created": given.set("2026-03-01T00:00:00Z")},
			],
			"want": {2: {"open"}, 3: {"pass"}},
		},
	}
	newer := {"kms_infrastructure_encryption": given.set("Enabled"), "kms_key": given.to(given.set("https://kv-contoso.vault.azure.net/keys/etcd"), "key", 0), "kms_key_version": given.set("")}
	doc := legacy(newer, case.versions)
	results := usable.results with input as json.patch(doc, [{"op": "replace", "path": "/clusters/0/kms_key_version/targets", "value": []}, {"op": "replace", "path": "/key_versions/0/referrers", "value": [given.from("key", 0, "versions")]}])
	given.verdicts(results) == case.want
}

# Where the mode isn't known the version may be the pinned one or the newest.
test_undecided_mode[name] if {
	some name, case in {
		"pinned to the newest": {"versions": [{"enabled": given.set(false)}], "want": {2: {"fail"}}},
		"both are usable": {"versions": [{"created": given.set("2025-03-01T00:00:00Z")}, {"created": given.set("2026-03-01T00:00:00Z")}], "want": {2: {"pass"}, 3: {"pass"}}},
		"the pinned one isn't": {"versions": [{"created": given.set("2025-03-01T00:00:00Z"), "enabled": given.set(false)}, {"created": given.set("2026-03-01T00:00:00Z")}], "want": {2: {"open"}, 3: {"pass"}}},
	}
	results := usable.results with input as legacy({"kms_infrastructure_encryption": given.hidden("not shown")}, case.versions)
	given.verdicts(results) == case.want
}

test_disks[name] if {
	some name, case in {
		"pinned": {"set": {"auto_key_rotation": given.set(false)}, "want": {2: {"fail"}}},
		"running on it, whatever rotates": {"set": {"mode": "live", "auto_key_rotation": given.set(true)}, "want": {2: {"fail"}}},
		"declared with it, and rotating": {"set": {"auto_key_rotation": given.set(true)}, "want": {3: {"pass"}}},
		"rotation unknown": {"set": {"auto_key_rotation": given.unknown("parameter 'rotate' has no value")}, "want": {2: {"open"}, 3: {"pass"}}},
	}
	set := given.resource("disk_encryption_set", 0, object.union({"vault_key": given.to(given.set(versioned), "key", 0), "key_version": given.to({}, "key_version", 0)}, case.set))
	doc := given.document({
		"disk_encryption_sets": [set],
		"keys": [key({"existing": true, "referrers": [given.from("disk_encryption_set", 0, "vault_key")]}, 2)],
		"key_versions": [
			given.resource("key_version", 2, {"enabled": given.set(true), "expires": given.set("2026-01-01T00:00:00Z"), "created": given.set("2025-01-01T00:00:00Z"), "referrers": [given.from("disk_encryption_set", 0, "key_version"), given.from("key", 0, "versions")]}),
			given.resource("key_version", 3, {"enabled": given.set(true), "created": given.set("2026-01-01T00:00:00Z"), "referrers": [given.from("key", 0, "versions")]}),
		],
	})
	results := usable.results with input as doc
	given.verdicts(results) == case.want
}

test_declared_keys[name] if {
	some name, case in {
		"plain": {"given": {}, "want": {1: {"pass"}}},
		"expired": {"given": {"expires": given.set("2026-01-01T00:00:00Z")}, "want": {1: {"fail"}}},
		"disabled": {"given": {"enabled": given.set(false)}, "want": {1: {"fail"}}},
		"expiry unknown": {"given": {"expires": given.something("known after apply")}, "want": {1: {"open"}}},
		"expired, and rotates": {"given": {"expires": given.set("2026-01-01T00:00:00Z"), "rotates": given.set(true)}, "want": {1: {"open"}}},
		"disabled, and rotates": {"given": {"enabled": given.set(false), "rotates": given.set(true)}, "want": {1: {"fail"}}},
		"a reference": {"given": {"existing": true, "enabled": given.set(false)}, "want": {}},
	}
	results := usable.results with input as used("disk_encryption_set", "vault_key", set({}), case.given)
	given.verdicts(results) == case.want
}

test_a_declared_key_whose_user_stays_on_it if {
	results := usable.results with input as used("disk_encryption_set", "vault_key", set({"auto_key_rotation": given.set(false)}), {"expires": given.set("2026-01-01T00:00:00Z"), "rotates": given.set(true)})
	given.verdicts(results) == {1: {"fail"}}
}

test_a_version_that_nobody_exported[name] if {
	some name, case in {
		"declared key": "declared",
		"live key": "live",
	}
	results := usable.results with input as used("disk_encryption_set", "vault_key", set({"vault_key": given.to(given.set(versioned), "key", 0), "auto_key_rotation": given.set(false)}), {"mode": case})
	given.verdicts(results) == {1: {"open"}}
	some result in results
	contains(result.message, "az keyvault key list-versions")
}

test_storage_account[name] if {
	some name, case in {
		"expired": {"by": {}, "given": {"expires": given.set("2026-01-01T00:00:00Z")}, "want": {1: {"fail"}}},
		"usable": {"by": {}, "given": {}, "want": {1: {"pass"}}},
		"no customer key after all": {"by": {"customer_key": given.set(false)}, "given": {"expires": given.set("2026-01-01T00:00:00Z")}, "want": {}},
		"perhaps a customer key": {"by": {"customer_key": given.unknown("var.cmk has no value")}, "given": {"expires": given.set("2026-01-01T00:00:00Z")}, "want": {1: {"open"}}},
	}
	account := object.union({"customer_key": given.set(true), "vault_key": given.to(given.attribute("key", "key_versionless"), "key", 0)}, case.by)
	results := usable.results with input as used("storage_account", "vault_key", account, case.given)
	given.verdicts(results) == case.want
	given.severities(results) == {subject: "high" | some subject, _ in case.want}
}

test_a_key_that_nothing_uses if {
	results := usable.results with input as given.document({"keys": [key({"enabled": given.set(false)}, 0)]})
	count(results) == 0
}

test_message if {
	results := usable.results with input as legacy({"name": "aks-a"}, [{"expires": given.set("2026-05-04T00:00:00Z")}])
	some result in results
	startswith(result.message, `Key: version v0 of key "etcd" expired on 2026-05-04, so the API server can't write Secrets. It encrypts etcd of cluster "aks-a".`)
	result.property.name == "expires"
	[step.message | some step in result.related] == [`etcd of cluster "aks-a" uses this key`]
}

test_every_subject_has_a_result[name] if {
	some name, doc in {
		"versions": legacy({}, [{"created": given.set("2026-03-01T00:00:00Z")}, {"created": given.set("2025-03-01T00:00:00Z")}]),
		"undecided": legacy({"kms_infrastructure_encryption": given.hidden("not shown")}, [{}, {}]),
		"key alone": used("disk_encryption_set", "vault_key", set({}), {}),
	}
	subjects := usable.subjects with input as doc
	results := usable.results with input as doc
	subjects == {result.subject | some result in results}
	count(subjects) > 0
}

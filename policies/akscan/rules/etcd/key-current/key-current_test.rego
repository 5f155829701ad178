package akscan.rules.etcd["key-current_test"]

import data.akscan.rules.etcd["key-current"] as key_current
import data.akscan.testing as given

# A cluster (key 0) that is pinned to the first of the versions (keys 2 and on) of a key (key 1).
document(cluster, versions) := given.document({
	"clusters": [given.resource("cluster", 0, object.union(
		{
			"kms_enabled": given.set(true), "kms_infrastructure_encryption": given.by_default("Disabled"),
			"kms_key": given.to(given.set("https://kv-contoso.vault.azure.net/keys/etcd/v0"), "key", 0), "kms_key_version": given.to({}, "key_version", 0),
		},
		cluster,
	))],
	"keys": [given.resource("key", 1, {"name": "etcd", "referrers": [given.from("cluster", 0, "kms_key")], "versions": {"value": [given.to({}, "key_version", index) | some index, _ in versions]}})],
	"key_versions": [given.resource("key_version", 2 + index, object.union({"enabled": given.set(true), "version": given.set(sprintf("v%d", [index])), "vault_key": given.to({}, "key", 0)}, version)) | some index, version in versions],
})

at(day) := {"created": given.set(sprintf("%sT00:00:00Z", [day]))}

test_verdicts[name] if {
	some name, case in {
		"the only one": {"versions": [at("2025-01-01")], "want": {0: {"pass"}}},
		"the newest": {"versions": [at("2026-01-01"), at("2025-01-01")], "want": {0: {"pass"}}},
		"an older one": {"versions": [at("2025-01-01"), at("2026-01-01")], "want": {0: {"fail"}}},
		"the newer one is disabled": {"versions": [at("2025-01-01"), object.union(at("2026-01-01"), {"enabled": given.set(false)})], "want": {0: {"pass"}}},
		"the newer one may be disabled": {"versions": [at("2025-01-01"), object.union(at("2026-01-01"), {"enabled": given.unknown("no attributes")})], "want": {0: {"open"}}},
		"when the other was made isn't known": {"versions": [at("2025-01-01"), {}], "want": {0: {"open"}}},
		"when the pinned one was made isn't known": {"versions": [{}, at("2025-01-01")], "want": {0: {"open"}}},
		"the other is disabled anyway": {"versions": [{}, object.union(at("2026-01-01"), {"enabled": given.set(false)})], "want": {0: {"pass"}}},
		"one unknown, one newer": {"versions": [at("2025-01-01"), {}, at("2026-01-01")], "want": {0: {"fail"}}},
		"no versions": {"versions": [], "want": {}},
	}
	results := key_current.results with input as document({}, case.versions)
	given.verdicts(results) == case.want
}

test_clusters[name] if {
	some name, case in {
		"KMS off": {"given": {"kms_enabled": given.set(false)}, "want": {}},
		"KMS perhaps off": {"given": {"kms_enabled": given.unknown("var.kms has no value")}, "want": {0: {"open"}}},
		"newer mode": {"given": {"kms_infrastructure_encryption": given.set("Enabled")}, "want": {}},
		"mode unknown": {"given": {"kms_infrastructure_encryption": given.hidden("not shown")}, "want": {0: {"open"}}},
		"old cluster": {"given": {"kms_infrastructure_encryption": given.hidden("not shown"), "kubernetes_version": given.set("1.32")}, "want": {0: {"fail"}}},
		"a reference": {"given": {"existing": true}, "want": {}},
		"pinned to a version that nobody exported": {"given": {"kms_key_version": given.set("")}, "want": {0: {"open"}}},
	}
	doc := document(case.given, [at("2025-01-01"), at("2026-01-01")])
	results := key_current.results with input as json.patch(doc, [{"op": "replace", "path": "/clusters/0/kms_key_version/targets", "value": []} | name == "pinned to a version that nobody exported"])
	given.verdicts(results) == case.want
}

test_mode_unknown_on_the_newest_version if {
	results := key_current.results with input as document({"kms_infrastructure_encryption": given.hidden("not shown")}, [at("2026-01-01"), at("2025-01-01")])
	given.verdicts(results) == {0: {"pass"}}
}

test_declared_by_reference[name] if {
	some name, case in {
		"the version of the day": {"ignored": {}, "want": "pass"},
		"kept at the version of the first day": {"ignored": given.set(["key_management_service[0].key_vault_key_id"]), "want": "open"},
	}
	doc := document({"kms_key": given.to(given.attribute("key", "key_versioned"), "key", 0), "ignored_changes": case.ignored}, [at("2025-01-01"), at("2026-01-01")])
	results := key_current.results with input as json.patch(doc, [{"op": "replace", "path": "/clusters/0/kms_key_version/targets", "value": []}])
	given.verdicts(results) == {0: {case.want}}
}

test_newer_version_is_named if {
	results := key_current.results with input as document({"name": "aks-a"}, [at("2025-01-01"), at("2026-01-01")])
	some result in results
	startswith(result.message, `etcd: KMS of cluster "aks-a" stays on a version of its key although version v1 of key "etcd" is newer, so the rotation protects nothing yet.`)
	count(result.related) == 1
}

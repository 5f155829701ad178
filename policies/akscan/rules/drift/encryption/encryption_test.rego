package akscan.rules.drift.encryption_test

import data.akscan.rules.drift.encryption
import data.akscan.testing as given

# A declared resource (key 0) and the same found running (key 1).
pair(kind, declared, live) := given.document({sprintf("%ss", [kind]): [
	given.resource(kind, 0, object.union({"name": "a", "counterpart": given.to({}, kind, 1)}, declared)),
	given.resource(kind, 1, object.union({"name": "a", "mode": "live"}, live)),
]})

on := given.set(true)

off := given.by_default(false)

test_flags[name] if {
	some name, case in {
		"both on": {"declared": on, "live": on, "verdict": {"pass"}, "severity": {}},
		"both off": {"declared": off, "live": off, "verdict": {"pass"}, "severity": {}},
		"off by hand": {"declared": on, "live": off, "verdict": {"fail"}, "severity": {0: "high"}},
		"on by hand": {"declared": off, "live": on, "verdict": {"fail"}, "severity": {0: "low"}},
		"declared unknown": {"declared": given.unknown("var.on has no value"), "live": on, "verdict": {"open"}, "severity": {}},
		"live not shown": {"declared": on, "live": given.unknown("the row has no properties"), "verdict": {"open"}, "severity": {}},
	}
	results := encryption.results with input as pair("key_vault", {"purge_protection": case.declared}, {"purge_protection": case.live})
	given.verdicts(results) == {0: case.verdict}
	given.severities(results) == case.severity
}

test_advice_for_what_cannot_be_undone if {
	results := encryption.results with input as pair("key_vault", {"purge_protection": off}, {"purge_protection": on})
	some result in results
	contains(result.message, "can't be undone: write it down")
}

test_no_subject[name] if {
	some name, case in {
		"no counterpart": {"counterpart": given.set("")},
		"only referred to": {"existing": true, "counterpart": given.to({}, "key_vault", 1)},
		"found running itself": {"mode": "live", "counterpart": given.to({}, "key_vault", 1)},
	}
	doc := given.document({"key_vaults": [given.resource("key_vault", 0, object.union({"purge_protection": on}, case)), given.resource("key_vault", 1, {"mode": "live", "purge_protection": off})]})
	results := encryption.results with input as doc
	count(results) == 0
}

kms(changes) := object.union({"kms_enabled": on, "kms_infrastructure_encryption": given.by_default("Disabled"), "kms_network_access": given.by_default("Public"), "kms_key": given.set(key("v1"))}, changes)

disputed := object.union(given.unknown("it is true here and not set elsewhere"), {"origins": [9]})

key(version) := sprintf("https://kv-a.vault.azure.net/keys/etcd/%s", [version])

test_clusters[name] if {
	some name, case in {
		"the same": {"declared": {}, "live": {}, "verdict": "pass", "severity": null},
		"KMS off by hand": {"declared": {}, "live": {"kms_enabled": off, "kms_key": {}}, "verdict": "fail", "severity": "high"},
		"KMS on by hand": {"declared": {"kms_enabled": off, "kms_key": {}}, "live": {}, "verdict": "fail", "severity": "low"},
		"KMS left to others": {"declared": {"kms_enabled": off, "ignored_changes": given.set(["key_management_service"])}, "live": {}, "verdict": "pass", "severity": null},
		"rotated by hand": {"declared": {}, "live": {"kms_key": given.set(key("v2"))}, "verdict": "fail", "severity": "high"},
		"rotation left to others": {"declared": {"ignored_changes": given.set(["key_management_service[0].key_vault_key_id"])}, "live": {"kms_key": given.set(key("v2"))}, "verdict": "pass", "severity": null},
		"the newer mode moves on": {"declared": {"kms_infrastructure_encryption": given.set("Enabled")}, "live": {"kms_infrastructure_encryption": given.set("enabled"), "kms_key": given.set(key("v2"))}, "verdict": "pass", "severity": null},
		"in another casing": {"declared": {"kms_key": given.set(upper(key("v1")))}, "live": {}, "verdict": "pass", "severity": null},
		"another key": {"declared": {}, "live": {"kms_key": given.set("https://kv-a.vault.azure.net/keys/other/v1")}, "verdict": "fail", "severity": "high"},
		"another vault": {"declared": {}, "live": {"kms_key": given.set("https://kv-b.vault.azure.net/keys/etcd/v1")}, "verdict": "fail", "severity": "high"},
		"key unknown": {"declared": {"kms_key": given.unknown("var.key_id has no value")}, "live": {}, "verdict": "open", "severity": null},
		"Private turned Public": {"declared": {"kms_network_access": given.set("Private")}, "live": {}, "verdict": "fail", "severity": "low"},
		"newer mode not shown": {"declared": {}, "live": {"kms_infrastructure_encryption": given.hidden("not shown")}, "verdict": "pass", "severity": null},
		"exports contradict each other": {"declared": {}, "live": {"kms_enabled": disputed}, "verdict": "open", "severity": null},
		"about the set": {"declared": {"disk_encryption_set": given.set(des("a"))}, "live": {"disk_encryption_set": disputed}, "verdict": "open", "severity": null},
		"about the key": {"declared": {}, "live": {"kms_key": disputed}, "verdict": "open", "severity": null},
		"newer mode by hand": {"declared": {}, "live": {"kms_infrastructure_encryption": given.set("Enabled")}, "verdict": "fail", "severity": "low"},
		"everything left to others": {"declared": {"ignored_changes": given.set(["all"])}, "live": {"kms_enabled": off}, "verdict": "pass", "severity": null},
		"tags left to others": {"declared": {"ignored_changes": given.set(["tags"])}, "live": {"kms_enabled": off}, "verdict": "fail", "severity": "high"},
		"azapi leaves a path to others": {"declared": {"ignored_changes": given.set(["properties.securityProfile"])}, "live": {"kms_enabled": off}, "verdict": "pass", "severity": null},
		"no set by hand": {"declared": {"disk_encryption_set": given.set(des("a"))}, "live": {}, "verdict": "fail", "severity": "high"},
		"a set by hand": {"declared": {}, "live": {"disk_encryption_set": given.set(des("a"))}, "verdict": "fail", "severity": "low"},
		"another set": {"declared": {"disk_encryption_set": given.set(des("a"))}, "live": {"disk_encryption_set": given.set(des("b"))}, "verdict": "fail", "severity": "high"},
		"the same set in another casing": {"declared": {"disk_encryption_set": given.set(des("a"))}, "live": {"disk_encryption_set": given.set(upper(des("a")))}, "verdict": "pass", "severity": null},
		"a set that nobody knows": {"declared": {"disk_encryption_set": given.unknown("var.des_id has no value")}, "live": {"disk_encryption_set": given.set(des("a"))}, "verdict": "open", "severity": null},
	}
	results := encryption.results with input as pair("cluster", object.union(kms({}), case.declared), object.union(kms({}), case.live))
	given.verdicts(results) == {0: {case.verdict}}
	[result.severity | some result in results; result.severity] == [case.severity | case.severity != null]
}

des(name) := sprintf("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/%s", [name])

# Terraform refers to what it declares: here a key (named etcd) and a set (named a), of which the set is found running too.
test_references[name] if {
	some name, case in {
		"the same": {"key": key("v9"), "set": des("a"), "want": "pass"},
		"another key": {"key": "https://kv-a.vault.azure.net/keys/other/v9", "set": des("a"), "want": "fail"},
		"another vault": {"key": "https://kv-b.vault.azure.net/keys/etcd/v9", "set": des("a"), "want": "fail"},
		"another set": {"key": key("v9"), "set": des("b"), "want": "fail"},
	}
	doc := object.union(
		pair("cluster", kms({"kms_key": given.to(given.attribute("key", "key_versioned"), "key", 0), "disk_encryption_set": given.to(given.attribute("disk_encryption_set", "id"), "disk_encryption_set", 0)}), kms({"kms_key": given.set(case.key), "disk_encryption_set": given.set(case.set)})),
		{
			"keys": [given.resource("key", 2, {"name": "etcd", "vault": given.to({}, "key_vault", 0)})],
			"key_vaults": [given.resource("key_vault", 3, {"name": "kv-a"})],
			"disk_encryption_sets": [given.resource("disk_encryption_set", 4, {"name": "a"})],
		},
	)
	results := encryption.results with input as doc
	given.verdicts(results) == {0: {case.want}}
}

test_a_computed_name_is_not_compared if {
	doc := object.union(
		pair("cluster", kms({"kms_key": given.to(given.attribute("key", "key_versioned"), "key", 0)}), kms({})),
		{"keys": [given.resource("key", 2, {"name": "${var.prefix}-etcd"})]},
	)
	results := encryption.results with input as doc
	given.verdicts(results) == {0: {"open"}}
}

test_pools[name] if {
	some name, case in {
		"off by hand": {"pool": {}, "cluster": {}, "verdict": "fail", "severity": "high"},
		"of the fifth generation": {"pool": {"vm_size": given.set("Standard_D4ds_v5")}, "cluster": {}, "verdict": "fail", "severity": "medium"},
		"left to others": {"pool": {"ignored_changes": given.set(["host_encryption_enabled"])}, "cluster": {}, "verdict": "pass", "severity": null},
		"inline, left to others": {"pool": {"address": "azurerm_kubernetes_cluster.a/default_node_pool"}, "cluster": {"ignored_changes": given.set(["default_node_pool[0].host_encryption_enabled"])}, "verdict": "pass", "severity": null},
		"inline, the pool left to others": {"pool": {"address": "azurerm_kubernetes_cluster.a/default_node_pool"}, "cluster": {"ignored_changes": given.set(["default_node_pool"])}, "verdict": "pass", "severity": null},
		"inline, its count left to others": {"pool": {"address": "azurerm_kubernetes_cluster.a/default_node_pool"}, "cluster": {"ignored_changes": given.set(["default_node_pool[0].node_count"])}, "verdict": "fail", "severity": "high"},
	}
	doc := object.union(
		pair("node_pool", object.union({"host_encryption": on, "cluster": given.to({}, "cluster", 0)}, case.pool), {"host_encryption": off}),
		{"clusters": [given.resource("cluster", 2, case.cluster)]},
	)
	results := encryption.results with input as doc
	given.verdicts(results) == {0: {case.verdict}}
	[result.severity | some result in results; result.severity] == [case.severity | case.severity != null]
}

disks := {"auto_key_rotation": off, "vault_key": given.set("https://kv-a.vault.azure.net/keys/disks/v1")}

test_sets[name] if {
	some name, case in {
		"the same": {"declared": {}, "live": {}, "verdict": "pass", "severity": null},
		"rotation off by hand": {"declared": {"auto_key_rotation": on}, "live": {}, "verdict": "fail", "severity": "medium"},
		"rotation on by hand": {"declared": {}, "live": {"auto_key_rotation": on}, "verdict": "fail", "severity": "low"},
		"rotates": {"declared": {"auto_key_rotation": on}, "live": {"auto_key_rotation": on, "vault_key": given.set("https://kv-a.vault.azure.net/keys/disks/v2")}, "verdict": "pass", "severity": null},
		"rotated by hand": {"declared": {}, "live": {"vault_key": given.set("https://kv-a.vault.azure.net/keys/disks/v2")}, "verdict": "fail", "severity": "high"},
		"another key": {"declared": {"auto_key_rotation": on}, "live": {"auto_key_rotation": on, "vault_key": given.set("https://kv-a.vault.azure.net/keys/other/v2")}, "verdict": "fail", "severity": "high"},
		"versionless": {"declared": {"vault_key": given.set("https://kv-a.vault.azure.net/keys/disks")}, "live": {}, "verdict": "pass", "severity": null},
	}
	results := encryption.results with input as pair("disk_encryption_set", object.union(disks, case.declared), object.union(disks, case.live))
	given.verdicts(results) == {0: {case.verdict}}
	[result.severity | some result in results; result.severity] == [case.severity | case.severity != null]
}

test_message if {
	results := encryption.results with input as pair("cluster", kms({"disk_encryption_set": given.set(des("a"))}), kms({"kms_enabled": off}))
	some result in results
	startswith(result.message, `etcd: cluster "a" is declared with KMS, but runs without it. It is also declared with a disk encryption set, but runs without it.`)
	count(result.related) == 2
}

package akscan.rules.host["provider-version_test"]

import data.akscan.rules.host["provider-version"] as provider_version
import data.akscan.testing as given

argument := {"arguments": given.set(["azurerm_kubernetes_cluster.default_node_pool.host_encryption_enabled 4.0.0 -"])}

document(pool, root) := given.document({
	"node_pools": [given.resource("node_pool", 0, object.union(
		{"type": "azurerm_kubernetes_cluster", "format": "terraform", "host_encryption": given.set(true), "root": given.to(given.set("."), "terraform_module", 0)},
		pool,
	))],
	"terraform_modules": [given.resource("terraform_module", 1, object.union(object.union({"existing": true}, argument), root))],
})

locked(text) := {"azurerm_version": given.set(text), "azurerm_oldest": given.set(text), "azurerm_locked": given.set(true), "azurerm_constraint": given.set(">= 3.0")}

admits(oldest, newest) := {"azurerm_version": given.set(newest), "azurerm_oldest": given.set(oldest), "azurerm_locked": given.by_default(false), "azurerm_constraint": given.set("some")}

test_versions[name] if {
	some name, case in {
		"locked to 4.0.0": {"root": locked("4.0.0"), "want": {0: {"fail"}}, "severity": {0: "high"}},
		"locked to 4.0.1": {"root": locked("4.0.1"), "want": {0: {"fail"}}, "severity": {0: "high"}},
		"locked to 4.1.0": {"root": locked("4.1.0"), "want": {0: {"pass"}}, "severity": {0: "high"}},
		"locked to 5.2.0": {"root": locked("5.2.0"), "want": {0: {"pass"}}, "severity": {0: "high"}},
		"only 4.0": {"root": admits("4.0.0", "4.0.1"), "want": {0: {"fail"}}, "severity": {0: "high"}},
		"up to 4.0": {"root": admits("3.0.0", "4.0.0"), "want": {0: {"fail"}}, "severity": {0: "high"}},
		"from 4.0 on": {"root": admits("4.0.0", "4.81.0"), "want": {0: {"fail"}}, "severity": {0: "low"}},
		"from 3.0 on": {"root": admits("3.0.0", "5.2.0"), "want": {0: {"fail"}}, "severity": {0: "low"}},
		"from 4.1 on": {"root": admits("4.1.0", "5.2.0"), "want": {0: {"pass"}}, "severity": {0: "high"}},
		"nothing pins it": {"root": {"azurerm_locked": given.by_default(false)}, "want": {0: {"fail"}}, "severity": {0: "note"}},
		"a constraint that admits nothing known": {"root": {"azurerm_constraint": given.set(">= 99.0")}, "want": {0: {"open"}}, "severity": {0: "high"}},
		"unknown": {"root": {"azurerm_version": given.unknown("the lock file can't be read")}, "want": {0: {"open"}}, "severity": {0: "high"}},
	}
	results := provider_version.results with input as document({}, case.root)
	given.verdicts(results) == case.want
	given.severities(results) == case.severity
}

test_subjects[name] if {
	some name, case in {
		"off": {"pool": {"host_encryption": {"state": "default", "value": false}}, "root": {}, "want": {}},
		"a pool of its own": {"pool": {"type": "azurerm_kubernetes_cluster_node_pool"}, "root": {}, "want": {}},
		"a template's": {"pool": {"type": "Microsoft.ContainerService/managedClusters/agentPools"}, "root": {}, "want": {}},
		"existing": {"pool": {"existing": true}, "root": {}, "want": {}},
		"the older name": {"pool": {}, "root": {"arguments": {"value": ["azurerm_kubernetes_cluster.default_node_pool.enable_host_encryption 2.46.0 4.0.0"]}}, "want": {}},
		"unknown": {"pool": {"host_encryption": {"state": "unknown", "value": null, "why": "var.host has no value"}}, "root": {}, "want": {0: {"open"}}},
	}
	doc := document(case.pool, object.union(locked("4.0.1"), case.root))
	results := provider_version.results with input as doc
	given.verdicts(results) == case.want
	subjects := provider_version.subjects with input as doc
	subjects == object.keys(case.want)
}

test_unknown_under_a_version_that_sends_it if {
	results := provider_version.results with input as document({"host_encryption": {"state": "unknown", "value": null, "why": "no value"}}, locked("4.20.0"))
	given.verdicts(results) == {0: {"pass"}}
}

test_no_subject_without_a_root if {
	pool := given.resource("node_pool", 0, {"type": "azurerm_kubernetes_cluster", "host_encryption": given.set(true)})
	results := provider_version.results with input as given.document({"node_pools": [pool]})
	count(results) == 0
}

test_reason_is_named[name] if {
	some name, case in {
		"locked": {"root": locked("4.0.1"), "want": "the lock file pins azurerm 4.0.1"},
		"only": {"root": admits("4.0.0", "4.0.1"), "want": "the constraint (some) allows no newer azurerm than 4.0.1"},
		"merely": {"root": admits("3.0.0", "4.81.0"), "want": "the constraint (some) also admits azurerm 4.0"},
		"nothing": {"root": {}, "want": "nothing in this root keeps azurerm from 4.0"},
	}
	results := provider_version.results with input as document({}, case.root)
	some result in results
	contains(result.message, case.want)
}

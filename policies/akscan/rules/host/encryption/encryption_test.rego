package akscan.rules.host.encryption_test

import data.akscan.rules.host.encryption
import data.akscan.testing as given

pool(changes) := given.document({"node_pools": [given.resource("node_pool", 0, changes)]})

test_verdicts[name] if {
	some name, case in {
		"on": {"given": given.set(true), "want": "pass"},
		"off": {"given": given.set(false), "want": "fail"},
		"off by default": {"given": given.by_default(false), "want": "fail"},
		"unknown": {"given": given.unknown("var.x has no value"), "want": "open"},
		"unknown but something": {"given": given.something("known after apply"), "want": "open"},
	}
	results := encryption.results with input as pool({"host_encryption": case.given})
	given.verdicts(results) == {0: {case.want}}
}

test_severity[name] if {
	some name, case in {
		"third generation": {"size": given.set("Standard_D4s_v3"), "want": "high"},
		"fifth": {"size": given.set("Standard_D4ds_v5"), "want": "medium"},
		"sixth": {"size": given.set("standard_e8as_v6"), "want": "medium"},
		"tenth": {"size": given.set("Standard_D4s_v10"), "want": "medium"},
		"with a suffix": {"size": given.set("Standard_NC24ads_A100_v4"), "want": "high"},
		"promo": {"size": given.set("Standard_D2_v5_Promo"), "want": "medium"},
		"no generation": {"size": given.set("Standard_B2s"), "want": "high"},
		"unknown": {"size": given.unknown("var.size has no value"), "want": "high"},
	}
	results := encryption.results with input as pool({"vm_size": case.size, "host_encryption": given.set(false)})
	given.severities(results) == {0: case.want}
}

test_existing_is_no_subject if {
	results := encryption.results with input as pool({"existing": true})
	count(results) == 0
}

test_reason_is_named if {
	results := encryption.results with input as pool({"host_encryption": given.unknown("var.x has no value")})
	some result in results
	contains(result.message, "var.x has no value")
}

test_ignored_name_is_named if {
	results := encryption.results with input as pool({"host_encryption": object.union(given.by_default(false), {"ignored": "azurerm doesn't have that"})})
	some result in results
	contains(result.message, "doesn't count: azurerm doesn't have that.")
}

test_node_class[name] if {
	some name, case in {
		"on": {"given": given.set(true), "want": "pass"},
		"off by default": {"given": given.by_default(false), "want": "fail"},
		"unknown": {"given": given.unknown("templated"), "want": "open"},
	}
	results := encryption.results with input as given.document({"node_classes": [given.resource("node_class", 0, {"host_encryption": case.given})]})
	given.verdicts(results) == {0: {case.want}}
}

test_unseen_modules[name] if {
	some name, case in {
		"aks": {"source": "Azure/aks/azurerm", "inputs": [], "want": {0: {"open"}}},
		"by an input": {"source": "git::https://example.com/platform.git", "inputs": ["host_encryption_enabled"], "want": {0: {"open"}}},
		"a vault": {"source": "Azure/avm-res-keyvault-vault/azurerm", "inputs": ["name"], "want": {}},
		"tasks": {"source": "example/tasks/azurerm", "inputs": ["name"], "want": {}},
	}
	call := given.resource("module_call", 0, {"source": given.set(case.source), "inputs": given.set(case.inputs)})
	results := encryption.results with input as given.document({"module_calls": [call]})
	given.verdicts(results) == case.want
}

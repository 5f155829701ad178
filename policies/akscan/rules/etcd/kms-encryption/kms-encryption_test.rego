package akscan.rules.etcd["kms-encryption_test"]

import data.akscan.rules.etcd["kms-encryption"] as kms_encryption
import data.akscan.testing as given

cluster(changes) := given.document({"clusters": [given.resource("cluster", 0, changes)]})

test_verdicts[name] if {
	some name, case in {
		"legacy": {"kms": given.set(true), "newer": given.by_default("Disabled"), "want": "pass"},
		"newer": {"kms": given.by_default(false), "newer": given.set("Enabled"), "want": "pass"},
		"newer in any casing": {"kms": given.by_default(false), "newer": given.set("enabled"), "want": "pass"},
		"both": {"kms": given.set(true), "newer": given.set("Enabled"), "want": "pass"},
		"neither": {"kms": given.by_default(false), "newer": given.by_default("Disabled"), "want": "fail"},
		"off": {"kms": given.set(false), "newer": given.set("Disabled"), "want": "fail"},
		"newer can't be shown": {"kms": given.by_default(false), "newer": given.hidden("not shown"), "want": "fail"},
		"legacy unknown": {"kms": given.unknown("var.kms has no value"), "newer": given.by_default("Disabled"), "want": "open"},
		"legacy unknown, newer on": {"kms": given.unknown("var.kms has no value"), "newer": given.set("Enabled"), "want": "pass"},
		"newer unknown": {"kms": given.set(false), "newer": given.unknown("parameter 'x' has no value"), "want": "open"},
		"legacy on, newer unknown": {"kms": given.set(true), "newer": given.unknown("parameter 'x' has no value"), "want": "pass"},
	}
	results := kms_encryption.results with input as cluster({"kms_enabled": case.kms, "kms_infrastructure_encryption": case.newer})
	given.verdicts(results) == {0: {case.want}}
}

test_empty_key_passes_here if {
	results := kms_encryption.results with input as cluster({"kms_enabled": given.set(true), "kms_key": given.set(""), "kms_infrastructure_encryption": given.by_default("Disabled")})
	given.verdicts(results) == {0: {"pass"}}
}

test_live_says_how_to_export if {
	results := kms_encryption.results with input as cluster({"mode": "live", "kms_enabled": given.by_default(false), "kms_infrastructure_encryption": given.hidden("not shown")})
	some result in results
	contains(result.message, "aks-preview")
}

test_ignored_mode_is_named if {
	newer := object.union(given.hidden("not shown"), {"ignored": "API version 2025-05-01 doesn't have it"})
	results := kms_encryption.results with input as cluster({"kms_enabled": given.by_default(false), "kms_infrastructure_encryption": newer})
	given.verdicts(results) == {0: {"fail"}}
	some result in results
	contains(result.message, "doesn't count: API version 2025-05-01 doesn't have it.")
}

test_existing_is_no_subject if {
	results := kms_encryption.results with input as cluster({"existing": true})
	count(results) == 0
}

test_unseen_modules[name] if {
	some name, case in {
		"aks": {"source": "Azure/aks/azurerm", "inputs": [], "want": {0: {"open"}}},
		"managed cluster": {"source": "Azure/avm-res-containerservice-managedcluster/azurerm", "inputs": [], "want": {0: {"open"}}},
		"kms input": {"source": "example/platform/azurerm", "inputs": ["kms_enabled"], "want": {0: {"open"}}},
		"storage": {"source": "Azure/storage/azurerm", "inputs": ["blocks = 3"], "want": {}},
	}
	call := given.resource("module_call", 0, {"source": given.set(case.source), "inputs": given.set(case.inputs)})
	results := kms_encryption.results with input as given.document({"module_calls": [call]})
	given.verdicts(results) == case.want
}

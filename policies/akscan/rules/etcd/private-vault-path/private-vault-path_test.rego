package akscan.rules.etcd["private-vault-path_test"]

import data.akscan.rules.etcd["private-vault-path"] as private_vault_path
import data.akscan.testing as given

scene(changes) := given.joined({
	"clusters": [given.resource("cluster", 0, object.union(
		{
			"kms_enabled": given.set(true), "kms_network_access": given.set("Private"), "kms_infrastructure_encryption": given.by_default("Disabled"),
			"kms_key": given.lead("key", 0), "kms_vault": given.lead("key_vault", 0), "vnet_integration": given.set(true),
		},
		object.get(changes, "cluster", {}),
	))],
	"keys": [given.resource("key", 1, {"vault": given.lead("key_vault", 0)})],
	"key_vaults": [given.resource("key_vault", 2, object.union(
		{"default_action": given.set("Deny"), "bypass": given.by_default("AzureServices"), "public_access": given.by_default("Enabled")},
		object.get(changes, "vault", {}),
	))],
})

verdict(changes) := given.verdicts(results) if {
	results := private_vault_path.results with input as scene(changes)
}

newer := {"kms_infrastructure_encryption": given.set("Enabled")}

undecided := {"kms_infrastructure_encryption": given.hidden("the export can't show it")}

no_vault := {"kms_vault": {"state": "unset", "value": null, "present": false, "targets": []}}

test_legacy if {
	cases := {
		"joined": {"changes": {}, "want": "pass"},
		"not joined": {"changes": {"vnet_integration": given.set(false)}, "want": "fail"},
		"not joined, by default": {"changes": {"vnet_integration": given.by_default(false)}, "want": "fail"},
		"can't be shown": {"changes": {"vnet_integration": given.hidden("API version 2024-09-01 can't show it")}, "want": "open"},
		"unknown": {"changes": {"vnet_integration": given.unknown("var.joined has no value")}, "want": "open"},
		"no vault id": {"changes": no_vault, "want": "fail"},
		"no vault id, can't be shown": {"changes": object.union(no_vault, {"vnet_integration": given.hidden("not shown")}), "want": "fail"},
		"an empty vault id": {"changes": {"kms_vault": object.union(given.set(""), {"targets": []})}, "want": "fail"},
		"an unknown vault id": {"changes": {"kms_vault": object.union(given.unknown("var.vault has no value"), {"targets": [], "present": false})}, "want": "open"},
		"no vault id in azurerm": {"changes": object.union(no_vault, {"format": "terraform", "type": "azurerm_kubernetes_cluster"}), "want": "pass"},
		"no vault id in azapi": {"changes": object.union(no_vault, {"format": "terraform", "type": "Microsoft.ContainerService/managedClusters"}), "want": "fail"},
		"no vault id in an overlay": {
			"changes": object.union(no_vault, {"format": "terraform", "type": "azurerm_kubernetes_cluster", "kms_enabled": object.union(given.set(true), {"overlaid": true})}),
			"want": "fail",
		},
	}
	given.right({name: {"got": verdict({"cluster": case.changes}), "want": {0: {case.want}}} | some name, case in cases})
}

test_newer if {
	cases := {
		"trusted services": {"vault": {}, "want": "pass"},
		"none": {"vault": {"bypass": given.set("None")}, "want": "fail"},
		"none, public access off": {"vault": {"bypass": given.set("None"), "default_action": given.set("Allow"), "public_access": given.set("Disabled")}, "want": "fail"},
		"none, an open vault": {"vault": {"bypass": given.set("None"), "default_action": given.by_default("Allow")}, "want": "pass"},
		"unknown": {"vault": {"bypass": given.unknown("var.bypass has no value")}, "want": "open"},
		"a vault that is only referred to": {"vault": {"existing": true, "bypass": given.set("None")}, "want": "open"},
	}
	given.right({name: {"got": verdict({"cluster": object.union(newer, {"vnet_integration": given.by_default(false)}), "vault": case.vault}), "want": {0: {case.want}}} | some name, case in cases})
}

test_newer_without_a_vault if {
	verdict({"cluster": object.union(newer, {"kms_key": {"targets": []}, "kms_vault": {"targets": []}})}) == {0: {"open"}}
}

test_undecided_passes_and_fails_only_by_both if {
	cases := {
		"both pass": {"cluster": {}, "vault": {}, "want": "pass"},
		"both fail": {"cluster": {"vnet_integration": given.set(false)}, "vault": {"bypass": given.set("None")}, "want": "fail"},
		"legacy fails": {"cluster": {"vnet_integration": given.set(false)}, "vault": {}, "want": "open"},
		"newer fails": {"cluster": {}, "vault": {"bypass": given.set("None")}, "want": "open"},
	}
	given.right({name: {"got": verdict({"cluster": object.union(undecided, case.cluster), "vault": case.vault}), "want": {0: {case.want}}} | some name, case in cases})
}

test_subjects if {
	cases := {
		"public": {"changes": {"kms_network_access": given.set("Public")}, "want": {}},
		"KMS off": {"changes": {"kms_enabled": given.by_default(false)}, "want": {}},
		"existing": {"changes": {"existing": true}, "want": {}},
		"KMS unknown": {"changes": {"kms_enabled": given.unknown("var.kms has no value")}, "want": {0: {"open"}}},
		"access unknown": {"changes": {"kms_network_access": given.unknown("var.access has no value")}, "want": {0: {"open"}}},
	}
	given.right({name: {"got": verdict({"cluster": object.union({"vnet_integration": given.set(false)}, case.changes)}), "want": case.want} | some name, case in cases})
}

test_a_way_is_right_whatever_kms_is if {
	verdict({"cluster": {"kms_enabled": given.unknown("var.kms has no value")}}) == {0: {"pass"}}
}

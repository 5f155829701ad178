package akscan.rules.etcd["overlay-undone_test"]

import data.akscan.rules.etcd["overlay-undone"] as overlay_undone
import data.akscan.testing as given

verdict(changes) := given.verdicts(results) if {
	results := overlay_undone.results with input as given.document({"clusters": [given.resource("cluster", 0, object.union(
		{"format": "terraform", "type": "azurerm_kubernetes_cluster", "kms_overlay": given.set(true)},
		changes,
	))]})
}

test_what_is_ignored if {
	cases := {
		"nothing": {"ignored": {}, "want": "fail"},
		"something else": {"ignored": given.set(["tags"]), "want": "fail"},
		"the key's id alone": {"ignored": given.set(["key_management_service[0].key_vault_key_id"]), "want": "fail"},
		"the block": {"ignored": given.set(["key_management_service"]), "want": "pass"},
		"everything": {"ignored": given.set(["all"]), "want": "pass"},
	}
	given.right({name: {"got": verdict({"ignored_changes": case.ignored}), "want": {0: {case.want}}} | some name, case in cases})
}

test_subjects if {
	cases := {
		"no overlay": {"changes": {"kms_overlay": given.by_default(false)}, "want": {}},
		"perhaps one": {"changes": {"kms_overlay": given.unknown("var.kms has no value")}, "want": {0: {"open"}}},
		"a plan": {"changes": {"format": "terraform-plan"}, "want": {0: {"open"}}},
		"existing": {"changes": {"existing": true}, "want": {}},
		"azapi's own cluster": {"changes": {"type": "Microsoft.ContainerService/managedClusters"}, "want": {}},
	}
	given.right({name: {"got": verdict(case.changes), "want": case.want} | some name, case in cases})
}

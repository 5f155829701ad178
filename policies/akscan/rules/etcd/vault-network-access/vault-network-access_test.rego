package akscan.rules.etcd["vault-network-access_test"]

import data.akscan.rules.etcd["vault-network-access"] as vault_network_access
import data.akscan.testing as given

results_on(changes) := results if {
	results := vault_network_access.results with input as given.document({"clusters": [given.resource("cluster", 0, object.union({"kms_enabled": given.set(true)}, changes))]})
}

test_verdicts if {
	cases := {
		"private": {"changes": {"kms_network_access": given.set("Private")}, "want": {0: {"pass"}}},
		"in any casing": {"changes": {"kms_network_access": given.set("private")}, "want": {0: {"pass"}}},
		"public": {"changes": {"kms_network_access": given.set("Public")}, "want": {0: {"fail"}}},
		"by default": {"changes": {"kms_network_access": given.by_default("Public")}, "want": {0: {"fail"}}},
		"unknown": {"changes": {"kms_network_access": given.unknown("var.access has no value")}, "want": {0: {"open"}}},
		"KMS off": {"changes": {"kms_enabled": given.by_default(false)}, "want": {}},
		"KMS unknown": {"changes": {"kms_enabled": given.unknown("var.kms has no value"), "kms_network_access": given.by_default("Public")}, "want": {0: {"open"}}},
		"KMS unknown, private": {"changes": {"kms_enabled": given.unknown("var.kms has no value"), "kms_network_access": given.set("Private")}, "want": {0: {"pass"}}},
		"existing": {"changes": {"existing": true}, "want": {}},
	}
	given.right({name: {"got": given.verdicts(results_on(case.changes)), "want": case.want} | some name, case in cases})
}

test_prerequisite_by_mode if {
	cases := {
		"legacy": {"mode": given.by_default("Disabled"), "joined": given.by_default(false), "want": "needs API Server VNet Integration first. For"},
		"newer": {"mode": given.set("Enabled"), "joined": given.by_default(false), "want": "has to be open to them. For"},
		"undecided": {"mode": given.hidden("not shown"), "joined": given.by_default(false), "want": "first, unless it is the newer"},
		"joined already": {"mode": given.by_default("Disabled"), "joined": given.set(true), "want": "has to be open to them. For"},
	}
	given.right({name: {
		"got": [contains(result.message, case.want) |
			some result in results_on({"kms_network_access": given.set("Public"), "kms_infrastructure_encryption": case.mode, "vnet_integration": case.joined})
		],
		"want": [true],
	} |
		some name, case in cases
	})
}

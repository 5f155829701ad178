package akscan.rules.etcd["cluster-identity_test"]

import data.akscan.rules.etcd["cluster-identity"] as cluster_identity
import data.akscan.testing as given

test_verdicts[name] if {
	some name, case in {
		"user-assigned": {"kms": given.set(true), "identity": given.set("UserAssigned"), "want": {0: {"pass"}}},
		"in any casing": {"kms": given.set(true), "identity": given.set("userassigned"), "want": {0: {"pass"}}},
		"system-assigned": {"kms": given.set(true), "identity": given.set("SystemAssigned"), "want": {0: {"fail"}}},
		"none": {"kms": given.set(true), "identity": given.set("None"), "want": {0: {"fail"}}},
		"service principal": {"kms": given.set(true), "identity": {}, "want": {0: {"fail"}}},
		"unknown": {"kms": given.set(true), "identity": given.unknown("var.identity has no value"), "want": {0: {"open"}}},
		"no KMS": {"kms": given.by_default(false), "identity": given.set("SystemAssigned"), "want": {}},
		"KMS unknown": {"kms": given.unknown("var.kms has no value"), "identity": given.set("SystemAssigned"), "want": {0: {"open"}}},
		"KMS unknown, identity right": {"kms": given.unknown("var.kms has no value"), "identity": given.set("UserAssigned"), "want": {0: {"pass"}}},
	}
	doc := given.document({"clusters": [given.resource("cluster", 0, {"kms_enabled": case.kms, "identity_type": case.identity})]})
	results := cluster_identity.results with input as doc
	given.verdicts(results) == case.want
}

test_identity_is_named[name] if {
	some name, case in {
		"by type": {"changes": {"identity_type": given.set("SystemAssigned")}, "want": "has an identity of type SystemAssigned"},
		"service principal": {"changes": {"service_principal": given.set("1234")}, "want": "runs as a service principal"},
		"nothing": {"changes": {}, "want": "has no managed identity"},
	}
	doc := given.document({"clusters": [given.resource("cluster", 0, object.union({"kms_enabled": given.set(true)}, case.changes))]})
	results := cluster_identity.results with input as doc
	some result in results
	contains(result.message, case.want)
}

package akscan.rules.etcd["api-version_test"]

import data.akscan.rules.etcd["api-version"] as api_version
import data.akscan.testing as given

judged(changes) := results if {
	results := api_version.results with input as given.document({"clusters": [given.resource("cluster", 0, object.union({"format": "arm"}, changes))]})
}

at(version, fields) := {"api_version": version, "kms_api_version": given.set(version), "kms_fields": given.set(fields)}

plugin := ["enabled", "keyId"]

reach := ["enabled", "keyId", "keyVaultNetworkAccess"]

newer := ["infrastructureEncryption"]

test_versions if {
	cases := {
		"the first stable": {"version": "2022-06-01", "fields": reach, "want": ["pass", "medium"]},
		"the last stable without it": {"version": "2022-04-01", "fields": plugin, "want": ["fail", "medium"]},
		"the first preview": {"version": "2022-02-02-preview", "fields": plugin, "want": ["fail", "low"]},
		"the first preview, without reach": {"version": "2022-02-02-preview", "fields": reach, "want": ["fail", "medium"]},
		"the seed's preview": {"version": "2022-09-02-preview", "fields": reach, "want": ["fail", "low"]},
		"a preview without it": {"version": "2022-01-02-preview", "fields": plugin, "want": ["fail", "medium"]},
		"a stable one": {"version": "2025-05-01", "fields": plugin, "want": ["pass", "medium"]},
		"newer mode, stable": {"version": "2026-05-01", "fields": newer, "want": ["fail", "medium"]},
		"newer mode, preview": {"version": "2025-06-02-preview", "fields": newer, "want": ["pass", "medium"]},
		"both, preview": {"version": "2025-08-02-preview", "fields": array.concat(reach, newer), "want": ["pass", "medium"]},
		"newer mode, old preview": {"version": "2025-05-02-preview", "fields": newer, "want": ["fail", "medium"]},
		"newer mode, a stable one not known": {"version": "2027-01-01", "fields": newer, "want": ["open", "medium"]},
		"a preview not known": {"version": "2027-01-02-preview", "fields": newer, "want": ["open", "medium"]},
		"a stable one not known": {"version": "2027-01-01", "fields": plugin, "want": ["open", "medium"]},
		"no version": {"version": "latest", "fields": plugin, "want": ["open", "medium"]},
	}
	given.right({name: {
		"got": [[result.verdict, result.severity] | some result in judged(at(case.version, case.fields))],
		"want": [case.want],
	} |
		some name, case in cases
	})
}

test_subjects if {
	cases := {
		"no KMS": {"changes": {"api_version": "2020-01-01"}, "want": {0: {"pass"}}},
		"azurerm": {"changes": {"format": "terraform", "type": "azurerm_kubernetes_cluster"}, "want": {}},
		"azurerm under an overlay": {
			"changes": object.union(at("2022-04-01", plugin), {"format": "terraform", "type": "azurerm_kubernetes_cluster", "api_version": ""}),
			"want": {0: {"fail"}},
		},
		"live": {"changes": object.union(at("2022-04-01", plugin), {"mode": "live"}), "want": {}},
		"existing": {"changes": object.union(at("2022-04-01", plugin), {"existing": true}), "want": {}},
		"unknown": {"changes": {"api_version": "2022-04-01", "kms_api_version": given.unknown("var.version has no value")}, "want": {0: {"open"}}},
	}
	given.right({name: {"got": given.verdicts(judged(case.changes)), "want": case.want} | some name, case in cases})
}

test_fields_in_doubt if {
	perhaps := {
		"one that the version has": {"version": "2025-05-01", "fields": ["enabled"], "doubtful": ["keyId"], "want": ["pass", "medium"]},
		"one that it lacks": {"version": "2025-05-01", "fields": plugin, "doubtful": newer, "want": ["open", "medium"]},
		"all, under a version that has them": {"version": "2025-05-01", "fields": [], "doubtful": plugin, "want": ["pass", "medium"]},
		"all, under a version that lacks some": {"version": "2025-05-01", "fields": [], "doubtful": array.concat(reach, newer), "want": ["open", "medium"]},
		"all, under a preview": {"version": "2023-01-02-preview", "fields": [], "doubtful": plugin, "want": ["open", "medium"]},
		"a certain one is lacking": {"version": "2022-04-01", "fields": plugin, "doubtful": newer, "want": ["fail", "medium"]},
		"one that needs the preview": {"version": "2025-06-02-preview", "fields": plugin, "doubtful": newer, "want": ["open", "medium"]},
		"a certain one needs the preview": {"version": "2025-06-02-preview", "fields": newer, "doubtful": plugin, "want": ["pass", "medium"]},
		"a preview for nothing": {"version": "2025-06-02-preview", "fields": ["enabled"], "doubtful": ["keyId"], "want": ["fail", "low"]},
	}
	given.right({name: {
		"got": [[result.verdict, result.severity] | some result in judged(object.union(at(case.version, case.fields), {"kms_fields_in_doubt": given.set(case.doubtful)}))],
		"want": [case.want],
	} |
		some name, case in perhaps
	})
}

test_message_names_the_fields if {
	some result in judged(at("2022-02-02-preview", reach))
	contains(result.message, "doesn't have keyVaultNetworkAccess, which came with 2022-06-01")
}

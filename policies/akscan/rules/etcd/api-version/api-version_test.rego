package akscan.rules.etcd["api-version_test"]

import data.akscan.rules.etcd["api-version"] as api_version
import data.akscan.testing as given

results(changes) := found if {
	found := api_version.results with input as given.document({"clusters": [given.resource("cluster", 0, changes)]})
}

under(version, fields) := {"kms_fields": given.set(fields), "kms_api_version": given.set(version)}

perhaps(version, fields, doubtful) := object.union(under(version, fields), {"kms_fields_in_doubt": given.set(doubtful)})

legacy := ["enabled", "keyId"]

vault := ["enabled", "keyId", "keyVaultNetworkAccess", "keyVaultResourceId"]

newer := ["infrastructureEncryption"]

test_versions if {
	cases := {
		"before KMS": {"got": under("2022-04-01", legacy), "want": ["fail", ""]},
		"the first preview": {"got": under("2022-02-02-preview", legacy), "want": ["fail", "low"]},
		"a preview before it": {"got": under("2022-01-02-preview", legacy), "want": ["fail", ""]},
		"a preview before the vault's reach": {"got": under("2022-04-02-preview", vault), "want": ["fail", ""]},
		"a preview with the vault's reach": {"got": under("2022-05-02-preview", vault), "want": ["fail", "low"]},
		"the first stable": {"got": under("2022-06-01", vault), "want": ["pass", ""]},
		"a stable one": {"got": under("2025-05-01", vault), "want": ["pass", ""]},
		"the newest stable": {"got": under("2026-05-01", vault), "want": ["pass", ""]},
		"a later stable": {"got": under("2026-06-01", vault), "want": ["open", ""]},
		"a later preview": {"got": under("2026-06-02-preview", newer), "want": ["open", ""]},
		"newer under a stable one": {"got": under("2026-05-01", newer), "want": ["fail", ""]},
		"both under a stable one": {"got": under("2025-10-01", array.concat(legacy, newer)), "want": ["fail", ""]},
		"newer under an old preview": {"got": under("2025-05-02-preview", newer), "want": ["fail", ""]},
		"newer under its first preview": {"got": under("2025-06-02-preview", newer), "want": ["pass", ""]},
		"both under the newest preview": {"got": under("2026-05-02-preview", array.concat(vault, newer)), "want": ["pass", ""]},
		"no version at all": {"got": under("latest", legacy), "want": ["open", ""]},
		"a version that isn't known": {"got": {"kms_fields": given.set(legacy)}, "want": ["open", ""]},
	}
	given.right({name: {"got": verdicts(case.got), "want": [case.want]} | some name, case in cases})
}

verdicts(changes) := [[found.verdict, object.get(found, "severity", "")] | some found in results(changes)]

test_fields_in_doubt if {
	cases := {
		"one that the version has": {"got": perhaps("2025-05-01", ["enabled"], ["keyId"]), "want": ["pass", ""]},
		"one that it doesn't have": {"got": perhaps("2025-05-01", ["enabled"], newer), "want": ["open", ""]},
		"none is certain": {"got": {"kms_fields_in_doubt": given.set(["enabled"]), "kms_api_version": given.set("2025-05-01")}, "want": ["pass", ""]},
		"none is certain, under a preview": {"got": {"kms_fields_in_doubt": given.set(["enabled"]), "kms_api_version": given.set("2025-05-02-preview")}, "want": ["open", ""]},
		"a certain one lacks": {"got": perhaps("2022-04-01", ["enabled"], newer), "want": ["fail", ""]},
		"needs the preview, perhaps": {"got": perhaps("2025-06-02-preview", ["enabled"], newer), "want": ["open", ""]},
		"needs the preview": {"got": perhaps("2025-06-02-preview", newer, ["enabled"]), "want": ["pass", ""]},
	}
	given.right({name: {"got": verdicts(case.got), "want": [case.want]} | some name, case in cases})
}

test_subjects if {
	old := under("2022-01-01", legacy)
	cases := {
		"no KMS": {"got": {"kms_api_version": given.set("2022-01-01")}, "want": []},
		"existing": {"got": object.union(old, {"existing": true}), "want": []},
		"live": {"got": object.union(old, {"mode": "live", "format": "azure"}), "want": []},
		"a request": {"got": object.union(old, {"format": "azure"}), "want": [["fail", ""]]},
		"a request without a version": {"got": {"kms_fields": given.set(legacy), "format": "azure"}, "want": []},
		"azapi": {"got": object.union(old, {"format": "terraform", "type": "azapi_resource"}), "want": [["fail", ""]]},
		"azapi without a version": {"got": {"kms_fields": given.set(legacy), "format": "terraform", "type": "azapi_resource"}, "want": [["open", ""]]},
		"azurerm": {"got": {"format": "terraform", "type": "azurerm_kubernetes_cluster"}, "want": []},
		"azurerm, overlaid": {
			"got": {"format": "terraform", "type": "azurerm_kubernetes_cluster", "kms_fields": object.union(given.set(legacy), {"overlaid": true})},
			"want": [["open", ""]],
		},
		"an operator's": {"got": object.union(old, {"format": "kubernetes"}), "want": []},
	}
	given.right({name: {"got": verdicts(case.got), "want": case.want} | some name, case in cases})
}

test_messages if {
	cases := {
		"lacking": {"got": under("2026-05-01", array.concat(legacy, newer)), "want": "infrastructureEncryption under API version 2026-05-01, which doesn't have it"},
		"needs the preview's feature": {"got": under("2026-05-01", newer), "want": "KMSPMKPreview"},
		"lacking the plugin": {"got": under("2021-05-01", legacy), "want": "stable versions from 2022-06-01 on"},
		"preview": {"got": under("2023-01-02-preview", legacy), "want": "the preview API version 2023-01-02-preview"},
		"later": {"got": under("2027-01-01", legacy), "want": "newer than what akscan knows (2026-05-02-preview)"},
		"no date": {"got": under("latest", legacy), "want": "\"latest\" is no API version"},
		"unknown": {"got": {"kms_fields": given.set(legacy)}, "want": "the API version isn't known"},
		"doubt": {"got": perhaps("2025-05-01", [], newer), "want": "whether that is written isn't known"},
	}
	given.right({name: {"got": [contains(found.message, case.want) | some found in results(case.got)], "want": [true]} | some name, case in cases})
}

test_steps if {
	some found in results(object.union(under("2025-05-01", array.concat(legacy, newer)), {"kms_infrastructure_encryption": {"pos": 77}, "kms_api_version": {"pos": 5}}))
	found.pos == 5
	found.related == [{"pos": 77, "message": "infrastructureEncryption is written here"}]
}

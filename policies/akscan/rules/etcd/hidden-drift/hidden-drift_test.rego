package akscan.rules.etcd["hidden-drift_test"]

import data.akscan.rules.etcd["hidden-drift"] as hidden_drift
import data.akscan.testing as given

verdict(changes) := given.verdicts(results) if {
	results := hidden_drift.results with input as given.document({"clusters": [given.resource("cluster", 0, object.union({"format": "terraform", "type": "azurerm_kubernetes_cluster"}, changes))]})
}

test_what_is_ignored if {
	cases := {
		"nothing": {"ignored": {}, "want": "pass"},
		"an empty list": {"ignored": given.set([]), "want": "pass"},
		"the key's id": {"ignored": given.set(["key_management_service[0].key_vault_key_id"]), "want": "pass"},
		"the way to the vault": {"ignored": given.set(["key_management_service[0].key_vault_network_access"]), "want": "pass"},
		"something else": {"ignored": given.set(["tags", "default_node_pool[0].node_count"]), "want": "pass"},
		"everything": {"ignored": given.set(["all"]), "want": "fail"},
		"the block": {"ignored": given.set(["tags", "key_management_service"]), "want": "fail"},
		"in quotes, as of old": {"ignored": given.set(["\"key_management_service\""]), "want": "fail"},
		"its first": {"ignored": given.set(["key_management_service[0]"]), "want": "fail"},
		"its first, as of old": {"ignored": given.set(["key_management_service.0"]), "want": "fail"},
		"an azapi body": {"ignored": given.set(["body"]), "want": "fail"},
		"part of a body": {"ignored": given.set(["body.properties.securityProfile"]), "want": "fail"},
		"ignore_body_changes": {"ignored": given.set(["properties.securityprofile.azureKeyVaultKms"]), "want": "fail"},
		"KMS's switch": {"ignored": given.set(["properties.securityProfile.azureKeyVaultKms.enabled"]), "want": "fail"},
		"the newer mode": {"ignored": given.set(["properties.securityProfile.kubernetesResourceObjectEncryptionProfile"]), "want": "fail"},
		"the key's id in a body": {"ignored": given.set(["properties.securityProfile.azureKeyVaultKms.keyId"]), "want": "pass"},
		"another part of a body": {"ignored": given.set(["properties.agentPoolProfiles"]), "want": "pass"},
	}
	given.right({name: {"got": verdict({"ignored_changes": case.ignored}), "want": {0: {case.want}}} | some name, case in cases})
}

test_an_overlay_sets_it if {
	verdict({"ignored_changes": given.set(["key_management_service"]), "kms_enabled": object.union(given.set(true), {"overlaid": true})}) == {0: {"pass"}}
}

test_a_plan_shows_nothing if {
	cases := {
		"alone": {"ignored": {}, "want": "open"},
		"beside its sources": {"ignored": given.set(["tags"]), "want": "pass"},
		"hiding": {"ignored": given.set(["all"]), "want": "fail"},
	}
	given.right({name: {"got": verdict({"format": "terraform-plan", "ignored_changes": case.ignored}), "want": {0: {case.want}}} | some name, case in cases})
}

test_subjects if {
	cases := {
		"existing": {"existing": true},
		"live": {"mode": "live", "format": "terraform-state"},
		"a template": {"format": "arm"},
		"a manifest": {"format": "kubernetes"},
	}
	given.right({name: {"got": verdict(object.union(case, {"ignored_changes": given.set(["all"])})), "want": {}} | some name, case in cases})
}

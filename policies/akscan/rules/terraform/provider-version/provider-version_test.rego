package akscan.rules.terraform["provider-version_test"]

import data.akscan.rules.terraform["provider-version"] as provider_version
import data.akscan.testing as given

kms := "azurerm_kubernetes_cluster.key_management_service 3.40.0 -"

host := "azurerm_kubernetes_cluster.default_node_pool.enable_host_encryption 2.46.0 4.0.0"

soft_delete := "azurerm_key_vault.soft_delete_enabled - 3.0.0"

document(changes) := given.document({"terraform_modules": [given.resource("terraform_module", 0, changes)]})

locked(release, arguments) := {
	"azurerm_version": given.set(release), "azurerm_oldest": given.set(release), "azurerm_locked": given.set(true),
	"arguments": given.set(arguments),
}

admits(oldest, newest, arguments) := {
	"azurerm_version": given.set(newest), "azurerm_oldest": given.set(oldest), "azurerm_constraint": given.set("as given"), "azurerm_locked": given.by_default(false),
	"arguments": given.set(arguments),
}

test_verdicts[name] if {
	some name, case in {
		"locked, too old": {"given": locked("3.39.1", [kms]), "verdict": "fail", "severity": "medium"},
		"locked, just new enough": {"given": locked("3.40.0", [kms]), "verdict": "pass", "severity": "medium"},
		"locked, numbers not text": {"given": locked("3.100.0", [kms]), "verdict": "pass", "severity": "medium"},
		"locked, gone": {"given": locked("4.0.0", [host]), "verdict": "fail", "severity": "medium"},
		"locked, not gone yet": {"given": locked("3.117.1", [host]), "verdict": "pass", "severity": "medium"},
		"gone long ago": {"given": locked("5.2.0", [soft_delete]), "verdict": "fail", "severity": "medium"},
		"one of several": {"given": locked("4.1.0", [kms, host]), "verdict": "fail", "severity": "medium"},
		"the newest is too old": {"given": admits("3.0.0", "3.39.0", [kms]), "verdict": "fail", "severity": "medium"},
		"the newest lost it": {"given": admits("3.50.0", "5.2.0", [host]), "verdict": "fail", "severity": "medium"},
		"merely admits one too old": {"given": admits("3.0.0", "3.117.0", [kms]), "verdict": "fail", "severity": "note"},
		"all admitted have it": {"given": admits("3.40.0", "5.2.0", [kms]), "verdict": "pass", "severity": "medium"},
		"no constraint": {"given": {"arguments": given.set([kms])}, "verdict": "fail", "severity": "note"},
		"newer than any that was read": {"given": locked("6.0.0", [kms]), "verdict": "open", "severity": "medium"},
		"newer than any that was read, and gone": {"given": locked("6.0.0", [host]), "verdict": "fail", "severity": "medium"},
		"no version known": {"given": {"arguments": given.set([kms]), "azurerm_constraint": given.set("~> 9.0")}, "verdict": "open", "severity": "medium"},
		"version unknown": {"given": {"arguments": given.set([kms]), "azurerm_version": given.unknown("the lock file can't be read")}, "verdict": "open", "severity": "medium"},
	}
	results := provider_version.results with input as document(case.given)
	given.verdicts(results) == {0: {case.verdict}}
	given.severities(results) == {0: case.severity}
}

test_no_subject[name] if {
	some name, case in {
		"uses none": {"arguments": given.set([])},
		"not told": {},
		"a copy": object.union(locked("3.0.0", [kms]), {"existing": true}),
	}
	results := provider_version.results with input as document(case)
	count(results) == 0
}

test_message if {
	results := provider_version.results with input as document(object.union(locked("4.1.0", [kms, host, soft_delete]), {"name": "live/prod"}))
	some result in results
	startswith(result.message, `Terraform: the root module "live/prod" uses azurerm_key_vault.soft_delete_enabled, azurerm_kubernetes_cluster.default_node_pool.enable_host_encryption, which azurerm 4.1.0 (locked) doesn't have: enable_host_encryption came with 2.46.0 and went with 4.0.0, soft_delete_enabled went with 3.0.0.`)
}

package akscan.rules.vault.rbac_test

import data.akscan.rules.vault.rbac
import data.akscan.testing as given

test_verdicts[name] if {
	some name, case in {
		"roles": {"given": {"rbac": given.set(true)}, "want": {0: {"pass"}}},
		"policies": {"given": {"rbac": given.set(false)}, "want": {0: {"fail"}}},
		"policies by default": {"given": {"rbac": given.by_default(false)}, "want": {0: {"fail"}}},
		"unknown": {"given": {"rbac": given.unknown("a new vault uses roles, an existing one keeps its policies")}, "want": {0: {"open"}}},
		"a managed HSM": {"given": {"managed_hsm": given.set(true), "rbac": given.by_default(false)}, "want": {}},
		"a reference": {"given": {"existing": true, "rbac": given.by_default(false)}, "want": {}},
	}
	results := rbac.results with input as given.document({"key_vaults": [given.resource("key_vault", 0, object.union({"managed_hsm": given.set(false)}, case.given))]})
	given.verdicts(results) == case.want
}

test_ignored_name_is_named if {
	doc := given.document({"key_vaults": [given.resource("key_vault", 0, {"managed_hsm": given.set(false), "rbac": object.union(given.by_default(false), {"ignored": "azurerm 5.0 has no enable_rbac_authorization"})})]})
	results := rbac.results with input as doc
	some result in results
	contains(result.message, "doesn't count: azurerm 5.0 has no enable_rbac_authorization.")
}

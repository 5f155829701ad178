package akscan.rules.vault["soft-delete_test"]

import data.akscan.rules.vault["soft-delete"] as soft_delete
import data.akscan.testing as given

vault(changes) := given.document({"key_vaults": [given.resource("key_vault", 0, object.union({"managed_hsm": given.set(false)}, changes))]})

test_verdicts[name] if {
	some name, case in {
		"on": {"given": given.set(true), "want": "pass"},
		"on by default": {"given": given.by_default(true), "want": "pass"},
		"off": {"given": given.set(false), "want": "fail"},
		"unknown": {"given": given.unknown("the export doesn't say"), "want": "open"},
	}
	results := soft_delete.results with input as vault({"soft_delete": case.given})
	given.verdicts(results) == {0: {case.want}}
}

test_severity[name] if {
	some name, case in {
		"azurerm ignores it": {"type": "azurerm_key_vault", "want": {0: "low"}},
		"a template": {"type": "Microsoft.KeyVault/vaults", "want": {0: "medium"}},
	}
	results := soft_delete.results with input as vault({"type": case.type, "soft_delete": given.set(false)})
	given.severities(results) == case.want
}

test_managed_hsm_is_no_subject if {
	results := soft_delete.results with input as vault({"managed_hsm": given.set(true), "soft_delete": given.set(false)})
	count(results) == 0
}

package akscan.rules.vault["api-retirement_test"]

import data.akscan.rules.vault["api-retirement"] as api_retirement
import data.akscan.testing as given

test_verdicts[name] if {
	some name, case in {
		"old": {"given": {"api_version": "2023-07-01"}, "want": {0: {"fail"}}},
		"the last that goes": {"given": {"api_version": "2025-05-01"}, "want": {0: {"fail"}}},
		"an old preview": {"given": {"api_version": "2024-12-01-preview"}, "want": {0: {"fail"}}},
		"the first that stays": {"given": {"api_version": "2026-02-01"}, "want": {0: {"pass"}}},
		"a new preview": {"given": {"api_version": "2026-03-01-preview"}, "want": {0: {"pass"}}},
		"unknown": {"given": {"api_version": ""}, "want": {0: {"open"}}},
		"azapi": {"given": {"format": "terraform", "type": "azapi_resource", "api_version": "2023-07-01"}, "want": {0: {"fail"}}},
		"azurerm": {"given": {"format": "terraform", "type": "azurerm_key_vault"}, "want": {}},
		"an export": {"given": {"format": "azure", "mode": "live", "api_version": "2023-07-01"}, "want": {}},
		"an operator's": {"given": {"format": "kubernetes", "api_version": "v1api20230701"}, "want": {}},
		"a managed HSM": {"given": {"managed_hsm": given.set(true), "api_version": "2023-07-01"}, "want": {}},
		"a reference": {"given": {"existing": true, "api_version": "2023-07-01"}, "want": {}},
	}
	results := api_retirement.results with input as given.document({"key_vaults": [given.resource("key_vault", 0, object.union({"managed_hsm": given.set(false)}, case.given))]})
	given.verdicts(results) == case.want
}

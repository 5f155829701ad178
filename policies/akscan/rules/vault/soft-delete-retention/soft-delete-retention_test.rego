package akscan.rules.vault["soft-delete-retention_test"]

import data.akscan.rules.vault["soft-delete-retention"] as retention
import data.akscan.testing as given

test_verdicts[name] if {
	some name, case in {
		"7": {"given": {"retention_days": given.set(7)}, "want": {0: {"fail"}}},
		"89": {"given": {"retention_days": given.set(89)}, "want": {0: {"fail"}}},
		"90": {"given": {"retention_days": given.set(90)}, "want": {0: {"pass"}}},
		"by default": {"given": {"retention_days": given.by_default(90)}, "want": {0: {"pass"}}},
		"unknown": {"given": {"retention_days": given.unknown("var.days has no value")}, "want": {0: {"open"}}},
		"not told": {"given": {"retention_days": {}}, "want": {0: {"open"}}},
		"a managed HSM": {"given": {"managed_hsm": given.set(true), "retention_days": given.set(7)}, "want": {0: {"fail"}}},
		"a reference": {"given": {"existing": true, "retention_days": given.set(7)}, "want": {}},
	}
	results := retention.results with input as given.document({"key_vaults": [given.resource("key_vault", 0, case.given)]})
	given.verdicts(results) == case.want
}

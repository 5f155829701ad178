package akscan.rules.key["in-state_test"]

import data.akscan.rules.key["in-state"] as in_state
import data.akscan.testing as given

document(changes) := given.document({"keys": [given.resource("key", 0, object.union({"format": "terraform"}, changes))]})

test_verdicts[name] if {
	some name, case in {
		"made by Terraform": {"given": {}, "want": {0: {"fail"}}},
		"ignores what rotation changes": {"given": {"ignored_changes": given.set(["expiration_date", "not_before_date"])}, "want": {0: {"pass"}}},
		"ignores everything": {"given": {"ignored_changes": given.set(["all"])}, "want": {0: {"pass"}}},
		"ignores the body": {"given": {"ignored_changes": given.set(["body"])}, "want": {0: {"pass"}}},
		"ignores tags": {"given": {"ignored_changes": given.set(["tags"])}, "want": {0: {"fail"}}},
		"a plan": {"given": {"format": "terraform-plan"}, "want": {0: {"open"}}},
		"a plan that tells": {"given": {"format": "terraform-plan", "ignored_changes": given.set(["expiration_date"])}, "want": {0: {"pass"}}},
		"a state": {"given": {"format": "terraform-state", "mode": "live"}, "want": {}},
		"a data source": {"given": {"existing": true}, "want": {}},
		"a template's": {"given": {"format": "arm"}, "want": {}},
		"an export's": {"given": {"format": "azure", "mode": "live"}, "want": {}},
	}
	results := in_state.results with input as document(case.given)
	given.verdicts(results) == case.want
}

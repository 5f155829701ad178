package akscan.rules.disk["des-rotation-error_test"]

import data.akscan.rules.disk["des-rotation-error"] as rotation_error
import data.akscan.testing as given

document(changes) := given.document({"disk_encryption_sets": [given.resource("disk_encryption_set", 0, object.union({"mode": "live"}, changes))]})

test_verdicts[name] if {
	some name, case in {
		"an error": {"set": {"rotation_error": given.set("Access to the key was denied")}, "want": {0: {"fail"}}},
		"none": {"set": {}, "want": {0: {"pass"}}},
		"unknown": {"set": {"rotation_error": given.unknown("the row has no properties")}, "want": {0: {"open"}}},
		"declared": {"set": {"mode": "declared", "rotation_error": given.set("x")}, "want": {}},
		"existing": {"set": {"existing": true, "rotation_error": given.set("x")}, "want": {}},
	}
	results := rotation_error.results with input as document(case.set)
	given.verdicts(results) == case.want
}

test_error_is_quoted if {
	results := rotation_error.results with input as document({"rotation_error": given.set("Access to the key was denied.")})
	some result in results
	contains(result.message, "(Access to the key was denied)")
}

package akscan.rules.disk.ade_test

import data.akscan.rules.disk.ade
import data.akscan.testing as given

document(changes) := given.document({"managed_disks": [given.resource("managed_disk", 0, changes)]})

test_verdicts[name] if {
	some name, case in {
		"on": {"ade": given.set(true), "want": "fail"},
		"off": {"ade": given.set(false), "want": "pass"},
		"absent": {"ade": given.by_default(false), "want": "pass"},
		"unknown": {"ade": given.unknown("var.ade has no value"), "want": "open"},
	}
	results := ade.results with input as document({"ade": case.ade})
	given.verdicts(results) == {0: {case.want}}
}

test_end_and_way_out_are_named if {
	results := ade.results with input as document({"ade": given.set(true)})
	some result in results
	contains(result.message, "15 September 2028")
	contains(result.message, "make a new disk")
}

test_existing_is_no_subject if {
	results := ade.results with input as document({"existing": true, "ade": given.set(true)})
	count(results) == 0
}

package akscan.rules.disk["des-key-rotation_test"]

import data.akscan.rules.disk["des-key-rotation"] as rotation
import data.akscan.testing as given

document(changes) := given.document({"disk_encryption_sets": [given.resource("disk_encryption_set", 0, changes)]})

test_verdicts[name] if {
	some name, case in {
		"on": {"given": given.set(true), "want": "pass"},
		"off": {"given": given.set(false), "want": "fail"},
		"off by default": {"given": given.by_default(false), "want": "fail"},
		"unknown": {"given": given.unknown("parameter 'rotate' has no value"), "want": "open"},
	}
	results := rotation.results with input as document({"auto_key_rotation": case.given})
	given.verdicts(results) == {0: {case.want}}
}

test_existing_is_no_subject if {
	results := rotation.results with input as document({"existing": true})
	count(results) == 0
}

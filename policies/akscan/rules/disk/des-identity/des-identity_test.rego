package akscan.rules.disk["des-identity_test"]

import data.akscan.rules.disk["des-identity"] as des_identity
import data.akscan.testing as given

document(changes) := given.document({"disk_encryption_sets": [given.resource("disk_encryption_set", 0, changes)]})

item := {"name": "identities", "state": "set", "value": "id", "pos": 7, "origins": [], "why": "", "present": true, "hidden": false, "ignored": "", "overlaid": false, "id": "", "ref": {"kind": "", "attribute": ""}, "targets": []}

test_verdicts[name] if {
	some name, case in {
		"system-assigned": {"set": {"identity_type": given.set("SystemAssigned")}, "want": "pass"},
		"user-assigned": {"set": {"identity_type": given.set("UserAssigned")}, "want": "pass"},
		"both": {"set": {"identity_type": given.set("SystemAssigned, UserAssigned")}, "want": "pass"},
		"none": {"set": {"identity_type": given.set("None")}, "want": "fail"},
		"absent": {"set": {}, "want": "fail"},
		"empty": {"set": {"identity_type": given.set("")}, "want": "fail"},
		"unknown": {"set": {"identity_type": given.unknown("parameter 'identity' has no value")}, "want": "open"},
		"an identity, its type unknown": {"set": {"identity_type": given.unknown("no value"), "identities": {"state": "set", "value": [item]}}, "want": "pass"},
		"no identity, its type unknown": {"set": {"identity_type": given.unknown("no value"), "identities": {"state": "set", "value": []}}, "want": "open"},
	}
	results := des_identity.results with input as document(case.set)
	given.verdicts(results) == {0: {case.want}}
}

test_role_is_named if {
	results := des_identity.results with input as document({})
	some result in results
	contains(result.message, "Key Vault Crypto Service Encryption User")
}

test_existing_is_no_subject if {
	results := des_identity.results with input as document({"existing": true})
	count(results) == 0
}

package akscan.rules.host["node-class-field_test"]

import data.akscan.rules.host["node-class-field"] as node_class_field
import data.akscan.testing as given

document(changes) := given.document({"node_classes": [given.resource("node_class", 0, changes)]})

test_verdicts[name] if {
	some name, case in {
		"none": {"fields": given.set([]), "want": "pass"},
		"absent": {"fields": {}, "want": "pass"},
		"misspelt": {"fields": given.set(["spec.security.encryptionatHost"]), "want": "fail"},
		"several": {"fields": given.set(["spec.encryptionAtHost", "spec.security.encryptionathost"]), "want": "fail"},
		"unknown": {"fields": given.unknown("var.spec has no value"), "want": "open"},
	}
	results := node_class_field.results with input as document({"misspelt_fields": case.fields})
	given.verdicts(results) == {0: {case.want}}
}

test_right_field_beside_a_wrong_one if {
	results := node_class_field.results with input as document({"host_encryption": given.set(true), "misspelt_fields": given.set(["spec.encryptionAtHost"])})
	given.verdicts(results) == {0: {"fail"}}
}

test_spellings_are_named if {
	results := node_class_field.results with input as document({"misspelt_fields": given.set(["spec.security.encryptionatHost"])})
	some result in results
	contains(result.message, "has spec.security.encryptionatHost, which")
	contains(result.message, "host encryption is spec.security.encryptionAtHost")
}

test_existing_is_no_subject if {
	results := node_class_field.results with input as document({"existing": true, "misspelt_fields": given.set(["spec.encryptionAtHost"])})
	count(results) == 0
}

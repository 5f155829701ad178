package akscan.rules.disk["double-encryption_test"]

import data.akscan.rules.disk["double-encryption"] as double_encryption
import data.akscan.testing as given

document(changes) := given.document({"disk_encryption_sets": [given.resource("disk_encryption_set", 0, changes)]})

test_verdicts[name] if {
	some name, case in {
		"both keys": {"type": given.set("EncryptionAtRestWithPlatformAndCustomerKeys"), "want": "pass"},
		"a customer key": {"type": given.set("EncryptionAtRestWithCustomerKey"), "want": "fail"},
		"in any casing": {"type": given.set("encryptionatrestwithcustomerkey"), "want": "fail"},
		"by default": {"type": given.by_default("EncryptionAtRestWithCustomerKey"), "want": "fail"},
		"a confidential VM": {"type": given.set("ConfidentialVmEncryptedWithCustomerKey"), "want": "pass"},
		"unknown": {"type": given.unknown("the row has no properties"), "want": "open"},
	}
	results := double_encryption.results with input as document({"encryption_type": case.type})
	given.verdicts(results) == {0: {case.want}}
}

test_disks_that_cannot_are_named if {
	results := double_encryption.results with input as document({"encryption_type": given.by_default("EncryptionAtRestWithCustomerKey")})
	some result in results
	contains(result.message, "Ultra disks and Premium SSD v2 can't have it")
}

test_existing_is_no_subject if {
	results := double_encryption.results with input as document({"existing": true})
	count(results) == 0
}

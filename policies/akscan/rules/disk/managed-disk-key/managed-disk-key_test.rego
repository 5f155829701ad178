package akscan.rules.disk["managed-disk-key_test"]

import data.akscan.rules.disk["managed-disk-key"] as managed_disk_key
import data.akscan.testing as given

document(changes) := given.document({"managed_disks": [given.resource("managed_disk", 0, changes)]})

test_verdicts[name] if {
	some name, case in {
		"a set": {"disk": {"disk_encryption_set": given.set("id")}, "want": "pass"},
		"a set to come": {"disk": {"disk_encryption_set": given.attribute("disk_encryption_set", "id")}, "want": "pass"},
		"a set of any type": {"disk": {"disk_encryption_set": given.set("id"), "encryption_type": given.unknown("no value")}, "want": "pass"},
		"a customer key": {"disk": {"encryption_type": given.set("EncryptionAtRestWithCustomerKey")}, "want": "pass"},
		"both keys": {"disk": {"encryption_type": given.set("encryptionatrestwithplatformandcustomerkeys")}, "want": "pass"},
		"a platform key": {"disk": {"encryption_type": given.set("EncryptionAtRestWithPlatformKey")}, "want": "fail"},
		"nothing": {"disk": {}, "want": "fail"},
		"an empty set": {"disk": {"disk_encryption_set": given.set("")}, "want": "fail"},
		"the set unknown": {"disk": {"disk_encryption_set": given.unknown("var.des has no value")}, "want": "open"},
		"the type unknown": {"disk": {"encryption_type": given.unknown("the row has no properties")}, "want": "open"},
	}
	results := managed_disk_key.results with input as document(case.disk)
	given.verdicts(results) == {0: {case.want}}
}

test_reason_is_named[name] if {
	some name, case in {
		"the set's": {"disk": {"disk_encryption_set": given.unknown("var.des has no value")}, "want": "var.des has no value"},
		"the type's": {"disk": {"encryption_type": given.unknown("the row has no properties")}, "want": "the row has no properties"},
	}
	results := managed_disk_key.results with input as document(case.disk)
	some result in results
	contains(result.message, case.want)
}

test_place[name] if {
	some name, case in {
		"the type where it is written": {"disk": {"encryption_type": given.set("EncryptionAtRestWithPlatformKey")}, "want": "encryption_type"},
		"the set where nothing is": {"disk": {}, "want": "disk_encryption_set"},
		"the set that proves it": {"disk": {"disk_encryption_set": given.set("id"), "encryption_type": given.set("EncryptionAtRestWithCustomerKey")}, "want": "disk_encryption_set"},
	}
	results := managed_disk_key.results with input as document(case.disk)
	some result in results
	result.property.name == case.want
}

test_disk_with_ade_is_told_so if {
	results := managed_disk_key.results with input as document({"ade": given.set(true)})
	some result in results
	contains(result.message, "can't take a disk encryption set: make a new disk")
}

test_existing_is_no_subject if {
	results := managed_disk_key.results with input as document({"existing": true})
	count(results) == 0
}

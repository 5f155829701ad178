package akscan.rules.storage["class-des-id_test"]

import data.akscan.rules.storage["class-des-id"] as class_des_id
import data.akscan.testing as given

des := "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d"

class(changes) := given.resource("storage_class", 0, object.union({"provisioner": given.set("disk.csi.azure.com"), "disk_encryption_set_spellings": given.set(["diskEncryptionSetID"])}, changes))

document(changes) := given.document({"storage_classes": [class(changes)]})

test_ids[name] if {
	some name, case in {
		"an id": {"id": given.set(des), "want": {0: {"pass"}}},
		"any casing": {"id": given.set(lower(des)), "want": {0: {"pass"}}},
		"a trailing slash": {"id": given.set(concat("", [des, "/"])), "want": {0: {"pass"}}},
		"the zero GUID is no placeholder": {"id": given.set(des), "want": {0: {"pass"}}},
		"a name": {"id": given.set("des-aks"), "want": {0: {"fail"}}},
		"another type": {"id": given.set("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d"), "want": {0: {"fail"}}},
		"placeholders": {"id": given.set("/subscriptions/{subs-id}/resourceGroups/{rg-name}/providers/Microsoft.Compute/diskEncryptionSets/{name}"), "want": {0: {"fail"}}},
		"angle brackets": {"id": given.set("/subscriptions/<sub>/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d"), "want": {0: {"fail"}}},
		"todo": {"id": given.set("TODO"), "want": {0: {"fail"}}},
		"a template": {"id": given.set("{{ .Values.des }}"), "want": {0: {"open"}}},
		"an environment variable": {"id": given.set("${DES_ID}"), "want": {0: {"open"}}},
		"a reference": {"id": given.attribute("disk_encryption_set", "id"), "want": {0: {"pass"}}},
		"another attribute of a set": {"id": given.attribute("disk_encryption_set", "other"), "want": {0: {"fail"}}},
		"a key": {"id": given.attribute("key", "key_versioned"), "want": {0: {"fail"}}},
		"unknown": {"id": given.unknown("var.des has no value"), "want": {0: {"open"}}},
		"absent": {"id": {}, "want": {}},
	}
	results := class_des_id.results with input as document({"disk_encryption_set": case.id})
	given.verdicts(results) == case.want
}

test_spelt_twice if {
	results := class_des_id.results with input as document({"disk_encryption_set": given.set(des), "disk_encryption_set_spellings": given.set(["diskEncryptionSetID", "diskencryptionsetid"])})
	given.verdicts(results) == {0: {"fail"}}
}

test_spelt_twice_the_last_empty if {
	results := class_des_id.results with input as document({"disk_encryption_set": given.set(""), "disk_encryption_set_spellings": given.set(["diskEncryptionSetID", "diskencryptionsetid"])})
	given.verdicts(results) == {0: {"fail"}}
}

test_type_without_id if {
	results := class_des_id.results with input as document({"disk_encryption_type": given.set("EncryptionAtRestWithCustomerKey")})
	given.verdicts(results) == {0: {"fail"}}
	given.severities(results) == {0: "medium"}
}

test_type_without_known_id if {
	results := class_des_id.results with input as document({"disk_encryption_set": given.unknown("no value"), "disk_encryption_type": given.set("EncryptionAtRestWithCustomerKey")})
	given.verdicts(results) == {0: {"open"}}
}

test_both_keys_need_an_older_sku[name] if {
	some name, case in {
		"ultra": {"sku": given.set("UltraSSD_LRS"), "type": given.set("EncryptionAtRestWithPlatformAndCustomerKeys"), "want": "fail"},
		"premium v2": {"sku": given.set("premiumv2_lrs"), "type": given.set("EncryptionAtRestWithPlatformAndCustomerKeys"), "want": "fail"},
		"premium": {"sku": given.set("Premium_LRS"), "type": given.set("EncryptionAtRestWithPlatformAndCustomerKeys"), "want": "pass"},
		"one key": {"sku": given.set("UltraSSD_LRS"), "type": given.set("EncryptionAtRestWithCustomerKey"), "want": "pass"},
	}
	results := class_des_id.results with input as document({"disk_encryption_set": given.set(des), "sku": case.sku, "disk_encryption_type": case.type})
	given.verdicts(results) == {0: {case.want}}
}

test_type_of_the_set[name] if {
	some name, case in {
		"the same": {"class": "EncryptionAtRestWithCustomerKey", "want": {0: {"pass"}}, "severity": {0: "high"}},
		"another": {"class": "EncryptionAtRestWithPlatformAndCustomerKeys", "want": {0: {"fail"}}, "severity": {0: "low"}},
	}
	set := given.resource("disk_encryption_set", 1, {"encryption_type": given.set("EncryptionAtRestWithCustomerKey")})
	doc := given.document({
		"storage_classes": [class({"disk_encryption_set": given.to(given.set(des), "disk_encryption_set", 0), "disk_encryption_type": given.set(case.class)})],
		"disk_encryption_sets": [set],
	})
	results := class_des_id.results with input as doc
	given.verdicts(results) == case.want
	given.severities(results) == case.severity
}

test_file_class_is_no_subject if {
	results := class_des_id.results with input as document({"provisioner": given.set("file.csi.azure.com"), "disk_encryption_set": given.set("x")})
	count(results) == 0
}

package akscan.rules.storage["claim-customer-key_test"]

import data.akscan.rules.storage["claim-customer-key"] as claim_customer_key
import data.akscan.testing as given

des := "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d"

claim(changes) := given.resource("persistent_volume_claim", 0, changes)

class(key, changes) := given.resource("storage_class", key, object.union({"provisioner": given.set("disk.csi.azure.com")}, changes))

to_class(text) := given.to(given.set(text), "storage_class", 0)

test_classes_in_the_scan[name] if {
	some name, case in {
		"with a set": {"class": {"disk_encryption_set": given.set(des)}, "want": {0: {"pass"}}, "severity": {0: "medium"}},
		"without": {"class": {}, "want": {0: {"fail"}}, "severity": {0: "medium"}},
		"a built-in one": {"class": {"name": "managed-csi"}, "want": {0: {"fail"}}, "severity": {0: "high"}},
		"unknown": {"class": {"disk_encryption_set": given.unknown("no value")}, "want": {0: {"open"}}, "severity": {0: "medium"}},
		"provisioner unknown": {"class": {"provisioner": given.unknown("no value")}, "want": {0: {"open"}}, "severity": {0: "medium"}},
		"files": {"class": {"provisioner": given.set("file.csi.azure.com")}, "want": {}, "severity": {}},
	}
	doc := given.document({"persistent_volume_claims": [claim({"class": to_class("c")})], "storage_classes": [class(1, case.class)]})
	results := claim_customer_key.results with input as doc
	given.verdicts(results) == case.want
	given.severities(results) == case.severity
}

test_class_by_name[name] if {
	some name, case in {
		"none": {"class": {}, "want": {0: {"fail"}}, "severity": {0: "high"}},
		"built in": {"class": given.set("managed-csi-premium"), "want": {0: {"fail"}}, "severity": {0: "high"}},
		"built in, files": {"class": given.set("azurefile-csi"), "want": {}, "severity": {}},
		"not given": {"class": given.set("byok"), "want": {0: {"open"}}, "severity": {0: "medium"}},
		"no class at all": {"class": given.set(""), "want": {0: {"open"}}, "severity": {0: "medium"}},
		"unknown": {"class": given.unknown("var.class has no value"), "want": {0: {"open"}}, "severity": {0: "medium"}},
	}
	results := claim_customer_key.results with input as given.document({"persistent_volume_claims": [claim({"class": case.class})]})
	given.verdicts(results) == case.want
	given.severities(results) == case.severity
}

test_classes_that_disagree if {
	doc := given.document({
		"persistent_volume_claims": [claim({"class": object.union(given.set("c"), {"targets": [{"kind": "storage_class", "index": 0}, {"kind": "storage_class", "index": 1}]})})],
		"storage_classes": [class(1, {"disk_encryption_set": given.set(des)}), class(2, {})],
	})
	results := claim_customer_key.results with input as doc
	given.verdicts(results) == {0: {"open"}}
}

test_classes_that_agree if {
	doc := given.document({
		"persistent_volume_claims": [claim({"class": object.union(given.set("c"), {"targets": [{"kind": "storage_class", "index": 0}, {"kind": "storage_class", "index": 1}]})})],
		"storage_classes": [class(1, {}), class(2, {})],
	})
	results := claim_customer_key.results with input as doc
	given.verdicts(results) == {0: {"fail"}}
}

test_bound_disk_decides[name] if {
	some name, case in {
		"customer key": {"disk": {"disk_encryption_set": given.set(des)}, "want": {0: {"pass"}}},
		"by its type": {"disk": {"encryption_type": given.set("EncryptionAtRestWithPlatformAndCustomerKeys")}, "want": {0: {"pass"}}},
		"platform key": {"disk": {"encryption_type": given.set("EncryptionAtRestWithPlatformKey")}, "want": {0: {"fail"}}},
		"unknown": {"disk": {"encryption_type": given.unknown("not shown")}, "want": {0: {"open"}}},
	}
	doc := given.document({
		"persistent_volume_claims": [claim({"class": given.set("managed-csi"), "volume": given.to(given.set("pv"), "persistent_volume", 0)})],
		"persistent_volumes": [given.resource("persistent_volume", 1, {"driver": given.set("disk.csi.azure.com"), "disk": given.to(given.set("id"), "managed_disk", 0)})],
		"managed_disks": [given.resource("managed_disk", 2, case.disk)],
	})
	results := claim_customer_key.results with input as doc
	given.verdicts(results) == case.want
}

test_place_and_cure_are_those_of_what_decides[name] if {
	some name, case in {
		"the class": {"claim": {"class": to_class("c")}, "property": "class", "words": "A claim can't change its class"},
		"the bound disk": {"claim": {"class": to_class("c"), "volume": given.to(given.set("pv"), "persistent_volume", 0)}, "property": "volume", "words": "Detach the disk"},
	}
	doc := given.document({
		"persistent_volume_claims": [claim(case.claim)],
		"storage_classes": [class(1, {})],
		"persistent_volumes": [given.resource("persistent_volume", 2, {"driver": given.set("disk.csi.azure.com"), "disk": given.to(given.set("id"), "managed_disk", 0)})],
		"managed_disks": [given.resource("managed_disk", 3, {"encryption_type": given.set("EncryptionAtRestWithPlatformKey")})],
	})
	results := claim_customer_key.results with input as doc
	some result in results
	result.property.name == case.property
	contains(result.message, case.words)
}

test_bound_to_a_share_is_no_subject if {
	doc := given.document({
		"persistent_volume_claims": [claim({"volume": given.to(given.set("pv"), "persistent_volume", 0)})],
		"persistent_volumes": [given.resource("persistent_volume", 1, {"driver": given.set("file.csi.azure.com")})],
	})
	results := claim_customer_key.results with input as doc
	count(results) == 0
}

test_chain_is_shown if {
	doc := given.document({"persistent_volume_claims": [claim({"class": to_class("c")})], "storage_classes": [class(1, {})]})
	results := claim_customer_key.results with input as doc
	some result in results
	[step.message | some step in result.related] == [`the class "storage_class-1"`]
}

test_template_is_no_subject if {
	results := claim_customer_key.results with input as given.document({"persistent_volume_claims": [claim({"existing": true})]})
	count(results) == 0
}

package akscan.rules.storage["class-customer-key_test"]

import data.akscan.rules.storage["class-customer-key"] as class_customer_key
import data.akscan.testing as given

des := "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d"

class(changes) := given.resource("storage_class", 0, object.union({"provisioner": given.set("disk.csi.azure.com")}, changes))

test_verdicts[name] if {
	some name, case in {
		"an id": {"class": {"disk_encryption_set": given.set(des)}, "want": {0: {"pass"}}},
		"a reference": {"class": {"disk_encryption_set": given.attribute("disk_encryption_set", "id")}, "want": {0: {"pass"}}},
		"absent": {"class": {}, "want": {0: {"fail"}}},
		"empty": {"class": {"disk_encryption_set": given.set("")}, "want": {0: {"fail"}}},
		"unknown": {"class": {"disk_encryption_set": given.unknown("var.des has no value")}, "want": {0: {"open"}}},
		"in-tree": {"class": {"provisioner": given.set("kubernetes.io/azure-disk")}, "want": {0: {"fail"}}},
		"files": {"class": {"provisioner": given.set("file.csi.azure.com")}, "want": {}},
		"blobs": {"class": {"provisioner": given.set("blob.csi.azure.com")}, "want": {}},
		"another driver": {"class": {"provisioner": given.set("ebs.csi.aws.com")}, "want": {}},
		"provisioner unknown": {"class": {"provisioner": given.unknown("var.driver has no value")}, "want": {0: {"open"}}},
		"provisioner unknown, with a set": {"class": {"provisioner": given.unknown("var.driver has no value"), "disk_encryption_set": given.set(des)}, "want": {0: {"pass"}}},
		"existing": {"class": {"existing": true}, "want": {}},
	}
	results := class_customer_key.results with input as given.document({"storage_classes": [class(case.class)]})
	given.verdicts(results) == case.want
}

test_severity[name] if {
	some name, case in {
		"no cluster in the scan": {"scan": {"present": 0, "absent": 0, "undecided": 0}, "class": {}, "want": "high"},
		"every cluster has a set": {"scan": {"present": 2, "absent": 0, "undecided": 0}, "class": {}, "want": "medium"},
		"one has none": {"scan": {"present": 2, "absent": 1, "undecided": 0}, "class": {}, "want": "high"},
		"one is undecided": {"scan": {"present": 2, "absent": 0, "undecided": 1}, "class": {}, "want": "high"},
		"AKS's own, live": {"scan": {"present": 0, "absent": 0, "undecided": 0}, "class": {"mode": "live", "name": "managed-csi"}, "want": "note"},
		"AKS's own name, declared": {"scan": {"present": 0, "absent": 0, "undecided": 0}, "class": {"name": "managed-csi"}, "want": "high"},
	}
	doc := given.document({"storage_classes": [class(case.class)], "scan": {"cluster": {"disk_encryption_set": case.scan}}})
	results := class_customer_key.results with input as doc
	given.severities(results) == {0: case.want}
}

test_unseen_modules[name] if {
	some name, case in {
		"storage class": {"source": "example/storage-class/kubernetes", "inputs": [], "want": {0: {"open"}}},
		"aks": {"source": "Azure/aks/azurerm", "inputs": [], "want": {}},
	}
	call := given.resource("module_call", 0, {"source": given.set(case.source), "inputs": given.set(case.inputs)})
	results := class_customer_key.results with input as given.document({"module_calls": [call]})
	given.verdicts(results) == case.want
}

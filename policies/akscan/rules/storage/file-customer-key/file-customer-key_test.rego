package akscan.rules.storage["file-customer-key_test"]

import data.akscan.rules.storage["file-customer-key"] as file_customer_key
import data.akscan.testing as given

files := given.set("file.csi.azure.com")

named := given.to(given.set("shopdata"), "storage_account", 0)

class(changes, account) := given.document({
	"storage_classes": [given.resource("storage_class", 0, object.union({"provisioner": files}, changes))],
	"storage_accounts": [given.resource("storage_account", 1, object.union({"name": "shopdata"}, account))],
})

volume(changes, account) := given.document({
	"persistent_volumes": [given.resource("persistent_volume", 0, object.union({"driver": files}, changes))],
	"storage_accounts": [given.resource("storage_account", 1, object.union({"name": "shopdata"}, account))],
})

test_classes[name] if {
	some name, case in {
		"the driver's account": {"class": {}, "account": {}, "want": {0: {"fail"}}},
		"an empty name": {"class": {"account": given.set("")}, "account": {}, "want": {0: {"fail"}}},
		"an account with a customer key": {"class": {"account": named}, "account": {"customer_key": given.set(true)}, "want": {0: {"pass"}}},
		"an account without": {"class": {"account": named}, "account": {"customer_key": given.by_default(false)}, "want": {0: {"fail"}}},
		"an account, its key unknown": {"class": {"account": named}, "account": {"customer_key": given.unknown("no value")}, "want": {0: {"open"}}},
		"an account elsewhere": {"class": {"account": given.set("elsewhere")}, "account": {}, "want": {0: {"open"}}},
		"an account nobody knows": {"class": {"account": given.unknown("var.account has no value")}, "account": {}, "want": {0: {"open"}}},
		"an account to come": {"class": {"account": given.something("known after apply")}, "account": {}, "want": {0: {"open"}}},
		"blobs": {"class": {"provisioner": given.set("blob.csi.azure.com")}, "account": {}, "want": {0: {"fail"}}},
		"in-tree": {"class": {"provisioner": given.set("kubernetes.io/azure-file")}, "account": {}, "want": {0: {"fail"}}},
		"disks": {"class": {"provisioner": given.set("disk.csi.azure.com")}, "account": {}, "want": {}},
		"another driver": {"class": {"provisioner": given.set("nfs.csi.k8s.io")}, "account": {}, "want": {}},
		"driver unknown": {"class": {"provisioner": {"state": "unknown", "value": null, "why": "var.driver has no value"}}, "account": {}, "want": {0: {"open"}}},
		"driver unknown, a customer key": {"class": {"provisioner": {"state": "unknown", "value": null, "why": "no value"}, "account": named}, "account": {"customer_key": given.set(true)}, "want": {0: {"pass"}}},
		"existing": {"class": {"existing": true}, "account": {}, "want": {}},
	}
	results := file_customer_key.results with input as class(case.class, case.account)
	given.verdicts(results) == case.want
}

test_volumes[name] if {
	some name, case in {
		"an account with a customer key": {"volume": {"account": named}, "account": {"customer_key": given.set(true)}, "want": {0: {"pass"}}},
		"an account without": {"volume": {"account": named}, "account": {"customer_key": given.by_default(false)}, "want": {0: {"fail"}}},
		"an account elsewhere": {"volume": {"account": given.set("elsewhere")}, "account": {}, "want": {0: {"open"}}},
		"an account in a Secret": {"volume": {}, "account": {}, "want": {0: {"open"}}},
		"a disk": {"volume": {"driver": given.set("disk.csi.azure.com")}, "account": {}, "want": {}},
		"driver unknown": {"volume": {"driver": {"state": "unknown", "value": null, "why": "no value"}}, "account": {}, "want": {0: {"open"}}},
		"in a pod": {"volume": {"existing": true, "account": named}, "account": {"customer_key": given.by_default(false)}, "want": {}},
	}
	results := file_customer_key.results with input as volume(case.volume, case.account)
	given.verdicts(results) == case.want
}

test_severity[name] if {
	some name, case in {
		"one's own": {"class": {"name": "files"}, "want": "medium"},
		"AKS's own, live": {"class": {"name": "azurefile-csi", "mode": "live"}, "want": "note"},
		"AKS's own name, declared": {"class": {"name": "azurefile-csi"}, "want": "medium"},
	}
	results := file_customer_key.results with input as class(case.class, {})
	given.severities(results) == {0: case.want}
}

test_account_is_shown if {
	results := file_customer_key.results with input as class({"account": named}, {"customer_key": given.by_default(false)})
	some result in results
	[step.message | some step in result.related] == [`the storage account "shopdata"`]
}

test_class_is_no_step_to_itself if {
	results := file_customer_key.results with input as class({}, {})
	some result in results
	result.related == []
}

test_layer_is_named[name] if {
	some name, case in {
		"a class for files": {"doc": class({}, {}), "want": "File share: the files of storage class"},
		"a class for blobs": {"doc": class({"provisioner": given.set("blob.csi.azure.com")}, {}), "want": "Blob container: the files of storage class"},
		"a volume of blobs": {"doc": volume({"driver": given.set("blob.csi.azure.com"), "account": named}, {"customer_key": given.by_default(false)}), "want": "Blob container: the files of persistent volume"},
	}
	results := file_customer_key.results with input as case.doc
	some result in results
	startswith(result.message, case.want)
}

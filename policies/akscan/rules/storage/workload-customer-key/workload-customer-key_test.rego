package akscan.rules.storage["workload-customer-key_test"]

import data.akscan.rules.storage["workload-customer-key"] as workload_customer_key
import data.akscan.testing as given

des := "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d"

# A reference item, as a list of them holds it.
item(value) := object.union(
	{"name": "volumes", "state": "unset", "value": null, "pos": 7, "origins": [], "why": "", "present": false, "hidden": false, "id": "", "ref": {"kind": "", "attribute": ""}, "targets": []},
	value,
)

workload(items) := given.resource("workload", 0, {"type": "Deployment", "name": "shop", "volumes": {"state": "set", "value": items}})

to_claim(index) := item(given.to(given.set("data"), "persistent_volume_claim", index))

claim(key, changes) := given.resource("persistent_volume_claim", key, changes)

secure := claim(1, {"class": given.to(given.set("byok"), "storage_class", 0)})

plain := claim(2, {"class": given.set("managed-csi")})

elsewhere := claim(3, {"class": given.set("not-given")})

share := claim(4, {"class": given.set("azurefile-csi")})

byok := given.resource("storage_class", 9, {"name": "byok", "provisioner": given.set("disk.csi.azure.com"), "disk_encryption_set": given.set(des)})

document(items) := given.document({"workloads": [workload(items)], "persistent_volume_claims": [secure, plain, elsewhere, share], "storage_classes": [byok]})

test_verdicts[name] if {
	some name, case in {
		"a customer key": {"volumes": [to_claim(0)], "want": {0: {"pass"}}},
		"a built-in class": {"volumes": [to_claim(1)], "want": {0: {"fail"}}},
		"a class elsewhere": {"volumes": [to_claim(2)], "want": {0: {"open"}}},
		"a share in an account of the driver's": {"volumes": [to_claim(3)], "want": {0: {"fail"}}},
		"no volume": {"volumes": [], "want": {}},
		"the worst counts": {"volumes": [to_claim(0), to_claim(2), to_claim(1)], "want": {0: {"fail"}}},
		"open beats pass": {"volumes": [to_claim(0), to_claim(2)], "want": {0: {"open"}}},
		"a claim elsewhere": {"volumes": [item(given.set("elsewhere"))], "want": {0: {"open"}}},
		"a claim nobody knows": {"volumes": [item(given.unknown("no value"))], "want": {0: {"open"}}},
	}
	results := workload_customer_key.results with input as document(case.volumes)
	given.verdicts(results) == case.want
}

test_inline_disk[name] if {
	some name, case in {
		"not in the scan": {"targets": [], "want": {0: {"open"}}},
		"platform key": {"targets": [{"kind": "managed_disk", "index": 0}], "want": {0: {"fail"}}},
	}
	inline := given.resource("persistent_volume", 5, {"existing": true, "driver": given.set("disk.csi.azure.com"), "disk": object.union(given.set("id"), {"targets": case.targets})})
	doc := given.document({
		"workloads": [workload([item(given.to(given.set("inline"), "persistent_volume", 0))])],
		"persistent_volumes": [inline],
		"managed_disks": [given.resource("managed_disk", 6, {"encryption_type": given.set("EncryptionAtRestWithPlatformKey")})],
	})
	results := workload_customer_key.results with input as doc
	given.verdicts(results) == case.want
}

test_owned_is_no_subject if {
	owned := given.resource("workload", 0, {"owner": given.to(given.set("ReplicaSet/x"), "workload", 1), "volumes": {"state": "set", "value": [to_claim(1)]}})
	doc := given.document({"workloads": [owned, given.resource("workload", 8, {})], "persistent_volume_claims": [secure, plain]})
	results := workload_customer_key.results with input as doc
	count(results) == 0
}

test_unknown_volumes if {
	doc := given.document({"workloads": [given.resource("workload", 0, {"volumes": given.unknown("var.volumes has no value")})]})
	results := workload_customer_key.results with input as doc
	given.verdicts(results) == {0: {"open"}}
}

test_whole_chain_is_shown if {
	results := workload_customer_key.results with input as document([to_claim(0)])
	some result in results
	[step.message | some step in result.related] == [`the claim "persistent_volume_claim-1"`, `the class "byok"`]
}

test_class_of_claim_template_is_shown if {
	template := claim(2, {"existing": true, "name": "data", "class": given.set("managed-csi")})
	doc := given.document({"workloads": [workload([to_claim(0)])], "persistent_volume_claims": [template]})
	results := workload_customer_key.results with input as doc
	given.verdicts(results) == {0: {"fail"}}
	some result in results
	[step.message | some step in result.related] == [`the class of the claim template "data"`]
}

# A workload that mounts one claim of a class.
of_class(class, account) := given.document({
	"workloads": [workload([to_claim(0)])],
	"persistent_volume_claims": [claim(1, {"class": given.to(given.set("files"), "storage_class", 0)})],
	"storage_classes": [given.resource("storage_class", 2, object.union({"name": "files", "provisioner": given.set("file.csi.azure.com")}, class))],
	"storage_accounts": [given.resource("storage_account", 3, object.union({"name": "shopdata", "referrers": [given.from("storage_class", 0, "account")]}, account))],
})

named := given.to(given.set("shopdata"), "storage_account", 0)

test_share_of_a_class[name] if {
	some name, case in {
		"the driver's account": {"class": {}, "account": {}, "want": {0: {"fail"}}},
		"an account with a customer key": {"class": {"account": named}, "account": {"customer_key": given.set(true)}, "want": {0: {"pass"}}},
		"an account without": {"class": {"account": named}, "account": {"customer_key": given.by_default(false)}, "want": {0: {"fail"}}},
		"an account, its key unknown": {"class": {"account": named}, "account": {"customer_key": given.unknown("the row has no properties")}, "want": {0: {"open"}}},
		"an account elsewhere": {"class": {"account": given.set("elsewhere")}, "account": {}, "want": {0: {"open"}}},
		"an account nobody knows": {"class": {"account": given.unknown("var.account has no value")}, "account": {}, "want": {0: {"open"}}},
		"blobs": {"class": {"provisioner": given.set("blob.csi.azure.com")}, "account": {}, "want": {0: {"fail"}}},
		"in-tree": {"class": {"provisioner": given.set("kubernetes.io/azure-file")}, "account": {}, "want": {0: {"fail"}}},
		"another driver": {"class": {"provisioner": given.set("nfs.csi.k8s.io")}, "account": {}, "want": {}},
	}
	results := workload_customer_key.results with input as of_class(case.class, case.account)
	given.verdicts(results) == case.want
}

test_chain_of_a_share_is_shown if {
	results := workload_customer_key.results with input as of_class({"account": named}, {"customer_key": given.by_default(false)})
	some result in results
	startswith(result.message, "File share: Deployment")
	[step.message | some step in result.related] == [`the claim "persistent_volume_claim-1"`, `the class "files"`, `the storage account "shopdata"`]
}

test_chain_of_a_disk_is_shown if {
	doc := given.document({
		"workloads": [workload([to_claim(0)])],
		"persistent_volume_claims": [claim(1, {"class": given.set(""), "volume": given.to(given.set("archive"), "persistent_volume", 0)})],
		"persistent_volumes": [given.resource("persistent_volume", 2, {"name": "archive", "driver": given.set("disk.csi.azure.com"), "disk": given.to(given.set("id"), "managed_disk", 0)})],
		"managed_disks": [given.resource("managed_disk", 3, {"name": "archive-disk", "encryption_type": given.set("EncryptionAtRestWithPlatformKey")})],
	})
	results := workload_customer_key.results with input as doc
	some result in results
	contains(result.message, "writes to a disk with a key that Microsoft manages")
	[step.message | some step in result.related] == [`the claim "persistent_volume_claim-1"`, `the volume "archive"`, `the disk "archive-disk"`]
}

test_classes_that_disagree if {
	to_both := object.union(given.set("files"), {"targets": [{"kind": "storage_class", "index": 0}, {"kind": "storage_class", "index": 1}]})
	doc := given.document({
		"workloads": [workload([to_claim(0)])],
		"persistent_volume_claims": [claim(1, {"class": to_both})],
		"storage_classes": [
			given.resource("storage_class", 2, {"provisioner": given.set("file.csi.azure.com")}),
			given.resource("storage_class", 3, {"provisioner": given.set("file.csi.azure.com"), "account": given.set("elsewhere")}),
		],
	})
	results := workload_customer_key.results with input as doc
	given.verdicts(results) == {0: {"open"}}
}

test_inline_share[name] if {
	some name, case in {
		"its account in a Secret": {"volume": {}, "want": {0: {"open"}}},
		"its account named": {"volume": {"account": named}, "want": {0: {"fail"}}},
	}
	inline := given.resource("persistent_volume", 5, object.union({"existing": true, "driver": given.set("file.csi.azure.com")}, case.volume))
	doc := given.document({
		"workloads": [workload([item(given.to(given.set("inline"), "persistent_volume", 0))])],
		"persistent_volumes": [inline],
		"storage_accounts": [given.resource("storage_account", 6, {"customer_key": given.by_default(false)})],
	})
	results := workload_customer_key.results with input as doc
	given.verdicts(results) == case.want
}

test_claim_bound_to_a_share[name] if {
	some name, case in {
		"with a customer key": {"account": {"customer_key": given.set(true)}, "want": {0: {"pass"}}},
		"without": {"account": {"customer_key": given.by_default(false)}, "want": {0: {"fail"}}},
	}
	doc := given.document({
		"workloads": [workload([to_claim(0)])],
		"persistent_volume_claims": [claim(1, {"class": given.set("azurefile-csi"), "volume": given.to(given.set("pv"), "persistent_volume", 0)})],
		"persistent_volumes": [given.resource("persistent_volume", 2, {"driver": given.set("file.csi.azure.com"), "account": named})],
		"storage_accounts": [given.resource("storage_account", 3, case.account)],
	})
	results := workload_customer_key.results with input as doc
	given.verdicts(results) == case.want
}

test_volumes_of_one_name[name] if {
	to_both := object.union(given.set("pv"), {"targets": [{"kind": "persistent_volume", "index": 0}, {"kind": "persistent_volume", "index": 1}]})
	some name, case in {
		"disks that disagree": {"driver": "disk.csi.azure.com", "first": {"disk": given.to(given.set("id"), "managed_disk", 0)}, "second": {"disk": given.to(given.set("id"), "managed_disk", 1)}, "want": "open"},
		"disks that agree": {"driver": "disk.csi.azure.com", "first": {"disk": given.to(given.set("id"), "managed_disk", 0)}, "second": {"disk": given.to(given.set("id"), "managed_disk", 0)}, "want": "pass"},
		"accounts that disagree": {"driver": "file.csi.azure.com", "first": {"account": given.to(given.set("a"), "storage_account", 0)}, "second": {"account": given.to(given.set("b"), "storage_account", 1)}, "want": "open"},
		"one disk that two answer to": {"driver": "disk.csi.azure.com", "first": {"disk": {"targets": [{"kind": "managed_disk", "index": 0}, {"kind": "managed_disk", "index": 1}]}}, "second": {"disk": {"targets": [{"kind": "managed_disk", "index": 0}, {"kind": "managed_disk", "index": 1}]}}, "want": "fail"},
	}
	doc := given.document({
		"workloads": [workload([to_claim(0)])],
		"persistent_volume_claims": [claim(1, {"class": given.set("elsewhere"), "volume": to_both})],
		"persistent_volumes": [
			given.resource("persistent_volume", 2, object.union({"driver": given.set(case.driver)}, case.first)),
			given.resource("persistent_volume", 3, object.union({"driver": given.set(case.driver)}, case.second)),
		],
		"managed_disks": [given.resource("managed_disk", 4, {"disk_encryption_set": given.set(des)}), given.resource("managed_disk", 5, {})],
		"storage_accounts": [given.resource("storage_account", 6, {"customer_key": given.set(true)}), given.resource("storage_account", 7, {"customer_key": given.set(false)})],
	})
	results := workload_customer_key.results with input as doc
	given.verdicts(results) == {0: {case.want}}
}

# A claim and a volume of one name: what the workload mounts is the claim.
test_mount_that_leads_to_both if {
	to_both := item(object.union(given.set("data"), {"targets": [{"kind": "persistent_volume_claim", "index": 1}, {"kind": "persistent_volume", "index": 0}]}))
	doc := object.union(document([to_both]), {
		"persistent_volumes": [given.resource("persistent_volume", 11, {"driver": given.set("disk.csi.azure.com"), "disk": given.to(given.set("id"), "managed_disk", 0)})],
		"managed_disks": [given.resource("managed_disk", 12, {"disk_encryption_set": given.set(des)})],
	})
	results := workload_customer_key.results with input as doc
	given.verdicts(results) == {0: {"fail"}}
}

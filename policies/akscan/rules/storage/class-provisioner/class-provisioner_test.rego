package akscan.rules.storage["class-provisioner_test"]

import data.akscan.rules.storage["class-provisioner"] as class_provisioner
import data.akscan.testing as given

document(changes) := given.document({"storage_classes": [given.resource("storage_class", 0, changes)]})

test_verdicts[name] if {
	some name, case in {
		"disk CSI": {"provisioner": given.set("disk.csi.azure.com"), "want": {0: {"pass"}}},
		"file CSI": {"provisioner": given.set("file.csi.azure.com"), "want": {0: {"pass"}}},
		"another driver": {"provisioner": given.set("ebs.csi.aws.com"), "want": {0: {"pass"}}},
		"in-tree disk": {"provisioner": given.set("kubernetes.io/azure-disk"), "want": {0: {"fail"}}},
		"in-tree file": {"provisioner": given.set("kubernetes.io/azure-file"), "want": {0: {"fail"}}},
		"no provisioner": {"provisioner": given.set("kubernetes.io/no-provisioner"), "want": {0: {"pass"}}},
		"unknown": {"provisioner": given.unknown("var.driver has no value"), "want": {0: {"open"}}},
		"a patch": {"provisioner": {}, "want": {}},
	}
	results := class_provisioner.results with input as document({"provisioner": case.provisioner})
	given.verdicts(results) == case.want
}

test_successor_is_named[name] if {
	some name, case in {
		"disk": {"provisioner": "kubernetes.io/azure-disk", "want": "Make a new class with disk.csi.azure.com"},
		"file": {"provisioner": "kubernetes.io/azure-file", "want": "Make a new class with file.csi.azure.com"},
	}
	results := class_provisioner.results with input as document({"provisioner": given.set(case.provisioner)})
	some result in results
	contains(result.message, case.want)
}

test_existing_is_no_subject if {
	results := class_provisioner.results with input as document({"existing": true, "provisioner": given.set("kubernetes.io/azure-disk")})
	count(results) == 0
}

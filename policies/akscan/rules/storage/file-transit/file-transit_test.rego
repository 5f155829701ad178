package akscan.rules.storage["file-transit_test"]

import data.akscan.rules.storage["file-transit"] as file_transit
import data.akscan.testing as given

document(changes) := given.document({"storage_classes": [given.resource("storage_class", 0, changes)]})

files := given.set("file.csi.azure.com")

nfs := given.set("nfs")

test_verdicts[name] if {
	some name, case in {
		"encrypted": {"class": {"provisioner": files, "protocol": nfs, "encrypt_in_transit": given.set(true)}, "want": {0: {"pass"}}},
		"not": {"class": {"provisioner": files, "protocol": nfs, "encrypt_in_transit": given.set(false)}, "want": {0: {"fail"}}},
		"not by default": {"class": {"provisioner": files, "protocol": nfs, "encrypt_in_transit": given.by_default(false)}, "want": {0: {"fail"}}},
		"in capitals": {"class": {"provisioner": files, "protocol": given.set("NFS"), "encrypt_in_transit": given.by_default(false)}, "want": {0: {"fail"}}},
		"unknown": {"class": {"provisioner": files, "protocol": nfs, "encrypt_in_transit": given.unknown("var.tls has no value")}, "want": {0: {"open"}}},
		"SMB": {"class": {"provisioner": files, "protocol": given.set("smb"), "encrypt_in_transit": given.by_default(false)}, "want": {}},
		"no protocol": {"class": {"provisioner": files, "encrypt_in_transit": given.by_default(false)}, "want": {}},
		"blobs over NFS": {"class": {"provisioner": given.set("blob.csi.azure.com"), "protocol": nfs, "encrypt_in_transit": given.by_default(false)}, "want": {}},
		"protocol unknown": {"class": {"provisioner": files, "protocol": given.unknown("no value"), "encrypt_in_transit": given.by_default(false)}, "want": {0: {"open"}}},
		"protocol unknown, encrypted": {"class": {"provisioner": files, "protocol": given.unknown("no value"), "encrypt_in_transit": given.set(true)}, "want": {0: {"pass"}}},
		"provisioner unknown": {"class": {"provisioner": given.unknown("no value"), "protocol": nfs, "encrypt_in_transit": given.by_default(false)}, "want": {0: {"open"}}},
		"existing": {"class": {"existing": true, "provisioner": files, "protocol": nfs, "encrypt_in_transit": given.by_default(false)}, "want": {}},
	}
	results := file_transit.results with input as document(case.class)
	given.verdicts(results) == case.want
}

test_reason_is_named[name] if {
	some name, case in {
		"the parameter's": {"class": {"provisioner": files, "protocol": nfs, "encrypt_in_transit": given.unknown("var.tls has no value")}, "want": "var.tls has no value"},
		"the protocol's": {"class": {"provisioner": files, "protocol": given.unknown("var.protocol has no value")}, "want": "var.protocol has no value"},
		"the provisioner's": {"class": {"provisioner": given.unknown("var.driver has no value"), "protocol": nfs}, "want": "var.driver has no value"},
	}
	results := file_transit.results with input as document(case.class)
	some result in results
	contains(result.message, case.want)
}

package akscan.rules.storage["infrastructure-encryption_test"]

import data.akscan.rules.storage["infrastructure-encryption"] as infrastructure_encryption
import data.akscan.testing as given

account(changes) := given.document({
	"storage_accounts": [given.resource("storage_account", 0, object.union({"name": "shopdata", "referrers": [given.from("storage_class", 0, "account")]}, changes))],
	"storage_classes": [given.resource("storage_class", 1, {"name": "files", "provisioner": given.set("file.csi.azure.com"), "account": given.to(given.set("shopdata"), "storage_account", 0)})],
})

class(changes) := given.document({"storage_classes": [given.resource("storage_class", 0, object.union({"provisioner": given.set("file.csi.azure.com")}, changes))]})

test_accounts[name] if {
	some name, case in {
		"on": {"account": {"infrastructure_encryption": given.set(true)}, "want": {0: {"pass"}}},
		"off": {"account": {"infrastructure_encryption": given.set(false)}, "want": {0: {"fail"}}},
		"off by default": {"account": {"infrastructure_encryption": given.by_default(false)}, "want": {0: {"fail"}}},
		"unknown": {"account": {"infrastructure_encryption": given.unknown("no value")}, "want": {0: {"open"}}},
		"existing": {"account": {"existing": true, "infrastructure_encryption": given.by_default(false)}, "want": {}},
		"nobody's": {"account": {"referrers": [], "infrastructure_encryption": given.by_default(false)}, "want": {}},
	}
	results := infrastructure_encryption.results with input as account(case.account)
	given.verdicts(results) == case.want
}

test_classes[name] if {
	some name, case in {
		"asked for": {"class": {"infrastructure_encryption": given.set(true)}, "want": {0: {"pass"}}},
		"not": {"class": {"infrastructure_encryption": given.by_default(false)}, "want": {0: {"fail"}}},
		"unknown": {"class": {"infrastructure_encryption": given.unknown("no value")}, "want": {0: {"open"}}},
		"blobs": {"class": {"provisioner": given.set("blob.csi.azure.com"), "infrastructure_encryption": given.by_default(false)}, "want": {0: {"fail"}}},
		"disks": {"class": {"provisioner": given.set("disk.csi.azure.com"), "infrastructure_encryption": given.by_default(false)}, "want": {}},
		"an account of its own": {"class": {"account": given.set("shopdata"), "infrastructure_encryption": given.by_default(false)}, "want": {}},
		"an account to come": {"class": {"account": given.something("known after apply"), "infrastructure_encryption": given.by_default(false)}, "want": {}},
		"an account or none": {"class": {"account": given.unknown("no value"), "infrastructure_encryption": given.by_default(false)}, "want": {0: {"open"}}},
		"an account or none, asked for": {"class": {"account": given.unknown("no value"), "infrastructure_encryption": given.set(true)}, "want": {0: {"pass"}}},
		"driver unknown": {"class": {"provisioner": {"state": "unknown", "value": null, "why": "no value"}, "infrastructure_encryption": given.by_default(false)}, "want": {0: {"open"}}},
		"existing": {"class": {"existing": true, "infrastructure_encryption": given.by_default(false)}, "want": {}},
	}
	results := infrastructure_encryption.results with input as class(case.class)
	given.verdicts(results) == case.want
}

test_severity[name] if {
	some name, case in {
		"one's own": {"class": {"name": "files"}, "want": "low"},
		"AKS's own, live": {"class": {"name": "azurefile-csi-premium", "mode": "live"}, "want": "note"},
	}
	results := infrastructure_encryption.results with input as class(object.union({"infrastructure_encryption": given.by_default(false)}, case.class))
	given.severities(results) == {0: case.want}
}

test_reason_is_named[name] if {
	some name, case in {
		"the parameter's": {"class": {"infrastructure_encryption": given.unknown("var.twice has no value")}, "want": "var.twice has no value"},
		"the account's": {"class": {"account": given.unknown("var.account has no value"), "infrastructure_encryption": given.by_default(false)}, "want": "var.account has no value"},
		"the driver's": {"class": {"provisioner": {"state": "unknown", "value": null, "why": "var.driver has no value"}, "infrastructure_encryption": given.by_default(false)}, "want": "var.driver has no value"},
	}
	results := infrastructure_encryption.results with input as class(case.class)
	some result in results
	contains(result.message, case.want)
}

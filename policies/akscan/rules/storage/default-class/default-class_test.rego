package akscan.rules.storage["default-class_test"]

import data.akscan.rules.storage["default-class"] as default_class
import data.akscan.testing as given

# A group of these classes, whose keys follow on it.
document(classes) := given.document({
	"storage_class_groups": [given.resource("storage_class_group", 0, {"name": "k8s", "classes": {"state": "set", "value": [reference |
		some i, _ in classes
		reference := object.union(
			{"name": "classes", "pos": 7, "origins": [], "why": "", "hidden": false, "ignored": "", "overlaid": false, "id": "", "ref": {"kind": "", "attribute": ""}},
			given.to(given.set(sprintf("%d", [i])), "storage_class", i),
		)
	]}})],
	"storage_classes": [class |
		some i, changes in classes
		class := given.resource("storage_class", i + 1, object.union({"provisioner": given.set("disk.csi.azure.com"), "is_default": given.by_default(false)}, changes))
	],
})

secure := {"name": "byok", "disk_encryption_set": given.set("id")}

plain := {"name": "fast"}

mark := {"is_default": given.set(true)}

doubt := {"is_default": {"state": "unknown", "value": null, "why": "var.default has no value", "present": false}}

since(time) := {"created": given.set(time)}

joined(parts) := object.union_n(parts)

test_verdicts[name] if {
	some name, case in {
		"the default has a key": {"classes": [joined([secure, mark]), plain], "want": {0: {"pass"}}},
		"the default has none": {"classes": [secure, joined([plain, mark])], "want": {0: {"fail"}}},
		"none is marked": {"classes": [secure, plain], "want": {0: {"open"}}},
		"no class has a key": {"classes": [joined([plain, mark])], "want": {}},
		"whether any has a key is unknown": {"classes": [{"disk_encryption_set": given.unknown("var.des has no value")}, joined([plain, mark])], "want": {0: {"open"}}},
		"the default's key is unknown": {"classes": [secure, joined([mark, {"disk_encryption_set": given.unknown("no value")}])], "want": {0: {"open"}}},
		"the mark is in doubt": {"classes": [secure, joined([plain, doubt])], "want": {0: {"open"}}},
		"the mark is in doubt, but all have a key": {"classes": [joined([secure, mark]), joined([secure, doubt, {"name": "other"}])], "want": {0: {"pass"}}},
		"a share is the default": {"classes": [secure, joined([mark, {"name": "files", "provisioner": given.set("file.csi.azure.com")}])], "want": {0: {"fail"}}},
		"another driver's is the default": {"classes": [secure, joined([mark, {"name": "nfs", "provisioner": given.set("nfs.csi.k8s.io")}])], "want": {0: {"fail"}}},
		"one driver is unknown": {"classes": [secure, joined([mark, {"provisioner": {"state": "unknown", "value": null, "why": "no value"}}])], "want": {0: {"open"}}},
	}
	results := default_class.results with input as document(case.classes)
	given.verdicts(results) == case.want
	subjects := default_class.subjects with input as document(case.classes)
	subjects == object.keys(case.want)
}

test_several_defaults[name] if {
	aks := {"name": "default", "is_default": given.set(true)}
	some name, case in {
		"AKS's own is older": {"classes": [joined([aks, since("2025-01-01T00:00:00Z")]), joined([secure, mark, since("2026-02-01T00:00:00Z")])], "want": {0: {"pass"}}, "severity": {0: "medium"}},
		"AKS's own is newer": {"classes": [joined([aks, since("2026-03-01T00:00:00Z")]), joined([secure, mark, since("2026-02-01T00:00:00Z")])], "want": {0: {"fail"}}, "severity": {0: "medium"}},
		"no times": {"classes": [joined([plain, mark]), joined([secure, mark])], "want": {0: {"open"}}, "severity": {0: "medium"}},
		"two of one's own, both with a key": {"classes": [joined([secure, mark]), joined([secure, mark, {"name": "byok-2"}])], "want": {0: {"fail"}}, "severity": {0: "low"}},
		"two of one's own, the newer without": {"classes": [joined([secure, mark, since("2026-01-01T00:00:00Z")]), joined([plain, mark, since("2026-02-01T00:00:00Z")])], "want": {0: {"fail"}}, "severity": {0: "medium"}},
		"two of one's own, the newer with": {"classes": [joined([plain, mark, since("2026-01-01T00:00:00Z")]), joined([secure, mark, since("2026-02-01T00:00:00Z")])], "want": {0: {"fail"}}, "severity": {0: "low"}},
	}
	results := default_class.results with input as document(case.classes)
	given.verdicts(results) == case.want
	given.severities(results) == case.severity
}

test_classes_are_named if {
	results := default_class.results with input as document([secure, joined([plain, mark])])
	some result in results
	contains(result.message, `get storage class "fast", the default, which has no customer key`)
	[step.message | some step in result.related] == [`the class "byok" has a customer key`]
}

test_classes_of_shares_are_no_better_default if {
	blobs := {"name": "blobs", "provisioner": given.set("blob.csi.azure.com"), "account": given.to(given.set("scans"), "storage_account", 0)}
	doc := object.union(document([secure, joined([plain, mark]), blobs]), {"storage_accounts": [given.resource("storage_account", 9, {"name": "scans", "customer_key": given.set(true)})]})
	results := default_class.results with input as doc
	some result in results
	[step.message | some step in result.related] == [`the class "byok" has a customer key`]
}

test_reason_is_named[name] if {
	some name, case in {
		"none marked": {"classes": [secure], "want": "AKS's own `default` serves them"},
		"none marked, live": {"classes": [joined([secure, {"mode": "live"}])], "want": "none of the classes exported is marked"},
		"in doubt": {"classes": [secure, joined([plain, doubt])], "want": `whether "fast" is the default isn't known: var.default has no value`},
		"several": {"classes": [joined([plain, mark]), joined([secure, mark])], "want": `nothing tells which of "byok", "fast" is the default`},
	}
	results := default_class.results with input as document(case.classes)
	some result in results
	contains(result.message, case.want)
}

package akscan.rules.disk["des-region_test"]

import data.akscan.rules.disk["des-region"] as des_region
import data.akscan.testing as given

document(location, set) := given.document({
	"clusters": [given.resource("cluster", 0, {"location": location, "disk_encryption_set": given.to(given.set("des"), "disk_encryption_set", 0)})],
	"disk_encryption_sets": [given.resource("disk_encryption_set", 1, object.union({"referrers": [given.from("cluster", 0, "disk_encryption_set")]}, set))],
})

var(expression) := object.union(given.unknown("var.location has no default"), {"id": expression})

test_verdicts[name] if {
	some name, case in {
		"the same": {"cluster": given.set("westeurope"), "set": given.set("westeurope"), "want": {0: {"pass"}}},
		"written differently": {"cluster": given.set("West Europe"), "set": given.set("westeurope"), "want": {0: {"pass"}}},
		"another": {"cluster": given.set("westeurope"), "set": given.set("northeurope"), "want": {0: {"fail"}}},
		"one variable": {"cluster": var("root var.location"), "set": var("root var.location"), "want": {0: {"pass"}}},
		"two variables": {"cluster": var("root var.location"), "set": var("root var.other"), "want": {0: {"open"}}},
		"nothing known of either": {"cluster": given.unknown("a"), "set": given.unknown("b"), "want": {0: {"open"}}},
		"the cluster's unknown": {"cluster": var("root var.location"), "set": given.set("westeurope"), "want": {0: {"open"}}},
		"the set's unknown": {"cluster": given.set("westeurope"), "set": var("root var.location"), "want": {0: {"open"}}},
		"the set's not written": {"cluster": given.set("westeurope"), "set": {}, "want": {0: {"open"}}},
		"filled in elsewhere": {"cluster": given.set("{{ region }}"), "set": given.set("westeurope"), "want": {0: {"open"}}},
	}
	results := des_region.results with input as document(case.cluster, {"location": case.set})
	given.verdicts(results) == case.want
}

test_reasons_are_named[name] if {
	some name, case in {
		"the cluster's": {"cluster": var("root var.location"), "set": given.set("westeurope"), "want": "the cluster's region isn't known (var.location has no default)"},
		"the set's": {"cluster": given.set("westeurope"), "set": {}, "want": "the set's region isn't known (it isn't written)"},
		"a template's": {"cluster": given.set("{{ region }}"), "set": given.set("westeurope"), "want": `"{{ region }}" is filled in elsewhere`},
	}
	results := des_region.results with input as document(case.cluster, {"location": case.set})
	some result in results
	contains(result.message, case.want)
}

test_both_regions_are_named_and_shown if {
	results := des_region.results with input as document(given.set("West Europe"), {"location": given.set("northeurope")})
	some result in results
	contains(result.message, "is in West Europe, but its disk encryption set")
	contains(result.message, "in northeurope")
	[step.message | some step in result.related] == [`the region of disk encryption set "disk_encryption_set-1"`]
}

test_existing_sets[name] if {
	some name, case in {
		"region known": {"location": given.set("northeurope"), "want": {0: {"fail"}}},
		"region not shown": {"location": given.unknown("known after apply"), "want": {}},
		"region not written": {"location": {}, "want": {}},
	}
	results := des_region.results with input as document(given.set("westeurope"), {"existing": true, "location": case.location})
	given.verdicts(results) == case.want
	subjects := des_region.subjects with input as document(given.set("westeurope"), {"existing": true, "location": case.location})
	subjects == object.keys(case.want)
}

test_no_subject_without_a_set_in_the_scan if {
	cluster := given.resource("cluster", 0, {"location": given.set("westeurope"), "disk_encryption_set": given.set("des")})
	results := des_region.results with input as given.document({"clusters": [cluster]})
	count(results) == 0
}

test_existing_cluster_is_no_subject if {
	doc := document(given.set("westeurope"), {"location": given.set("northeurope")})
	results := des_region.results with input as object.union(doc, {"clusters": [object.union(doc.clusters[0], {"existing": true})]})
	count(results) == 0
}

package akscan.rules.host["vm-size_test"]

import data.akscan.rules.host["vm-size"] as vm_size
import data.akscan.testing as given

alone(changes) := given.document({"node_pools": [given.resource("node_pool", 0, object.union({"host_encryption": given.set(true)}, changes))]})

with_row(changes, row) := given.document({
	"node_pools": [given.resource("node_pool", 0, object.union({"host_encryption": given.set(true), "size": given.to(given.set("row"), "vm_size", 0)}, changes))],
	"vm_sizes": [given.resource("vm_size", 1, object.union({"name": "Standard_D2_v3", "existing": true, "mode": "live"}, row))],
})

test_by_name[size] if {
	some size, want in {
		"Standard_A0": "fail",
		"Basic_A1": "fail",
		"Standard_A2m_v2": "fail",
		"Standard_D2": "fail",
		"Standard_D2_v2": "fail",
		"standard_d16_v3": "fail",
		"Standard_D2_v2_Promo": "fail",
		"Standard_E64i_v3": "fail",
		"Standard_F4": "fail",
		"Standard_G5": "fail",
		"Standard_D2s_v3": "pass",
		"Standard_DS2_v2": "pass",
		"Standard_E4s_v3": "pass",
		"Standard_F16s_v2": "pass",
		"Standard_D4_v4": "pass",
		"Standard_D4_v5": "pass",
		"Standard_D4ds_v5": "pass",
		"Standard_B2s": "pass",
		"Standard_M8-2ms": "pass",
		"Standard_NC24ads_A100_v4": "pass",
		"Standard_DC4s_v3": "pass",
	}
	results := vm_size.results with input as alone({"vm_size": given.set(size)})
	given.verdicts(results) == {0: {want}}
	given.severities(results) == {0: {"fail": "note", "pass": "high"}[want]}
}

test_by_row[name] if {
	some name, case in {
		"supported": {"size": "Standard_D2_v3", "row": given.set(true), "want": {0: {"pass"}}, "severity": {0: "high"}},
		"not": {"size": "Standard_D4s_v5", "row": given.set(false), "want": {0: {"fail"}}, "severity": {0: "high"}},
		"not by default": {"size": "Standard_D4s_v5", "row": given.by_default(false), "want": {0: {"fail"}}, "severity": {0: "high"}},
		"the row doesn't say, the name does": {"size": "Standard_D2_v3", "row": given.unknown("no capabilities"), "want": {0: {"fail"}}, "severity": {0: "note"}},
		"the row doesn't say, nor does the name": {"size": "Standard_D4s_v5", "row": given.unknown("no capabilities"), "want": {0: {"pass"}}, "severity": {0: "high"}},
	}
	results := vm_size.results with input as with_row({"vm_size": given.set(case.size)}, {"encryption_at_host": case.row})
	given.verdicts(results) == case.want
	given.severities(results) == case.severity
}

test_size_not_known[name] if {
	some name, case in {
		"unknown": {"size": given.unknown("var.size has no value"), "want": "var.size has no value"},
		"not written": {"size": {}, "want": "Azure chooses one"},
	}
	results := vm_size.results with input as alone({"vm_size": case.size})
	given.verdicts(results) == {0: {"open"}}
	some result in results
	contains(result.message, case.want)
}

test_subjects[name] if {
	some name, case in {
		"off": {"pool": {"host_encryption": {"state": "set", "value": false}}, "want": {}},
		"off by default": {"pool": {"host_encryption": {"state": "default", "value": false}}, "want": {}},
		"unknown": {"pool": {"host_encryption": {"state": "unknown", "value": null, "why": "var.host has no value"}}, "want": {0: {"open"}}},
		"existing": {"pool": {"existing": true}, "want": {}},
	}
	doc := alone(object.union({"vm_size": given.set("Standard_D2_v3")}, case.pool))
	results := vm_size.results with input as doc
	given.verdicts(results) == case.want
	subjects := vm_size.subjects with input as doc
	subjects == object.keys(case.want)
}

test_right_size_whatever_the_pool_turns_out_to_have if {
	doc := alone({"vm_size": given.set("Standard_D4s_v5"), "host_encryption": {"state": "unknown", "value": null, "why": "no value"}})
	results := vm_size.results with input as doc
	given.verdicts(results) == {0: {"pass"}}
}

test_row_is_shown if {
	doc := with_row({"vm_size": given.set("Standard_D2_v3")}, {"encryption_at_host": given.set(false)})
	results := vm_size.results with input as doc
	some result in results
	[step.pos | some step in result.related] == [doc.vm_sizes[0].encryption_at_host.pos]
}

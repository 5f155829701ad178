package akscan.rules.host["feature-registered_test"]

import data.akscan.rules.host["feature-registered"] as feature_registered
import data.akscan.testing as given

counts(changes) := object.union({"present": 0, "absent": 0, "undecided": 0, "true": 0}, changes)

scan(pools, classes) := {"node_pool": {"host_encryption": counts(pools)}, "node_class": {"host_encryption": counts(classes)}}

document(scope, changes) := given.document({
	"features": [given.resource("feature", 0, object.union({"name": "Microsoft.Compute/EncryptionAtHost", "mode": "live"}, changes))],
	"scan": scope,
})

wanted := scan({"present": 1, "true": 1}, {})

test_states[name] if {
	some name, case in {
		"registered": {"state": given.set("Registered"), "want": "pass"},
		"in any casing": {"state": given.set("registered"), "want": "pass"},
		"not": {"state": given.set("NotRegistered"), "want": "fail"},
		"on its way": {"state": given.set("Registering"), "want": "fail"},
		"waiting": {"state": given.set("Pending"), "want": "fail"},
		"given back": {"state": given.set("Unregistered"), "want": "fail"},
		"unknown": {"state": given.unknown("the row has no properties"), "want": "open"},
		"not shown": {"state": {}, "want": "open"},
	}
	results := feature_registered.results with input as document(wanted, {"registration": case.state})
	given.verdicts(results) == {0: {case.want}}
}

test_who_wants_it[name] if {
	some name, case in {
		"a pool": {"scan": wanted, "want": {0: {"fail"}}},
		"a node class": {"scan": scan({"present": 1}, {"present": 1, "true": 1}), "want": {0: {"fail"}}},
		"nobody": {"scan": scan({"present": 2}, {}), "want": {}},
		"nobody, a node class": {"scan": scan({}, {"present": 1}), "want": {}},
		"the row is all there is": {"scan": scan({}, {}), "want": {0: {"fail"}}},
		"perhaps a pool": {"scan": scan({"present": 1, "undecided": 1}, {}), "want": {0: {"open"}}},
		"perhaps a node class": {"scan": scan({"present": 1}, {"undecided": 1}), "want": {0: {"open"}}},
	}
	doc := document(case.scan, {"registration": given.set("NotRegistered")})
	results := feature_registered.results with input as doc
	given.verdicts(results) == case.want
	subjects := feature_registered.subjects with input as doc
	subjects == object.keys(case.want)
}

test_registered_for_perhaps_nobody if {
	results := feature_registered.results with input as document(scan({"undecided": 1}, {}), {"registration": given.set("Registered")})
	given.verdicts(results) == {0: {"pass"}}
}

test_names[name] if {
	some name, case in {
		"as the seed has it": {"name": "Microsoft.compute/encryptionAtHost", "want": {0: {"fail"}}},
		"alone": {"name": "EncryptionAtHost", "want": {0: {"fail"}}},
		"another feature": {"name": "Microsoft.Compute/EncryptionAtHostPreview", "want": {}},
		"another provider's": {"name": "Microsoft.ContainerService/EncryptionAtHost", "want": {}},
	}
	results := feature_registered.results with input as document(wanted, {"name": case.name, "registration": given.set("NotRegistered")})
	given.verdicts(results) == case.want
}

test_remedy[name] if {
	some name, case in {
		"register": {"state": "NotRegistered", "want": "Register it first"},
		"wait": {"state": "Registering", "want": "Wait until it is Registered"},
	}
	results := feature_registered.results with input as document(wanted, {"registration": given.set(case.state)})
	some result in results
	contains(result.message, case.want)
}

test_reason_is_named[name] if {
	some name, case in {
		"no state": {"scan": wanted, "state": {}, "want": "the row doesn't show its state"},
		"unknown": {"scan": wanted, "state": given.unknown("the row has no properties"), "want": "the row has no properties"},
		"who wants it": {"scan": scan({"undecided": 1}, {}), "state": given.set("NotRegistered"), "want": "whether any node pool wants host encryption isn't known"},
	}
	results := feature_registered.results with input as document(case.scan, {"registration": case.state})
	some result in results
	contains(result.message, case.want)
}

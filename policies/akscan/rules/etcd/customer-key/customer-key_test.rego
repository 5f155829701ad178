package akscan.rules.etcd["customer-key_test"]

import data.akscan.rules.etcd["customer-key"] as customer_key
import data.akscan.testing as given

cluster(changes) := given.document({"clusters": [given.resource("cluster", 0, changes)]})

test_verdicts[name] if {
	some name, case in {
		"legacy": {"kms": given.set(true), "newer": given.by_default("Disabled"), "want": {0: {"pass"}}},
		"platform key": {"kms": given.by_default(false), "newer": given.set("Enabled"), "want": {0: {"fail"}}},
		"newer with a customer key": {"kms": given.set(true), "newer": given.set("Enabled"), "want": {0: {"pass"}}},
		"not encrypted": {"kms": given.by_default(false), "newer": given.by_default("Disabled"), "want": {}},
		"not shown": {"kms": given.by_default(false), "newer": given.hidden("not shown"), "want": {}},
		"newer unknown": {"kms": given.by_default(false), "newer": given.unknown("no value"), "want": {0: {"open"}}},
		"legacy unknown": {"kms": given.unknown("no value"), "newer": given.by_default("Disabled"), "want": {0: {"open"}}},
		"legacy unknown, newer on": {"kms": given.unknown("no value"), "newer": given.set("Enabled"), "want": {0: {"open"}}},
	}
	results := customer_key.results with input as cluster({"kms_enabled": case.kms, "kms_infrastructure_encryption": case.newer})
	given.verdicts(results) == case.want
}

test_subjects_have_verdicts[name] if {
	some name, kms in {"on": given.set(true), "off": given.by_default(false), "unknown": given.unknown("no value")}
	doc := cluster({"kms_enabled": kms, "kms_infrastructure_encryption": given.unknown("no value")})
	subjects := customer_key.subjects with input as doc
	results := customer_key.results with input as doc
	subjects == {result.subject | some result in results}
}

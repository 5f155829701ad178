package akscan.rules.key.size_test

import data.akscan.rules.key.size
import data.akscan.testing as given

rsa(size) := {"key_type": given.set("RSA"), "key_size": size}

test_verdicts[name] if {
	some name, case in {
		"2048": {"users": ["etcd"], "key": rsa(given.set(2048)), "want": {0: {"fail"}}},
		"2048 by default": {"users": ["disk"], "key": rsa(given.by_default(2048)), "want": {0: {"fail"}}},
		"3072": {"users": ["etcd"], "key": rsa(given.set(3072)), "want": {0: {"pass"}}},
		"4096": {"users": ["account"], "key": rsa(given.set(4096)), "want": {0: {"pass"}}},
		"in an HSM": {"users": ["etcd"], "key": {"key_type": given.set("RSA-HSM"), "key_size": given.set(2048)}, "want": {0: {"fail"}}},
		"absent": {"users": ["etcd"], "key": rsa({}), "want": {0: {"open"}}},
		"unknown": {"users": ["etcd"], "key": rsa(given.unknown("var.size has no value")), "want": {0: {"open"}}},
		"an elliptic curve": {"users": ["etcd"], "key": {"key_type": given.set("EC"), "key_size": given.set(256)}, "want": {}},
		"type absent": {"users": ["etcd"], "key": {}, "want": {0: {"open"}}},
		"type absent, small": {"users": ["etcd"], "key": {"key_size": given.set(2048)}, "want": {0: {"open"}}},
		"type unknown, small": {"users": ["etcd"], "key": {"key_type": given.unknown("var.type has no value"), "key_size": given.set(2048)}, "want": {0: {"open"}}},
		"perhaps used, small": {"users": ["perhaps"], "key": rsa(given.set(2048)), "want": {0: {"open"}}},
		"perhaps used, large": {"users": ["perhaps"], "key": rsa(given.set(4096)), "want": {0: {"pass"}}},
		"unused": {"users": [], "key": rsa(given.set(2048)), "want": {}},
		"a reference": {"users": ["etcd"], "key": object.union(rsa(given.set(2048)), {"existing": true}), "want": {}},
	}
	results := size.results with input as given.key_used_by(case.users, case.key)
	given.verdicts(results) == case.want
}

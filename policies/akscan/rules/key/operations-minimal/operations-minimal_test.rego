package akscan.rules.key["operations-minimal_test"]

import data.akscan.rules.key["operations-minimal"] as operations_minimal
import data.akscan.testing as given

test_verdicts[name] if {
	some name, case in {
		"etcd, what it needs": {"users": ["etcd"], "operations": given.set(["encrypt", "decrypt"]), "want": {0: {"pass"}}},
		"etcd, less than that": {"users": ["etcd"], "operations": given.set(["encrypt"]), "want": {0: {"pass"}}},
		"etcd, wraps": {"users": ["etcd"], "operations": given.set(["encrypt", "decrypt", "wrapKey"]), "want": {0: {"fail"}}},
		"disks, what they need": {"users": ["disk"], "operations": given.set(["wrapKey", "unwrapKey"]), "want": {0: {"pass"}}},
		"disks, in another casing": {"users": ["disk"], "operations": given.set(["WrapKey", "UNWRAPKEY"]), "want": {0: {"pass"}}},
		"disks, signs": {"users": ["disk"], "operations": given.set(["wrapKey", "unwrapKey", "sign", "verify"]), "want": {0: {"fail"}}},
		"an account, encrypts": {"users": ["account"], "operations": given.set(["wrapKey", "unwrapKey", "encrypt"]), "want": {0: {"fail"}}},
		"both": {"users": ["etcd", "disk"], "operations": given.set(["encrypt", "decrypt", "wrapKey", "unwrapKey"]), "want": {0: {"pass"}}},
		"perhaps etcd too": {"users": ["perhaps", "disk"], "operations": given.set(["encrypt", "decrypt", "wrapKey", "unwrapKey"]), "want": {0: {"open"}}},
		"perhaps etcd, signs": {"users": ["perhaps", "disk"], "operations": given.set(["sign"]), "want": {0: {"fail"}}},
		"perhaps used, signs": {"users": ["perhaps"], "operations": given.set(["sign"]), "want": {0: {"open"}}},
		"absent": {"users": ["etcd"], "operations": {}, "want": {0: {"open"}}},
		"unknown": {"users": ["etcd"], "operations": given.unknown("var.ops has no value"), "want": {0: {"open"}}},
		"none": {"users": ["etcd"], "operations": given.set([]), "want": {0: {"pass"}}},
		"unused": {"users": [], "operations": given.set(["sign"]), "want": {}},
	}
	results := operations_minimal.results with input as given.key_used_by(case.users, {"operations": case.operations})
	given.verdicts(results) == case.want
}

test_a_reference_is_no_subject if {
	results := operations_minimal.results with input as given.key_used_by(["etcd"], {"existing": true, "operations": given.set(["sign"])})
	count(results) == 0
}

test_what_is_too_much_is_named if {
	results := operations_minimal.results with input as given.key_used_by(["disk"], {"operations": given.set(["verify", "wrapKey", "unwrapKey", "sign"])})
	some result in results
	startswith(result.message, `Key: "k" also allows sign, verify, more than its use needs. It encrypts the disks of disk encryption set "disk_encryption_set-1".`)
}

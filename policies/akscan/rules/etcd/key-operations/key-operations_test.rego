package akscan.rules.etcd["key-operations_test"]

import data.akscan.rules.etcd["key-operations"] as key_operations
import data.akscan.testing as given

rsa(operations) := {"key_type": given.set("RSA"), "operations": operations}

both := given.set(["encrypt", "decrypt"])

test_verdicts[name] if {
	some name, case in {
		"encrypt and decrypt": {"users": ["etcd"], "key": rsa(both), "want": {0: {"pass"}}},
		"and more": {"users": ["etcd"], "key": rsa(given.set(["sign", "encrypt", "verify", "decrypt"])), "want": {0: {"pass"}}},
		"in another casing": {"users": ["etcd"], "key": {"key_type": given.set("rsa"), "operations": given.set(["Encrypt", "Decrypt"])}, "want": {0: {"pass"}}},
		"in an HSM": {"users": ["etcd"], "key": {"key_type": given.set("RSA-HSM"), "operations": both}, "want": {0: {"pass"}}},
		"in the newer mode": {"users": ["newer"], "key": rsa(both), "want": {0: {"pass"}}},
		"only encrypt": {"users": ["etcd"], "key": rsa(given.set(["encrypt"])), "want": {0: {"fail"}}},
		"only decrypt": {"users": ["etcd"], "key": rsa(given.set(["decrypt"])), "want": {0: {"fail"}}},
		"wrap and unwrap": {"users": ["newer"], "key": rsa(given.set(["wrapKey", "unwrapKey"])), "want": {0: {"fail"}}},
		"nothing": {"users": ["etcd"], "key": rsa(given.set([])), "want": {0: {"fail"}}},
		"an elliptic curve": {"users": ["etcd"], "key": {"key_type": given.set("EC"), "operations": given.set(["sign"])}, "want": {0: {"fail"}}},
		"an elliptic curve, operations unknown": {"users": ["etcd"], "key": {"key_type": given.set("EC-HSM")}, "want": {0: {"fail"}}},
		"a symmetric key": {"users": ["etcd"], "key": {"key_type": given.set("oct-HSM"), "operations": both}, "want": {0: {"fail"}}},
		"type absent": {"users": ["etcd"], "key": {"operations": both}, "want": {0: {"open"}}},
		"type unknown": {"users": ["etcd"], "key": {"key_type": given.unknown("var.type has no value"), "operations": both}, "want": {0: {"open"}}},
		"type unknown, wrap": {"users": ["etcd"], "key": {"key_type": given.unknown("var.type has no value"), "operations": given.set(["wrapKey"])}, "want": {0: {"fail"}}},
		"operations absent": {"users": ["etcd"], "key": rsa({}), "want": {0: {"open"}}},
		"operations unknown": {"users": ["etcd"], "key": rsa(given.unknown("var.ops has no value")), "want": {0: {"open"}}},
		"in a managed HSM": {"users": ["etcd"], "key": object.union(rsa(both), {"vault": given.set("https://contoso.managedhsm.azure.net")}), "want": {0: {"open"}}},
		"in a managed HSM, wrap": {"users": ["etcd"], "key": object.union(rsa(given.set(["wrapKey"])), {"vault": given.set("https://contoso.managedhsm.azure.net")}), "want": {0: {"fail"}}},
		"perhaps used": {"users": ["perhaps"], "key": rsa(given.set(["wrapKey"])), "want": {0: {"open"}}},
		"perhaps used, suits": {"users": ["perhaps"], "key": rsa(both), "want": {0: {"pass"}}},
		"disks alone": {"users": ["disk"], "key": rsa(given.set(["wrapKey"])), "want": {}},
		"a reference": {"users": ["etcd"], "key": object.union(rsa(given.set(["wrapKey"])), {"existing": true}), "want": {}},
	}
	results := key_operations.results with input as given.key_used_by(case.users, case.key)
	given.verdicts(results) == case.want
}

test_what_is_missing_is_named[name] if {
	some name, case in {
		"one": {"key": rsa(given.set(["encrypt"])), "want": `etcd: key "k" is of no use to KMS: it may not decrypt.`},
		"both": {"key": rsa(given.set(["wrapKey"])), "want": "it may not encrypt nor decrypt."},
		"type": {"key": {"key_type": given.set("EC")}, "want": "its type is EC, not RSA."},
	}
	results := key_operations.results with input as given.key_used_by(["etcd"], case.key)
	some result in results
	contains(result.message, case.want)
}

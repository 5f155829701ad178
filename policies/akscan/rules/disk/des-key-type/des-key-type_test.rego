package akscan.rules.disk["des-key-type_test"]

import data.akscan.rules.disk["des-key-type"] as des_key_type
import data.akscan.testing as given

document(key) := given.document({
	"disk_encryption_sets": [given.resource("disk_encryption_set", 0, {"vault_key": given.to(given.set("id"), "key", 0)})],
	"keys": [given.resource("key", 1, object.union({"referrers": [given.from("disk_encryption_set", 0, "vault_key")]}, key))],
})

wraps := given.set(["wrapKey", "unwrapKey"])

test_verdicts[name] if {
	some name, case in {
		"as it should be": {"type": given.set("RSA"), "size": given.set(4096), "operations": wraps, "want": "pass"},
		"in an HSM": {"type": given.set("RSA-HSM"), "size": given.set(3072), "operations": wraps, "want": "pass"},
		"in any casing": {"type": given.set("rsa"), "size": given.set(2048), "operations": given.set(["WrapKey", "UNWRAPKEY", "sign"]), "want": "pass"},
		"ARM's default size": {"type": given.set("RSA"), "size": given.by_default(2048), "operations": wraps, "want": "pass"},
		"an elliptic curve": {"type": given.set("EC"), "size": {}, "operations": given.set(["sign", "verify"]), "want": "fail"},
		"a symmetric key": {"type": given.set("oct-HSM"), "size": given.set(256), "operations": wraps, "want": "fail"},
		"too long": {"type": given.set("RSA"), "size": given.set(8192), "operations": wraps, "want": "fail"},
		"too short": {"type": given.set("RSA"), "size": given.set(1024), "operations": wraps, "want": "fail"},
		"for KMS only": {"type": given.set("RSA"), "size": given.set(4096), "operations": given.set(["encrypt", "decrypt"]), "want": "fail"},
		"can't unwrap": {"type": given.set("RSA"), "size": given.set(4096), "operations": given.set(["wrapKey"]), "want": "fail"},
		"no operations": {"type": given.set("RSA"), "size": given.set(4096), "operations": given.set([]), "want": "fail"},
		"type not shown": {"type": {}, "size": given.set(4096), "operations": wraps, "want": "open"},
		"type unknown": {"type": given.unknown("var.type has no value"), "size": given.set(4096), "operations": wraps, "want": "open"},
		"size not shown": {"type": given.set("RSA"), "size": {}, "operations": wraps, "want": "open"},
		"size unknown": {"type": given.set("RSA"), "size": given.unknown("var.size has no value"), "operations": wraps, "want": "open"},
		"operations not shown": {"type": given.set("RSA"), "size": given.set(4096), "operations": {}, "want": "open"},
		"a row of key list": {"type": {}, "size": {}, "operations": {}, "want": "open"},
		"a wrong size decides": {"type": given.set("RSA"), "size": given.set(1024), "operations": {}, "want": "fail"},
	}
	results := des_key_type.results with input as document({"key_type": case.type, "key_size": case.size, "operations": case.operations})
	given.verdicts(results) == {0: {case.want}}
}

test_faults_are_named[name] if {
	some name, case in {
		"type": {"key": {"key_type": given.set("EC"), "operations": wraps}, "want": "it is of type EC"},
		"size": {"key": {"key_type": given.set("RSA"), "key_size": given.set(1024), "operations": given.set(["unwrapKey"])}, "want": "it has 1024 bits"},
		"operations": {"key": {"key_type": given.set("RSA"), "key_size": given.set(2048), "operations": given.set(["unwrapKey"])}, "want": "its operations lack wrapKey, which can be added"},
	}
	results := des_key_type.results with input as document(case.key)
	some result in results
	contains(result.message, case.want)
}

test_gaps_are_named[mode] if {
	some mode, want in {"declared": "not written, and what Azure takes instead isn't certain", "live": "not in the files given (az keyvault key show has it)"}
	results := des_key_type.results with input as document({"mode": mode, "key_type": given.set("RSA"), "key_size": given.unknown("var.size has no value")})
	some result in results
	contains(result.message, sprintf("its operations: %s; its size: var.size has no value", [want]))
}

test_step_leads_to_the_fault[name] if {
	some name, case in {
		"type": {"key": {"key_type": given.set("EC"), "operations": wraps}, "want": "key_type"},
		"size": {"key": {"key_type": given.set("RSA"), "key_size": given.set(1024), "operations": wraps}, "want": "key_size"},
		"operations": {"key": {"key_type": given.set("RSA"), "key_size": given.set(2048), "operations": given.set(["sign"])}, "want": "operations"},
	}
	doc := document(case.key)
	results := des_key_type.results with input as doc
	some result in results
	[step.pos | some step in result.related] == [doc.keys[0][case.want].pos]
}

test_keys_elsewhere[name] if {
	some name, case in {
		"only its identifier is known": {"key": {"existing": true, "key_type": given.unknown("the key isn't in the files given")}, "want": {}},
		"a data source": {"key": {"existing": true, "key_type": given.unknown("known after apply")}, "want": {}},
		"referred to, and known": {"key": {"existing": true, "key_type": given.set("EC"), "operations": wraps}, "want": {0: {"fail"}}},
	}
	doc := document(case.key)
	results := des_key_type.results with input as doc
	given.verdicts(results) == case.want
	subjects := des_key_type.subjects with input as doc
	subjects == object.keys(case.want)
}

test_no_subjects[name] if {
	some name, changes in {
		"no key in the scan": {"vault_key": given.set("id")},
		"existing": {"existing": true, "vault_key": given.to(given.set("id"), "key", 0)},
	}
	doc := given.document({
		"disk_encryption_sets": [given.resource("disk_encryption_set", 0, changes)],
		"keys": [given.resource("key", 1, {"key_type": given.set("EC")})],
	})
	results := des_key_type.results with input as doc
	count(results) == 0
}

test_gaps_of_one_reason_are_one if {
	row := given.unknown("a list of keys doesn't show it")
	results := des_key_type.results with input as document({"key_type": row, "key_size": row, "operations": row})
	some result in results
	contains(result.message, "can't be told: its operations, size, type: a list of keys doesn't show it.")
}

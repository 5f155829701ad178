package akscan.rules.etcd["key-wired_test"]

import data.akscan.rules.etcd["key-wired"] as key_wired
import data.akscan.testing as given

terraform := {"format": "terraform", "root": given.lead("terraform_module", 0)}

# A root with a cluster, a key that nothing uses, and what grants there are.
scene(changes) := given.joined({
	"terraform_modules": [
		given.resource("terraform_module", 50, object.union(
			{"clusters": given.set(1), "clusters_without_kms": given.set(1), "clusters_in_doubt": given.set(0), "unset_kms_inputs": given.set([])},
			object.get(changes, "root", {}),
		)),
		given.resource("terraform_module", 51, {}),
	],
	"clusters": [given.resource("cluster", 0, object.union(
		object.union(terraform, {"kms_enabled": given.by_default(false), "identities": given.list([given.lead("identity", 0)])}),
		object.get(changes, "cluster", {}),
	))],
	"identities": [given.resource("identity", 1, {}), given.resource("identity", 2, {})],
	"key_vaults": [given.resource("key_vault", 3, object.union(
		{"rbac": given.set(true), "managed_hsm": given.set(false)},
		object.get(changes, "vault", {}),
	))],
	"keys": [given.resource("key", 4 + i, object.union(object.union(terraform, {"name": "shop", "vault": given.lead("key_vault", 0)}), key)) |
		some i, key in object.get(changes, "keys", [{}])
	],
	"disk_encryption_sets": [given.resource("disk_encryption_set", 40, object.get(changes, "set", {}))],
	"role_assignments": [given.resource("role_assignment", 10 + i, object.union(
		object.union(terraform, {"role": given.set("Key Vault Crypto User"), "principal": given.lead("identity", 0), "scope": given.lead("key_vault", 0)}),
		grant,
	)) |
		some i, grant in object.get(changes, "roles", [])
	],
	"access_policies": [given.resource("access_policy", 20 + i, object.union(
		object.union(terraform, {"key_permissions": given.set(["Encrypt", "Decrypt"]), "principal": given.lead("identity", 0), "vault": given.lead("key_vault", 0)}),
		grant,
	)) |
		some i, grant in object.get(changes, "policies", [])
	],
})

judged(changes) := results if {
	results := key_wired.results with input as scene(changes)
}

on := {"kms_enabled": given.set(true), "kms_key": given.lead("key", 0)}

unknown := {"kms_enabled": given.unknown("var.kms has no value")}

test_by_grant if {
	cases := {
		"a role on the vault": {"changes": {"roles": [{}]}, "want": {4: {"fail"}}},
		"a role on the key": {"changes": {"roles": [{"scope": given.lead("key", 0)}]}, "want": {4: {"fail"}}},
		"a policy": {"changes": {"vault": {"rbac": given.by_default(false)}, "policies": [{}]}, "want": {4: {"fail"}}},
		"KMS unknown": {"changes": {"cluster": unknown, "roles": [{}]}, "want": {4: {"open"}}},
		"KMS with another key": {"changes": {"cluster": {"kms_enabled": given.set(true)}, "roles": [{}]}, "want": {}},
		"used": {"changes": {"cluster": on, "roles": [{}]}, "want": {4: {"pass"}}},
		"used by disks": {"changes": {"set": {"vault_key": given.lead("key", 0)}, "roles": [{}]}, "want": {}},
		"to manage the vault": {"changes": {"roles": [{"role": given.set("Key Vault Administrator")}]}, "want": {}},
		"to wrap only": {"changes": {"roles": [{"role": given.set("Key Vault Crypto Service Encryption User")}]}, "want": {}},
		"of no cluster": {"changes": {"roles": [{"principal": given.lead("identity", 1)}]}, "want": {}},
		"of a cluster elsewhere": {"changes": {"cluster": {"root": given.lead("terraform_module", 1)}, "roles": [{}]}, "want": {}},
		"a key that can't encrypt": {"changes": {"keys": [{"operations": given.set(["wrapKey", "unwrapKey"])}], "roles": [{}]}, "want": {}},
		"a key that can": {"changes": {"keys": [{"operations": given.set(["decrypt", "encrypt", "sign"])}], "roles": [{}]}, "want": {4: {"fail"}}},
		"no grant": {"changes": {}, "want": {}},
	}
	given.right({name: {"got": given.verdicts(judged(case.changes)), "want": case.want} | some name, case in cases})
}

test_by_what_names_it if {
	cases := {
		"KMS on": {"cluster": on, "want": ["pass", "medium"]},
		"KMS unknown": {"cluster": object.union(on, unknown), "want": ["open", "medium"]},
		"KMS off": {"cluster": object.union(on, {"kms_enabled": given.set(false)}), "want": ["fail", "medium"]},
	}
	given.right({name: {
		"got": [[result.verdict, result.severity] | some result in judged({"cluster": case.cluster, "keys": [{"name": "kms"}], "roles": [{}]})],
		"want": [case.want],
	} |
		some name, case in cases
	})
}

test_by_name if {
	cases := {
		"nothing else": {"name": "aks-kms", "root": {}, "want": [["fail", "note"]]},
		"in another casing": {"name": "ETCD-key", "root": {}, "want": [["fail", "note"]]},
		"another name": {"name": "disks", "root": {}, "want": []},
		"every cluster has KMS": {"name": "kms", "root": {"clusters_without_kms": given.set(0)}, "want": []},
		"no cluster": {"name": "kms", "root": {"clusters": given.set(0), "clusters_without_kms": given.set(0)}, "want": []},
		"a cluster may use it": {"name": "kms", "root": {"clusters": given.set(2), "clusters_in_doubt": given.set(1)}, "want": [["open", "note"]]},
		"nobody counted those": {"name": "kms", "root": {"clusters": given.set(2), "clusters_in_doubt": {"state": "unset", "value": null, "present": false}}, "want": [["open", "note"]]},
		"the module isn't told": {"name": "kms", "root": {"unset_kms_inputs": given.set(["module.aks.kms_enabled"])}, "want": [["fail", "medium"]]},
	}
	given.right({name: {
		"got": [[result.verdict, result.severity] | some result in judged({"keys": [{"name": case.name}], "root": case.root})],
		"want": case.want,
	} |
		some name, case in cases
	})
}

test_grant_decides_over_name if {
	some result in judged({"keys": [{"name": "kms"}], "roles": [{}]})
	result.severity == "medium"
	contains(result.message, "may encrypt and decrypt with it")
}

test_grant_without_a_key if {
	cases := {
		"a role": {"changes": {"keys": [], "roles": [{}]}, "want": {10: {"fail"}}},
		"a policy": {"changes": {"keys": [], "vault": {"rbac": given.by_default(false)}, "policies": [{}]}, "want": {20: {"fail"}}},
		"the key only referred to": {"changes": {"keys": [{"existing": true}], "roles": [{}]}, "want": {10: {"fail"}}},
		"KMS unknown": {"changes": {"keys": [], "cluster": unknown, "roles": [{}]}, "want": {10: {"open"}}},
		"KMS on": {"changes": {"keys": [], "cluster": {"kms_enabled": given.set(true)}, "roles": [{}]}, "want": {}},
		"to manage": {"changes": {"keys": [], "roles": [{"role": given.set("Key Vault Administrator")}]}, "want": {}},
		"beside a key": {"changes": {"roles": [{}]}, "want": {4: {"fail"}}},
	}
	given.right({name: {"got": given.verdicts(judged(case.changes)), "want": case.want} | some name, case in cases})
}

test_only_terraform if {
	cases := {
		"a template": {"format": "arm"},
		"live": {"mode": "live"},
		"existing": {"existing": true},
	}
	given.right({name: {"got": given.verdicts(judged({"keys": [object.union({"name": "kms"}, case)]})), "want": {}} | some name, case in cases})
}

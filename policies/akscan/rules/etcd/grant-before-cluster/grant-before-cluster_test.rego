package akscan.rules.etcd["grant-before-cluster_test"]

import data.akscan.rules.etcd["grant-before-cluster"] as grant_before_cluster
import data.akscan.testing as given

root := {"root": given.lead("terraform_module", 0)}

terraform := object.union(root, {"format": "terraform"})

scene(changes) := given.joined({
	"terraform_modules": [given.resource("terraform_module", 5, {}), given.resource("terraform_module", 6, {})],
	"clusters": [given.resource("cluster", 0, object.union(
		object.union(terraform, {
			"kms_enabled": given.set(true), "kms_key": given.lead("key", 0), "identities": given.list([given.lead("identity", 0)]),
			"dependencies": given.set(["azurerm_key_vault.shop", "azurerm_role_assignment.other"]),
		}),
		object.get(changes, "cluster", {}),
	))],
	"identities": [given.resource("identity", 1, {})],
	"keys": [given.resource("key", 2, {"vault": given.lead("key_vault", 0)})],
	"key_vaults": [given.resource("key_vault", 3, object.union(
		{"rbac": given.set(true), "managed_hsm": given.set(false)},
		object.get(changes, "vault", {}),
	))],
	"role_assignments": [given.resource("role_assignment", 10 + i, object.union(
		object.union(terraform, {
			"address": "azurerm_role_assignment.key", "role": given.set("Key Vault Crypto User"),
			"principal": given.lead("identity", 0), "scope": given.lead("key_vault", 0),
		}),
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

verdict(changes) := given.verdicts(results) if {
	results := grant_before_cluster.results with input as scene(changes)
}

policies_vault := {"rbac": given.by_default(false)}

depending(addresses) := {"dependencies": given.set(addresses)}

test_dependencies if {
	cases := {
		"on the role": {"changes": {"cluster": depending(["azurerm_role_assignment.key"]), "roles": [{}]}, "want": "pass"},
		"on all its instances": {"changes": {"cluster": depending(["azurerm_role_assignment.key"]), "roles": [{"address": "azurerm_role_assignment.key[\"a\"]"}]}, "want": "pass"},
		"on an instance": {"changes": {"cluster": depending(["azurerm_role_assignment.key[\"a\"]"]), "roles": [{"address": "azurerm_role_assignment.key[\"a\"]"}]}, "want": "pass"},
		"on another instance": {"changes": {"cluster": depending(["azurerm_role_assignment.key[\"b\"]"]), "roles": [{"address": "azurerm_role_assignment.key[\"a\"]"}]}, "want": "fail"},
		"on one of two": {"changes": {"cluster": depending(["azurerm_role_assignment.key"]), "roles": [{}, {"address": "azurerm_role_assignment.more"}]}, "want": "pass"},
		"on others": {"changes": {"roles": [{}]}, "want": "fail"},
		"on nothing": {"changes": {"cluster": depending([]), "roles": [{}]}, "want": "fail"},
		"unknown": {"changes": {"cluster": {"dependencies": given.unknown("the plan doesn't say")}, "roles": [{}]}, "want": "open"},
		"not told": {"changes": {"cluster": {"dependencies": {"state": "unset", "value": null}}, "roles": [{}]}, "want": "open"},
		"a policy": {"changes": {"cluster": depending(["azurerm_key_vault_access_policy.c"]), "vault": policies_vault, "policies": [{"address": "azurerm_key_vault_access_policy.c"}]}, "want": "pass"},
		"a policy too late": {"changes": {"vault": policies_vault, "policies": [{"address": "azurerm_key_vault_access_policy.c"}]}, "want": "fail"},
		"a policy in the vault": {"changes": {"vault": policies_vault, "policies": [{"address": "azurerm_key_vault.shop/access_policy[0]"}]}, "want": "pass"},
		"KMS unknown": {"changes": {"cluster": {"kms_enabled": given.unknown("var.kms has no value")}, "roles": [{}]}, "want": "open"},
		"in doubt": {"changes": {"cluster": {"dependencies_in_doubt": given.set(["azurerm_role_assignment.key"])}, "roles": [{}]}, "want": "open"},
		"others in doubt": {"changes": {"cluster": {"dependencies_in_doubt": given.set(["azurerm_role_assignment.other"])}, "roles": [{}]}, "want": "fail"},
		"another grant of another root": {"changes": {"roles": [{}, {"address": "x", "root": given.lead("terraform_module", 1)}]}, "want": "open"},
		"another grant, found running": {"changes": {"roles": [{}, {"address": "x", "mode": "live", "root": given.lead("terraform_module", 0)}]}, "want": "open"},
		"another grant that is too weak": {"changes": {"roles": [{}, {"mode": "live", "role": given.set("Key Vault Reader")}]}, "want": "fail"},
	}
	given.right({name: {"got": verdict(case.changes), "want": {0: {case.want}}} | some name, case in cases})
}

test_subjects if {
	cases := {
		"no grant": {"roles": []},
		"too weak a grant": {"roles": [{"role": given.set("Key Vault Crypto Service Encryption User")}]},
		"a grant of another root": {"roles": [{"root": given.lead("terraform_module", 1)}]},
		"KMS off": {"roles": [{}], "cluster": {"kms_enabled": given.by_default(false)}},
		"KMS by an overlay": {"roles": [{}], "cluster": {"kms_enabled": object.union(given.set(true), {"overlaid": true})}},
		"a template": {"roles": [{}], "cluster": {"format": "arm"}},
		"existing": {"roles": [{}], "cluster": {"existing": true}},
	}
	given.right({name: {"got": verdict(case), "want": {}} | some name, case in cases})
}

test_message_names_the_grant if {
	results := grant_before_cluster.results with input as scene({"roles": [{}]})
	some result in results
	contains(result.message, "doesn't depend on azurerm_role_assignment.key,")
}

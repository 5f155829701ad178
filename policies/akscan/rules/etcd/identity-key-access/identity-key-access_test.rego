package akscan.rules.etcd["identity-key-access_test"]

import data.akscan.rules.etcd["identity-key-access"] as identity_key_access
import data.akscan.testing as given

vault_id := "/subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/v"

# A cluster whose KMS key lies in a vault, its identity, and what grants there are; changes are by the kind of what they change.
scene(changes) := given.joined({
	"clusters": [given.resource("cluster", 0, object.union(
		{
			"kms_enabled": given.set(true), "identity_type": given.set("UserAssigned"),
			"kms_key": given.lead("key", 0), "identities": given.list([given.lead("identity", 0)]),
		},
		object.get(changes, "cluster", {}),
	))],
	"identities": [
		given.resource("identity", 1, object.union({"name": "aks-id"}, object.get(changes, "identity", {}))),
		given.resource("identity", 2, {"name": "kubelet-id"}),
	],
	"keys": [given.resource("key", 3, object.union({"name": "etcd", "vault": given.lead("key_vault", 0)}, object.get(changes, "key", {})))],
	"key_vaults": [
		given.resource("key_vault", 4, object.union(
			{"rbac": given.set(true), "managed_hsm": given.set(false), "scopes": given.set([vault_id, "/subscriptions/s/resourcegroups/g", "/subscriptions/s"])},
			object.get(changes, "vault", {}),
		)),
		given.resource("key_vault", 5, {"name": "other"}),
	],
	"role_assignments": [given.resource("role_assignment", 10 + i, object.union(role_grant, grant)) | some i, grant in object.get(changes, "roles", [])],
	"access_policies": [given.resource("access_policy", 20 + i, object.union(policy_grant, grant)) | some i, grant in object.get(changes, "policies", [])],
})

role_grant := {"principal": given.lead("identity", 0), "scope": given.lead("key_vault", 0)}

policy_grant := {"principal": given.lead("identity", 0), "vault": given.lead("key_vault", 0)}

named(role) := {"role": given.set(role)}

permits(permissions) := {"key_permissions": given.set(permissions)}

at(scope) := {"targets": [], "state": "set", "value": scope, "id": lower(scope)}

policies_vault := {"rbac": given.by_default(false)}

verdict(changes) := given.verdicts(results) if {
	results := identity_key_access.results with input as scene(changes)
}

test_roles if {
	cases := {
		"Crypto User": {"grants": [named("Key Vault Crypto User")], "want": "pass"},
		"in another casing": {"grants": [named("key vault crypto user")], "want": "pass"},
		"by its id": {"grants": [{"role_id": given.set("12338af0-0e69-4776-bea7-57ae8d297424")}], "want": "pass"},
		"Crypto Officer": {"grants": [named("Key Vault Crypto Officer")], "want": "pass"},
		"Administrator": {"grants": [named("Key Vault Administrator")], "want": "pass"},
		"the disks' role": {"grants": [named("Key Vault Crypto Service Encryption User")], "want": "fail"},
		"the disks' role by id": {"grants": [{"role_id": given.set("E147488A-f6f5-4113-8e2d-b22465e65bf6")}], "want": "fail"},
		"its old name": {"grants": [named("Key Vault Crypto Service Encryption User (preview)")], "want": "fail"},
		"release only": {"grants": [named("Key Vault Crypto Service Release User")], "want": "fail"},
		"weak and enough": {"grants": [named("Key Vault Crypto Service Encryption User"), named("Key Vault Crypto User")], "want": "pass"},
		"Reader": {"grants": [named("Reader")], "want": "open"},
		"Key Vault Reader": {"grants": [named("Key Vault Reader")], "want": "open"},
		"Key Vault Contributor": {"grants": [named("Key Vault Contributor")], "want": "open"},
		"Owner": {"grants": [named("Owner")], "want": "open"},
		"a role for secrets": {"grants": [named("Key Vault Secrets User")], "want": "open"},
		"a custom role": {"grants": [named("Contoso Key User")], "want": "open"},
		"weak and a custom role": {"grants": [named("Key Vault Crypto Service Encryption User"), named("Contoso Key User")], "want": "open"},
		"weak and Contributor": {"grants": [named("Key Vault Crypto Service Encryption User"), named("Contributor")], "want": "fail"},
		"an id that isn't known": {"grants": [{"role_id": given.set("99999999-0000-0000-0000-000000000000")}], "want": "open"},
		"a role that isn't known": {"grants": [{"role": given.unknown("var.role has no value")}], "want": "open"},
		"no grant": {"grants": [], "want": "open"},
		"enough, under a condition": {"grants": [object.union(named("Key Vault Crypto User"), {"condition": given.set("@Resource")})], "want": "open"},
		"weak, under a condition": {"grants": [object.union(named("Key Vault Crypto Service Encryption User"), {"condition": given.set("@Resource")})], "want": "open"},
		"a data source": {"grants": [object.union(named("Key Vault Crypto User"), {"existing": true})], "want": "open"},
	}
	given.right({name: {"got": verdict({"roles": case.grants}), "want": {0: {case.want}}} | some name, case in cases})
}

test_scopes if {
	cases := {
		"the key": {"scope": given.lead("key", 0), "enough": "pass", "weak": "fail"},
		"the key by id": {"scope": at(sprintf("%s/keys/etcd", [vault_id])), "enough": "pass", "weak": "fail"},
		"another key by id": {"scope": at(sprintf("%s/keys/other", [vault_id])), "enough": "open", "weak": "open"},
		"the resource group": {"scope": at("/subscriptions/S/resourceGroups/G"), "enough": "pass", "weak": "open"},
		"the subscription": {"scope": at("/subscriptions/S"), "enough": "pass", "weak": "open"},
		"everything": {"scope": at("/"), "enough": "pass", "weak": "open"},
		"a management group": {"scope": at("/providers/Microsoft.Management/managementGroups/m"), "enough": "open", "weak": "open"},
		"another group": {"scope": at("/subscriptions/S/resourceGroups/H"), "enough": "open", "weak": "open"},
		"another vault": {"scope": given.lead("key_vault", 1), "enough": "open", "weak": "open"},
		"something else": {"scope": given.attribute("cluster", "id"), "enough": "open", "weak": "open"},
		"unknown": {"scope": given.unknown("var.scope has no value"), "enough": "open", "weak": "open"},
	}
	given.right({[name, role]: {"got": verdict({"roles": [object.union(named(role), {"scope": object.union({"targets": [], "id": ""}, case.scope)})]}), "want": {0: {case[strength]}}} |
		some name, case in cases
		some strength, role in {"enough": "Key Vault Crypto User", "weak": "Key Vault Crypto Service Encryption User"}
	})
}

test_scopes_within_a_managed_hsm if {
	cases := {
		"everything": {"scope": at("/"), "enough": "pass", "weak": "open"},
		"all keys": {"scope": at("/keys"), "enough": "pass", "weak": "open"},
		"the key": {"scope": at("/keys/Etcd"), "enough": "pass", "weak": "open"},
		"another key": {"scope": at("/keys/other"), "enough": "open", "weak": "open"},
	}
	given.right({[name, role]: {"got": verdict({"vault": {"managed_hsm": given.set(true)}, "roles": [grant]}), "want": {0: {case[strength]}}} |
		some name, case in cases
		some strength, role in {"enough": "Managed HSM Crypto User", "weak": "Managed HSM Crypto Service Encryption User"}
		grant := object.union(named(role), {"scope": object.union({"targets": [], "id": ""}, case.scope)})
	})
}

test_no_such_scopes_of_a_vault if {
	grant := object.union(named("Key Vault Crypto User"), {"scope": object.union({"targets": [], "id": ""}, at("/keys/etcd"))})
	given.right({"a vault": {"got": verdict({"roles": [grant]}), "want": {0: {"open"}}}})
}

# A wrong grant alone proves it; beside one that may suffice it doesn't.
test_a_grant_that_may_suffice_keeps_it_open if {
	cases := {
		"on a scope that isn't known": object.union(named("Key Vault Crypto User"), {"scope": object.union(given.unknown("var.scope has no value"), {"targets": [], "id": ""})}),
		"under a condition": object.union(named("Key Vault Crypto User"), {"condition": given.set("@Resource")}),
	}
	given.right({name: {"got": verdict({"roles": [named("Key Vault Crypto Service Encryption User"), other]}), "want": {0: {"open"}}} | some name, other in cases})
}

test_policies if {
	cases := {
		"encrypt and decrypt": {"grants": [permits(["encrypt", "decrypt"])], "want": "pass"},
		"as Terraform spells them": {"grants": [permits(["Get", "Encrypt", "Decrypt"])], "want": "pass"},
		"all": {"grants": [permits(["All"])], "want": "pass"},
		"in two entries": {"grants": [permits(["encrypt"]), permits(["decrypt"])], "want": "pass"},
		"no decrypt": {"grants": [permits(["get", "encrypt"])], "want": "fail"},
		"the disks' permissions": {"grants": [permits(["get", "wrapKey", "unwrapKey"])], "want": "fail"},
		"none": {"grants": [permits([])], "want": "open"},
		"absent": {"grants": [{}], "want": "open"},
		"unknown": {"grants": [{"key_permissions": given.unknown("var.permissions has no value")}], "want": "open"},
		"too few and unknown": {"grants": [permits(["get"]), {"key_permissions": given.unknown("var.permissions has no value")}], "want": "open"},
		"in another vault": {"grants": [object.union(permits(["all"]), {"vault": given.lead("key_vault", 1)})], "want": "open"},
		"in a vault that isn't known": {"grants": [object.union(permits(["all"]), {"vault": object.union(given.unknown("var.vault has no value"), {"targets": []})})], "want": "open"},
		"no entry": {"grants": [], "want": "open"},
	}
	given.right({name: {"got": verdict({"vault": policies_vault, "policies": case.grants}), "want": {0: {case.want}}} | some name, case in cases})
}

test_models if {
	cases := {
		"a policy in a vault with roles": {"vault": {}, "policies": [permits(["all"])], "roles": [], "want": "fail"},
		"the same, left over in a live vault": {"vault": {"mode": "live"}, "policies": [permits(["all"])], "roles": [], "want": "open"},
		"a role on a vault with policies": {"vault": policies_vault, "policies": [], "roles": [named("Key Vault Crypto User")], "want": "fail"},
		"a weak one too": {"vault": policies_vault, "policies": [], "roles": [named("Key Vault Crypto Service Encryption User")], "want": "fail"},
		"a role above it": {"vault": policies_vault, "policies": [], "roles": [object.union(named("Key Vault Crypto User"), {"scope": at("/subscriptions/s")})], "want": "open"},
		"both, policies": {"vault": policies_vault, "policies": [permits(["all"])], "roles": [named("Key Vault Crypto User")], "want": "pass"},
		"both, roles": {"vault": {}, "policies": [permits(["get"])], "roles": [named("Key Vault Crypto User")], "want": "pass"},
		"not known": {"vault": {"rbac": given.unknown("var.rbac has no value")}, "policies": [], "roles": [named("Key Vault Crypto User")], "want": "open"},
		"not known, too weak": {"vault": {"rbac": given.unknown("var.rbac has no value")}, "policies": [], "roles": [named("Key Vault Crypto Service Encryption User")], "want": "open"},
		"only referred to": {"vault": {"existing": true, "rbac": given.by_default(false)}, "policies": [], "roles": [named("Key Vault Crypto User")], "want": "open"},
		"a managed HSM": {"vault": {"managed_hsm": given.set(true)}, "policies": [], "roles": [named("Managed HSM Crypto User")], "want": "pass"},
		"a managed HSM, weak": {"vault": {"managed_hsm": given.set(true)}, "policies": [], "roles": [named("Managed HSM Crypto Service Encryption User")], "want": "fail"},
		"a managed HSM under Azure's role": {"vault": {"managed_hsm": given.set(true)}, "policies": [], "roles": [named("Key Vault Crypto User")], "want": "fail"},
	}
	given.right({name: {
		"got": verdict({"vault": case.vault, "policies": case.policies, "roles": case.roles}),
		"want": {0: {case.want}},
	} |
		some name, case in cases
	})
}

# What is granted to a group, or to somebody who isn't known, may be the identity's.
test_bystanders if {
	weak := named("Key Vault Crypto Service Encryption User")
	unknown := object.union(given.unknown("var.principal has no value"), {"targets": []})
	guid := {"state": "set", "value": "11111111-2222-3333-4444-555555555555", "targets": []}
	cases := {
		"a group": {"identity": {}, "other": {"principal": guid, "principal_type": given.set("Group")}, "want": "open"},
		"a user": {"identity": {}, "other": {"principal": guid, "principal_type": given.set("User")}, "want": "fail"},
		"unknown": {"identity": {}, "other": {"principal": unknown}, "want": "fail"},
		"unknown, the identity only referred to": {"identity": {"existing": true}, "other": {"principal": unknown}, "want": "open"},
		"another id, the identity's own known": {"identity": {"existing": true, "principal_id": given.set("99999999-2222-3333-4444-555555555555")}, "other": {"principal": guid}, "want": "fail"},
		"another resource": {"identity": {"existing": true}, "other": {"principal": object.union(given.attribute("other", "other"), {"targets": []})}, "want": "fail"},
	}
	given.right({name: {
		"got": verdict({"identity": case.identity, "roles": [weak, object.union(named("Key Vault Crypto User"), case.other)]}),
		"want": {0: {case.want}},
	} |
		some name, case in cases
	})
}

test_subjects if {
	cases := {
		"KMS off": {"cluster": {"kms_enabled": given.by_default(false)}, "want": {}},
		"KMS unknown": {"cluster": {"kms_enabled": given.unknown("var.kms has no value")}, "want": {0: {"open"}}},
		"existing": {"cluster": {"existing": true}, "want": {}},
		"identity elsewhere": {"cluster": {"identities": given.list([])}, "want": {}},
		"vault elsewhere": {"cluster": {"kms_key": object.union(given.set("https://v.vault.azure.net/keys/k/1"), {"targets": []})}, "want": {}},
		"vault by its own id": {"cluster": {"kms_key": {"targets": []}, "kms_vault": given.lead("key_vault", 0)}, "want": {0: {"fail"}}},
	}
	given.right({name: {"got": verdict({"cluster": case.cluster, "roles": [named("Key Vault Crypto Service Encryption User")]}), "want": case.want} | some name, case in cases})
}

test_enough_whatever_kms_is if {
	results := identity_key_access.results with input as scene({"cluster": {"kms_enabled": given.unknown("var.kms has no value")}, "roles": [named("Key Vault Crypto User")]})
	given.verdicts(results) == {0: {"pass"}}
}

test_several_identities_all_count if {
	cases := {
		"both": {"principals": [0, 1], "want": "pass"},
		"one": {"principals": [0], "want": "open"},
	}
	given.right({name: {
		"got": verdict({
			"cluster": {"identities": given.list([given.lead("identity", 0), given.lead("identity", 1)])},
			"roles": [object.union(named("Key Vault Crypto User"), {"principal": given.lead("identity", i)}) | some i in case.principals],
		}),
		"want": {0: {case.want}},
	} |
		some name, case in cases
	})
}

test_kubelet_is_told_apart[name] if {
	kubelet := {"kubelet_identity": given.lead("identity", 1)}
	some name, case in {
		"a role": {"cluster": kubelet, "changes": {"roles": [object.union(named("Key Vault Crypto User"), {"principal": given.lead("identity", 1)})]}, "want": true},
		"a policy": {"cluster": kubelet, "changes": {"policies": [object.union(permits(["all"]), {"principal": given.lead("identity", 1)})]}, "want": true},
		"by the cluster's attribute": {"cluster": {}, "changes": {"roles": [object.union(named("Key Vault Crypto User"), {"principal": object.union(given.attribute("cluster", "other"), {"targets": []})})]}, "want": true},
		"nothing": {"cluster": kubelet, "changes": {}, "want": false},
	}
	results := identity_key_access.results with input as scene(object.union({"cluster": case.cluster}, case.changes))
	{[result.verdict, contains(result.message, "the cluster's own identity")] | some result in results} == {["open", case.want]}
}

test_message_names_what_would_do[name] if {
	some name, case in {
		"roles": {"vault": {}, "roles": [named("Key Vault Crypto Service Encryption User")], "policies": [], "want": "the role Key Vault Crypto User on the vault first."},
		"policies": {"vault": policies_vault, "roles": [], "policies": [permits(["get"])], "want": "an access policy with the key permissions encrypt and decrypt first."},
		"the wrong model": {"vault": policies_vault, "roles": [named("Key Vault Crypto User")], "policies": [], "want": "goes by access policies, not by roles"},
		"what there is": {"vault": {}, "roles": [named("Key Vault Crypto Service Encryption User")], "policies": [], "want": "has only the role Key Vault Crypto Service Encryption User on vault"},
	}
	results := identity_key_access.results with input as scene({"vault": case.vault, "policies": case.policies, "roles": case.roles})
	some result in results
	contains(result.message, case.want)
}

test_chain_leads_from_the_identity_to_the_vault if {
	results := identity_key_access.results with input as scene({"roles": [named("Key Vault Crypto Service Encryption User")]})
	some result in results
	[step.message | some step in result.related] == [
		"identity \"aks-id\"",
		"the role Key Vault Crypto Service Encryption User, on vault \"key_vault-4\"",
		"vault \"key_vault-4\", which holds the key",
	]
}

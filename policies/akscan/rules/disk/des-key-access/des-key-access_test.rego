package akscan.rules.disk["des-key-access_test"]

import data.akscan.rules.disk["des-key-access"] as des_key_access
import data.akscan.testing as given

# A disk encryption set whose key lies in a vault, its identity, and what grants there are; changes are by the kind of what they change.
scene(changes) := given.joined({
	"disk_encryption_sets": [given.resource("disk_encryption_set", 0, object.union(
		{"identity_type": given.set("UserAssigned"), "vault_key": given.lead("key", 0), "identities": given.list([given.lead("identity", 0)])},
		object.get(changes, "set", {}),
	))],
	"identities": [given.resource("identity", 1, {"name": "des-id"})],
	"keys": [given.resource("key", 2, {"name": "disks", "vault": given.lead("key_vault", 0)})],
	"key_vaults": [given.resource("key_vault", 3, object.union(
		{"rbac": given.set(true), "managed_hsm": given.set(false)},
		object.get(changes, "vault", {}),
	))],
	"role_assignments": [given.resource("role_assignment", 10 + i, object.union(
		{"principal": given.lead("identity", 0), "scope": given.lead("key_vault", 0)},
		grant,
	)) |
		some i, grant in object.get(changes, "roles", [])
	],
	"access_policies": [given.resource("access_policy", 20 + i, object.union(
		{"principal": given.lead("identity", 0), "vault": given.lead("key_vault", 0)},
		grant,
	)) |
		some i, grant in object.get(changes, "policies", [])
	],
})

verdict(changes) := given.verdicts(results) if {
	results := des_key_access.results with input as scene(changes)
}

named(role) := {"role": given.set(role)}

permits(permissions) := {"key_permissions": given.set(permissions)}

policies_vault := {"rbac": given.by_default(false)}

hsm := {"managed_hsm": given.set(true)}

test_grants if {
	cases := {
		"the disks' role": {"changes": {"roles": [named("Key Vault Crypto Service Encryption User")]}, "want": "pass"},
		"by its id": {"changes": {"roles": [{"role_id": given.set("e147488a-f6f5-4113-8e2d-b22465e65bf6")}]}, "want": "pass"},
		"Crypto User": {"changes": {"roles": [named("Key Vault Crypto User")]}, "want": "pass"},
		"Crypto Officer": {"changes": {"roles": [named("Key Vault Crypto Officer")]}, "want": "pass"},
		"release only": {"changes": {"roles": [named("Key Vault Crypto Service Release User")]}, "want": "fail"},
		"Reader, as the seed has it": {"changes": {"roles": [named("Reader")]}, "want": "open"},
		"a role for secrets": {"changes": {"roles": [named("Key Vault Secrets User")]}, "want": "open"},
		"none": {"changes": {}, "want": "open"},
		"a policy": {"changes": {"vault": policies_vault, "policies": [permits(["Get", "WrapKey", "UnwrapKey"])]}, "want": "pass"},
		"a policy for all": {"changes": {"vault": policies_vault, "policies": [permits(["all"])]}, "want": "pass"},
		"a policy without get": {"changes": {"vault": policies_vault, "policies": [permits(["wrapKey", "unwrapKey"])]}, "want": "fail"},
		"KMS's policy": {"changes": {"vault": policies_vault, "policies": [permits(["encrypt", "decrypt"])]}, "want": "fail"},
		"a policy in a vault with roles": {"changes": {"policies": [permits(["all"])]}, "want": "fail"},
		"the same, live": {"changes": {"vault": {"mode": "live"}, "policies": [permits(["all"])]}, "want": "open"},
		"a role on a vault with policies": {"changes": {"vault": policies_vault, "roles": [named("Key Vault Crypto Service Encryption User")]}, "want": "fail"},
		"the HSM's role": {"changes": {"vault": hsm, "roles": [named("Managed HSM Crypto Service Encryption User")]}, "want": "pass"},
		"the HSM's Crypto User": {"changes": {"vault": hsm, "roles": [{"role_id": given.set("21dbd100-6940-42c2-9190-5d6cb909625b")}]}, "want": "pass"},
		"the HSM's auditor": {"changes": {"vault": hsm, "roles": [named("Managed HSM Crypto Auditor")]}, "want": "fail"},
		"Azure's role on an HSM": {"changes": {"vault": hsm, "roles": [named("Key Vault Crypto Service Encryption User")]}, "want": "fail"},
	}
	given.right({name: {"got": verdict(case.changes), "want": {0: {case.want}}} | some name, case in cases})
}

# The set is its own principal.
test_system_assigned if {
	own := {"identity_type": given.set("SystemAssigned"), "identities": given.list([])}
	cases := {
		"granted": {"role": "Key Vault Crypto Service Encryption User", "want": "pass"},
		"too weak": {"role": "Key Vault Crypto Service Release User", "want": "fail"},
	}
	given.right({name: {
		"got": verdict({"set": own, "roles": [object.union(named(case.role), {"principal": given.lead("disk_encryption_set", 0)})]}),
		"want": {0: {case.want}},
	} |
		some name, case in cases
	})
}

# Which of two identities a set uses nobody can tell.
test_both_identities_count if {
	both := {"identity_type": given.set("SystemAssigned, UserAssigned")}
	user := named("Key Vault Crypto Service Encryption User")
	system := object.union(user, {"principal": given.lead("disk_encryption_set", 0)})
	cases := {
		"both": {"roles": [user, system], "want": "pass"},
		"one": {"roles": [user], "want": "open"},
	}
	given.right({name: {"got": verdict({"set": both, "roles": case.roles}), "want": {0: {case.want}}} | some name, case in cases})
}

test_subjects if {
	weak := [named("Key Vault Crypto Service Release User")]
	cases := {
		"existing": {"set": {"existing": true}, "want": {}},
		"no identity in sight": {"set": {"identities": given.list([])}, "want": {}},
		"no vault in sight": {"set": {"vault_key": object.union(given.set("https://v.vault.azure.net/keys/k"), {"targets": []})}, "want": {}},
		"the vault by its id": {"set": {"vault_key": {"targets": []}, "vault": given.lead("key_vault", 0)}, "want": {0: {"fail"}}},
	}
	given.right({name: {"got": verdict({"set": case.set, "roles": weak}), "want": case.want} | some name, case in cases})
}

test_message_names_what_would_do if {
	results := des_key_access.results with input as scene({"vault": hsm, "roles": [named("Managed HSM Crypto Auditor")]})
	some result in results
	contains(result.message, "Managed HSM Crypto Auditor on vault")
	endswith(result.message, "Give its identity the local role Managed HSM Crypto Service Encryption User first.")
}

package akscan.rules.disk["des-cluster-access_test"]

import data.akscan.rules.disk["des-cluster-access"] as des_cluster_access
import data.akscan.testing as given

des_id := "/subscriptions/s/resourcegroups/g/providers/microsoft.compute/diskencryptionsets/d"

# A cluster with a disk encryption set, its identity, and what grants there are.
scene(changes) := given.joined({
	"clusters": [given.resource("cluster", 0, object.union(
		{
			"disk_encryption_set": given.lead("disk_encryption_set", 0), "identity_type": given.set("UserAssigned"),
			"identities": given.list([given.lead("identity", 0)]),
		},
		object.get(changes, "cluster", {}),
	))],
	"identities": [given.resource("identity", 1, {"name": "aks-id"})],
	"disk_encryption_sets": [
		given.resource("disk_encryption_set", 2, object.union(
			{"scopes": given.set([des_id, "/subscriptions/s/resourcegroups/g", "/subscriptions/s"])},
			object.get(changes, "set", {}),
		)),
		given.resource("disk_encryption_set", 3, {}),
	],
	"role_assignments": [given.resource("role_assignment", 10 + i, object.union(
		{"principal": given.lead("identity", 0), "scope": given.lead("disk_encryption_set", 0)},
		grant,
	)) |
		some i, grant in object.get(changes, "roles", [])
	],
})

verdict(changes) := given.verdicts(results) if {
	results := des_cluster_access.results with input as scene(changes)
}

named(role) := {"role": given.set(role)}

at(scope) := {"scope": {"targets": [], "state": "set", "value": scope, "id": lower(scope)}}

test_roles if {
	cases := {
		"Reader": {"roles": [named("Reader")], "want": "pass"},
		"Contributor": {"roles": [named("Contributor")], "want": "pass"},
		"the operator of sets": {"roles": [{"role_id": given.set("136d308c-0937-4a49-9bd7-edfb42adbffc")}], "want": "pass"},
		"the set's own role, on the vault": {"roles": [named("Key Vault Crypto Service Encryption User")], "want": "fail"},
		"a role for disks": {"roles": [named("Data Operator for Managed Disks")], "want": "fail"},
		"a wrong one and Reader": {"roles": [named("Data Operator for Managed Disks"), named("Reader")], "want": "pass"},
		"a wrong one, and Reader above": {"roles": [named("Data Operator for Managed Disks"), object.union(named("Reader"), at("/subscriptions/s"))], "want": "pass"},
		"a wrong one, and Reader elsewhere": {"roles": [named("Data Operator for Managed Disks"), object.union(named("Reader"), at("/subscriptions/s/resourceGroups/h"))], "want": "fail"},
		"Contributor of the group": {"roles": [object.union(named("Contributor"), at("/subscriptions/s/resourceGroups/G"))], "want": "pass"},
		"a wrong one above": {"roles": [object.union(named("Network Contributor"), at("/subscriptions/s"))], "want": "open"},
		"Reader of another set": {"roles": [object.union(named("Reader"), {"scope": given.lead("disk_encryption_set", 1)})], "want": "open"},
		"Reader of what isn't known": {"roles": [object.union(named("Reader"), {"scope": object.union(given.unknown("var.scope has no value"), {"targets": []})})], "want": "open"},
		"Reader under a condition": {"roles": [object.union(named("Reader"), {"condition": given.set("@Resource")})], "want": "open"},
		"a custom role": {"roles": [named("Contoso Disk User")], "want": "open"},
		"a wrong one and a custom role": {"roles": [named("Data Operator for Managed Disks"), named("Contoso Disk User")], "want": "open"},
		"none": {"roles": [], "want": "open"},
		"a group's": {
			"roles": [
				named("Data Operator for Managed Disks"),
				object.union(named("Reader"), {"principal": {"targets": [], "state": "set", "value": "11111111-2222-3333-4444-555555555555"}, "principal_type": given.set("Group")}),
			],
			"want": "open",
		},
	}
	given.right({name: {"got": verdict({"roles": case.roles}), "want": {0: {case.want}}} | some name, case in cases})
}

test_node_resource_group if {
	cases := {
		"the same": {"group": "mc_g_aks_westeurope", "want": "pass"},
		"another": {"group": "g", "want": "open"},
	}
	given.right({name: {
		"got": verdict({"cluster": {"node_resource_group": given.set("MC_g_aks_westeurope")}, "set": {"resource_group": given.set(case.group)}}),
		"want": {0: {case.want}},
	} |
		some name, case in cases
	})
}

test_whom_the_cluster_acts_as if {
	own := {"identities": given.list([]), "identity_type": given.set("SystemAssigned")}
	to_cluster := {"principal": given.lead("cluster", 0)}
	cases := {
		"itself": {"cluster": own, "roles": [object.union(named("Reader"), to_cluster)], "want": "pass"},
		"itself, with a wrong role": {"cluster": own, "roles": [object.union(named("Data Operator for Managed Disks"), to_cluster)], "want": "fail"},
		"a service principal": {"cluster": {"identities": given.list([]), "identity_type": {"state": "unset", "value": null, "present": false}}, "roles": [], "want": "open"},
		"an identity elsewhere": {"cluster": {"identities": given.list([])}, "roles": [], "want": "open"},
	}
	given.right({name: {"got": verdict({"cluster": case.cluster, "roles": case.roles}), "want": {0: {case.want}}} | some name, case in cases})
}

test_subjects if {
	cases := {
		"existing": {"cluster": {"existing": true}, "want": {}},
		"no set in sight": {"cluster": {"disk_encryption_set": {"targets": []}}, "want": {}},
	}
	given.right({name: {"got": verdict({"cluster": case.cluster}), "want": case.want} | some name, case in cases})
}

test_message_quotes_the_error if {
	results := des_cluster_access.results with input as scene({"roles": [named("Data Operator for Managed Disks")]})
	some result in results
	contains(result.message, "LinkedAuthorizationFailed")
	contains(result.message, "has only the role Data Operator for Managed Disks on disk encryption set")
	endswith(result.message, "the role Reader on the disk encryption set first.")
}

package akscan.rules.vault["trusted-services_test"]

import data.akscan.rules.vault["trusted-services"] as trusted_services
import data.akscan.testing as given

vault(changes) := given.resource("key_vault", 0, object.union(
	{"managed_hsm": given.set(false), "public_access": given.by_default("Enabled"), "default_action": given.set("Deny"), "bypass": given.set("None"), "referrers": [given.from("key", 0, "vault")]},
	changes,
))

# A vault (key 0) whose key (key 1) serves a disk encryption set (key 2).
disks(changes) := given.document({
	"key_vaults": [vault(changes)],
	"keys": [given.resource("key", 1, {"existing": true, "vault": given.to({}, "key_vault", 0), "referrers": [given.from("disk_encryption_set", 0, "vault_key")]})],
	"disk_encryption_sets": [given.resource("disk_encryption_set", 2, {"vault_key": given.to({}, "key", 0)})],
})

etcd(changes, cluster) := given.document({
	"key_vaults": [vault(changes)],
	"keys": [given.resource("key", 1, {"vault": given.to({}, "key_vault", 0), "referrers": [given.from("cluster", 0, "kms_key")]})],
	"clusters": [given.resource("cluster", 2, object.union({"kms_enabled": given.set(true), "kms_infrastructure_encryption": given.set("Enabled"), "kms_network_access": given.set("Private"), "kms_key": given.to({}, "key", 0)}, cluster))],
})

test_disks[name] if {
	some name, case in {
		"denied to all": {"vault": {}, "want": {0: {"fail"}}},
		"closed to all": {"vault": {"default_action": given.by_default("Allow"), "public_access": given.set("Disabled")}, "want": {0: {"fail"}}},
		"let through": {"vault": {"bypass": given.set("AzureServices")}, "want": {0: {"pass"}}},
		"let through by default": {"vault": {"bypass": given.by_default("AzureServices")}, "want": {0: {"pass"}}},
		"nothing is denied": {"vault": {"default_action": given.by_default("Allow")}, "want": {0: {"pass"}}},
		"bypass unknown": {"vault": {"bypass": given.unknown("var.bypass has no value")}, "want": {0: {"open"}}},
		"action unknown": {"vault": {"default_action": given.unknown("var.action has no value")}, "want": {0: {"open"}}},
		"action unknown, let through": {"vault": {"default_action": given.unknown("var.action has no value"), "bypass": given.set("AzureServices")}, "want": {0: {"pass"}}},
		"in a perimeter": {"vault": {"public_access": given.set("SecuredByPerimeter")}, "want": {0: {"open"}}},
		"a managed HSM": {"vault": {"managed_hsm": given.set(true)}, "want": {}},
		"a reference": {"vault": {"existing": true}, "want": {}},
	}
	results := trusted_services.results with input as disks(case.vault)
	given.verdicts(results) == case.want
}

# What leads to the key and to the vault is told once.
test_use_is_shown_once if {
	by_both := object.union(disks({}), {
		"key_vaults": [vault({"referrers": [given.from("key", 0, "vault"), given.from("disk_encryption_set", 0, "vault")]})],
		"disk_encryption_sets": [given.resource("disk_encryption_set", 2, {"name": "des", "vault_key": given.to({}, "key", 0), "vault": given.to({}, "key_vault", 0)})],
	})
	results := trusted_services.results with input as by_both
	some result in results
	[step.message | some step in result.related] == [`the key for the disks of disk encryption set "des" lies in this vault`]
}

test_etcd[name] if {
	some name, case in {
		"newer and private": {"cluster": {}, "want": {0: {"fail"}}},
		"newer and public": {"cluster": {"kms_network_access": given.by_default("Public")}, "want": {}},
		"legacy and private": {"cluster": {"kms_infrastructure_encryption": given.set("Disabled")}, "want": {}},
		"mode unknown": {"cluster": {"kms_infrastructure_encryption": given.hidden("not shown")}, "want": {0: {"open"}}},
		"access unknown": {"cluster": {"kms_network_access": given.unknown("var.access has no value")}, "want": {0: {"open"}}},
		"off": {"cluster": {"kms_enabled": given.set(false)}, "want": {}},
	}
	results := trusted_services.results with input as etcd({}, case.cluster)
	given.verdicts(results) == case.want
}

test_unused_is_no_subject if {
	results := trusted_services.results with input as given.document({"key_vaults": [given.resource("key_vault", 0, {"managed_hsm": given.set(false), "default_action": given.set("Deny"), "bypass": given.set("None")})]})
	count(results) == 0
}

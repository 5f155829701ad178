package akscan.rules.vault["purge-protection_test"]

import data.akscan.rules.vault["purge-protection"] as purge_protection
import data.akscan.testing as given

vault(changes) := given.resource("key_vault", 0, object.union({"referrers": [given.from("key", 0, "vault")]}, changes))

plain(changes) := given.resource("key_vault", 0, changes)

test_verdicts[name] if {
	some name, case in {
		"on": {"given": given.set(true), "want": "pass"},
		"off": {"given": given.set(false), "want": "fail"},
		"off by default": {"given": given.by_default(false), "want": "fail"},
		"unknown": {"given": given.unknown("the row has no properties"), "want": "open"},
	}
	results := purge_protection.results with input as given.document({"key_vaults": [plain({"purge_protection": case.given})]})
	given.verdicts(results) == {0: {case.want}}
}

test_existing_is_no_subject if {
	results := purge_protection.results with input as given.document({"key_vaults": [vault({"existing": true})]})
	count(results) == 0
}

test_key_decides_for_its_vault[name] if {
	some name, case in {
		"recoverable": {"level": "Recoverable+ProtectedSubscription", "want": "pass"},
		"purgeable": {"level": "Recoverable+Purgeable", "want": "fail"},
		"customized": {"level": "CustomizedRecoverable", "want": "pass"},
	}
	key := given.resource("key", 1, {"vault": given.to({}, "key_vault", 0), "recovery_level": given.set(case.level)})
	doc := given.document({"key_vaults": [vault({"purge_protection": given.unknown("the row has no properties")})], "keys": [key]})
	results := purge_protection.results with input as doc
	given.verdicts(results) == {0: {case.want}}
	some result in results
	some step in result.related
	endswith(step.message, sprintf("is %s", [case.level]))
}

test_keys_that_disagree_decide_nothing if {
	levels := ["Recoverable", "Recoverable+Purgeable"]
	keys := [given.resource("key", i + 1, {"vault": given.to({}, "key_vault", 0), "recovery_level": given.set(level)}) | some i, level in levels]
	row := vault({"purge_protection": given.unknown("the row has no properties"), "referrers": [given.from("key", 0, "vault"), given.from("key", 1, "vault")]})
	results := purge_protection.results with input as given.document({"key_vaults": [row], "keys": keys})
	given.verdicts(results) == {0: {"open"}}
	some result in results
	count(result.related) == 2
}

test_the_vault_itself_beats_its_keys if {
	key := given.resource("key", 1, {"vault": given.to({}, "key_vault", 0), "recovery_level": given.set("Recoverable")})
	doc := given.document({"key_vaults": [vault({"purge_protection": given.set(false)})], "keys": [key]})
	results := purge_protection.results with input as doc
	given.verdicts(results) == {0: {"fail"}}
}

test_key_without_its_vault[name] if {
	some name, case in {
		"recoverable": {"level": "Recoverable", "want": "pass"},
		"purgeable": {"level": "Recoverable+Purgeable", "want": "fail"},
	}
	key := given.resource("key", 0, {"recovery_level": given.set(case.level)})
	results := purge_protection.results with input as given.document({"keys": [key]})
	given.verdicts(results) == {0: {case.want}}
}

test_users_are_named if {
	key := given.resource("key", 1, {"vault": given.to({}, "key_vault", 0), "referrers": [given.from("cluster", 0, "kms_key")]})
	cluster := given.resource("cluster", 2, {"name": "aks-a", "kms_enabled": given.set(true), "kms_key": given.to(given.attribute("key", "key_versioned"), "key", 0)})
	set := given.resource("disk_encryption_set", 3, {"name": "des-a", "vault": given.to({}, "key_vault", 0)})
	doc := given.document({"key_vaults": [vault({"purge_protection": given.by_default(false), "referrers": [given.from("key", 0, "vault"), given.from("disk_encryption_set", 0, "vault")]})], "keys": [key], "clusters": [cluster], "disk_encryption_sets": [set]})
	results := purge_protection.results with input as doc
	some result in results
	contains(result.message, `etcd of cluster "aks-a", the disks of disk encryption set "des-a"`)
	count(result.related) == 2
}

test_unseen_modules[name] if {
	some name, case in {
		"a vault": {"source": "Azure/avm-res-keyvault-vault/azurerm", "inputs": [], "want": {0: {"open"}}},
		"key-vault": {"source": "git::https://example.com/terraform-azurerm-key-vault.git", "inputs": [], "want": {0: {"open"}}},
		"by an input": {"source": "example/platform/azurerm", "inputs": ["purge_protection_enabled"], "want": {0: {"open"}}},
		"aks": {"source": "Azure/aks/azurerm", "inputs": ["kms_key_vault_key_id"], "want": {}},
	}
	call := given.resource("module_call", 0, {"source": given.set(case.source), "inputs": given.set(case.inputs)})
	results := purge_protection.results with input as given.document({"module_calls": [call]})
	given.verdicts(results) == case.want
}

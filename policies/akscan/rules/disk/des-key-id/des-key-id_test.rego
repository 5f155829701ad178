package akscan.rules.disk["des-key-id_test"]

import data.akscan.rules.disk["des-key-id"] as des_key_id
import data.akscan.testing as given

versioned := given.set("https://kv-contoso.vault.azure.net/keys/disks/0123456789abcdef0123456789abcdef")

versionless := given.set("https://kv-contoso.vault.azure.net/keys/disks")

template(changes) := given.document({"disk_encryption_sets": [given.resource("disk_encryption_set", 0, object.union({"type": "Microsoft.Compute/diskEncryptionSets"}, changes))]})

root_of(azurerm) := given.document({
	"disk_encryption_sets": [given.resource("disk_encryption_set", 0, object.union({"type": "azurerm_disk_encryption_set", "format": "terraform", "root": given.to(given.set("."), "terraform_module", 0)}, azurerm.set))],
	"terraform_modules": [given.resource("terraform_module", 1, object.union({"existing": true}, azurerm.root))],
})

test_in_a_template[name] if {
	some name, case in {
		"versioned": {"key": versioned, "want": {0: {"pass"}}},
		"versionless": {"key": versionless, "want": {0: {"fail"}}},
		"a managed HSM's": {"key": given.set("https://hsm.managedhsm.azure.net/keys/disks/0123456789abcdef0123456789abcdef"), "want": {0: {"pass"}}},
		"another cloud's": {"key": given.set("https://kv.vault.azure.cn/keys/disks/1"), "want": {0: {"pass"}}},
		"absent": {"key": {}, "want": {0: {"fail"}}},
		"empty": {"key": given.set(""), "want": {0: {"fail"}}},
		"a vault": {"key": given.set("https://kv-contoso.vault.azure.net/"), "want": {0: {"fail"}}},
		"a secret": {"key": given.set("https://kv-contoso.vault.azure.net/secrets/disks/0123456789abcdef0123456789abcdef"), "want": {0: {"fail"}}},
		"a placeholder": {"key": given.set("https://<vault>.vault.azure.net/keys/disks/{version}"), "want": {0: {"fail"}}},
		"a token": {"key": given.set("__KeyUrl__"), "want": {0: {"open"}}},
		"a versioned reference": {"key": given.attribute("key", "key_versioned"), "want": {0: {"pass"}}},
		"a versionless reference": {"key": given.attribute("key", "key_versionless"), "want": {0: {"fail"}}},
		"a key's resource id": {"key": given.attribute("key", "id"), "want": {0: {"fail"}}},
		"a vault's attribute": {"key": given.attribute("key_vault", "other"), "want": {0: {"fail"}}},
		"something else's": {"key": given.attribute("other", "other"), "want": {0: {"open"}}},
		"unknown": {"key": given.unknown("parameter 'key' has no value"), "want": {0: {"open"}}},
	}
	results := des_key_id.results with input as template({"vault_key": case.key})
	given.verdicts(results) == case.want
}

test_rotation_changes_nothing_in_a_template[name] if {
	some name, case in {
		"versioned": {"key": versioned, "want": {0: {"pass"}}},
		"versionless": {"key": versionless, "want": {0: {"fail"}}},
	}
	results := des_key_id.results with input as template({"vault_key": case.key, "auto_key_rotation": given.set(true)})
	given.verdicts(results) == case.want
}

test_in_azurerm[name] if {
	some name, case in {
		"rotation, versionless": {"key": versionless, "rotation": given.set(true), "want": {0: {"pass"}}},
		"rotation, versioned": {"key": versioned, "rotation": given.set(true), "want": {0: {"fail"}}},
		"no rotation, versioned": {"key": versioned, "rotation": given.by_default(false), "want": {0: {"pass"}}},
		"no rotation, versionless": {"key": versionless, "rotation": given.by_default(false), "want": {0: {"fail"}}},
		"rotation unknown": {"key": versionless, "rotation": given.unknown("var.rotate has no value"), "want": {0: {"open"}}},
		"rotation, by reference": {"key": given.attribute("key", "key_versioned"), "rotation": given.set(true), "want": {0: {"fail"}}},
		"rotation, by the right one": {"key": given.attribute("key", "key_versionless"), "rotation": given.set(true), "want": {0: {"pass"}}},
		"no key": {"key": {}, "rotation": given.set(true), "want": {0: {"fail"}}},
		"key unknown": {"key": given.unknown("var.key has no value"), "rotation": given.set(true), "want": {0: {"open"}}},
	}
	doc := root_of({"set": {"vault_key": case.key, "auto_key_rotation": case.rotation}, "root": {}})
	results := des_key_id.results with input as doc
	given.verdicts(results) == case.want
}

test_azurerm_versions[name] if {
	some name, case in {
		"before 3.70": {"root": {"azurerm_version": given.set("3.69.0")}, "want": {0: {"pass"}}},
		"3.70": {"root": {"azurerm_version": given.set("3.70.0")}, "want": {0: {"fail"}}},
		"newest admitted": {"root": {"azurerm_version": given.set("4.81.0"), "azurerm_oldest": given.set("3.0.0")}, "want": {0: {"fail"}}},
		"nothing pins it": {"root": {}, "want": {0: {"fail"}}},
	}
	doc := root_of({"set": {"vault_key": versioned, "auto_key_rotation": given.set(true)}, "root": case.root})
	results := des_key_id.results with input as doc
	given.verdicts(results) == case.want
}

test_basis_is_named[name] if {
	some name, case in {
		"constraint": {"root": {"azurerm_version": given.set("4.81.0")}, "want": "judged for 4.81.0, the newest that the constraint admits"},
		"nothing": {"root": {}, "want": "nothing here says which version is in use"},
	}
	doc := root_of({"set": {"vault_key": versioned, "auto_key_rotation": given.set(true)}, "root": case.root})
	results := des_key_id.results with input as doc
	some result in results
	contains(result.message, case.want)
}

test_lock_needs_no_basis if {
	doc := root_of({"set": {"vault_key": versioned, "auto_key_rotation": given.set(true)}, "root": {"azurerm_version": given.set("4.20.0"), "azurerm_locked": given.set(true)}})
	results := des_key_id.results with input as doc
	some result in results
	not contains(result.message, "judged for")
}

test_no_root if {
	set := given.resource("disk_encryption_set", 0, {"type": "azurerm_disk_encryption_set", "format": "terraform-plan", "vault_key": versioned, "auto_key_rotation": given.set(true)})
	results := des_key_id.results with input as given.document({"disk_encryption_sets": [set]})
	given.verdicts(results) == {0: {"fail"}}
}

test_operators[name] if {
	some name, case in {
		"Crossplane hands it to azurerm": {"set": {"type": "DiskEncryptionSet", "format": "kubernetes"}, "want": {0: {"pass"}}},
		"Azure Service Operator to Azure": {"set": {"type": "DiskEncryptionSet", "format": "kubernetes", "api_version": "2024-03-02"}, "want": {0: {"fail"}}},
		"azapi to Azure": {"set": {"type": "azapi_resource", "format": "terraform", "api_version": "2024-03-02"}, "want": {0: {"fail"}}},
	}
	results := des_key_id.results with input as template(object.union({"vault_key": versionless, "auto_key_rotation": given.set(true)}, case.set))
	given.verdicts(results) == case.want
}

test_no_subjects[name] if {
	some name, changes in {"live": {"mode": "live"}, "existing": {"existing": true}}
	results := des_key_id.results with input as template(changes)
	count(results) == 0
}

package akscan.rules.etcd["key-id_test"]

import data.akscan.rules.etcd["key-id"] as key_id
import data.akscan.testing as given

versioned := "https://kv-contoso.vault.azure.net/keys/etcd/0123456789abcdef0123456789abcdef"

versionless := "https://kv-contoso.vault.azure.net/keys/etcd"

on(changes) := given.document({"clusters": [given.resource("cluster", 0, object.union(
	{"kms_enabled": given.set(true), "kms_infrastructure_encryption": given.by_default("Disabled")},
	changes,
))]})

test_legacy[name] if {
	some name, case in {
		"versioned": {"key": given.set(versioned), "want": "pass"},
		"upper case": {"key": given.set(upper(versioned)), "want": "pass"},
		"managed HSM": {"key": given.set("https://hsm.managedhsm.azure.net/keys/etcd/0123456789abcdef0123456789abcdef"), "want": "pass"},
		"short version": {"key": given.set("https://kv-contoso.vault.azure.net/keys/etcd/v1"), "want": "pass"},
		"versionless": {"key": given.set(versionless), "want": "fail"},
		"absent": {"key": {}, "want": "fail"},
		"empty": {"key": given.set(""), "want": "fail"},
		"a vault's URL": {"key": given.set("https://kv-contoso.vault.azure.net/"), "want": "fail"},
		"a secret": {"key": given.set("https://kv-contoso.vault.azure.net/secrets/etcd/0123456789abcdef0123456789abcdef"), "want": "fail"},
		"a resource id": {"key": given.set("/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v/keys/k"), "want": "fail"},
		"a placeholder": {"key": given.set("https://<vault>.vault.azure.net/keys/etcd/{version}"), "want": "fail"},
		"changeme": {"key": given.set("CHANGEME"), "want": "fail"},
		"a template": {"key": given.set("https://{{ .Values.vault }}.vault.azure.net/keys/etcd/1"), "want": "open"},
		"a token": {"key": given.set("__KmsKeyId__"), "want": "open"},
		"a versioned reference": {"key": given.attribute("key", "key_versioned"), "want": "pass"},
		"a versionless reference": {"key": given.attribute("key", "key_versionless"), "want": "fail"},
		"another attribute of a key": {"key": given.attribute("key", "other"), "want": "fail"},
		"a vault": {"key": given.attribute("key_vault", "id"), "want": "fail"},
		"an attribute of something unknown": {"key": given.attribute("other", "other"), "want": "open"},
		"unknown": {"key": given.unknown("var.key_id has no default"), "want": "open"},
	}
	results := key_id.results with input as on({"kms_key": case.key})
	given.verdicts(results) == {0: {case.want}}
}

test_modes[name] if {
	some name, case in {
		"newer, versionless": {"newer": given.set("Enabled"), "key": versionless, "want": {0: {"pass"}}, "severity": {0: "high"}},
		"newer, versioned": {"newer": given.set("Enabled"), "key": versioned, "want": {0: {"fail"}}, "severity": {0: "note"}},
		"undecided, versioned": {"newer": given.hidden("not shown"), "key": versioned, "want": {0: {"open"}}, "severity": {0: "high"}},
		"undecided, versionless": {"newer": given.hidden("not shown"), "key": versionless, "want": {0: {"open"}}, "severity": {0: "high"}},
		"undecided, no id": {"newer": given.hidden("not shown"), "key": "k", "want": {0: {"fail"}}, "severity": {0: "high"}},
	}
	results := key_id.results with input as on({"kms_infrastructure_encryption": case.newer, "kms_key": given.set(case.key)})
	given.verdicts(results) == case.want
	given.severities(results) == case.severity
}

test_old_cluster_is_legacy if {
	results := key_id.results with input as on({"kms_infrastructure_encryption": given.hidden("not shown"), "kubernetes_version": given.set("1.32.4"), "kms_key": given.set(versioned)})
	given.verdicts(results) == {0: {"pass"}}
}

test_live_versionless_is_newer if {
	results := key_id.results with input as on({"mode": "live", "kms_infrastructure_encryption": given.hidden("not shown"), "kms_key": given.set(versionless)})
	given.verdicts(results) == {0: {"pass"}}
}

test_azurerm_refuses_versionless[name] if {
	some name, case in {
		"in its own block": {"key": given.set(versionless), "want": {0: {"fail"}}},
		"set by azapi": {"key": object.union(given.set(versionless), {"overlaid": true}), "want": {0: {"pass"}}},
	}
	results := key_id.results with input as on({"type": "azurerm_kubernetes_cluster", "kms_infrastructure_encryption": given.set("Enabled"), "kms_key": case.key})
	given.verdicts(results) == case.want
}

test_redacted[name] if {
	some name, case in {
		"live": {"mode": "live", "want": {0: {"open"}}},
		"declared": {"mode": "declared", "want": {0: {"fail"}}},
	}
	results := key_id.results with input as on({"mode": case.mode, "kms_key": given.set("https://<redacted>.vault.azure.net/keys/etcd/1")})
	given.verdicts(results) == case.want
}

test_subject_only_with_kms[name] if {
	some name, case in {
		"off": {"kms": given.by_default(false), "want": {}},
		"unknown": {"kms": given.unknown("var.kms has no value"), "want": {0: {"open"}}},
	}
	results := key_id.results with input as on({"kms_enabled": case.kms, "kms_key": given.set(versioned)})
	given.verdicts(results) == case.want
}

package akscan.rules.vault.network_test

import data.akscan.rules.vault.network
import data.akscan.testing as given

on := given.set(true)

test_verdicts[name] if {
	some name, case in {
		"open by default": {"public": given.by_default("Enabled"), "action": given.by_default("Allow"), "want": "fail"},
		"open": {"public": given.set("Enabled"), "action": given.set("Allow"), "want": "fail"},
		"denied": {"public": given.by_default("Enabled"), "action": given.set("Deny"), "want": "pass"},
		"in lower case": {"public": given.by_default("Enabled"), "action": given.set("deny"), "want": "pass"},
		"disabled": {"public": given.set("Disabled"), "action": given.by_default("Allow"), "want": "pass"},
		"in a perimeter": {"public": given.set("SecuredByPerimeter"), "action": given.by_default("Allow"), "want": "pass"},
		"action unknown": {"public": given.by_default("Enabled"), "action": given.unknown("var.action has no value"), "want": "open"},
		"access unknown": {"public": given.unknown("var.public has no value"), "action": given.by_default("Allow"), "want": "open"},
		"access unknown, denied": {"public": given.unknown("var.public has no value"), "action": given.set("Deny"), "want": "pass"},
		"both unknown": {"public": given.unknown("no properties"), "action": given.unknown("no properties"), "want": "open"},
	}
	results := network.results with input as given.document({"key_vaults": [given.resource("key_vault", 0, {"public_access": case.public, "default_action": case.action})]})
	given.verdicts(results) == {0: {case.want}}
	given.severities(results) == {0: "medium"}
}

test_existing_is_no_subject if {
	results := network.results with input as given.document({"key_vaults": [given.resource("key_vault", 0, {"existing": true})]})
	count(results) == 0
}

# A vault (key 0) whose key (key 1) serves a cluster (key 2).
serving(cluster) := given.document({
	"key_vaults": [given.resource("key_vault", 0, {"public_access": given.by_default("Enabled"), "default_action": given.by_default("Allow"), "referrers": [given.from("key", 0, "vault")]})],
	"keys": [given.resource("key", 1, {"vault": given.to({}, "key_vault", 0), "referrers": [given.from("cluster", 0, "kms_key")]})],
	"clusters": [given.resource("cluster", 2, object.union({"name": "aks-a", "kms_enabled": on, "kms_infrastructure_encryption": given.by_default("Disabled"), "kms_network_access": given.by_default("Public"), "kms_key": given.to({}, "key", 0)}, cluster))],
})

test_what_kms_needs[name] if {
	some name, case in {
		"legacy and public": {"cluster": {}, "severity": "low", "want": `Legacy KMS of cluster "aks-a" reaches it publicly, and Deny would stop etcd`},
		"legacy and private": {"cluster": {"kms_network_access": given.set("Private")}, "severity": "medium", "want": "let trusted services through"},
		"newer": {"cluster": {"kms_infrastructure_encryption": given.set("Enabled")}, "severity": "medium", "want": "let trusted services through"},
		"mode unknown": {"cluster": {"kms_infrastructure_encryption": given.hidden("not shown")}, "severity": "medium", "want": `If KMS of cluster "aks-a" runs in the legacy mode with Public access, Deny would stop etcd`},
		"access unknown": {"cluster": {"kms_network_access": given.unknown("var.access has no value")}, "severity": "medium", "want": `If KMS of cluster "aks-a" runs in the legacy mode with Public access, Deny would stop etcd`},
		"off": {"cluster": {"kms_enabled": given.set(false)}, "severity": "medium", "want": "let trusted services through"},
	}
	results := network.results with input as serving(case.cluster)
	given.verdicts(results) == {0: {"fail"}}
	given.severities(results) == {0: case.severity}
	some result in results
	contains(result.message, case.want)
}

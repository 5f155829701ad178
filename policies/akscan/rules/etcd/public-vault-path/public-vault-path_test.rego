package akscan.rules.etcd["public-vault-path_test"]

import data.akscan.rules.etcd["public-vault-path"] as public_vault_path
import data.akscan.testing as given

scene(changes) := given.joined({
	"clusters": [given.resource("cluster", 0, object.union(
		{
			"kms_enabled": given.set(true), "kms_network_access": given.by_default("Public"), "kms_infrastructure_encryption": given.by_default("Disabled"),
			"kms_key": given.lead("key", 0),
		},
		object.get(changes, "cluster", {}),
	))],
	"keys": [given.resource("key", 1, {"vault": given.lead("key_vault", 0)})],
	"key_vaults": [given.resource("key_vault", 2, object.union(
		{"default_action": given.by_default("Allow"), "bypass": given.by_default("AzureServices"), "public_access": given.by_default("Enabled")},
		object.get(changes, "vault", {}),
	))],
})

verdict(changes) := given.verdicts(results) if {
	results := public_vault_path.results with input as scene(changes)
}

legacy := {}

private := {"kms_network_access": given.set("Private")}

newer := {"kms_infrastructure_encryption": given.set("Enabled")}

undecided := {"kms_infrastructure_encryption": given.hidden("the export can't show it")}

open_vault := {}

disabled := {"public_access": given.set("Disabled")}

selected := {"default_action": given.set("Deny")}

perimeter := {"public_access": given.set("SecuredByPerimeter")}

test_modes if {
	cases := {
		"legacy, open": {"cluster": legacy, "vault": open_vault, "want": "pass"},
		"legacy, disabled": {"cluster": legacy, "vault": disabled, "want": "fail"},
		"legacy, selected networks": {"cluster": legacy, "vault": selected, "want": "fail"},
		"legacy, both": {"cluster": legacy, "vault": object.union(disabled, selected), "want": "fail"},
		"legacy, perimeter": {"cluster": legacy, "vault": perimeter, "want": "open"},
		"private, open": {"cluster": private, "vault": open_vault, "want": "pass"},
		"private, disabled": {"cluster": private, "vault": disabled, "want": "pass"},
		"private, selected networks": {"cluster": private, "vault": selected, "want": "fail"},
		"private, disabled and selected networks": {"cluster": private, "vault": object.union(disabled, selected), "want": "pass"},
		"newer, open": {"cluster": newer, "vault": open_vault, "want": "pass"},
		"newer, disabled": {"cluster": newer, "vault": disabled, "want": "fail"},
		"newer, selected networks": {"cluster": newer, "vault": selected, "want": "open"},
		"newer, perimeter": {"cluster": newer, "vault": perimeter, "want": "open"},
		"newer, private": {"cluster": object.union(newer, private), "vault": object.union(disabled, selected), "want": "pass"},
		"undecided, open": {"cluster": undecided, "vault": open_vault, "want": "pass"},
		"undecided, disabled": {"cluster": undecided, "vault": disabled, "want": "fail"},
		"undecided, selected networks": {"cluster": undecided, "vault": selected, "want": "open"},
	}
	given.right({name: {"got": verdict({"cluster": case.cluster, "vault": case.vault}), "want": {0: {case.want}}} | some name, case in cases})
}

test_unknown if {
	unknown := given.unknown("var.x has no value")
	cases := {
		"access": {"cluster": {"kms_network_access": unknown}, "vault": disabled, "want": "open"},
		"access, an open vault": {"cluster": {"kms_network_access": unknown}, "vault": open_vault, "want": "pass"},
		"public access": {"cluster": legacy, "vault": {"public_access": unknown}, "want": "open"},
		"public access of a private one": {"cluster": private, "vault": {"public_access": unknown}, "want": "open"},
		"firewall": {"cluster": legacy, "vault": {"default_action": unknown}, "want": "open"},
		"firewall, disabled": {"cluster": legacy, "vault": object.union(disabled, {"default_action": unknown}), "want": "fail"},
		"KMS": {"cluster": {"kms_enabled": unknown}, "vault": disabled, "want": "open"},
		"KMS, an open vault": {"cluster": {"kms_enabled": unknown}, "vault": open_vault, "want": "pass"},
	}
	given.right({name: {"got": verdict({"cluster": case.cluster, "vault": case.vault}), "want": {0: {case.want}}} | some name, case in cases})
}

test_subjects if {
	cases := {
		"KMS off": {"cluster": {"kms_enabled": given.by_default(false)}, "vault": disabled},
		"existing": {"cluster": {"existing": true}, "vault": disabled},
		"no vault in sight": {"cluster": {"kms_key": {"targets": []}}, "vault": disabled},
		"a vault that is only referred to": {"cluster": {}, "vault": object.union(disabled, {"existing": true})},
	}
	given.right({name: {"got": verdict(case), "want": {}} | some name, case in cases})
}

test_message_names_what_shuts_it_out if {
	cases := {
		"disabled": {"vault": disabled, "want": "whose public access is disabled"},
		"selected": {"vault": selected, "want": "selected networks only"},
		"selected, public": {"cluster": legacy, "vault": selected, "want": "Let all networks in first"},
		"selected, private": {"cluster": object.union(legacy, private), "vault": selected, "want": "Disable the vault's public access"},
	}
	results := {name: found |
		some name, case in cases
		found := public_vault_path.results with input as scene(object.union({"cluster": {}}, case))
	}
	given.right({name: {"got": [contains(result.message, case.want) | some result in results[name]], "want": [true]} | some name, case in cases})
}

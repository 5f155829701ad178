package akscan.rules.etcd.version_test

import data.akscan.rules.etcd.version
import data.akscan.testing as given

verdict(changes) := given.verdicts(results) if {
	results := version.results with input as given.document({"clusters": [given.resource("cluster", 0, changes)]})
}

off := given.by_default("Disabled")

hidden := given.hidden("the export can't show it")

on := {"kms_enabled": given.set(true), "kms_infrastructure_encryption": off, "kms_network_access": given.by_default("Public"), "vnet_integration": given.by_default(false)}

private := object.union(on, {"kms_network_access": given.set("Private")})

newer := object.union(on, {"kms_infrastructure_encryption": given.set("Enabled")})

test_modes if {
	cases := {
		"no KMS": {"changes": {"kms_enabled": given.by_default(false), "kms_infrastructure_encryption": hidden}, "at": "1.20.0", "want": "pass"},
		"legacy, public": {"changes": on, "at": "1.32.6", "want": "pass"},
		"legacy, private, old": {"changes": private, "at": "1.30.9", "want": "pass"},
		"legacy, private": {"changes": private, "at": "1.31.0", "want": "fail"},
		"legacy, private, short": {"changes": private, "at": "1.31", "want": "fail"},
		"legacy, private, joined": {"changes": object.union(private, {"vnet_integration": given.set(true)}), "at": "1.32.1", "want": "pass"},
		"legacy, private, perhaps joined": {"changes": object.union(private, {"vnet_integration": hidden}), "at": "1.32.1", "want": "open"},
		"legacy, perhaps private": {"changes": object.union(on, {"kms_network_access": given.unknown("var.access has no value")}), "at": "1.32.1", "want": "open"},
		"legacy, perhaps private, old": {"changes": object.union(on, {"kms_network_access": given.unknown("var.access has no value")}), "at": "1.29.1", "want": "pass"},
		"perhaps legacy, private": {"changes": object.union(private, {"kms_enabled": given.unknown("var.kms has no value")}), "at": "1.31.1", "want": "open"},
		"newer, old": {"changes": newer, "at": "1.32.9", "want": "fail"},
		"newer": {"changes": newer, "at": "1.33.0", "want": "pass"},
		"newer, private": {"changes": object.union(newer, {"kms_network_access": given.set("Private")}), "at": "1.34.0", "want": "pass"},
		"newer with the platform's key": {"changes": {"kms_enabled": given.by_default(false), "kms_infrastructure_encryption": given.set("enabled")}, "at": "1.32.0", "want": "fail"},
		"undecided, public": {"changes": object.union(on, {"kms_infrastructure_encryption": hidden}), "at": "1.33.1", "want": "pass"},
		"undecided, private": {"changes": object.union(private, {"kms_infrastructure_encryption": hidden}), "at": "1.33.1", "want": "open"},
		"too old to be newer, private": {"changes": object.union(private, {"kms_infrastructure_encryption": hidden}), "at": "1.32.1", "want": "fail"},
	}
	given.right({name: {"got": verdict(object.union(case.changes, {"kubernetes_version": given.set(case.at)})), "want": {0: {case.want}}} | some name, case in cases})
}

test_subjects if {
	cases := {
		"no version": {},
		"a version that isn't known": {"kubernetes_version": given.unknown("var.version has no value")},
		"no version at all": {"kubernetes_version": given.set("stable")},
		"existing": {"existing": true, "kubernetes_version": given.set("1.31.0")},
	}
	given.right({name: {"got": verdict(object.union(private, case)), "want": {}} | some name, case in cases})
}

test_messages if {
	cases := {
		"newer": {"changes": newer, "at": "1.32.0", "want": "needs 1.33 or later"},
		"platform key": {"changes": {"kms_enabled": given.by_default(false), "kms_infrastructure_encryption": given.set("Enabled")}, "at": "1.32.0", "want": "needs 1.33 or later"},
		"legacy": {"changes": private, "at": "1.31.0", "want": "without API Server VNet Integration"},
		"open": {"changes": object.union(private, {"vnet_integration": hidden}), "at": "1.32.0", "want": "the export can't show it."},
	}
	got := {name: [contains(result.message, case.want) | some result in results] |
		some name, case in cases
		results := version.results with input as given.document({"clusters": [given.resource("cluster", 0, object.union(case.changes, {"kubernetes_version": given.set(case.at)}))]})
	}
	given.right({name: {"got": got[name], "want": [true]} | some name, _ in cases})
}

package akscan.rules.etcd["secrets-rewritten_test"]

import data.akscan.rules.etcd["secrets-rewritten"] as secrets_rewritten
import data.akscan.testing as given

scene(changes) := object.union(
	given.joined({
		"clusters": [given.resource("cluster", 0, object.union(
			{"mode": "live", "kms_enabled": given.set(true), "kms_infrastructure_encryption": given.by_default("Disabled")},
			object.get(changes, "cluster", {}),
		))],
		"secrets": [given.resource("secret", 1 + i, object.union({"mode": "live", "cluster": given.lead("cluster", 0)}, secret)) | some i, secret in changes.secrets],
	}),
	{"kms_enabled_at": object.get(changes, "at", "")},
)

verdict(changes) := given.verdicts(results) if {
	results := secrets_rewritten.results with input as scene(changes)
}

made(time, version) := {"created": given.set(time), "resource_version": given.set(version)}

switch := "2026-03-01T12:00:00Z"

test_times if {
	cases := {
		"made later": {"secret": made("2026-03-02T00:00:00Z", 500), "want": "pass"},
		"at that moment": {"secret": made("2026-03-01T12:00:00Z", 500), "want": "pass"},
		"in another zone": {"secret": made("2026-03-01T14:00:00+01:00", 500), "want": "pass"},
		"made before": {"secret": made("2026-02-01T00:00:00Z", 500), "want": "open"},
		"no time": {"secret": {"resource_version": given.set(500)}, "want": "open"},
		"no time that is one": {"secret": made("yesterday", 500), "want": "open"},
	}
	given.right({name: {"got": verdict({"at": switch, "secrets": [case.secret]}), "want": {1: {case.want}}} | some name, case in cases})
}

test_resource_versions if {
	later := made("2026-03-05T00:00:00Z", 1000)
	latest := made("2026-03-06T00:00:00Z", 3000)
	cases := {
		"above": {"secret": made("2025-01-01T00:00:00Z", 1001), "want": "pass"},
		"far above": {"secret": made("2025-01-01T00:00:00Z", 20000), "want": "pass"},
		"below": {"secret": made("2025-01-01T00:00:00Z", 999), "want": "open"},
		"no version": {"secret": {"created": given.set("2025-01-01T00:00:00Z")}, "want": "open"},
	}
	given.right({name: {
		"got": verdict({"at": switch, "secrets": [case.secret, latest, later]}),
		"want": {1: {case.want}, 2: {"pass"}, 3: {"pass"}},
	} |
		some name, case in cases
	})
}

test_when_kms_was_switched_on if {
	secrets := [made("2026-03-02T00:00:00Z", 500)]
	cases := {
		"said": {"at": switch, "cluster": {}, "want": "pass"},
		"changed before": {"at": "", "cluster": {"last_modified": given.set("2026-03-01T12:00:00Z")}, "want": "pass"},
		"changed later": {"at": "", "cluster": {"last_modified": given.set("2026-04-01T12:00:00Z")}, "want": "open"},
		"said beats changed": {"at": switch, "cluster": {"last_modified": given.set("2026-04-01T12:00:00Z")}, "want": "pass"},
		"changed before, KMS unknown": {"at": "", "cluster": {"last_modified": given.set("2026-03-01T12:00:00Z"), "kms_enabled": given.unknown("var.kms has no value")}, "want": "open"},
		"said, KMS unknown": {"at": switch, "cluster": {"kms_enabled": given.unknown("var.kms has no value")}, "want": "pass"},
		"changed before, mode undecided": {"at": "", "cluster": {"last_modified": given.set("2026-03-01T12:00:00Z"), "kms_infrastructure_encryption": given.hidden("not shown")}, "want": "pass"},
		"no time that is one": {"at": "", "cluster": {"last_modified": given.set("recently")}, "want": "open"},
		"nobody knows": {"at": "", "cluster": {}, "want": "open"},
	}
	given.right({name: {"got": verdict({"at": case.at, "cluster": case.cluster, "secrets": secrets}), "want": {1: {case.want}}} | some name, case in cases})
}

test_subjects if {
	old := made("2026-02-01T00:00:00Z", 500)
	cases := {
		"KMS off": {"cluster": {"kms_enabled": given.by_default(false)}, "secret": old, "want": {}},
		"KMS unknown": {"cluster": {"kms_enabled": given.unknown("var.kms has no value")}, "secret": old, "want": {1: {"open"}}},
		"newer mode": {"cluster": {"kms_infrastructure_encryption": given.set("Enabled")}, "secret": old, "want": {}},
		"undecided": {"cluster": {"kms_infrastructure_encryption": given.hidden("not shown")}, "secret": old, "want": {1: {"open"}}},
		"no cluster": {"cluster": {}, "secret": object.union(old, {"cluster": {"targets": []}}), "want": {}},
		"a manifest": {"cluster": {}, "secret": {"mode": "declared"}, "want": {}},
		"existing": {"cluster": {}, "secret": object.union(old, {"existing": true}), "want": {}},
	}
	got := {name: verdict({"at": switch, "cluster": case.cluster, "secrets": [object.union({"cluster": given.lead("cluster", 0)}, case.secret)]}) | some name, case in cases}
	given.right({name: {"got": got[name], "want": case.want} | some name, case in cases})
}

test_message_says_how_to_write_them_again if {
	results := secrets_rewritten.results with input as scene({"at": "", "secrets": [made("2026-02-01T00:00:00Z", 500)]})
	some result in results
	contains(result.message, "--kms-enabled-at TIME")
	contains(result.message, "kubectl replace -f -")
}

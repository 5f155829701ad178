package akscan.rules.disk["des-id_test"]

import data.akscan.rules.disk["des-id"] as des_id
import data.akscan.testing as given

des := "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d"

ids := {
	"an id": {"id": given.set(des), "want": {0: {"pass"}}},
	"any casing": {"id": given.set(lower(des)), "want": {0: {"pass"}}},
	"a trailing slash": {"id": given.set(concat("", [des, "/"])), "want": {0: {"pass"}}},
	"a name": {"id": given.set("des-aks"), "want": {0: {"fail"}}},
	"another type": {"id": given.set("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d"), "want": {0: {"fail"}}},
	"a key's identifier": {"id": given.set("https://kv-contoso.vault.azure.net/keys/disks"), "want": {0: {"fail"}}},
	"placeholders": {"id": given.set("/subscriptions/{sub}/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d"), "want": {0: {"fail"}}},
	"todo": {"id": given.set("TODO"), "want": {0: {"fail"}}},
	"a template": {"id": given.set("{{ .Values.des }}"), "want": {0: {"open"}}},
	"a token": {"id": given.set("__DES_ID__"), "want": {0: {"open"}}},
	"a reference": {"id": given.attribute("disk_encryption_set", "id"), "want": {0: {"pass"}}},
	"another attribute of a set": {"id": given.attribute("disk_encryption_set", "other"), "want": {0: {"fail"}}},
	"a key": {"id": given.attribute("key", "key_versioned"), "want": {0: {"fail"}}},
	"a vault": {"id": given.attribute("key_vault", "id"), "want": {0: {"fail"}}},
	"something else's attribute": {"id": given.attribute("other", "other"), "want": {0: {"open"}}},
	"unknown": {"id": given.unknown("var.des has no value"), "want": {0: {"open"}}},
	"absent": {"id": {}, "want": {}},
	"empty": {"id": given.set(""), "want": {}},
}

test_clusters[name] if {
	some name, case in ids
	results := des_id.results with input as given.document({"clusters": [given.resource("cluster", 0, {"disk_encryption_set": case.id})]})
	given.verdicts(results) == case.want
}

test_disks[name] if {
	some name, case in ids
	results := des_id.results with input as given.document({"managed_disks": [given.resource("managed_disk", 0, {"disk_encryption_set": case.id})]})
	given.verdicts(results) == case.want
}

test_subjects_are_what_has_results[name] if {
	some name, case in ids
	doc := given.document({"clusters": [given.resource("cluster", 0, {"disk_encryption_set": case.id})]})
	subjects := des_id.subjects with input as doc
	subjects == object.keys(case.want)
}

test_live[name] if {
	some name, case in {
		"redacted": {"id": "/subscriptions/<hidden>/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d", "want": "open"},
		"as Azure has it": {"id": des, "want": "pass"},
	}
	doc := given.document({"clusters": [given.resource("cluster", 0, {"mode": "live", "disk_encryption_set": given.set(case.id)})]})
	results := des_id.results with input as doc
	given.verdicts(results) == {0: {case.want}}
}

test_existing_is_no_subject if {
	doc := given.document({
		"clusters": [given.resource("cluster", 0, {"existing": true, "disk_encryption_set": given.set("x")})],
		"managed_disks": [given.resource("managed_disk", 1, {"existing": true, "disk_encryption_set": given.set("x")})],
	})
	results := des_id.results with input as doc
	count(results) == 0
}

test_layer_is_named[name] if {
	some name, case in {
		"cluster": {"plural": "clusters", "kind": "cluster", "want": "OS disks: cluster "},
		"disk": {"plural": "managed_disks", "kind": "managed_disk", "want": "Disk: disk "},
	}
	doc := given.document({case.plural: [given.resource(case.kind, 0, {"disk_encryption_set": given.set("x")})]})
	results := des_id.results with input as doc
	some result in results
	startswith(result.message, case.want)
}

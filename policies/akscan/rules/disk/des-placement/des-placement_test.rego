package akscan.rules.disk["des-placement_test"]

import data.akscan.rules.disk["des-placement"] as des_placement
import data.akscan.testing as given

here := given.set("westeurope")

there := given.set("northeurope")

# A set whose key's vault is in the scan.
with_vault(set, vault) := given.document({
	"disk_encryption_sets": [given.resource("disk_encryption_set", 0, object.union({"location": here, "vault_key": given.to(given.set("id"), "key", 0)}, set))],
	"keys": [given.resource("key", 1, {"existing": true, "vault": given.to(given.set("id"), "key_vault", 0), "referrers": [given.from("disk_encryption_set", 0, "vault_key")]})],
	"key_vaults": [given.resource("key_vault", 2, object.union({"location": here, "referrers": [given.from("key", 0, "vault")]}, vault))],
})

# A set that encrypts a disk in the scan.
with_disk(set, disk) := given.document({
	"disk_encryption_sets": [given.resource("disk_encryption_set", 0, object.union({"location": here, "referrers": [given.from("managed_disk", 0, "disk_encryption_set")]}, set))],
	"managed_disks": [given.resource("managed_disk", 1, object.union({"location": here, "disk_encryption_set": given.to(given.set("id"), "disk_encryption_set", 0)}, disk))],
})

test_vaults[name] if {
	some name, case in {
		"the same region": {"vault": {"location": given.set("West Europe")}, "want": {0: {"pass"}}},
		"another": {"vault": {"location": there}, "want": {0: {"fail"}}},
		"unknown": {"vault": {"location": given.unknown("var.location has no value")}, "want": {0: {"open"}}},
		"another subscription": {"vault": {"subscription": given.set("two")}, "want": {0: {"pass"}}},
		"only referred to": {"vault": {"existing": true, "location": given.unknown("known after apply")}, "want": {}},
		"only referred to, its region known": {"vault": {"existing": true, "location": there}, "want": {0: {"fail"}}},
		"a managed HSM": {"vault": {"managed_hsm": given.set(true), "location": there}, "want": {}},
	}
	doc := with_vault({"subscription": given.set("one")}, case.vault)
	results := des_placement.results with input as doc
	given.verdicts(results) == case.want
	subjects := des_placement.subjects with input as doc
	subjects == object.keys(case.want)
}

test_vault_that_the_set_names if {
	doc := given.document({
		"disk_encryption_sets": [given.resource("disk_encryption_set", 0, {"location": here, "vault": given.to(given.set("id"), "key_vault", 0)})],
		"key_vaults": [given.resource("key_vault", 1, {"location": there, "referrers": [given.from("disk_encryption_set", 0, "vault")]})],
	})
	results := des_placement.results with input as doc
	given.verdicts(results) == {0: {"fail"}}
}

test_one_variable_for_both if {
	same := object.union(given.unknown("var.location has no value"), {"id": "root var.location"})
	results := des_placement.results with input as with_vault({"location": same}, {"location": same})
	given.verdicts(results) == {0: {"pass"}}
}

test_disks[name] if {
	some name, case in {
		"the same region": {"set": {}, "disk": {}, "want": {0: {"pass"}}},
		"another region": {"set": {}, "disk": {"location": there}, "want": {0: {"fail"}}},
		"another subscription": {"set": {"subscription": given.set("one")}, "disk": {"subscription": given.set("two")}, "want": {0: {"fail", "pass"}}},
		"the same subscription": {"set": {"subscription": given.set("one")}, "disk": {"subscription": given.set("one")}, "want": {0: {"pass"}}},
		"subscriptions not shown": {"set": {"subscription": given.set("one")}, "disk": {}, "want": {0: {"pass"}}},
		"the set's region unknown": {"set": {"location": given.unknown("no value")}, "disk": {}, "want": {0: {"open"}}},
		"only referred to": {"set": {}, "disk": {"existing": true, "location": given.unknown("known after apply")}, "want": {}},
	}
	results := des_placement.results with input as with_disk(case.set, case.disk)
	given.verdicts(results) == case.want
}

test_what_differs_is_named[name] if {
	some name, case in {
		"a vault": {"doc": with_vault({}, {"location": there}), "want": `is in westeurope, but its vault "key_vault-2" in northeurope`},
		"a disk": {"doc": with_disk({}, {"location": there}), "want": `is in westeurope, but its disk "managed_disk-1" in northeurope`},
		"a subscription": {"doc": with_disk({"subscription": given.set("one")}, {"subscription": given.set("two")}), "want": `is in subscription one, but its disk "managed_disk-1" in two`},
	}
	results := des_placement.results with input as case.doc
	some result in results
	result.verdict == "fail"
	contains(result.message, case.want)
}

test_step_leads_to_the_other_region if {
	doc := with_vault({}, {"location": there})
	results := des_placement.results with input as doc
	some result in results
	[step.pos | some step in result.related] == [doc.key_vaults[0].location.pos]
}

test_alone_is_no_subject if {
	set := given.resource("disk_encryption_set", 0, {"location": here})
	results := des_placement.results with input as given.document({"disk_encryption_sets": [set]})
	count(results) == 0
}

test_existing_is_no_subject if {
	results := des_placement.results with input as with_vault({"existing": true}, {"location": there})
	count(results) == 0
}

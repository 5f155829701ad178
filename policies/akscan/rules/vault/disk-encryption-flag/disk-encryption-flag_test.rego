package akscan.rules.vault["disk-encryption-flag_test"]

import data.akscan.rules.vault["disk-encryption-flag"] as flag
import data.akscan.testing as given

# A vault (key 0) that a disk encryption set (key 1) names.
document(vault, set) := given.document({
	"key_vaults": [given.resource("key_vault", 0, object.union({"managed_hsm": given.set(false), "referrers": [given.from("disk_encryption_set", 0, "vault")]}, vault))],
	"disk_encryption_sets": [given.resource("disk_encryption_set", 1, object.union({"vault": given.to({}, "key_vault", 0)}, set))],
})

test_verdicts[name] if {
	some name, case in {
		"on": {"vault": {"disk_encryption_flag": given.set(true)}, "set": {}, "want": {0: {"pass"}}},
		"off": {"vault": {"disk_encryption_flag": given.set(false)}, "set": {}, "want": {0: {"fail"}}},
		"off by default": {"vault": {"disk_encryption_flag": given.by_default(false)}, "set": {}, "want": {0: {"fail"}}},
		"unknown": {"vault": {"disk_encryption_flag": given.unknown("no properties")}, "set": {}, "want": {0: {"open"}}},
		"a managed HSM": {"vault": {"managed_hsm": given.set(true)}, "set": {}, "want": {}},
		"a reference": {"vault": {"existing": true}, "set": {}, "want": {}},
		"the set is only referred to": {"vault": {}, "set": {"existing": true}, "want": {}},
		"no set": {"vault": {"referrers": []}, "set": {}, "want": {}},
	}
	results := flag.results with input as document(case.vault, case.set)
	given.verdicts(results) == case.want
}

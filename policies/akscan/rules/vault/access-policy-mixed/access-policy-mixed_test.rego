package akscan.rules.vault["access-policy-mixed_test"]

import data.akscan.rules.vault["access-policy-mixed"] as mixed
import data.akscan.testing as given

# A vault (key 0) that a disk encryption set (key 1) names, with policies (keys 2 and on).
document(vault, policies) := given.document({
	"key_vaults": [given.resource("key_vault", 0, object.union(
		{
			"type": "azurerm_key_vault", "format": "terraform",
			"referrers": array.concat([given.from("disk_encryption_set", 0, "vault")], [given.from("access_policy", index, "vault") | some index, _ in policies]),
		},
		vault,
	))],
	"disk_encryption_sets": [given.resource("disk_encryption_set", 1, {"vault": given.to({}, "key_vault", 0)})],
	"access_policies": [given.resource("access_policy", 2 + index, object.union({"format": "terraform", "inline": given.by_default(false), "vault": given.to({}, "key_vault", 0)}, policy)) | some index, policy in policies],
})

inline := {"inline": given.set(true)}

test_verdicts[name] if {
	some name, case in {
		"both": {"vault": {"inline_policies": given.set(true)}, "policies": [inline, {}], "want": {0: {"fail"}}},
		"inline alone": {"vault": {"inline_policies": given.set(true)}, "policies": [inline], "want": {0: {"pass"}}},
		"separate alone": {"vault": {"inline_policies": given.by_default(false)}, "policies": [{}], "want": {0: {"pass"}}},
		"none": {"vault": {"inline_policies": given.by_default(false)}, "policies": [], "want": {0: {"pass"}}},
		"ignored": {"vault": {"inline_policies": given.set(true), "ignored_changes": given.set(["access_policy"])}, "policies": [inline, {}], "want": {0: {"pass"}}},
		"everything is ignored": {"vault": {"inline_policies": given.set(true), "ignored_changes": given.set(["all"])}, "policies": [inline, {}], "want": {0: {"pass"}}},
		"something else is ignored": {"vault": {"inline_policies": given.set(true), "ignored_changes": given.set(["tags"])}, "policies": [inline, {}], "want": {0: {"fail"}}},
		"inline unknown": {"vault": {"inline_policies": given.unknown("var.policies has no value")}, "policies": [{}], "want": {0: {"open"}}},
		"inline unknown, none besides": {"vault": {"inline_policies": given.unknown("var.policies has no value")}, "policies": [], "want": {0: {"pass"}}},
		"a plan": {"vault": {"format": "terraform-plan", "inline_policies": given.set(true)}, "policies": [inline, {}], "want": {0: {"open"}}},
		"a state": {"vault": {"format": "terraform-state", "mode": "live", "inline_policies": given.set(true)}, "policies": [inline, {}], "want": {}},
		"the policy is a data source's": {"vault": {"inline_policies": given.set(true)}, "policies": [inline, {"existing": true}], "want": {0: {"pass"}}},
		"of no use to disks or etcd": {"vault": {"inline_policies": given.set(true), "referrers": [given.from("access_policy", 0, "vault")]}, "policies": [{}], "want": {}},
		"a template": {"vault": {"type": "Microsoft.KeyVault/vaults", "format": "arm", "inline_policies": given.set(true)}, "policies": [inline, {}], "want": {}},
		"a reference": {"vault": {"existing": true, "inline_policies": given.set(true)}, "policies": [inline, {}], "want": {}},
	}
	results := mixed.results with input as document(case.vault, case.policies)
	given.verdicts(results) == case.want
}

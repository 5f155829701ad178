package akscan.rules.key["rotation-policy_test"]

import data.akscan.rules.key["rotation-policy"] as rotation_policy
import data.akscan.testing as given

test_verdicts[name] if {
	some name, case in {
		"rotates": {"users": ["rotating"], "key": {"rotates": given.set(true)}, "want": {0: {"pass"}}},
		"doesn't": {"users": ["rotating"], "key": {"rotates": given.set(false)}, "want": {0: {"fail"}}},
		"has no policy": {"users": ["rotating"], "key": {}, "want": {0: {"fail"}}},
		"no policy export": {"users": ["rotating"], "key": {"rotates": given.unknown("the policy isn't in the files given")}, "want": {0: {"open"}}},
		"a set that doesn't follow": {"users": ["disk"], "key": {}, "want": {0: {"fail"}}},
		"newer KMS": {"users": ["newer"], "key": {}, "want": {0: {"fail"}}},
		"legacy KMS doesn't follow": {"users": ["etcd"], "key": {}, "want": {}},
		"legacy KMS and disks": {"users": ["etcd", "rotating"], "key": {}, "want": {0: {"fail"}}},
		"mode unknown": {"users": ["undecided"], "key": {}, "want": {0: {"open"}}},
		"mode unknown, rotates": {"users": ["undecided"], "key": {"rotates": given.set(true)}, "want": {0: {"pass"}}},
		"a storage account": {"users": ["account"], "key": {}, "want": {}},
		"unused": {"users": [], "key": {}, "want": {}},
		"a reference": {"users": ["rotating"], "key": {"existing": true}, "want": {}},
		"a managed HSM's in Terraform": {"users": ["rotating"], "key": {"type": "azurerm_key_vault_managed_hardware_security_module_key"}, "want": {0: {"open"}}},
		"a managed HSM's in ARM": {"users": ["rotating"], "key": {"type": "Microsoft.KeyVault/managedHSMs/keys"}, "want": {0: {"fail"}}},
	}
	results := rotation_policy.results with input as given.key_used_by(case.users, case.key)
	given.verdicts(results) == case.want
}

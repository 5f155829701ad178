package akscan.rules.key.hsm_test

import data.akscan.rules.key.hsm
import data.akscan.testing as given

test_verdicts[name] if {
	some name, case in {
		"RSA": {"users": ["etcd"], "key": {"key_type": given.set("RSA")}, "want": {0: {"fail"}}},
		"EC": {"users": ["disk"], "key": {"key_type": given.set("EC")}, "want": {0: {"fail"}}},
		"RSA-HSM": {"users": ["etcd"], "key": {"key_type": given.set("RSA-HSM")}, "want": {0: {"pass"}}},
		"of another kind": {"users": ["etcd"], "key": {"key_type": given.set("AKP-HSM")}, "want": {0: {"pass"}}},
		"in lower case": {"users": ["etcd"], "key": {"key_type": given.set("rsa-hsm")}, "want": {0: {"pass"}}},
		"in a managed HSM": {"users": ["disk"], "key": {"type": "azurerm_key_vault_managed_hardware_security_module_key", "key_type": given.unknown("var.type has no value")}, "want": {0: {"pass"}}},
		"in a managed HSM by its URL": {"users": ["disk"], "key": {"vault": given.set("https://contoso.managedhsm.azure.net")}, "want": {0: {"pass"}}},
		"type absent": {"users": ["etcd"], "key": {}, "want": {0: {"open"}}},
		"type unknown": {"users": ["etcd"], "key": {"key_type": given.unknown("var.type has no value")}, "want": {0: {"open"}}},
		"perhaps used": {"users": ["perhaps"], "key": {"key_type": given.set("RSA")}, "want": {0: {"open"}}},
		"unused": {"users": [], "key": {"key_type": given.set("RSA")}, "want": {}},
		"a reference": {"users": ["etcd"], "key": {"existing": true, "key_type": given.set("RSA")}, "want": {}},
	}
	results := hsm.results with input as given.key_used_by(case.users, case.key)
	given.verdicts(results) == case.want
}

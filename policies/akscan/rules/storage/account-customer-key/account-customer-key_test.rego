package akscan.rules.storage["account-customer-key_test"]

import data.akscan.rules.storage["account-customer-key"] as account_customer_key
import data.akscan.testing as given

document(changes) := given.document({
	"storage_accounts": [given.resource("storage_account", 0, object.union({"name": "shopdata", "referrers": [given.from("storage_class", 0, "account"), given.from("persistent_volume", 0, "account")]}, changes))],
	"storage_classes": [given.resource("storage_class", 1, {"name": "files", "account": given.to(given.set("shopdata"), "storage_account", 0)})],
	"persistent_volumes": [given.resource("persistent_volume", 2, {"name": "pv", "account": given.to(given.set("shopdata"), "storage_account", 0)})],
})

test_verdicts[name] if {
	some name, case in {
		"a customer key": {"account": {"customer_key": given.set(true)}, "want": {0: {"pass"}}},
		"none": {"account": {"customer_key": given.set(false)}, "want": {0: {"fail"}}},
		"none by default": {"account": {"customer_key": given.by_default(false)}, "want": {0: {"fail"}}},
		"unknown": {"account": {"customer_key": given.unknown("the row has no properties")}, "want": {0: {"open"}}},
		"existing": {"account": {"existing": true, "customer_key": given.by_default(false)}, "want": {}},
		"nobody's": {"account": {"referrers": [], "customer_key": given.by_default(false)}, "want": {}},
		"a role's": {"account": {"referrers": [given.from("role_assignment", 0, "scope")], "customer_key": given.by_default(false)}, "want": {}},
	}
	results := account_customer_key.results with input as document(case.account)
	given.verdicts(results) == case.want
}

test_users_are_named_and_shown if {
	results := account_customer_key.results with input as document({"customer_key": given.by_default(false)})
	some result in results
	contains(result.message, `where persistent volume "pv" lies, the volumes of storage class "files" lie, is encrypted`)
	[step.message | some step in result.related] == [`the volumes of storage class "files" lie in this account`, `persistent volume "pv" lies in this account`]
}

package akscan.rules.disk["customer-key_test"]

import data.akscan.rules.disk["customer-key"] as customer_key
import data.akscan.testing as given

cluster(changes) := given.resource("cluster", 0, changes)

test_verdicts[name] if {
	some name, case in {
		"an id": {"given": given.set("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d"), "want": "pass"},
		"any text": {"given": given.set("{des}"), "want": "pass"},
		"a reference": {"given": given.attribute("disk_encryption_set", "id"), "want": "pass"},
		"empty": {"given": given.set(""), "want": "fail"},
		"absent": {"given": {}, "want": "fail"},
		"unknown": {"given": given.unknown("var.des_id has no default"), "want": "open"},
	}
	results := customer_key.results with input as given.document({"clusters": [cluster({"disk_encryption_set": case.given})]})
	given.verdicts(results) == {0: {case.want}}
}

test_existing_is_no_subject if {
	results := customer_key.results with input as given.document({"clusters": [cluster({"existing": true})]})
	count(results) == 0
}

test_message_tells_host_encryption_apart if {
	pool := given.resource("node_pool", 1, {"cluster": given.to({}, "cluster", 0), "host_encryption": given.set(true), "os_disk_type": given.set("Ephemeral")})
	doc := given.document({"clusters": [cluster({"referrers": [given.from("node_pool", 0, "cluster")]})], "node_pools": [pool]})
	results := customer_key.results with input as doc
	some result in results
	contains(result.message, "Host encryption, which is on")
	contains(result.message, "Ephemeral OS disks")
}

test_message_of_other_clusters_pools if {
	pool := given.resource("node_pool", 1, {"cluster": given.to({}, "cluster", 1), "host_encryption": given.set(true)})
	other := given.resource("cluster", 2, {"disk_encryption_set": given.set("x"), "referrers": [given.from("node_pool", 0, "cluster")]})
	results := customer_key.results with input as given.document({"clusters": [cluster({}), other], "node_pools": [pool]})
	some result in results
	result.subject == 0
	not contains(result.message, "Host encryption")
}

test_unseen_modules[name] if {
	some name, case in {
		"aks": {"source": "git::https://example.com/modules.git//aks?ref=v1", "inputs": [], "want": {0: {"open"}}},
		"by an input": {"source": "example/platform/azurerm", "inputs": ["disk_encryption_set_id = azurerm_disk_encryption_set.x.id"], "want": {0: {"open"}}},
		"a network": {"source": "Azure/network/azurerm", "inputs": ["subnets"], "want": {}},
	}
	call := given.resource("module_call", 0, {"source": given.set(case.source), "inputs": given.set(case.inputs)})
	results := customer_key.results with input as given.document({"module_calls": [call]})
	given.verdicts(results) == case.want
}

package akscan.lib.module_test

import data.akscan.lib.module
import data.akscan.testing as given

call(case) := given.resource("module_call", 0, {
	"source": given.set(case.source),
	"inputs": given.set(object.get(case, "inputs", [])),
})

test_speaks_of[name] if {
	some name, case in {
		"a cluster, by its source": {"source": "acme/aks/azurerm", "topic": "cluster"},
		"a cluster, at a revision": {"source": "git::https://git.example.com/tf/azurerm-aks.git?ref=v1", "topic": "cluster"},
		"a cluster, by an input": {"source": "git::https://git.example.com/platform.git", "inputs": ["kubernetes_version = \"1.33\""], "topic": "cluster"},
		"a cluster, by a name within an input": {
			"source": "acme/landing-zone/azurerm",
			"inputs": ["compute = { aks_clusters = var.aks_clusters }"],
			"topic": "cluster",
		},
		"a cluster, in a folder that isn't there": {"source": "../modules/kubernetes/cluster", "topic": "cluster"},
		"a cluster, by an input of its name": {"source": "acme/platform/azurerm", "inputs": ["aks = var.aks"], "topic": "cluster"},
		"node pools": {"source": "git::https://git.example.com/tf/aks.git//modules/node_pools?ref=v1", "topic": "host"},
		"a vault, by its source": {"source": "acme/key-vault/azurerm", "topic": "vault"},
		"vaults, by an input": {"source": "acme/landing-zone/azurerm", "inputs": ["keyvaults = var.keyvaults"], "topic": "vault"},
		"a storage class of the kubernetes provider": {"source": "acme/storage-class/kubernetes", "topic": "storage_class"},
	}
	module.may_make(call(case), {case.topic})
}

test_does_not_speak_of[name] if {
	some name, case in {
		"what it refers to": {
			"source": "acme/subnet/azurerm",
			"inputs": ["name = local.aks_cluster_name", "id = module.aks.aks_version[\"x\"].id", "tags = merge(var.tags, { for = data.x.kubernetes_version })"],
			"topic": "cluster",
		},
		"text": {"source": "acme/identity/azurerm", "inputs": ["role = \"aks_node_operator\"", "names = [\"a \\\" agent_pool\"]"], "topic": "cluster"},
		"a subnet for it": {"source": "acme/subnets/azurerm", "inputs": ["subnets = { aks = { prefix = \"10.0.0.0/24\" } }"], "topic": "cluster"},
		"another's cluster": {"source": "acme/dns/azurerm", "inputs": ["aks_cluster_name = var.name"], "topic": "cluster"},
		"another's vault": {"source": "acme/database/azurerm", "inputs": ["key_vault_id = var.id"], "topic": "vault"},
		"a cluster of another cloud": {"source": "git::https://git.example.com/typhoon//aws/flatcar/kubernetes?ref=v1", "topic": "cluster"},
		"what is installed in a cluster": {"source": "acme/cert-manager/kubernetes", "topic": "cluster"},
		"charts": {"source": "registry.example.com/acme/kubernetes-addons/helm//modules/x", "topic": "etcd"},
		"a cluster around node pools": {"source": "acme/aks/azurerm//modules/node-pool", "topic": "cluster"},
	}
	not module.may_make(call(case), {case.topic})
}

test_message[name] if {
	some name, case in {
		"of a registry": {"source": "acme/aks/azurerm", "says": "terraform init"},
		"of a folder": {"source": "./modules/aks", "says": "the folder \"./modules/aks\" of the module holds no Terraform configuration"},
	}
	contains(module.message(call(case), "Whether it is"), case.says)
}

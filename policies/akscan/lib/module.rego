# METADATA
# description: >-
#   Calls of Terraform modules that nobody can see: not on disk, and no known shape. What such a module makes
#   is open wherever its source or its inputs speak of it.
package akscan.lib.module

import data.akscan.lib.state

# Words that tell what a module makes, in its source (first) or in an input (second).
words := {
	"cluster": {
		"source": `(?i)(^|[^a-z])(aks|kubernetes|k8s)([^a-z]|$)|managed-?cluster|kubernetes`,
		"inputs": `(?i)agent_pool|node_pools|default_node_pool|kubernetes_version|orchestrator_version|^aks(_cluster|_config|_settings)? =|(^|[^a-z])aks_clusters($|[^a-z_])|(^|[^a-z])aks_(node|agent|version|sku)`,
	},
	"etcd": {
		"source": `(?i)(^|[^a-z])kms([^a-z]|$)|etcd`,
		"inputs": `(?i)(^|_)kms(_|$)|key_management_service|etcd`,
	},
	"disk": {
		"source": `(?i)disk-?_?encryption`,
		"inputs": `(?i)disk_?encryption_?set`,
	},
	"host": {
		"source": `(?i)host-?_?encryption|encryption-?_?at-?_?host|(node|agent)-?_?pool`,
		"inputs": `(?i)host_?encryption|encryption_?at_?host`,
	},
	"vault": {
		"source": `(?i)key-?_?vault|(^|[^a-z])kv([^a-z]|$)`,
		"inputs": `(?i)purge_?protection|soft_?delete_retention|(^|[^a-z_])key_?vaults?($|[^a-z_])`,
	},
	"storage_class": {
		"source": `(?i)storage-?_?class`,
		"inputs": `(?i)storage_?class`,
	},
}

# METADATA
# description: Everything that a module can be asked for.
topics := object.keys(words)

# METADATA
# description: The module may make what one of the topics stands for.
may_make(call, topics) if {
	some topic in topics
	speaks_of(call, topic)
}

speaks_of(call, topic) if {
	regex.match(words[topic].source, source(call))
	not is_elsewhere(call, topic)
	not is_only_pool(call, topic)
}

speaks_of(call, topic) if {
	some input_text in state.items(call.inputs)
	regex.match(words[topic].inputs, names(input_text))
	not is_elsewhere(call, topic)
}

# The source address without the revision that it is taken at.
source(call) := regex.replace(state.shown(call.source), `\?.*$`, "")

# The names that an input gives its parts. What a value refers to, and texts, speak of
# what other things are called: a subnet for AKS makes no cluster.
names(input_text) := regex.replace(regex.replace(input_text, `"(\\.|[^"\\])*("|$)`, ""), `[A-Za-z0-9_-]+\.[^\s,;:(){}]*`, "")

# A module for another cloud, or of a provider that makes no resources of Azure's.
is_elsewhere(call, _) if {
	regex.match(`(?i)(^|[^a-z])(aws|eks|gcp|google|gke|openstack)([^a-z]|$)`, source(call))
	not regex.match(`(?i)azure|azurerm|(^|[^a-z])aks([^a-z]|$)`, source(call))
}

is_elsewhere(call, topic) if {
	topic != "storage_class"
	regex.match(`^([a-zA-Z0-9.-]+/)?[a-zA-Z0-9_-]+/[a-zA-Z0-9_-]+/(helm|kubernetes|kubectl)(//.*)?$`, source(call))
	not is_local(call)
}

# A module that is named after node pools makes those, and no cluster around them.
is_only_pool(call, "cluster") if regex.match(`(?i)(node|agent)[-_]?pools?(\.git)?/?$`, source(call))

is_local(call) if regex.match(`^\.\.?(/|$)`, state.shown(call.source))

# METADATA
# description: Why a result about such a call is open; what is the thing that can't be judged.
message(call, what) := sprintf(
	"%s can't be judged: the module %s isn't on disk, so nobody can see what it sets; `terraform init` fetches it",
	[what, json.marshal(state.shown(call.source))],
) if {
	not is_local(call)
}

message(call, what) := sprintf(
	"%s can't be judged: the folder %s of the module holds no Terraform configuration; scan a checkout that has it",
	[what, json.marshal(state.shown(call.source))],
) if {
	is_local(call)
}

# METADATA
# description: What to do so that such a call can be judged.
remedy(call) := "terraform init fetches it" if not is_local(call)

remedy(call) := "scan a checkout that has the folder" if is_local(call)

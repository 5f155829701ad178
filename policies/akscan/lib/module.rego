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
		"inputs": `(?i)agent_pool|default_node_pool|kubernetes_version|orchestrator_version|aks_`,
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
		"inputs": `(?i)purge_?protection|soft_?delete_retention`,
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

speaks_of(call, topic) if regex.match(words[topic].source, state.shown(call.source))

speaks_of(call, topic) if {
	some input_text in state.items(call.inputs)
	regex.match(words[topic].inputs, input_text)
}

# METADATA
# description: Why a result about such a call is open; what is the thing that can't be judged.
message(call, what) := sprintf(
	"%s can't be judged: the module %s isn't on disk, so nobody can see what it sets; `terraform init` fetches it",
	[what, json.marshal(state.shown(call.source))],
)

# METADATA
# title: Node pools have host encryption
# description: >-
#   Without host encryption the temp disks and the disk caches on a node's host are stored in the clear, and data goes unencrypted
#   from the host to storage. VM series of the fifth generation and later encrypt temp disks and ephemeral OS disks anyway, but not
#   the caches, nor the way to storage. Host encryption doesn't encrypt etcd, and doesn't put a customer key on a disk.
# related_resources:
#   - description: "Azure: host-based encryption on AKS"
#     ref: https://learn.microsoft.com/azure/aks/enable-host-encryption
# custom:
#   severity: high
#   kinds: [node_pool, node_class, module_call]
#   remediation:
#     terraform: >-
#       Set host_encryption_enabled = true (enable_host_encryption before azurerm 4.0). The subscription needs the feature
#       Microsoft.Compute/EncryptionAtHost registered, the pool a VM size that supports it, and, unless temporary_name_for_rotation is set, a new pool.
#     arm: >-
#       Set enableEncryptionAtHost to true on the pool. Only a new pool takes it; the subscription needs the feature Microsoft.Compute/EncryptionAtHost
#       registered, and the VM size must support it.
#     azure: >-
#       az feature register --namespace Microsoft.Compute --name EncryptionAtHost, then az aks nodepool add ... --enable-encryption-at-host
#       with a VM size that supports it, and move the workloads; an existing pool can't take it.
#     kubernetes: "Set spec.security.encryptionAtHost: true on the AKSNodeClass; the subscription needs the feature Microsoft.Compute/EncryptionAtHost registered."
#   compliance:
#     Azure Policy: [41425d9f-d1a5-499a-9932-f8ed8453932c]
#     MCSB v2 (preview): [DP-4]
#     NIST SP 800-53 R5: [SC-28, SC-28(1)]
package akscan.rules.host.encryption

import data.akscan.lib.module
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

results contains result.with_details(pool, pool.host_encryption, verdict, pool_message(pool, verdict), {"severity": severity(pool)}) if {
	some pool in subject.node_pools
	verdict := state.require_true(pool.host_encryption)
}

results contains result.of(class, class.host_encryption, verdict, class_message(class, verdict)) if {
	some class in subject.node_classes
	verdict := state.require_true(class.host_encryption)
}

results contains result.of(call, result.header(call), "open", module.message(call, "Whether its node pools have host encryption")) if {
	some call in input.module_calls
	module.may_make(call, {"cluster", "host"})
}

# The generation of a VM size: Standard_D4ds_v5 is of the fifth.
generation(pool) := to_number(found[0][1]) if {
	found := regex.find_all_string_submatch_n(`(?i)_v(\d+)(?:_|$)`, state.text(pool.vm_size), 1)
	count(found) == 1
}

severity(pool) := "medium" if generation(pool) >= 5

else := "high"

pool_message(pool, "pass") := sprintf("Node pool %s has host encryption.", [name.of(pool)])

pool_message(pool, "open") := sprintf("Whether node pool %s has host encryption can't be told: %s.", [name.of(pool), state.why(pool.host_encryption)])

pool_message(pool, "fail") := sprintf(
	"Temp disks and caches: node pool %s has no host encryption, so %s.%s Only a new pool takes it, and the feature EncryptionAtHost must be registered first.",
	[name.of(pool), exposure(pool), state.ignored_sentence(pool.host_encryption)],
)

exposure(pool) := sprintf("disk caches and the way from host to storage aren't encrypted (the temp disks of %s are)", [state.text(pool.vm_size)]) if generation(pool) >= 5

else := "temp disks, disk caches and the way from host to storage aren't encrypted"

class_message(class, "pass") := sprintf("Nodes of AKSNodeClass %s have host encryption.", [name.of(class)])

class_message(class, "open") := sprintf("Whether nodes of AKSNodeClass %s have host encryption can't be told: %s.", [name.of(class), state.why(class.host_encryption)])

class_message(class, "fail") := sprintf(
	"Temp disks and caches: nodes of AKSNodeClass %s have no host encryption, so temp disks, disk caches and the way from host to storage aren't encrypted. The feature EncryptionAtHost must be registered first.",
	[name.of(class)],
)

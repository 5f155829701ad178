# METADATA
# title: A disk encryption set encrypts the nodes' OS disks with a customer key
# description: >-
#   Azure encrypts every managed disk, by default with a key that Microsoft manages. With a disk encryption set (DES) given at
#   creation, the nodes' OS disks are encrypted with a Key Vault key that the cluster's owner can rotate and revoke.
#   Host encryption is something else: it protects temp disks, caches and the way to storage, with a platform key.
# related_resources:
#   - description: "Azure: bring your own keys for AKS disks"
#     ref: https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys
# custom:
#   severity: high
#   kinds: [cluster, module_call]
#   remediation:
#     terraform: >-
#       Set disk_encryption_set_id. It forces a new cluster: it can only be set at creation. The DES's identity needs the role Key Vault Crypto
#       Service Encryption User on the vault, the cluster's identity Reader on the DES.
#     arm: >-
#       Set properties.diskEncryptionSetID; only a new cluster takes it. The DES's identity needs the role Key Vault Crypto Service
#       Encryption User on the vault, the cluster's identity Reader on the DES.
#     azure: >-
#       az aks create ... --node-osdisk-diskencryptionset-id DES_ID makes a new cluster with it; an existing one can't take it. The DES's identity
#       needs the role Key Vault Crypto Service Encryption User on the vault, the cluster's identity Reader on the DES.
#   compliance:
#     Azure Policy: [7d7be79c-23ba-4033-84dd-45e2a5ccdd67]
#     MCSB v2 (preview): [DP-5]
#     NIST SP 800-53 R5: [SC-12]
package akscan.rules.disk["customer-key"]

import data.akscan.lib.module
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

results contains result.of(cluster, cluster.disk_encryption_set, verdict, message(cluster, verdict)) if {
	some cluster in subject.clusters
	verdict := state.require_present(cluster.disk_encryption_set)
}

results contains result.of(call, result.header(call), "open", module.message(call, "Which key encrypts the nodes' OS disks")) if {
	some call in input.module_calls
	module.may_make(call, {"cluster", "disk"})
}

message(cluster, "pass") := sprintf("A disk encryption set encrypts the OS disks of cluster %s.", [name.of(cluster)])

message(cluster, "open") := sprintf(
	"Whether a disk encryption set encrypts the OS disks of cluster %s can't be told: %s.",
	[name.of(cluster), state.why(cluster.disk_encryption_set)],
)

message(cluster, "fail") := sprintf(
	"OS disks: the nodes of cluster %s have no disk encryption set, so a key that Microsoft manages encrypts their disks. It can only be set when the cluster is created.%s%s",
	[name.of(cluster), host_note(cluster), ephemeral_note(cluster)],
)

# Users take host encryption for this.
host_note(cluster) := " Host encryption, which is on, covers temp disks and caches with a platform key and doesn't change that." if {
	some pool in pools(cluster)
	state.is_true(pool.host_encryption) == "yes"
} else := ""

ephemeral_note(cluster) := " Ephemeral OS disks keep nothing, but the data volumes of the workloads still need it." if {
	some pool in pools(cluster)
	state.equals(pool.os_disk_type, "Ephemeral") == "yes"
} else := ""

pools(cluster) := [input.node_pools[referrer.index] |
	some referrer in cluster.referrers
	referrer.kind == "node_pool"
	referrer.property == "cluster"
]

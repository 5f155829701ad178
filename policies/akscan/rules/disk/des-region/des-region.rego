# METADATA
# title: A cluster's disk encryption set lies in the cluster's region
# description: >-
#   A disk encryption set (DES) only encrypts disks of its own region. A cluster that names a set of another region can't be made.
# related_resources:
#   - description: "Azure: bring your own keys for AKS disks, limitations"
#     ref: https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys#limitations
# custom:
#   severity: medium
#   kinds: [cluster]
#   remediation:
#     terraform: >-
#       Give the azurerm_disk_encryption_set the location of the cluster. Its key's vault must lie there too, so a new region needs a vault, a key and a set of its own.
#     arm: >-
#       Give the Microsoft.Compute/diskEncryptionSets the location of the cluster. Its key's vault must lie there too, so a new region needs a vault, a key and a set of its own.
#     azure: >-
#       az disk-encryption-set create -g GROUP -n DES -l REGION_OF_THE_CLUSTER --key-url KEY_URL, with the key in a vault of that
#       region; a cluster takes it only when it is made.
#   compliance:
#     MCSB v1 (our own mapping): [DP-5]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.disk["des-region"]

import data.akscan.lib.answer
import data.akscan.lib.des
import data.akscan.lib.name
import data.akscan.lib.region
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

subjects contains cluster.key if {
	some cluster in subject.clusters
	count(sets(cluster)) > 0
}

results contains result.with_details(cluster, cluster.location, verdict, message(cluster, set, verdict), {"related": [step(set)]}) if {
	some cluster in subject.clusters
	some set in sets(cluster)
	verdict := answer.require(region.same(cluster.location, set.location))
}

# A set that is only referred to counts where its region is known.
sets(cluster) := [set |
	some set in des.of(cluster.disk_encryption_set)
	given(set)
]

given(set) if not set.existing

given(set) if {
	set.existing
	region.canonical(set.location)
}

step(set) := result.step(set.location, sprintf("the region of disk encryption set %s", [name.of(set)]))

message(cluster, set, "pass") := sprintf("Disk encryption set %s lies in the region of cluster %s.", [name.of(set), name.of(cluster)])

message(cluster, set, "open") := sprintf("Whether disk encryption set %s lies in the region of cluster %s can't be told: %s.", [name.of(set), name.of(cluster), why(cluster, set)])

message(cluster, set, "fail") := sprintf(
	"OS disks: cluster %s is in %s, but its disk encryption set %s in %s, so Azure can't make the cluster's disks. Make a set, with a key and a vault, in the cluster's region first.",
	[name.of(cluster), state.text(cluster.location), name.of(set), state.text(set.location)],
)

why(cluster, set) := sprintf("the cluster's region isn't known (%s)", [region.why(cluster.location)]) if {
	not region.canonical(cluster.location)
} else := sprintf("the set's region isn't known (%s)", [region.why(set.location)])

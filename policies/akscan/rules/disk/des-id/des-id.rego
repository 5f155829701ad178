# METADATA
# title: What names a disk encryption set names it by its resource id
# description: >-
#   A cluster or disk takes its disk encryption set (DES) by the set's whole resource id. With anything else, a name, a key's identifier
#   or a placeholder that nobody replaced, Azure refuses the deployment, and the disk that was to have a customer key isn't there.
# related_resources:
#   - description: "Azure: bring your own keys for AKS disks"
#     ref: https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys
# custom:
#   severity: high
#   kinds: [cluster, managed_disk]
#   remediation:
#     terraform: >-
#       Set disk_encryption_set_id to azurerm_disk_encryption_set.NAME.id, or to the whole id,
#       /subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/Microsoft.Compute/diskEncryptionSets/NAME. The set must be there first.
#     arm: >-
#       Set it to [resourceId('Microsoft.Compute/diskEncryptionSets', 'NAME')], and let the resource depend on the set when
#       the same template makes it.
#   compliance:
#     MCSB v1 (our own mapping): [DP-5]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.disk["des-id"]

import data.akscan.lib.des
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

subjects contains cluster.key if {
	some cluster in input.clusters
	names_set(cluster)
}

subjects contains disk.key if {
	some disk in input.managed_disks
	names_set(disk)
}

results contains judged(cluster) if {
	some cluster in input.clusters
	names_set(cluster)
}

results contains judged(disk) if {
	some disk in input.managed_disks
	names_set(disk)
}

names_set(resource) if {
	not resource.existing
	state.is_present(resource.disk_encryption_set) != "no"
}

judged(resource) := result.of(resource, resource.disk_encryption_set, outcome.verdict, message(resource, outcome)) if {
	outcome := des.form(resource, resource.disk_encryption_set)
}

message(resource, outcome) := sprintf("%s %s names %s.", [noun(resource), name.of(resource), outcome.why]) if outcome.verdict == "pass"

message(resource, outcome) := sprintf("Whether %s %s names a disk encryption set by its id can't be told: %s.", [lower(noun(resource)), name.of(resource), outcome.why]) if outcome.verdict == "open"

message(resource, outcome) := sprintf(
	"%s: %s %s names no disk encryption set that Azure takes: %s. Azure refuses to make it; the set must be there first, and is named by its whole resource id.",
	[layer(resource), lower(noun(resource)), name.of(resource), outcome.why],
) if {
	outcome.verdict == "fail"
}

noun(resource) := "Cluster" if resource.kind == "cluster"

else := "Disk"

layer(resource) := "OS disks" if resource.kind == "cluster"

else := "Disk"

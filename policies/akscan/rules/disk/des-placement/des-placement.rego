# METADATA
# title: A disk encryption set lies where its vault and its disks are
# description: >-
#   A disk encryption set (DES) works within one region: its key's vault must lie there, and its disks in the same region and subscription. Azure
#   refuses what is elsewhere; the vault alone may belong to another subscription.
# related_resources:
#   - description: "Azure: customer-managed keys of managed disks, restrictions"
#     ref: https://learn.microsoft.com/azure/virtual-machines/disk-encryption#restrictions
# custom:
#   severity: medium
#   kinds: [disk_encryption_set]
#   remediation:
#     terraform: >-
#       Give the vault, the key and the azurerm_disk_encryption_set the location of the disks, and make the set with the provider of the disks' subscription.
#     arm: >-
#       Give the vault, the key and the disk encryption set the location of the disks, and deploy the set to the disks' subscription.
#     azure: >-
#       az keyvault create and az disk-encryption-set create, each with -l REGION and --subscription of the disks; vaults, sets and disks can't move to
#       another region.
#   compliance:
#     MCSB v1 (our own mapping): [DP-5]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.disk["des-placement"]

import data.akscan.lib.answer
import data.akscan.lib.des
import data.akscan.lib.name
import data.akscan.lib.region
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

subjects contains set.key if {
	some set in subject.disk_encryption_sets
	count(findings(set)) > 0
}

results contains result.with_details(set, finding.at, finding.verdict, finding.message, {"related": [finding.step]}) if {
	some set in subject.disk_encryption_sets
	some finding in findings(set)
}

findings(set) := array.concat(
	[finding | some vault in vaults(set); finding := of_region(set, vault, "vault", "its vault")],
	array.concat(
		[finding | some disk in disks(set); finding := of_region(set, disk, "disk", "its disk")],
		[finding | some disk in disks(set); finding := of_subscription(set, disk)],
	),
)

# A managed HSM may be extended to further regions, which nothing here shows. What is only referred to
# counts where its region is known.
vaults(set) := [vault |
	some vault in des.vaults(set)
	state.is_true(vault.managed_hsm) != "yes"
	given(vault)
]

disks(set) := [disk | some disk in des.disks(set); given(disk)]

given(resource) if not resource.existing

given(resource) if {
	resource.existing
	region.canonical(resource.location)
}

of_region(set, other, noun, words) := {
	"at": set.location,
	"verdict": verdict,
	"message": region_message(set, other, words, verdict),
	"step": result.step(other.location, sprintf("the region of %s %s", [noun, name.of(other)])),
} if {
	verdict := answer.require(region.same(set.location, other.location))
}

region_message(set, other, words, "pass") := sprintf("Disk encryption set %s lies in the region of %s %s.", [name.of(set), words, name.of(other)])

region_message(set, other, words, "open") := sprintf("Whether disk encryption set %s lies in the region of %s %s can't be told: %s.", [name.of(set), words, name.of(other), region_why(set, other, words)])

region_message(set, other, words, "fail") := sprintf(
	"Disks: disk encryption set %s is in %s, but %s %s in %s, and Azure refuses that. Neither can move: make the missing one in the region of the disks.",
	[name.of(set), state.text(set.location), words, name.of(other), state.text(other.location)],
)

region_why(set, other, words) := sprintf("the set's region isn't known (%s)", [region.why(set.location)]) if {
	not region.canonical(set.location)
} else := sprintf("the region of %s isn't known (%s)", [words, region.why(other.location)]) if {
	not region.canonical(other.location)
}

# Only ids tell the subscription; where there are none, nothing is claimed of it.
of_subscription(set, disk) := {
	"at": result.header(set),
	"verdict": "fail",
	"message": sprintf(
		"Disks: disk encryption set %s is in subscription %s, but its disk %s in %s, and Azure refuses that. Make a set in the subscription of the disk; the vault may stay where it is.",
		[name.of(set), state.text(set.subscription), name.of(disk), state.text(disk.subscription)],
	),
	"step": result.step(result.header(disk), sprintf("the disk %s", [name.of(disk)])),
} if {
	state.text(set.subscription) != state.text(disk.subscription)
}

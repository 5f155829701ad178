# METADATA
# description: What the keys of a vault encrypt.
package akscan.lib.vault

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

# METADATA
# description: >-
#   The clusters (their etcd) and disk encryption sets that use keys of the vault at this index of input.key_vaults: each
#   with its words for a message and the property that leads to the key.
uses(index) := array.concat(
	[use |
		some cluster in input.clusters
		not cluster.existing
		state.is_true(cluster.kms_enabled) != "no"
		reaches(cluster.kms_key, cluster.kms_vault, index)
		use := {"words": sprintf("etcd of cluster %s", [name.of(cluster)]), "property": cluster.kms_key}
	],
	[use |
		some set in input.disk_encryption_sets
		not set.existing
		reaches(set.vault_key, set.vault, index)
		use := {"words": sprintf("the disks of disk encryption set %s", [name.of(set)]), "property": set.vault_key}
	],
)

reaches(key, _, index) if {
	some target in key.targets
	target.kind == "key"
	some holder in input.keys[target.index].vault.targets
	holder.kind == "key_vault"
	holder.index == index
}

reaches(_, vault, index) if {
	some target in vault.targets
	target.kind == "key_vault"
	target.index == index
}

# METADATA
# description: The uses as steps of a chain.
steps(index) := [result.step(use.property, sprintf("the key for %s lies in this vault", [use.words])) | some use in uses(index)]

# METADATA
# description: The uses as a sentence to append to a message; empty when there are none.
sentence(index) := sprintf(" Its keys encrypt %s.", [name.list([use.words | some use in uses(index)])]) if count(uses(index)) > 0

sentence(index) := "" if count(uses(index)) == 0

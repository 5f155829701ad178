# METADATA
# description: What the keys of a vault encrypt.
package akscan.lib.vault

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

# METADATA
# description: >-
#   The clusters (their etcd) and disk encryption sets that use keys of a vault: each with its kind and index, its words for a
#   message and the property that leads to the key or the vault. One that leads to both comes twice.
uses(vault) := [use |
	some referrer in array.concat(vault.referrers, key_referrers(vault))
	use := use_of(referrer)
]

# What leads to a key of the vault.
key_referrers(vault) := [referrer |
	some holder in vault.referrers
	holder.kind == "key"
	some referrer in input.keys[holder.index].referrers
]

use_of(referrer) := {"kind": referrer.kind, "index": referrer.index, "words": sprintf("etcd of cluster %s", [name.of(cluster)]), "property": cluster[referrer.property], "by_key": referrer.property == "kms_key"} if {
	referrer.kind == "cluster"
	referrer.property in {"kms_key", "kms_vault"}
	cluster := input.clusters[referrer.index]
	not cluster.existing
	state.is_true(cluster.kms_enabled) != "no"
}

use_of(referrer) := {"kind": referrer.kind, "index": referrer.index, "words": sprintf("the disks of disk encryption set %s", [name.of(set)]), "property": set[referrer.property], "by_key": referrer.property == "vault_key"} if {
	referrer.kind == "disk_encryption_set"
	referrer.property in {"vault_key", "vault"}
	set := input.disk_encryption_sets[referrer.index]
	not set.existing
}

# METADATA
# description: The uses as steps of a chain, each by what leads to its key.
steps(vault) := [result.step(use.property, sprintf("the key for %s lies in this vault", [use.words])) | some use in once(uses(vault))]

# METADATA
# description: Uses without those that lead to the vault itself where they lead to a key of it as well.
once(found) := [use |
	some use in found
	not is_told(use, by_key)
] if {
	by_key := {[use.kind, use.index] | some use in found; use.by_key}
}

is_told(use, by_key) if {
	not use.by_key
	[use.kind, use.index] in by_key
}

# METADATA
# description: The uses as a sentence to append to a message; empty when there are none.
sentence(vault) := sprintf(" Its keys encrypt %s.", [name.list([use.words | some use in uses(vault)])]) if count(uses(vault)) > 0

sentence(vault) := "" if count(uses(vault)) == 0

# METADATA
# description: >-
#   Which keys, and which versions of them, are in use, and by what. A use is
#   {"layer", "words", "property", "certain", "follows", "pinned", "running"}: the layer that the key encrypts ("etcd", "disk", "account"),
#   words for it, the property that leads to the key, whether the user uses it at all, whether it takes new versions by itself (answers),
#   the property that leads to the version it names, and whether that is the version found running.
package akscan.lib.key

import data.akscan.lib.answer
import data.akscan.lib.date
import data.akscan.lib.id
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

# METADATA
# description: The uses of each key, by its index.
uses := {index: found |
	some index, key in input.keys
	found := [use |
		some referrer in key.referrers
		use := use_of(referrer)
	]
}

# METADATA
# description: The indices of the keys that are no mere references and that something uses.
in_use contains index if {
	some index, found in uses
	count(found) > 0
	not input.keys[index].existing
}

use_of(referrer) := etcd_use(input.clusters[referrer.index]) if {
	referrer.kind == "cluster"
	referrer.property == "kms_key"
}

use_of(referrer) := disk_use(input.disk_encryption_sets[referrer.index]) if {
	referrer.kind == "disk_encryption_set"
	referrer.property == "vault_key"
}

use_of(referrer) := account_use(input.storage_accounts[referrer.index]) if {
	referrer.kind == "storage_account"
	referrer.property == "vault_key"
}

etcd_use(cluster) := {
	"layer": "etcd",
	"words": sprintf("etcd of cluster %s", [name.of(cluster)]),
	"property": cluster.kms_key,
	"certain": kms.by_vault_key(cluster),
	"follows": cluster_follows(cluster),
	"pinned": cluster.kms_key_version,
	"running": false,
} if {
	not cluster.existing
	kms.by_vault_key(cluster) != "no"
}

disk_use(des) := {
	"layer": "disk",
	"words": sprintf("the disks of disk encryption set %s", [name.of(des)]),
	"property": des.vault_key,
	"certain": "yes",
	"follows": state.is_true(des.auto_key_rotation),
	"pinned": des.key_version,
	# Of a set found running activeKey is the version in use, also where it rotates by itself.
	"running": des.mode == "live",
} if {
	not des.existing
}

account_use(account) := {
	"layer": "account",
	"words": sprintf("storage account %s", [name.of(account)]),
	"property": account.vault_key,
	"certain": state.is_true(account.customer_key),
	"follows": answer.negate(names_version(account.vault_key)),
	"pinned": account.key_version,
	"running": false,
} if {
	not account.existing
	state.is_true(account.customer_key) != "no"
}

# The legacy plugin stays on the version that it is given. The newer mode takes new versions; whether it also does so from an id with a
# version (a migrated cluster's) isn't documented.
cluster_follows(cluster) := "no" if {
	kms.is_newer(cluster) == "no"
} else := "yes" if {
	names_version(cluster.kms_key) == "no"
} else := "unknown"

# METADATA
# description: Does what leads to a key name one version of it?
names_version(property) := "yes" if {
	id.key(state.text(property)).version != ""
} else := "no" if {
	id.key(state.text(property)).version == ""
} else := "yes" if {
	property.ref.attribute == "key_versioned"
} else := "no" if {
	property.ref.attribute == "key_versionless"
} else := "unknown"

# METADATA
# description: Is it the text of a version's identifier, which leads to no other version than that?
names_this_version(property) if id.key(state.text(property)).version != ""

# METADATA
# description: The indices of a key's versions, as far as exports show them.
versions(key) := [target.index |
	some reference in state.references(key.versions)
	some target in reference.targets
	target.kind == "key_version"
]

# METADATA
# description: >-
#   The newest enabled version of each key that has versions, by the key's index: {"versions", "certain"}. Where that can't be told
#   versions holds all that it may be.
newest := {index: found |
	some index, key in input.keys
	candidates := enabled_versions(versions(key))
	count(candidates) > 0
	found := newest_of(candidates)
}

enabled_versions(all) := enabled if {
	enabled := [version | some version in all; state.is_true(input.key_versions[version].enabled) != "no"]
	count(enabled) > 0
} else := all

newest_of(candidates) := {"versions": {candidates[0]}, "certain": "yes"} if {
	count(candidates) == 1
} else := {"versions": {version | some version in candidates; date.instant(input.key_versions[version].created) == latest}, "certain": "yes"} if {
	every version in candidates {
		date.instant(input.key_versions[version].created)
		state.is_true(input.key_versions[version].enabled) == state.is_true(input.key_versions[candidates[0]].enabled)
	}
	latest := max({date.instant(input.key_versions[version].created) | some version in candidates})
} else := {"versions": {version | some version in candidates}, "certain": "unknown"}

# METADATA
# description: >-
#   The uses of each version that an export shows, by its index; there is no entry for a version that nothing uses. certain also says whether
#   it is this version that is used.
serving := {index: found |
	some index, version in input.key_versions
	found := array.concat(
		[use | some referrer in version.referrers; use := pinned_use(referrer)],
		[use |
			some referrer in version.referrers
			referrer.kind == "key"
			referrer.property == "versions"
			some taken in uses[referrer.index]
			use := followed_use(taken, referrer.index, index)
		],
	)
	count(found) > 0
}

pinned_use(referrer) := taken if {
	use := pinning_use(referrer)
	is_settled(use)
	taken := use
}

pinned_use(referrer) := object.union(use, {"certain": "unknown"}) if {
	use := pinning_use(referrer)
	not is_settled(use)
	use.follows == "unknown"
}

pinning_use(referrer) := etcd_use(input.clusters[referrer.index]) if {
	referrer.kind == "cluster"
	referrer.property == "kms_key_version"
}

pinning_use(referrer) := disk_use(input.disk_encryption_sets[referrer.index]) if {
	referrer.kind == "disk_encryption_set"
	referrer.property == "key_version"
}

pinning_use(referrer) := account_use(input.storage_accounts[referrer.index]) if {
	referrer.kind == "storage_account"
	referrer.property == "key_version"
}

followed_use(use, key, version) := object.union(use, {"certain": answer.all_of([use.certain, newest[key].certain, takes(use, version)])}) if {
	not is_settled(use)
	use.follows != "no"
	version in newest[key].versions
}

# Does the user take the newest version, this one? Also where it is the one that it is pinned to anyway.
takes(use, _) := "yes" if use.follows == "yes"

takes(use, version) := "yes" if {
	use.follows == "unknown"
	some target in use.pinned.targets
	target.index == version
}

takes(use, version) := "unknown" if {
	use.follows == "unknown"
	count([target | some target in use.pinned.targets; target.index == version]) == 0
}

# The version in use is known whatever other versions there are.
is_settled(use) if {
	count(use.pinned.targets) > 0
	use.follows == "no"
}

is_settled(use) if {
	count(use.pinned.targets) > 0
	use.running
}

# METADATA
# description: >-
#   The uses of each key whose version no export shows, by the key's index, so that the key itself has to stand for it; there is no entry for
#   a key without such uses. "own" says that what is known of the key is known of the version in use.
standing := {index: found |
	some index in in_use
	key := input.keys[index]
	found := [object.union(use, {"own": is_own(key, use)}) |
		some use in uses[index]
		not is_shown(key, use)
	]
	count(found) > 0
}

# An export shows the version in use, or those that it may be.
is_shown(_, use) if is_settled(use)

is_shown(key, use) if {
	use.follows == "yes"
	count(versions(key)) > 0
}

is_shown(_, use) if {
	use.follows == "unknown"
	count(use.pinned.targets) > 0
}

is_own(key, use) if {
	not names_this_version(use.property)
	key.mode == "declared"
} else if {
	not names_this_version(use.property)
	count(versions(key)) == 0
} else := false

# METADATA
# description: >-
#   The versions next older than the one that legacy KMS is pinned to, by their index: the uses of the newer one. Secrets that weren't written since
#   the last rotation still need them.
previous[index] contains use if {
	some newer, found in serving
	some use in found
	use.layer == "etcd"
	use.follows != "yes"
	some index in next_older(newer)
}

next_older(newer) := {index | some index in older; date.instant(input.key_versions[index].created) == latest} if {
	born := date.instant(input.key_versions[newer].created)
	older := {index |
		some referrer in input.key_versions[newer].referrers
		referrer.kind == "key"
		referrer.property == "versions"
		some index in versions(input.keys[referrer.index])
		date.instant(input.key_versions[index].created) < born
	}
	latest := max({date.instant(input.key_versions[index].created) | some index in older})
}

# METADATA
# description: Is it certain that one of these uses is one?
is_certain(found) := answer.any_of([use.certain | some use in found])

# METADATA
# description: Some of the uses are of that layer.
has_layer(found, layer) if {
	some use in found
	use.layer == layer
}

# METADATA
# description: The uses as words for a message.
words(found) := name.list([use.words | some use in found])

# METADATA
# description: The uses as steps of a chain.
steps(found) := [result.step(use.property, sprintf("%s uses this key", [use.words])) | some use in found]

# METADATA
# description: May the key be used for this? Unknown where the operations aren't given.
allows(key, _) := "unknown" if not state.items(key.operations)

allows(key, operation) := {true: "yes", false: "no"}[lower(operation) in {lower(allowed) | some allowed in state.items(key.operations)}] if {
	state.items(key.operations)
}

# METADATA
# description: Is the key of one of these types, which are lower-case? Unknown where the type isn't given.
is_of_type(key, _) := "unknown" if state.is_absent(key.key_type)

is_of_type(key, types) := state.one_of(key.key_type, types) if not state.is_absent(key.key_type)

# METADATA
# description: The key lies in a managed HSM.
in_managed_hsm(key) if contains(lower(key.type), "managedhsms")

in_managed_hsm(key) if contains(key.type, "managed_hardware_security_module")

in_managed_hsm(key) if contains(lower(state.text(key.vault)), ".managedhsm.")

in_managed_hsm(key) if {
	some target in key.vault.targets
	target.kind == "key_vault"
	state.is_true(input.key_vaults[target.index].managed_hsm) == "yes"
}

# METADATA
# description: A version by its key's name and its own, or the key by its name.
name_of(resource) := sprintf("%s of key %q", [version_text(resource), key_name(resource)]) if resource.kind == "key_version"

name_of(resource) := sprintf("key %s", [name.of(resource)]) if resource.kind == "key"

version_text(version) := sprintf("version %s", [state.text(version.version)]) if {
	state.text(version.version) != ""
} else := "version"

key_name(version) := input.keys[version.vault_key.targets[0].index].name if count(version.vault_key.targets) > 0

key_name(version) := version.name if count(version.vault_key.targets) == 0

# METADATA
# description: Disk encryption sets (DES), and the keys, vaults and disks that go with them.
package akscan.lib.des

import data.akscan.lib.id
import data.akscan.lib.state

# METADATA
# description: The disk encryption sets in the scan that a reference leads to.
of(reference) := [input.disk_encryption_sets[target.index] |
	some target in reference.targets
	target.kind == "disk_encryption_set"
]

# METADATA
# description: The keys of a set, also those that the scan knows by their identifier alone.
keys(set) := [input.keys[target.index] |
	some target in set.vault_key.targets
	target.kind == "key"
]

# METADATA
# description: The vaults that hold a set's key, as the set itself names them and as the key does.
vaults(set) := [input.key_vaults[index] | some index in vault_indexes(set)]

vault_indexes(set) := {target.index |
	some reference in array.concat([set.vault], [key.vault | some key in keys(set)])
	some target in reference.targets
	target.kind == "key_vault"
}

# METADATA
# description: The managed disks that a set encrypts.
disks(set) := [input.managed_disks[referrer.index] |
	some referrer in set.referrers
	referrer.kind == "managed_disk"
	referrer.property == "disk_encryption_set"
]

# METADATA
# description: >-
#   Is what a resource names as its disk encryption set the id of one, by its form? {"verdict", "why"}; undefined
#   where it names none.
form(resource, reference) := outcome if {
	outcome := form_of_text(resource.mode, state.text(reference))
} else := fail(sprintf("it refers to a %s, not to a disk encryption set's id", [replace(reference.ref.kind, "_", " ")])) if {
	not reference.ref.kind in {"", "other", "disk_encryption_set"}
} else := fail("it refers to a disk encryption set, but not to its id") if {
	reference.ref.kind == "disk_encryption_set"
	reference.ref.attribute != "id"
} else := {"verdict": "pass", "why": "a disk encryption set by its id"} if {
	reference.ref.kind == "disk_encryption_set"
} else := open(state.why(reference)) if {
	state.is_unknown(reference)
}

form_of_text(mode, text) := fail(sprintf("%q still has the placeholder %s", [text, id.placeholder(text)])) if {
	mode == "declared"
	id.placeholder(text)
} else := open(sprintf("%q is filled in elsewhere", [text])) if {
	id.unresolved(text)
} else := open(sprintf("%q was redacted", [text])) if {
	mode == "live"
	id.redacted(text)
} else := {"verdict": "pass", "why": "a disk encryption set by its id"} if {
	id.is_disk_encryption_set(text)
} else := fail(sprintf("%q is not the resource id of a disk encryption set", [text])) if {
	text != ""
}

fail(why) := {"verdict": "fail", "why": why}

open(why) := {"verdict": "open", "why": why}

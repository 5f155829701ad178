# METADATA
# description: >-
#   Compares a property as declared with the same property as found running. The outcome is "same", "weaker" or "stronger" (what runs protects less or more than what is
#   declared), "other", "moved" (only the version differs), "skipped" (one side can't show it) or "unknown" (what is declared isn't known, or exports contradict each other about what runs).
package akscan.lib.drift

import data.akscan.lib.id
import data.akscan.lib.state

# METADATA
# description: Compares switches that protect when they are true.
flags(declared, live) := outcome(declared, live, state.is_true(declared), state.is_true(live))

# METADATA
# description: Compares texts of which one, in lower case, protects.
words(declared, live, text) := outcome(declared, live, state.equals(declared, text), state.equals(live, text))

outcome(declared, live, _, _) := "skipped" if is_unseen(declared, live)

outcome(declared, live, a, b) := outcomes[a][b] if not is_unseen(declared, live)

outcomes := {
	"yes": {"yes": "same", "no": "weaker", "unknown": "unknown"},
	"no": {"yes": "stronger", "no": "same", "unknown": "unknown"},
	"unknown": {"yes": "unknown", "no": "unknown", "unknown": "unknown"},
}

# One side doesn't show it: a field that the input couldn't have shown, or a row without properties.
is_unseen(declared, _) if state.is_hidden(declared)

is_unseen(_, live) if {
	state.is_unknown(live)
	count(live.origins) == 0 # of several places, each shows it, but they contradict each other
}

# METADATA
# description: >-
#   Compares references to keys, by their names and their vaults' as far as both are known; by their versions too where neither side
#   moves on by itself (pinned).
keys(declared, live, pinned) := "skipped" if {
	is_unseen(declared, live)
} else := presence_outcome(declared, live) if {
	is_missing(declared, live)
} else := "other" if {
	is_another_key(key_parts(declared), key_parts(live))
} else := "moved" if {
	pinned
	differ(key_parts(declared).version, key_parts(live).version)
} else := "same" if {
	key_parts(declared)
	key_parts(live)
} else := "unknown"

is_missing(declared, live) if {
	some reference in [declared, live]
	state.is_present(reference) == "no"
}

presence_outcome(declared, live) := outcomes[state.is_present(declared)][state.is_present(live)]

is_another_key(a, b) if differ(a.name, b.name)

is_another_key(a, b) if differ(a.vault, b.vault)

# Empty text stands for what isn't known.
differ(a, b) if {
	a != ""
	b != ""
	a != b
}

# The name, the vault's name and the version of the key that a reference leads to; undefined when not even the name is known.
key_parts(reference) := {"name": lower(parts.name), "vault": vault_of_host(parts.host), "version": lower(parts.version)} if {
	parts := id.key(state.text(reference))
} else := {"name": lower(key.name), "vault": vault_of_key(key), "version": ""} if {
	some target in reference.targets
	target.kind == "key"
	key := input.keys[target.index]
	is_name(key.name)
}

# A name, not the text of an expression.
is_name(text) if regex.match(`^[A-Za-z0-9][A-Za-z0-9._-]*$`, text)

vault_of_host(host) := split(host, ".")[0]

vault_of_key(key) := lower(vault.name) if {
	some target in key.vault.targets
	target.kind == "key_vault"
	vault := input.key_vaults[target.index]
	is_name(vault.name)
} else := ""

# METADATA
# description: Compares references to disk encryption sets, by id or name, or because one is the other found running.
sets(declared, live) := "skipped" if {
	is_unseen(declared, live)
} else := presence_outcome(declared, live) if {
	is_missing(declared, live)
} else := "same" if {
	lower(trim_right(state.text(declared), "/")) == lower(trim_right(state.text(live), "/"))
} else := "same" if {
	some found in set_targets(declared)
	some running in found.counterpart.targets
	some other in live.targets
	running.index == other.index
} else := "other" if {
	is_id(state.text(declared))
	is_id(state.text(live))
} else := name_outcome(set_name(declared), set_name(live)) if {
	set_name(declared)
	set_name(live)
} else := "unknown"

set_targets(reference) := [input.disk_encryption_sets[target.index] |
	some target in reference.targets
	target.kind == "disk_encryption_set"
]

is_id(text) if id.is_disk_encryption_set(text)

name_outcome(a, b) := "same" if a == b

name_outcome(a, b) := "other" if a != b

# The name of the set that a reference leads to; undefined when it isn't known.
set_name(reference) := lower(parts[count(parts) - 1]) if {
	id.is_disk_encryption_set(state.text(reference))
	parts := split(trim_right(state.text(reference), "/"), "/")
} else := lower(set.name) if {
	some set in set_targets(reference)
	is_name(set.name)
}

# METADATA
# description: >-
#   Is what stands at one of these paths ignored (lifecycle.ignore_changes, ignore_body_changes)? Paths are Terraform's or ARM's, lower-case, without indices.
is_ignored(changes, paths) if {
	some entry in state.items(changes)
	ignored := trim_prefix(lower(regex.replace(entry, `\[[^\]]*\]`, "")), "body.")
	covers(ignored, paths)
}

covers(ignored, _) if ignored in {"all", "body"}

covers(ignored, paths) if {
	some path in paths
	startswith(sprintf("%s.", [path]), sprintf("%s.", [ignored]))
}

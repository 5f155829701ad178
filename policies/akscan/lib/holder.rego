# METADATA
# description: >-
#   From what uses a key to the key and to the vault that holds it, as positions in the document's arrays.
package akscan.lib.holder

# METADATA
# description: The key that a reference leads to; -1 for none.
key(reference) := array.concat([target.index | some target in reference.targets; target.kind == "key"], [-1])[0]

# METADATA
# description: >-
#   The vault or managed HSM that holds the key of a reference; failing that the one that a second reference names; undefined for none.
vault(key_reference, vault_reference) := array.concat(by_key(key_reference), by_name(vault_reference))[0]

by_key(reference) := [index |
	some target in reference.targets
	target.kind == "key"
	some index in by_name(input.keys[target.index].vault)
]

by_name(reference) := [target.index |
	some target in reference.targets
	target.kind == "key_vault"
]

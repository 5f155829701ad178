# METADATA
# description: How messages name things.
package akscan.lib.name

# METADATA
# description: A resource by its name, or its address when it has none.
of(resource) := resource.address if {
	resource.name == ""
} else := sprintf("%q", [resource.name])

# METADATA
# description: Names joined as a sentence has them, sorted, at most five.
list(names) := text if {
	sorted := sort({name | some name in names})
	count(sorted) <= 5
	text := concat(", ", sorted)
}

list(names) := text if {
	sorted := sort({name | some name in names})
	count(sorted) > 5
	text := sprintf("%s and %d more", [concat(", ", array.slice(sorted, 0, 5)), count(sorted) - 5])
}

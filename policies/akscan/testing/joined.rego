# Documents whose edges are written at one end only.
package akscan.testing

# METADATA
# description: The document of the parts, with the referrers that its references amount to.
joined(parts) := object.union(document(parts), {plural: [object.union(resource, {"referrers": array.concat(resource.referrers, found)}) |
	some index, resource in resources
	found := [edge.from | some edge in edges; edge.to == {"kind": resource.kind, "index": index}]
] |
	some plural, resources in parts
	is_array(resources)
}) if {
	edges := array.concat(
		[{"to": target, "from": {"kind": resource.kind, "index": index, "property": property}} |
			some resources in parts
			some index, resource in resources
			some target in resource[property].targets
		],
		[{"to": target, "from": {"kind": resource.kind, "index": index, "property": property}} |
			some resources in parts
			some index, resource in resources
			some target in resource[property].value[_].targets
		],
	)
}

# METADATA
# description: A list of references, each given like a property.
list(references) := {"state": "set", "present": count(references) > 0, "value": references}

# METADATA
# description: A reference to the resource at the index of its kind's array.
lead(kind, index) := {"state": "set", "value": "x", "present": true, "id": "", "ref": {"kind": "", "attribute": ""}, "targets": [{"kind": kind, "index": index}]}

# METADATA
# description: >-
#   Holds when every case came to what it was to come to; else prints those that didn't. cases are {NAME: {"got", "want"}}. For big tables: a
#   test of one case each is traced, and takes many times as long.
right(cases) if {
	wrong := {name: case | some name, case in cases; case.got != case.want}
	print("wrong:", wrong)
	wrong == {}
}

# METADATA
# description: >-
#   Builds a rule's results. Each names its subject, the property that proves it, and where that
#   stands; the engine adds the rule, its severity and the resource.
package akscan.lib.result

# METADATA
# description: A result at a property of the resource.
of(resource, property, verdict, message) := {
	"subject": resource.key,
	"property": property,
	"verdict": verdict,
	"message": message,
}

# METADATA
# description: The same with "severity" (for this result alone) or "related" (the steps of a chain), or both.
with_details(resource, property, verdict, message, details) := object.union(of(resource, property, verdict, message), details)

# METADATA
# description: One step of a chain, at a property or (see header) a resource.
step(property, message) := {"pos": property.pos, "message": message}

# METADATA
# description: Stands for a property where a result or a step is about the resource as a whole.
header(resource) := {"name": "", "pos": resource.pos, "origins": []}

# METADATA
# description: >-
#   Builds input documents for rule tests. A resource is total from the start: every property is absent, with its place, until a test
#   says otherwise; so tests only write what they are about.
package akscan.testing

# METADATA
# description: A document that holds the given resources, by plural ("clusters"); now and scan may be given too.
document(parts) := object.union(object.union(empty_document, {"now": "2026-06-01T00:00:00Z"}), parts)

# METADATA
# description: The way back of an edge, for the referrers of a resource.
from(kind, index, property) := {"kind": kind, "index": index, "property": property}

# METADATA
# description: A resource of the kind with this key, which must be the only one in its document. changes may hold properties and other members.
resource(kind, key, changes) := object.union(blank, changed) if {
	blank := object.union(
		{
			"key": key,
			"kind": kind,
			"type": "",
			"name": sprintf("%s-%d", [kind, key]),
			"address": sprintf("%s.%d", [kind, key]),
			"format": "arm",
			"mode": "declared",
			"api_version": "",
			"existing": false,
			"pos": 1000 * (key + 1),
			"referrers": [],
		},
		properties[kind],
	)
	changed := {member: merged |
		some member, change in changes
		merged := change_of(object.get(properties[kind], member, null), change)
	}
}

change_of(blank, change) := change if blank == null

change_of(blank, change) := object.union(blank, change) if blank != null

# METADATA
# description: A value that stands in the input.
set(value) := {"state": "set", "value": value, "present": value != ""}

# METADATA
# description: An absent field for which a default stands in.
by_default(value) := {"state": "default", "value": value, "present": value != ""}

# METADATA
# description: A value that can't be told; it may also be nothing.
unknown(why) := {"state": "unknown", "why": why}

# METADATA
# description: A value that can't be told but is certainly there.
something(why) := {"state": "unknown", "why": why, "present": true}

# METADATA
# description: A value that can't be told because the input couldn't have shown it.
hidden(why) := {"state": "unknown", "why": why, "hidden": true}

# METADATA
# description: A reference to an attribute of a resource of the kind.
attribute(kind, name) := {"state": "unknown", "why": "known after apply", "present": true, "ref": {"kind": kind, "type": "", "attribute": name}}

# METADATA
# description: The same value, leading to the resource at the index of its kind's array.
to(value, kind, index) := object.union(value, {"targets": [{"kind": kind, "index": index}]})

# METADATA
# description: The verdicts in results, by the key of the subject; a set, so that two on one subject show.
verdicts(results) := {key: {result.verdict | some result in results; result.subject == key} |
	some any_result in results
	key := any_result.subject
}

# METADATA
# description: The severities that results carry themselves, by the key of the subject.
severities(results) := {result.subject: result.severity | some result in results}

# METADATA
# description: >-
#   Questions about one property. A property is never read in any other way: every function
#   here takes the whole property and answers for the unknown value too. Handed anything else than a
#   property they are undefined, and the engine reports the subject that is left without a verdict.
package akscan.lib.state

import data.akscan.lib.answer

# METADATA
# description: Is it true? Absent without a default is no.
is_true(property) := "unknown" if {
	property.state == "unknown"
} else := "yes" if {
	property.value == true
} else := "no" if {
	property.state
}

# METADATA
# description: Is it false, in so many words or by default? Absent without a default is no.
is_false(property) := "unknown" if {
	property.state == "unknown"
} else := "yes" if {
	property.value == false
} else := "no" if {
	property.state
}

# METADATA
# description: Is it there and not empty? Also known of an unknown value that is certainly something.
is_present(property) := "yes" if {
	property.present
} else := "unknown" if {
	property.state == "unknown"
} else := "no" if {
	property.state
}

# METADATA
# description: Is it this text, compared without regard to case? Absent is no.
equals(property, text) := "unknown" if {
	property.state == "unknown"
} else := "yes" if {
	lower(shown(property)) == lower(text)
} else := "no" if {
	property.state
}

# METADATA
# description: Is it one of these texts, which are lower-case?
one_of(property, texts) := "unknown" if {
	property.state == "unknown"
} else := "yes" if {
	lower(shown(property)) in texts
} else := "no" if {
	property.state
}

# METADATA
# description: The verdict of a rule that wants it true.
require_true(property) := answer.require(is_true(property))

# METADATA
# description: The verdict of a rule that wants it present.
require_present(property) := answer.require(is_present(property))

# METADATA
# description: Its known text, set or by default; undefined when absent or unknown.
text(property) := property.value if {
	is_string(property.value)
	property.state in {"set", "default"}
}

# METADATA
# description: Its known whole number, set or by default; undefined when absent or unknown.
number(property) := property.value if {
	is_number(property.value)
	property.state in {"set", "default"}
}

# METADATA
# description: The items of a known list; undefined when absent or unknown.
items(property) := property.value if {
	property.state in {"set", "default"}
	is_array(property.value)
}

# METADATA
# description: The references that a list of them holds, each a property of its own.
references(property) := property.value if is_array(property.value)

# METADATA
# description: Its value as text for a message; empty when there is none to show.
shown(property) := "" if {
	property.state == "unknown"
} else := property.value if {
	is_string(property.value)
} else := "" if {
	property.value == null
} else := sprintf("%v", [property.value])

# METADATA
# description: It is absent, and nothing stands in for it.
is_absent(property) if property.state == "unset"

# METADATA
# description: It is unknown.
is_unknown(property) if property.state == "unknown"

# METADATA
# description: Nobody knows either text, but one expression stands for both, so that they are equal.
is_same_expression(a, b) if {
	is_unknown(a)
	is_unknown(b)
	a.id != ""
	a.id == b.id
}

# METADATA
# description: It is unknown because this input could not have shown the field at all.
is_hidden(property) if {
	property.state == "unknown"
	property.hidden
}

# METADATA
# description: Another resource of the input sets it, as azapi_update_resource does for one of azurerm's.
is_overlaid(property) if property.overlaid

# METADATA
# description: A sentence, after a space, of why what is written for it doesn't count; empty where nothing is.
ignored_sentence(property) := "" if {
	property.ignored == ""
} else := sprintf(" What is written for it doesn't count: %s.", [property.ignored])

# METADATA
# description: It stands in the input itself, as against a default.
is_written(property) if property.state == "set"

# METADATA
# description: What is missing to know an unknown value.
why(property) := property.why

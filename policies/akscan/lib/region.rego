# METADATA
# description: Azure regions, which are written in two ways ("West Europe", westeurope).
package akscan.lib.region

import data.akscan.lib.state

# METADATA
# description: >-
#   Do two locations name one region? Of two that nobody knows the answer is yes when one expression stands
#   for both.
same(a, b) := "yes" if {
	canonical(a) == canonical(b)
} else := "no" if {
	canonical(a) != canonical(b)
} else := "yes" if {
	state.is_same_expression(a, b)
} else := "unknown"

# METADATA
# description: A location as Azure compares it; undefined for an unknown one, and for text that a tool is to fill in.
canonical(property) := text if {
	text := replace(lower(state.text(property)), " ", "")
	regex.match(`^[a-z0-9]+$`, text)
}

# METADATA
# description: What is missing to know a location.
why(property) := state.why(property) if {
	state.is_unknown(property)
} else := "it isn't written" if {
	state.is_present(property) == "no"
} else := sprintf("%q is filled in elsewhere", [state.shown(property)])

# METADATA
# description: >-
#   Times against the time of the scan, input.now. Times are RFC 3339 text (2026-06-01T00:00:00Z), durations ISO 8601 text (P90D, P18M,
#   P2Y); instants are nanoseconds since 1970.
package akscan.lib.date

import data.akscan.lib.state

# METADATA
# description: The time of the scan.
now := time.parse_rfc3339_ns(input.now)

# METADATA
# description: The time of the scan, some days on.
in_days(days) := time.add_date(now, 0, 0, days)

# METADATA
# description: The instant that a known time names; undefined when it is absent, unknown or no time.
instant(property) := time.parse_rfc3339_ns(state.text(property)) if not beyond(state.text(property))

instant(property) := last if beyond(state.text(property))

# The last instant that nanoseconds can hold stands for all later ones: nobody lives to see the difference.
last := 9223372036854775807

beyond(text) if regex.match(`^(22(6[2-9]|[7-9]\d)|2[3-9]\d\d|[3-9]\d{3})-`, text)

# METADATA
# description: Is the time before the instant, or at it? No when absent, since what doesn't expire is never past.
is_by(property, _) := "no" if state.is_absent(property)

is_by(property, limit) := "yes" if instant(property) <= limit

is_by(property, limit) := "no" if instant(property) > limit

is_by(property, _) := "unknown" if {
	not state.is_absent(property)
	not instant(property)
}

# METADATA
# description: Is the time after the instant? No when absent, since what has no beginning always was.
is_after(property, _) := "no" if state.is_absent(property)

is_after(property, limit) := "yes" if instant(property) > limit

is_after(property, limit) := "no" if instant(property) <= limit

is_after(property, _) := "unknown" if {
	not state.is_absent(property)
	not instant(property)
}

# METADATA
# description: The instant a duration after another; undefined when the text is no duration.
after(start, duration) := time.add_date(start, parts.years, parts.months, parts.days) + parts.rest if {
	parts := parts_of(duration)
}

# METADATA
# description: The instant a duration before another; undefined when the text is no duration.
before(end, duration) := time.add_date(end, 0 - parts.years, 0 - parts.months, 0 - parts.days) - parts.rest if {
	parts := parts_of(duration)
}

parts_of(duration) := {"years": n[0], "months": n[1], "days": (7 * n[2]) + n[3], "rest": ((((n[4] * 60) + n[5]) * 60) + n[6]) * 1000000000} if {
	found := regex.find_all_string_submatch_n(`(?i)^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$`, duration, 1)
	count(found) == 1
	count(duration) > 1
	n := [number(text) | some text in array.slice(found[0], 1, 8)]
}

number("") := 0

number(text) := to_number(text) if text != ""

# METADATA
# description: The day of a known time, for a message; its text when it is no time.
day(property) := substring(state.text(property), 0, 10) if instant(property)

day(property) := json.marshal(state.text(property)) if not instant(property)

# METADATA
# description: Why a time isn't known.
why(property) := state.why(property) if state.is_unknown(property)

why(property) := sprintf("%s is no RFC 3339 time", [json.marshal(state.text(property))]) if not state.is_unknown(property)

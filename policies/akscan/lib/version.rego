# METADATA
# description: Versions of providers, written MAJOR.MINOR.PATCH; what follows a dash or a plus doesn't count.
package akscan.lib.version

# METADATA
# description: Is a lower than b (-1), the same (0) or higher (1)? Undefined for what is no version.
compare(a, b) := -1 if numbers(a) < numbers(b)

compare(a, b) := 0 if numbers(a) == numbers(b)

compare(a, b) := 1 if numbers(a) > numbers(b)

# METADATA
# description: Is the version at least that one?
is_at_least(version, floor) if compare(version, floor) >= 0

# METADATA
# description: Is the version lower than that one?
is_before(version, bound) if compare(version, bound) < 0

# METADATA
# description: >-
#   Has the version what came with since and went with before? "-" stands for no bound. Undefined also for
#   what is no version.
has(version, since, before) if {
	numbers(version)
	is_since(version, since)
	is_until(version, before)
}

is_since(_, "-") := true

is_since(version, since) if is_at_least(version, since)

is_until(_, "-") := true

is_until(version, before) if is_before(version, before)

numbers(text) := [to_number(number) | some number in array.slice(found[0], 1, 4)] if {
	found := regex.find_all_string_submatch_n(`^v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$`, sprintf("%s%s", [text, padding(text)]), 1)
	count(found) == 1
}

# Short versions are padded: 4 and 4.0 are 4.0.0.
padding(text) := substring(".0.0", 2 * (count(split(text, ".")) - 1), -1) if count(split(text, ".")) < 3

else := ""

# METADATA
# description: >-
#   Answers to a question about an input: "yes", "no" or "unknown". Rules combine answers here and
#   turn them into verdicts here, so that what isn't known can't get lost on the way.
package akscan.lib.answer

# METADATA
# description: Yes when all answers are yes, no as soon as one is no.
all_of(answers) := "no" if {
	"no" in answers
} else := "unknown" if {
	"unknown" in answers
} else := "yes"

# METADATA
# description: Yes as soon as one answer is yes, no when all are no.
any_of(answers) := "yes" if {
	"yes" in answers
} else := "unknown" if {
	"unknown" in answers
} else := "no"

# METADATA
# description: The opposite answer; what is unknown stays so.
negate(answer) := {"yes": "no", "no": "yes", "unknown": "unknown"}[answer]

# METADATA
# description: The verdict of a rule that wants a yes.
require(answer) := {"yes": "pass", "no": "fail", "unknown": "open"}[answer]

# METADATA
# description: The verdict of a rule that wants a no.
forbid(answer) := require(negate(answer))

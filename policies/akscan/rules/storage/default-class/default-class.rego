# METADATA
# title: The default storage class has a customer key, where any has
# description: >-
#   A claim that names no class gets the cluster's default one. AKS's own default has no disk encryption set, so beside a class that has
#   one, every claim that forgets to name it still gets a disk with a key that Microsoft manages.
# related_resources:
#   - description: "Kubernetes: the default storage class"
#     ref: https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass
#   - description: "Azure: AKS storage classes"
#     ref: https://learn.microsoft.com/azure/aks/concepts-storage#storage-classes
# custom:
#   severity: medium
#   kinds: [storage_class_group]
#   remediation:
#     terraform: >-
#       Give the class with the customer key the annotation "storageclass.kubernetes.io/is-default-class" = "true", and no other class of your own. AKS puts the mark
#       of its own default back; of several defaults the newest counts.
#     kubernetes: >-
#       Give the class with the customer key the annotation storageclass.kubernetes.io/is-default-class: "true", and no other class of your own. AKS puts the mark
#       of its own default back; of several defaults the newest counts.
#   compliance:
#     Azure Policy: [7d7be79c-23ba-4033-84dd-45e2a5ccdd67]
#     MCSB v1 (our own mapping): [DP-5]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.storage["default-class"]

import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.volume

# Where no class has a customer key, the classes themselves are the matter.
subjects contains group.key if {
	some group in input.storage_class_groups
	any_has_customer_key(classes(group)) != "no"
}

results contains result.with_details(group, outcome.at, outcome.verdict, message(group, outcome), {"severity": outcome.severity, "related": steps(group)}) if {
	some group in input.storage_class_groups
	group.key in subjects
	outcome := judge(classes(group))
}

any_has_customer_key(group) := answer.any_of([has_customer_key(class) | some class in group])

classes(group) := [input.storage_classes[target.index] |
	some reference in state.references(group.classes)
	some target in reference.targets
]

# What other drivers make isn't known to have one.
has_customer_key(class) := state.is_present(class.disk_encryption_set) if {
	volume.makes_disks(class) == "yes"
} else := {"pass": "yes", "fail": "no", "open": "unknown"}[volume.of_share_class(class).verdict] if {
	volume.makes_shares(class) == "yes"
} else := "unknown" if {
	state.is_unknown(class.provisioner)
} else := "no"

marked(group) := [class | some class in group; state.is_true(class.is_default) == "yes"]

unclear(group) := [class | some class in group; state.is_unknown(class.is_default)]

self_made(group) := [class |
	some class in marked(group)
	not volume.is_built_in(class.name)
]

# The classes of which one serves the claims that name none: the newest that is marked, where the times tell.
candidates(group) := newest(marked(group)) if {
	count(unclear(group)) == 0
} else := array.concat(marked(group), unclear(group))

newest(found) := [class | some class in found; made(class) == max({made(other) | some other in found})] if {
	every class in found { made(class) }
} else := found

made(class) := time.parse_rfc3339_ns(state.text(class.created))

judge(group) := open(group[0].is_default, unmarked(group[0].mode)) if {
	count(candidates(group)) == 0
} else := outcome if {
	answers := {has_customer_key(class) | some class in candidates(group)}
	count(answers) == 1
	some has_key in answers
	outcome := judge_default(group, candidates(group)[0], has_key)
} else := open(
	candidates(group)[0].is_default,
	sprintf("nothing tells which of %s is the default, and not all of them have a customer key", [names(candidates(group))]),
)

unmarked("declared") := "no class is marked as the default, so AKS's own `default` serves them, which has no customer key, unless a class from elsewhere is marked"

unmarked("live") := "none of the classes exported is marked as the default"

judge_default(group, class, "yes") := {
	"verdict": "fail",
	"severity": "low",
	"at": class.is_default,
	"why": sprintf("%s are all marked as the default: the newest counts, so a class that is made anew takes over unseen", [names(self_made(group))]),
} if {
	count(self_made(group)) > 1
} else := {"verdict": "pass", "severity": "medium", "at": class.is_default, "why": sprintf("%s, which has a customer key", [name.of(class)])}

# The mark of the only class that may be the default can be in doubt.
judge_default(group, class, "no") := open(
	class.is_default,
	sprintf("whether %s is the default isn't known: %s", [name.of(class), state.why(class.is_default)]),
) if {
	count(marked(group)) == 0
} else := open(
	class.is_default,
	sprintf("%s, the default, has none, and whether another class has one isn't known", [name.of(class)]),
) if {
	any_has_customer_key(group) == "unknown"
} else := {"verdict": "fail", "severity": "medium", "at": class.is_default, "why": sprintf("%s, the default, which has no customer key", [name.of(class)])}

judge_default(_, class, "unknown") := open(class.is_default, sprintf("whether %s, the default, has a customer key isn't known", [name.of(class)]))

open(at, why) := {"verdict": "open", "severity": "medium", "at": at, "why": why}

names(found) := name.list([name.of(class) | some class in found])

steps(group) := [result.step(result.header(class), sprintf("the class %s has a customer key", [name.of(class)])) |
	some class in worth_the_mark(group)
]

# The default serves disks first of all, so that classes of shares count only where no other has a key.
worth_the_mark(group) := disk_classes if {
	disk_classes := [class | some class in with_customer_key(group); volume.makes_disks(class) == "yes"]
	count(disk_classes) > 0
} else := with_customer_key(group)

with_customer_key(group) := [class | some class in classes(group); has_customer_key(class) == "yes"]

message(group, outcome) := sprintf("Claims that name no class get %s (%s).", [outcome.why, group.name]) if outcome.verdict == "pass"

message(group, outcome) := sprintf("Whether claims that name no class get a volume with a customer key can't be told: %s (%s).", [outcome.why, group.name]) if outcome.verdict == "open"

message(group, outcome) := sprintf(
	"Data volumes: claims that name no class get storage class %s, although another has one (%s). Mark that one as the default; AKS puts the mark of its own default back, but of several the newest counts.",
	[outcome.why, group.name],
) if {
	outcome.verdict == "fail"
	outcome.severity == "medium"
}

message(group, outcome) := sprintf(
	"Data volumes: of the storage classes in %s, %s. Leave the mark on one of them.",
	[group.name, outcome.why],
) if {
	outcome.verdict == "fail"
	outcome.severity == "low"
}

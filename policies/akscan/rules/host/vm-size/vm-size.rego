# METADATA
# title: The VM size of a pool with host encryption supports it
# description: >-
#   Azure refuses a node pool with host encryption on a VM size that doesn't support it (VMSizeDoesNotSupportEncryptionAtHost). Which sizes do, only az vm
#   list-skus tells for sure; by their names, the older series without "s" don't.
# related_resources:
#   - description: "Azure: host-based encryption on AKS, limitations"
#     ref: https://learn.microsoft.com/azure/aks/enable-host-encryption
# custom:
#   severity: high
#   kinds: [node_pool]
#   remediation:
#     terraform: >-
#       Set vm_size to one that supports it, such as Standard_D4s_v5; a new size makes a new pool. az vm list-skus -l REGION shows which do
#       (capability EncryptionAtHostSupported).
#     arm: >-
#       Set vmSize to one that supports it, such as Standard_D4s_v5; only a new pool takes it. az vm list-skus -l REGION shows which do (capability
#       EncryptionAtHostSupported).
#     azure: >-
#       az aks nodepool add ... --enable-encryption-at-host --node-vm-size SIZE with a size that supports it (az vm list-skus -l REGION, capability
#       EncryptionAtHostSupported), and move the workloads.
#   compliance:
#     MCSB v2 (preview) (our own mapping): [DP-4]
#     NIST SP 800-53 R5 (our own mapping): [SC-28, SC-28(1)]
package akscan.rules.host["vm-size"]

import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

subjects contains pool.key if {
	some pool in subject.node_pools
	state.is_true(pool.host_encryption) != "no"
}

results contains result.with_details(pool, pool.vm_size, outcome.verdict, message(pool, outcome), {"severity": outcome.severity, "related": steps(pool, outcome)}) if {
	some pool in subject.node_pools
	pool.key in subjects
	outcome := judge(pool)
}

# A size that supports it is right whether host encryption turns out to be on or not.
judge(pool) := outcome if {
	outcome := judge_size(pool)
	outcome.verdict == "pass"
} else := {"verdict": "open", "severity": "high", "why": sprintf("whether it has host encryption isn't known: %s", [state.why(pool.host_encryption)])} if {
	state.is_unknown(pool.host_encryption)
} else := judge_size(pool)

judge_size(pool) := {"verdict": verdict, "severity": "high", "why": "az vm list-skus says so"} if {
	supported := by_rows(pool)
	supported != "unknown"
	verdict := answer.require(supported)
} else := {"verdict": "fail", "severity": "note", "why": "judged by its name; az vm list-skus of the region tells for sure"} if {
	is_too_old(state.text(pool.vm_size))
} else := {"verdict": "pass", "severity": "high", "why": ""} if {
	state.text(pool.vm_size) != ""
} else := {"verdict": "open", "severity": "high", "why": sprintf("its VM size isn't known: %s", [state.why(pool.vm_size)])} if {
	state.is_unknown(pool.vm_size)
} else := {"verdict": "open", "severity": "high", "why": "it names no VM size, so Azure chooses one"}

rows(pool) := [input.vm_sizes[target.index] | some target in pool.size.targets; target.kind == "vm_size"]

# What az vm list-skus says of the size in the pool's region; undefined when it isn't given.
by_rows(pool) := answer.all_of([state.is_true(row.encryption_at_host) | some row in rows(pool)]) if count(rows(pool)) > 0

# The series of the first to third generation without "s": A, Av2, D, Dv2, Dv3, Ev3, F, G. Source: azure-facts 3.
is_too_old(size) if regex.match(`(?i)^(?:basic_a\d+|standard_(?:a\d+m?(?:_v2)?|d\d+(?:_v[23])?|e\d+i?_v3|f\d+|g\d+)(?:_promo)?)$`, size)

steps(pool, outcome) := [result.step(row.encryption_at_host, sprintf("what az vm list-skus says of %s", [row.name])) |
	outcome.verdict == "fail"
	outcome.severity == "high"
	some row in rows(pool)
]

message(pool, outcome) := sprintf("The VM size %s of node pool %s supports host encryption: %s.", [state.text(pool.vm_size), name.of(pool), outcome.why]) if {
	outcome.verdict == "pass"
	by_rows(pool) == "yes"
} else := sprintf("Nothing says that the VM size %s of node pool %s doesn't support host encryption.", [state.text(pool.vm_size), name.of(pool)]) if {
	outcome.verdict == "pass"
}

message(pool, outcome) := sprintf("Whether the VM size of node pool %s supports host encryption can't be told: %s.", [name.of(pool), outcome.why]) if outcome.verdict == "open"

message(pool, outcome) := sprintf(
	"Temp disks and caches: the VM size %s of node pool %s doesn't support host encryption, so Azure refuses the pool (%s). Only a new pool takes another size.",
	[state.text(pool.vm_size), name.of(pool), outcome.why],
) if {
	outcome.verdict == "fail"
}

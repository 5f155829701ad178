# METADATA
# title: The azurerm version in force sends a default pool's host encryption
# description: >-
#   azurerm 4.0.0 and 4.0.1 take host_encryption_enabled of default_node_pool and don't send it. Plan and state say true, while the nodes have none;
#   4.1.0 mended it. Pools of their own were never affected.
# related_resources:
#   - description: "Terraform: change log of azurerm 4"
#     ref: https://github.com/hashicorp/terraform-provider-azurerm/blob/main/CHANGELOG-v4.md
# custom:
#   severity: high
#   kinds: [node_pool]
#   remediation:
#     terraform: >-
#       Require azurerm >= 4.1.0 and run terraform init -upgrade. Pools that 4.0.x made have no host encryption although the state says so: check with az aks
#       nodepool show, and make them anew (temporary_name_for_rotation).
#   compliance:
#     MCSB v2 (preview) (our own mapping): [DP-4]
#     NIST SP 800-53 R5 (our own mapping): [SC-28, SC-28(1)]
package akscan.rules.host["provider-version"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.version

subjects contains pool.key if {
	some pool in input.node_pools
	is_default_pool(pool)
	state.is_true(pool.host_encryption) != "no"
	uses_argument(root(pool))
}

results contains result.with_details(pool, pool.host_encryption, outcome.verdict, message(pool, outcome), {
	"severity": outcome.severity,
	"related": [result.step(root(pool).azurerm_version, "the azurerm version of this root")],
}) if {
	some pool in subject.node_pools
	pool.key in subjects
	outcome := judge(pool, root(pool))
}

is_default_pool(pool) if {
	not pool.existing
	pool.type == "azurerm_kubernetes_cluster"
}

root(pool) := input.terraform_modules[pool.root.targets[0].index]

# The name that azurerm had for it before 4.0 doesn't come to a version that drops it.
uses_argument(module) if {
	some argument in state.items(module.arguments)
	startswith(argument, "azurerm_kubernetes_cluster.default_node_pool.host_encryption_enabled ")
}

judge(pool, module) := outcome if {
	outcome := judge_version(module)
	outcome.verdict != "fail"
} else := open(sprintf("whether it has host encryption isn't known: %s", [state.why(pool.host_encryption)])) if {
	state.is_unknown(pool.host_encryption)
} else := judge_version(module)

judge_version(module) := fail("high", sprintf("the lock file pins azurerm %s", [text])) if {
	text := state.text(module.azurerm_version)
	drops(text)
	state.is_true(module.azurerm_locked) == "yes"
} else := fail("high", sprintf("the constraint (%s) allows no newer azurerm than %s", [state.shown(module.azurerm_constraint), text])) if {
	text := state.text(module.azurerm_version)
	drops(text)
} else := fail("low", sprintf("the constraint (%s) also admits azurerm 4.0", [state.shown(module.azurerm_constraint)])) if {
	version.is_at_least(state.text(module.azurerm_version), "4.1.0")
	version.is_before(state.text(module.azurerm_oldest), "4.1.0")
	state.is_true(module.azurerm_locked) != "yes"
} else := {"verdict": "pass", "severity": "high", "why": state.text(module.azurerm_version)} if {
	version.compare(state.text(module.azurerm_version), "4.0.0")
} else := open(state.why(module.azurerm_version)) if {
	state.is_unknown(module.azurerm_version)
} else := open(sprintf("the constraint (%s) admits no azurerm version that is known here", [state.text(module.azurerm_constraint)])) if {
	state.is_present(module.azurerm_constraint) == "yes"
} else := fail("note", "nothing in this root keeps azurerm from 4.0")

drops(text) if version.has(text, "4.0.0", "4.1.0")

open(why) := {"verdict": "open", "severity": "high", "why": why}

fail(severity, why) := {"verdict": "fail", "severity": severity, "why": why}

message(pool, outcome) := sprintf("azurerm %s sends the host encryption of node pool %s.", [outcome.why, name.of(pool)]) if outcome.verdict == "pass"

message(pool, outcome) := sprintf("Whether azurerm sends the host encryption of node pool %s can't be told: %s.", [name.of(pool), outcome.why]) if outcome.verdict == "open"

message(pool, outcome) := sprintf(
	"Temp disks and caches: azurerm 4.0 drops the host encryption of node pool %s, and %s. Require azurerm 4.1.0 or later; a pool that 4.0 made must be made anew.",
	[name.of(pool), outcome.why],
) if {
	outcome.verdict == "fail"
}

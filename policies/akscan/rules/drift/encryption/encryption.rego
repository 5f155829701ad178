# METADATA
# title: What runs is encrypted as declared
# description: >-
#   Where both the definition and an export of a resource are given, what they say of its encryption should be the same. A difference means that somebody changed the resource by hand, or
#   that the definition was never applied; the next deployment changes it back, or fails. What the definition ignores, versions that rotate by themselves, and what one side can't show aren't compared.
# related_resources:
#   - description: "Terraform: detect and manage drift"
#     ref: https://developer.hashicorp.com/terraform/tutorials/state/resource-drift
# custom:
#   severity: high
#   kinds: [cluster, node_pool, disk_encryption_set, key_vault]
#   remediation:
#     terraform: >-
#       Run terraform plan: apply it where the definition is right, or write down what runs. A cluster's disk encryption set, and a pool's host encryption, only a new one takes.
#     arm: >-
#       Run az deployment group what-if: deploy again where the template is right, or write down what runs. A cluster's disk encryption set, and a pool's host encryption, only a new one
#       takes.
#   compliance:
#     MCSB v1 (our own mapping): [PV-2]
#     NIST SP 800-53 R5 (our own mapping): [CM-3, CM-6]
package akscan.rules.drift.encryption

import data.akscan.lib.drift
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

# What is declared and has a counterpart that runs, with the fields to compare, by key: {"resource", "fields"}.
compared[cluster.key] := {"resource": cluster, "fields": array.concat(cluster_fields(cluster, live), kms_fields(cluster, live))} if {
	some cluster in input.clusters
	is_declared(cluster)
	live := input.clusters[cluster.counterpart.targets[0].index]
}

compared[pool.key] := {"resource": pool, "fields": pool_fields(pool, live)} if {
	some pool in input.node_pools
	is_declared(pool)
	live := input.node_pools[pool.counterpart.targets[0].index]
}

compared[set.key] := {"resource": set, "fields": set_fields(set, live)} if {
	some set in input.disk_encryption_sets
	is_declared(set)
	live := input.disk_encryption_sets[set.counterpart.targets[0].index]
}

compared[vault.key] := {"resource": vault, "fields": vault_fields(vault, live)} if {
	some vault in input.key_vaults
	is_declared(vault)
	live := input.key_vaults[vault.counterpart.targets[0].index]
}

is_declared(resource) if {
	not resource.existing
	resource.mode == "declared"
	count(resource.counterpart.targets) > 0
}

subjects contains resource.key if {
	some resources in [input.clusters, input.node_pools, input.disk_encryption_sets, input.key_vaults]
	some resource in resources
	is_declared(resource)
}

results contains outcome if {
	some found in compared
	outcome := judged(found.resource, [field | some field in found.fields; field.outcome != "ignored"])
}

# A field: {"layer", "what", "severity", "property", "live", "outcome"}; severity is that of the rule that reads it.
field(layer, what, severity, sides, outcome) := {
	"layer": layer,
	"what": what,
	"severity": severity,
	"property": sides[0],
	"live": sides[1],
	"outcome": outcome,
}

# The outcome, unless the definition ignores the field.
unless_ignored(resource, paths, _) := "ignored" if drift.is_ignored(resource.ignored_changes, paths)

unless_ignored(resource, paths, outcome) := outcome if not drift.is_ignored(resource.ignored_changes, paths)

cluster_fields(cluster, live) := [
	field(
		"etcd", "KMS", "high", [cluster.kms_enabled, live.kms_enabled],
		unless_ignored(cluster, ["key_management_service", "properties.securityprofile.azurekeyvaultkms.enabled"], drift.flags(cluster.kms_enabled, live.kms_enabled)),
	),
	field(
		"etcd", "the newer KMS mode", "high", [cluster.kms_infrastructure_encryption, live.kms_infrastructure_encryption],
		unless_ignored(
			cluster, ["properties.securityprofile.kubernetesresourceobjectencryptionprofile.infrastructureencryption"],
			drift.words(cluster.kms_infrastructure_encryption, live.kms_infrastructure_encryption, "enabled"),
		),
	),
	field(
		"OS disk", "a disk encryption set", "high", [cluster.disk_encryption_set, live.disk_encryption_set],
		unless_ignored(cluster, ["disk_encryption_set_id", "properties.diskencryptionsetid"], drift.sets(cluster.disk_encryption_set, live.disk_encryption_set)),
	),
]

# Only where KMS is on both here and there: else there is nothing to compare.
kms_fields(cluster, live) := [
	field(
		"etcd", "a KMS key", "high", [cluster.kms_key, live.kms_key],
		unless_ignored(
			cluster, ["key_management_service.key_vault_key_id", "properties.securityprofile.azurekeyvaultkms.keyid"],
			drift.keys(cluster.kms_key, live.kms_key, stays(cluster, live)),
		),
	),
	field(
		"etcd", "Private access of KMS to the vault", "low", [cluster.kms_network_access, live.kms_network_access],
		unless_ignored(
			cluster, ["key_management_service.key_vault_network_access", "properties.securityprofile.azurekeyvaultkms.keyvaultnetworkaccess"],
			drift.words(cluster.kms_network_access, live.kms_network_access, "private"),
		),
	),
] if {
	kms.by_vault_key(cluster) == "yes"
	kms.by_vault_key(live) == "yes"
} else := []

# Neither side takes new versions of the key by itself.
stays(cluster, live) if {
	kms.is_newer(cluster) != "yes"
	kms.is_newer(live) != "yes"
} else := false

pool_fields(pool, live) := [field(
	"Temp disks and caches", "host encryption", pool_severity(pool), [pool.host_encryption, live.host_encryption],
	pool_outcome(pool, drift.flags(pool.host_encryption, live.host_encryption)),
)]

# The changes of an inline pool are ignored by its cluster.
pool_outcome(pool, outcome) := "ignored" if {
	endswith(pool.address, "/default_node_pool")
	some target in pool.cluster.targets
	drift.is_ignored(input.clusters[target.index].ignored_changes, ["default_node_pool.host_encryption_enabled", "default_node_pool.enable_host_encryption"])
} else := unless_ignored(pool, ["host_encryption_enabled", "enable_host_encryption", "properties.enableencryptionathost"], outcome)

# As in host/encryption: from the fifth generation on less is left in the clear.
pool_severity(pool) := "medium" if regex.match(`(?i)_v([5-9]|\d\d+)(_|$)`, state.text(pool.vm_size))

else := "high"

set_fields(set, live) := [
	field(
		"Disks", "rotation to new key versions", "medium", [set.auto_key_rotation, live.auto_key_rotation],
		unless_ignored(set, ["auto_key_rotation_enabled", "properties.rotationtolatestkeyversionenabled"], drift.flags(set.auto_key_rotation, live.auto_key_rotation)),
	),
	field(
		"Disks", "a key", "high", [set.vault_key, live.vault_key],
		unless_ignored(set, ["key_vault_key_id", "managed_hsm_key_id", "properties.activekey.keyurl"], drift.keys(set.vault_key, live.vault_key, is_pinned(set, live))),
	),
]

is_pinned(set, live) if {
	state.is_true(set.auto_key_rotation) == "no"
	state.is_true(live.auto_key_rotation) == "no"
} else := false

vault_fields(vault, live) := [field(
	"Vault", "purge protection", "high", [vault.purge_protection, live.purge_protection],
	unless_ignored(vault, ["purge_protection_enabled", "properties.enablepurgeprotection"], drift.flags(vault.purge_protection, live.purge_protection)),
)]

severities := ["high", "medium", "low"]

severity_of(found) := "low" if found.outcome == "stronger"

severity_of(found) := found.severity if found.outcome != "stronger"

# The fields that differ, the gravest first.
differences(fields) := [found |
	some severity in severities
	some found in fields
	found.outcome in {"weaker", "stronger", "other", "moved"}
	severity_of(found) == severity
]

judged(resource, fields) := result.with_details(resource, found[0].property, "fail", fail_message(resource, found), {"severity": severity_of(found[0]), "related": steps(found)}) if {
	found := differences(fields)
	count(found) > 0
} else := result.of(resource, unknown[0].property, "open", sprintf("Whether %s runs as it is declared can't be told: %s.", [words(resource), why(unknown[0])])) if {
	unknown := [found | some found in fields; found.outcome == "unknown"]
	count(unknown) > 0
} else := result.of(resource, result.header(resource), "open", sprintf("Whether %s runs as it is declared can't be told: what was found running doesn't show its encryption.", [words(resource)])) if {
	count(fields) > 0
	count([found | some found in fields; found.outcome == "same"]) == 0
} else := result.of(resource, result.header(resource), "pass", pass_message(resource, fields))

why(found) := state.why(found.property) if state.is_unknown(found.property)

why(found) := state.why(found.live) if not state.is_unknown(found.property)

pass_message(resource, fields) := sprintf("The encryption of %s runs as it is declared.", [words(resource)]) if count(fields) > 0

pass_message(resource, fields) := sprintf("The definition of %s leaves its encryption to others (it ignores their changes), so there is nothing to compare.", [words(resource)]) if count(fields) == 0

steps(found) := [result.step(difference.live, "found running") | some difference in found]

words(resource) := sprintf("%s %s", [replace(resource.kind, "_", " "), name.of(resource)])

fail_message(resource, found) := sprintf("%s: %s %s.%s %s", [found[0].layer, words(resource), clause(found[0]), others(found), advice(found)])

others(found) := sprintf(" It %s.", [concat(", and ", [replace(clause(difference), "is declared", "is also declared") | some difference in array.slice(found, 1, count(found))])]) if count(found) > 1

else := ""

clause(found) := sprintf("is declared with %s, but runs without it", [found.what]) if found.outcome == "weaker"

clause(found) := sprintf("is declared without %s, but runs with it", [found.what]) if found.outcome == "stronger"

clause(found) := sprintf("is declared with another %s than it runs with", [trim_prefix(found.what, "a ")]) if found.outcome == "other"

clause(found) := sprintf("is declared with another version of its %s than it runs with", [trim_prefix(found.what, "a ")]) if found.outcome == "moved"

advice(found) := "What runs is the stronger, and can't be undone: write it down, or deployments may fail." if {
	every difference in found { difference.outcome == "stronger" }
	found[0].what == "purge protection"
} else := "What runs is the stronger: write it down, or the next deployment may undo it." if {
	every difference in found { difference.outcome == "stronger" }
} else := "The next deployment would go back to the declared version: write down the one that runs, or ignore it where it is rotated by hand." if {
	found[0].outcome == "moved"
} else := "Only a new resource takes that: make one as it is declared and move what runs there, or write down what is meant." if {
	found[0].layer in {"OS disk", "Temp disks and caches"}
} else := "Deploy the definition again, or write down what is meant."

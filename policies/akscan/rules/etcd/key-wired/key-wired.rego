# METADATA
# title: A key that was made for KMS is used by it
# description: >-
#   A key, its role assignment and its access policy don't switch KMS on: only the cluster's own configuration does. Where a root module makes a key for KMS, lets the cluster's identity encrypt and decrypt with
#   it, and no cluster uses it, or the module that makes the cluster is never told of it, somebody believes that Secrets are encrypted, and they aren't.
# related_resources:
#   - description: "Azure: KMS etcd encryption"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
# custom:
#   severity: medium
#   kinds: [key, role_assignment, access_policy]
#   remediation:
#     terraform: >-
#       Give the key to the cluster, key_management_service { key_vault_key_id = azurerm_key_vault_key.NAME.id }, or set the inputs for KMS of the module that makes it. Take away the key and its grant
#       if they serve nothing.
#   compliance:
#     MCSB v1 (our own mapping): [DP-4, DP-6]
#     NIST SP 800-53 R5 (our own mapping): [SC-12, SC-28]
package akscan.rules.etcd["key-wired"]

import data.akscan.lib.grant
import data.akscan.lib.holder
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.role
import data.akscan.lib.state

subjects contains key.key if {
	some index, key in input.keys
	is_declared(key)
	judge(index)
}

results contains result.with_details(key, result.header(key), outcome.verdict, message(key, outcome), {"severity": outcome.severity, "related": outcome.steps}) if {
	some index, key in input.keys
	is_declared(key)
	outcome := judge(index)
}

# Where the key itself isn't there, the grant tells what somebody was about.
subjects contains given.key if {
	some kind in {"role_assignments", "access_policies"}
	some given in input[kind]
	is_declared(given)
	judge_grant(given)
}

results contains result.with_details(given, result.header(given), outcome.verdict, grant_message(given, outcome), {"severity": "medium", "related": outcome.steps}) if {
	some kind in {"role_assignments", "access_policies"}
	some given in input[kind]
	is_declared(given)
	outcome := judge_grant(given)
}

is_declared(resource) if {
	not resource.existing
	resource.mode == "declared"
	resource.format in {"terraform", "terraform-plan"}
}

# Undefined for a key that wasn't made for KMS, as far as anybody can tell.
judge(index) := by_users(index) if has_users(input.keys[index])

judge(index) := by_purpose(index) if is_idle(input.keys[index])

by_users(index) := {
	"verdict": "pass", "severity": "medium", "why": sprintf("it encrypts etcd of cluster %s", [name.of(users(index, "yes")[0])]),
	"steps": steps(index, "yes", "uses it"),
} if {
	count(users(index, "yes")) > 0
} else := {
	"verdict": "open", "severity": "medium", "why": sprintf("cluster %s names it, but whether its KMS is on isn't known: %s", [name.of(user), state.why(user.kms_enabled)]),
	"steps": steps(index, "unknown", "names it"),
} if {
	user := users(index, "unknown")[0]
} else := {
	"verdict": "fail", "severity": "medium", "why": sprintf("cluster %s names it, but its KMS is off", [name.of(user)]),
	"steps": steps(index, "no", "names it"),
} if {
	user := users(index, "no")[0]
}

by_purpose(index) := found("fail", "medium", granted(index, "no"), "KMS of that cluster is off") if {
	count(granted(index, "no")) > 0
} else := outcome if {
	is_named_for_kms(input.keys[index])
	outcome := judge_by_name(input.terraform_modules[root_of(input.keys[index])])
} else := found("open", "medium", uses, sprintf("whether KMS of that cluster is on isn't known: %s", [state.why(uses[0].cluster.kms_enabled)])) if {
	uses := granted(index, "unknown")
	count(uses) > 0
}

# The clusters that name the key, and whose KMS is as the answer says.
users(index, answer) := [cluster |
	some referrer in input.keys[index].referrers
	referrer.kind == "cluster"
	referrer.property == "kms_key"
	cluster := input.clusters[referrer.index]
	kms.by_vault_key(cluster) == answer
]

steps(index, answer, words) := [result.step(user.kms_key, sprintf("cluster %s %s", [name.of(user), words])) | some user in users(index, answer)]

# Some cluster names it.
has_users(key) if {
	some referrer in key.referrers
	referrer.property == "kms_key"
}

# No cluster, disk encryption set or storage account uses it.
is_idle(key) if {
	count([referrer |
		some referrer in key.referrers
		referrer.property in {"kms_key", "vault_key"}
		referrer.kind != "key_version"
	]) == 0
}

is_named_for_kms(key) if regex.match(`(?i)kms|etcd`, key.name)

found(verdict, severity, uses, why) := {
	"verdict": verdict, "severity": severity,
	"why": sprintf("identity %s of cluster %s may encrypt and decrypt with it, and %s", [name.of(uses[0].identity), name.of(uses[0].cluster), why]),
	"steps": array.concat(
		[result.step(result.header(use.grant), sprintf("it lets identity %s encrypt and decrypt", [name.of(use.identity)])) | some use in uses],
		[result.step(use.cluster.kms_enabled, sprintf("KMS of cluster %s", [name.of(use.cluster)])) | some use in uses],
	),
}

# By its name alone a key only tells something where a cluster of its root certainly has no KMS.
judge_by_name(root) := {
	"verdict": "open", "severity": "note", "steps": [],
	"why": "by its name it is for KMS, some cluster of this root has none, and another may use it through a value that isn't known",
} if {
	number_of(root.clusters_without_kms) > 0
	in_doubt(root) > 0
} else := {
	"verdict": "fail", "severity": "medium", "steps": [],
	"why": sprintf("by its name it is for KMS, and the call of the module that makes the cluster leaves %s unset", [name.list(state.items(root.unset_kms_inputs))]),
} if {
	number_of(root.clusters_without_kms) > 0
	count(state.items(root.unset_kms_inputs)) > 0
} else := {
	"verdict": "fail", "severity": "note", "steps": [],
	"why": "by its name it is for KMS, and a cluster of this root has none",
} if {
	number_of(root.clusters_without_kms) > 0
}

in_doubt(root) := number_of(root.clusters_in_doubt) if not state.is_absent(root.clusters_in_doubt)

in_doubt(root) := number_of(root.clusters) - number_of(root.clusters_without_kms) if state.is_absent(root.clusters_in_doubt)

number_of(property) := to_number(state.shown(property)) if state.shown(property) != ""

else := 0

root_of(resource) := [target.index | some target in resource.root.targets; target.kind == "terraform_module"][0]

# The clusters whose identity has a grant that lets it use the key, and whose KMS is as the answer says.
granted(index, answer) := [use |
	can_encrypt(input.keys[index])
	some vault in [holder.vault({"targets": [{"kind": "key", "index": index}]}, {"targets": []})]
	some use in array.concat(uses_of_key(index, vault), object.get(uses_of_vault, vault, []))
	kms.by_vault_key(use.cluster) == answer
	root_of(use.cluster) == root_of(input.keys[index])
]

can_encrypt(key) if count({operation | some operation in state.items(key.operations); lower(operation) in {"encrypt", "decrypt"}}) == 2

can_encrypt(key) if not state.items(key.operations)

# Grants on the vault are worked out once for all its keys.
uses_of_vault[index] := [use |
	some referrer in vault.referrers
	use := use_of(referrer, index, -1)
] if {
	some index, vault in input.key_vaults
}

uses_of_key(index, vault) := [use |
	some referrer in input.keys[index].referrers
	use := use_of(referrer, vault, index)
]

use_of(referrer, vault, key) := {"grant": given, "identity": identity, "cluster": cluster} if {
	given := grant_of(referrer)
	identity := input.identities[principal_of(given)]
	grant.on_key([identity], vault, key, grant.kms).class in {"enough", "undecided"}
	cluster := cluster_of(identity)
}

grant_of(referrer) := input.role_assignments[referrer.index] if {
	referrer.kind == "role_assignment"
	referrer.property == "scope"
	is_for_use(input.role_assignments[referrer.index])
}

grant_of(referrer) := input.access_policies[referrer.index] if {
	referrer.kind == "access_policy"
	referrer.property == "vault"
	is_for_use(input.access_policies[referrer.index])
}

# It lets somebody encrypt and decrypt, and isn't made for managing the vault.
is_for_use(given) if {
	given.kind == "role_assignment"
	count(grant.kms.operations - role.of(given).operations) == 0
	role.of(given).name != "Key Vault Administrator"
}

is_for_use(given) if {
	given.kind == "access_policy"
	count(grant.kms.operations - {lower(permission) | some permission in state.items(given.key_permissions)}) == 0
}

principal_of(given) := [target.index | some target in given.principal.targets; target.kind == "identity"][0]

cluster_of(identity) := [cluster |
	some referrer in identity.referrers
	referrer.kind == "cluster"
	referrer.property == "identities"
	cluster := input.clusters[referrer.index]
	not cluster.existing
][0]

# A grant in a vault of which no key is there, to a cluster that has no KMS.
judge_grant(given) := {
	"verdict": {"no": "fail", "unknown": "open"}[kms.by_vault_key(cluster)],
	"cluster": cluster,
	"steps": [result.step(cluster.kms_enabled, sprintf("KMS of cluster %s", [name.of(cluster)]))],
} if {
	is_for_use(given)
	cluster := cluster_of(input.identities[principal_of(given)])
	root_of(cluster) == root_of(given)
	vault := input.key_vaults[vault_of(given)]
	count([referrer |
		some referrer in vault.referrers
		referrer.kind == "key"
		is_declared(input.keys[referrer.index])
	]) == 0
}

vault_of(given) := [target.index | some target in given.scope.targets; target.kind == "key_vault"][0] if given.kind == "role_assignment"

vault_of(given) := [target.index | some target in given.vault.targets; target.kind == "key_vault"][0] if given.kind == "access_policy"

message(key, outcome) := sprintf("Key %s is used: %s.", [name.of(key), outcome.why]) if outcome.verdict == "pass"

message(key, outcome) := sprintf(
	"etcd: no cluster uses key %s: %s. Secrets in etcd aren't encrypted with it until the cluster itself names the key.",
	[name.of(key), outcome.why],
) if {
	outcome.verdict == "fail"
}

message(key, outcome) := sprintf("Whether a cluster uses key %s for KMS can't be told: %s.", [name.of(key), outcome.why]) if outcome.verdict == "open"

grant_message(given, outcome) := sprintf(
	"etcd: %s lets cluster %s encrypt and decrypt with the vault's keys, but its KMS is off. Secrets in etcd aren't encrypted until the cluster itself names a key.",
	[given.address, name.of(outcome.cluster)],
) if {
	outcome.verdict == "fail"
}

grant_message(given, outcome) := sprintf(
	"Whether cluster %s uses the keys that %s lets it use can't be told: whether its KMS is on isn't known: %s.",
	[name.of(outcome.cluster), given.address, state.why(outcome.cluster.kms_enabled)],
) if {
	outcome.verdict == "open"
}

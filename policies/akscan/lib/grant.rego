# METADATA
# description: >-
#   Who may use a key, or read a disk encryption set. Only a grant to the very identity, on the vault, key or set itself, proves that it can't;
#   a wider, conditional or unknown one leaves it open, and one that suffices settles it. Outcomes are {"verdict", "class", "why",
#   "grants", "steps"}; classes are listed below, and grants are those that decided.
package akscan.lib.grant

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.role
import data.akscan.lib.state

# METADATA
# description: What KMS does with a key, and the grants that let an identity do it. Source - azure-facts 1.3.
kms := {
	"operations": {"encrypt", "decrypt"},
	"words": "encrypt and decrypt with the key",
	"rbac": "the role Key Vault Crypto User on the vault",
	"policies": "an access policy with the key permissions encrypt and decrypt",
	"local": "the local role Managed HSM Crypto User",
}

# METADATA
# description: What a disk encryption set does with a key, likewise. Source - azure-facts 2.3.
disks := {
	"operations": {"get", "wrapkey", "unwrapkey"},
	"words": "get, wrap and unwrap the key",
	"rbac": "the role Key Vault Crypto Service Encryption User on the vault",
	"policies": "an access policy with the key permissions get, wrapKey and unwrapKey",
	"local": "the local role Managed HSM Crypto Service Encryption User",
}

# METADATA
# description: Reading a disk encryption set, for which no key operations count. Source - azure-facts 2.1.
reading := {"operations": set(), "words": "read it (Microsoft.Compute/diskEncryptionSets/read)", "rbac": "the role Reader on the disk encryption set"}

# METADATA
# description: The user-assigned identities of a cluster or disk encryption set that are in the files.
user_assigned(resource) := [input.identities[target.index] |
	some reference in state.references(resource.identities)
	some target in reference.targets
	target.kind == "identity"
]

# METADATA
# description: Whom a resource acts as, as far as the files have it. Its system-assigned identity is the resource itself.
principals(resource) := array.concat(user_assigned(resource), [resource | contains(lower(state.text(resource.identity_type)), "systemassigned")])

# METADATA
# description: How a vault decides who may use its keys - "rbac", "policies", "local" (a managed HSM's own roles) or "unknown".
model(vault) := "local" if {
	state.is_true(vault.managed_hsm) == "yes"
} else := "unknown" if {
	vault.existing
} else := {"yes": "rbac", "no": "policies", "unknown": "unknown"}[state.is_true(vault.rbac)]

# METADATA
# description: The grant that would do, for a message.
remedy(vault, need) := need[model(vault)] if model(vault) != "unknown"

remedy(vault, need) := sprintf("%s (where it goes by access policies, %s)", [need.rbac, need.policies]) if model(vault) == "unknown"

# METADATA
# description: >-
#   May the principals, of which there is at least one, do what is needed with a key of a vault? Both go by their index, a key that isn't in the files by -1.
on_key(principals, vault_index, key_index, need) := combined([outcome |
	some principal in principals
	outcome := judged(principal, place, need, array.concat(
		of_roles(principal, place, need),
		array.concat(of_policies(principal, place, need), of_bystanders(principal, bystanders, need)),
	))
]) if {
	place := place_of_key(vault_index, key_index)
	bystanders := object.get(bystanders_of_vault, vault_index, set())
}

# METADATA
# description: May the principals, of which there is at least one, read a disk encryption set (by its index)?
on_set(principals, set_index) := combined([outcome |
	some principal in principals
	outcome := judged(principal, place, reading, array.concat(of_roles(principal, place, reading), of_bystanders(principal, bystanders, reading)))
]) if {
	place := place_of_set(set_index)
	bystanders := object.get(bystanders_of_set, set_index, set())
}

# A place is where a grant counts: the resources it may be made on, and the scopes that cover them; of those, below are the
# resource itself all the same.
place_of_key(vault_index, key_index) := {
	"model": model(vault),
	"declared": vault.mode == "declared",
	"on": {{"kind": "key_vault", "index": vault_index}, {"kind": "key", "index": key_index}},
	"scopes": ((scopes | scopes_of_key(key_index)) | below),
	"below": below,
	"within": within(vault, key_index),
} if {
	vault := input.key_vaults[vault_index]
	scopes := scopes_of(vault)

	# A key that is known by its URL alone has no resource id of its own.
	below := {sprintf("%s/keys/%s", [scope, lower(input.keys[key_index].name)]) |
		some scope in scopes
		regex.match(`/providers/microsoft\.keyvault/[^/]+/[^/]+$`, scope)
	}
}

place_of_set(set_index) := {
	"model": "rbac",
	"declared": set.mode == "declared",
	"on": {{"kind": "disk_encryption_set", "index": set_index}},
	"scopes": scopes_of(set),
	"below": set(),
	"within": set(),
} if {
	set := input.disk_encryption_sets[set_index]
}

# The scopes within a managed HSM that cover a key, as its local roles spell them: paths that don't say of which HSM.
within(vault, key_index) := {"/keys", sprintf("/keys/%s", [lower(input.keys[key_index].name)])} if {
	model(vault) == "local"
	key_index >= 0
} else := {"/keys"} if {
	model(vault) == "local"
} else := set()

scopes_of_key(key_index) := scopes_of(input.keys[key_index]) if key_index >= 0

scopes_of_key(key_index) := set() if key_index < 0

scopes_of(resource) := {scope | some scope in state.items(resource.scopes)}

# What each role assignment to the principal says.
of_roles(principal, place, need) := [found |
	some referrer in principal.referrers
	referrer.kind == "role_assignment"
	referrer.property == "principal"
	grant := input.role_assignments[referrer.index]
	not grant.existing
	found := {
		"class": class_of({
			"strength": strength_of_role(grant, need),
			"reach": reach(grant, place),
			"near": is_near(grant, place),
			"conditional": state.is_present(grant.condition) != "no",
			"fit": fit(role.plane(grant), place.model),
			"declared": place.declared,
		}),
		"words": sprintf("%s on %s", [role.words(grant), scope_words(grant, place)]),
		"grants": [grant],
		"steps": [result.step(role.property(grant), sprintf("%s, on %s", [role.words(grant), scope_words(grant, place)]))],
	}
]

strength_of_role(grant, need) := "unknown" if {
	not role.of(grant)
} else := "enough" if {
	role_suffices(role.of(grant), need)
} else := "none" if {
	count(need.operations) > 0
	count(role.of(grant).operations) == 0
} else := "weak"

role_suffices(known, need) if {
	count(need.operations) > 0
	count(need.operations - known.operations) == 0
}

role_suffices(known, need) if {
	count(need.operations) == 0
	known.reads_sets
}

# Does the scope of a role assignment cover the place?
reach(grant, place) := "yes" if {
	some target in grant.scope.targets
	target in place.on
} else := "yes" if {
	grant.scope.id in place.scopes
} else := "yes" if {
	state.text(grant.scope) == "/"
} else := "yes" if {
	lower(state.text(grant.scope)) in place.within
} else := "no" if {
	count(grant.scope.targets) > 0
} else := "no" if {
	not grant.scope.ref.kind in {"", "other", "key_vault", "key", "disk_encryption_set"}
} else := "no" if {
	# Both are spelt out, so that they can be compared.
	startswith(lower(state.text(grant.scope)), "/subscriptions/")
	some scope in place.scopes
	startswith(scope, "/subscriptions/")
} else := "unknown"

# On the place itself, not on something that holds others too.
is_near(grant, place) if {
	some target in grant.scope.targets
	target in place.on
} else if {
	grant.scope.id in place.below
} else := false

# Does a grant count in a vault of that model?
fit(_, "unknown") := "unknown"

fit(plane, vault_model) := {true: "right", false: "wrong"}[plane == vault_model] if vault_model != "unknown"

# What the access policies for the principal in the place say, together, and each of those elsewhere.
of_policies(principal, place, need) := array.concat([here | count(in_place) > 0], elsewhere) if {
	policies := [policy |
		some referrer in principal.referrers
		referrer.kind == "access_policy"
		referrer.property == "principal"
		policy := input.access_policies[referrer.index]
		not policy.existing
	]
	in_place := [policy |
		some policy in policies
		some target in policy.vault.targets
		target in place.on
	]
	elsewhere := [found_policy([policy], need, object.union(policy_facts(place), {"reach": reach_of_policy(policy)})) |
		some policy in policies
		not policy in in_place
	]
	here := found_policy(in_place, need, policy_facts(place))
}

policy_facts(place) := {"reach": "yes", "near": true, "conditional": false, "fit": fit("policies", place.model), "declared": place.declared}

reach_of_policy(policy) := "no" if count(policy.vault.targets) > 0

else := "unknown"

found_policy(policies, need, facts) := {
	"class": class_of(object.union(facts, {"strength": strength_of_policies(policies, need)})),
	"words": policy_words(policies),
	"grants": policies,
	"steps": [result.step(policy.key_permissions, "an access policy for it") | some policy in policies],
}

strength_of_policies(policies, need) := "enough" if {
	"all" in permissions(policies)
} else := "enough" if {
	count(need.operations - permissions(policies)) == 0
} else := "unknown" if {
	some policy in policies
	state.is_unknown(policy.key_permissions)
} else := "none" if {
	count(permissions(policies)) == 0
} else := "weak"

permissions(policies) := {lower(permission) |
	some policy in policies
	some permission in state.items(policy.key_permissions)
}

policy_words(policies) := sprintf("an access policy whose key permissions aren't known (%s)", [state.why(unknown[0].key_permissions)]) if {
	unknown := [policy | some policy in policies; state.is_unknown(policy.key_permissions)]
	count(unknown) > 0
} else := sprintf("an access policy with the key permissions %s", [concat(", ", sort({shown | some policy in policies; some shown in state.items(policy.key_permissions)}))]) if {
	count(permissions(policies)) > 0
} else := "an access policy without key permissions"

# What a grant proves, from the settled to the merely seen.
class_of(facts) := "unclear" if {
	facts.strength == "unknown"
	facts.reach != "no"
} else := "nothing" if {
	facts.strength == "unknown"
} else := "elsewhere" if {
	facts.strength == "enough"
	facts.reach == "no"
} else := "somewhere" if {
	facts.strength == "enough"
	facts.reach == "unknown"
} else := "nothing" if {
	facts.reach != "yes"
} else := "idle" if {
	facts.strength == "none"
} else := "conditional" if {
	facts.strength == "enough"
	facts.conditional
} else := "enough" if {
	facts.strength == "enough"
	facts.fit == "right"
} else := "undecided" if {
	facts.strength == "enough"
	facts.fit == "unknown"
} else := "idle" if {
	# Too weak, but not where it proves anything.
	not facts.near
} else := "idle" if {
	facts.conditional
} else := "left_over" if {
	facts.fit == "wrong"
	not facts.declared
} else := "wrong_model" if {
	facts.fit == "wrong"
} else := "weak_undecided" if {
	facts.fit == "unknown"
} else := "weak"

# Grants in a vault, or on a set, to somebody who may be, or hold, anybody: a group, or a principal that no resource of the files is.
bystanders_of_vault := {index: {grant | some grant in bystanders_of(vault)} |
	some index, vault in input.key_vaults
}

bystanders_of_set := {index: {grant | some grant in bystanders_of(set)} |
	some index, set in input.disk_encryption_sets
}

bystanders_of(resource) := [grant |
	some referrer in resource.referrers
	grant := bystander(referrer)
	not grant.existing
	count(grant.principal.targets) == 0
]

bystander(referrer) := input.role_assignments[referrer.index] if {
	referrer.kind == "role_assignment"
	referrer.property == "scope"
}

bystander(referrer) := input.access_policies[referrer.index] if {
	referrer.kind == "access_policy"
	referrer.property == "vault"
}

of_bystanders(principal, grants, need) := [{
	"class": "bystander",
	"words": grant.address,
	"grants": [grant],
	"steps": [result.step(grant.principal, "whom this grant is made to isn't known")],
} |
	some grant in grants
	bystander_suffices(grant, need)
	may_be(grant, principal)
]

bystander_suffices(grant, need) if {
	grant.kind == "role_assignment"
	role_suffices(role.of(grant), need)
}

bystander_suffices(grant, need) if {
	grant.kind == "access_policy"
	strength_of_policies([grant], need) == "enough"
}

# METADATA
# description: >-
#   Another identity of the cluster, the kubelet's or an add-on's, has a grant in the vault (its index): people take one for the other.
is_mixed_up(cluster, vault_index) if {
	some target in cluster.kubelet_identity.targets
	target.kind == "identity"
	not target in own_identities(cluster)
	some referrer in input.identities[target.index].referrers
	referrer.property == "principal"
	leads_to_vault(referrer, vault_index)
}

is_mixed_up(_, vault_index) if {
	some grant in object.get(bystanders_of_vault, vault_index, set())
	grant.principal.ref.kind == "cluster"
}

own_identities(cluster) := {target |
	some reference in state.references(cluster.identities)
	some target in reference.targets
}

leads_to_vault(referrer, vault_index) if {
	referrer.kind == "role_assignment"
	{"kind": "key_vault", "index": vault_index} in input.role_assignments[referrer.index].scope.targets
}

leads_to_vault(referrer, vault_index) if {
	referrer.kind == "access_policy"
	{"kind": "key_vault", "index": vault_index} in input.access_policies[referrer.index].vault.targets
}

may_be(grant, _) if state.equals(grant.principal_type, "Group") == "yes"

# The id of an identity that is only now made can't have come in from outside.
may_be(grant, principal) if {
	principal.existing
	grant.principal.ref.kind == ""
	not is_somebody_else(grant, principal)
}

is_somebody_else(grant, principal) if lower(state.text(grant.principal)) != lower(state.text(principal.principal_id))

# The classes by what they settle: the first that is found decides.
classes := [
	"enough", "conditional", "somewhere", "undecided", "unclear", "bystander", "weak", "wrong_model",
	"weak_undecided", "left_over", "elsewhere", "idle",
]

judged(principal, place, need, evidence) := {
	"verdict": verdict_of(class),
	"class": class,
	"why": why(class, words(principal), decisive[0].words, object.union(need, {"model": place.model})),
	"grants": [grant | some found in decisive; some grant in found.grants],
	"steps": array.concat([result.step(result.header(principal), words(principal))], [step | some found in decisive; some step in found.steps]),
} if {
	seen := {found.class | some found in evidence}
	class := [class | some class in classes; class in seen][0]
	decisive := [found | some found in evidence; found.class == class]
} else := {
	"verdict": "open",
	"class": "none",
	"why": sprintf("no grant that lets %s %s is in the files given", [words(principal), need.words]),
	"grants": [],
	"steps": [result.step(result.header(principal), words(principal))],
}

verdict_of("enough") := "pass"

verdict_of(class) := "fail" if class in {"weak", "wrong_model"}

verdict_of(class) := "open" if not class in {"enough", "weak", "wrong_model"}

words(principal) := sprintf("identity %s", [name.of(principal)]) if principal.kind == "identity"

words(principal) := "its system-assigned identity" if principal.kind != "identity"

scope_words(grant, place) := sprintf("%s %s", [kind_words[target.kind], name.of(resource)]) if {
	target := grant.scope.targets[0]
	resource := {
		"key_vault": input.key_vaults,
		"key": input.keys,
		"disk_encryption_set": input.disk_encryption_sets,
	}[target.kind][target.index]
} else := state.text(grant.scope) if {
	state.text(grant.scope)
} else := trim_suffix(state.why(grant.scope), known_later) if {
	endswith(state.why(grant.scope), known_later)
} else := "a scope that holds it" if {
	grant.scope.id in place.scopes
} else := sprintf("a scope that isn't known (%s)", [state.why(grant.scope)])

# How Terraform's loader says that a scope is an attribute of a resource.
known_later := " is known only after apply"

kind_words := {"key_vault": "vault", "key": "key", "disk_encryption_set": "disk encryption set"}

model_words := {
	"rbac": "the vault goes by roles, not by access policies",
	"policies": "the vault goes by access policies, not by roles",
	"local": "a managed HSM goes by its own local roles",
}

why("enough", who, what, _) := sprintf("%s has %s", [who, what])

why("conditional", who, what, _) := sprintf("%s has %s, but under a condition", [who, what])

why("somewhere", who, what, _) := sprintf("%s has %s, and whether that covers it can't be told", [who, what])

why("undecided", who, what, _) := sprintf("%s has %s, but whether the vault goes by roles or by access policies isn't known", [who, what])

why("unclear", who, what, need) := sprintf("%s has %s, and whether that lets it %s isn't known", [who, what, need.words])

why("bystander", who, what, _) := sprintf("%s gives enough to a group, or to somebody who isn't known, and that may be %s", [what, who])

why("weak", who, what, need) := sprintf("%s has only %s, which doesn't let it %s", [who, what, need.words])

why("wrong_model", who, what, need) := sprintf("%s has %s, which doesn't count there: %s", [who, what, model_words[need.model]])

why("weak_undecided", who, what, need) := sprintf(
	"%s has only %s, which doesn't let it %s, and whether the vault goes by roles or by access policies isn't known",
	[who, what, need.words],
)

why("left_over", who, what, need) := sprintf(
	"%s has %s, which doesn't count there (%s), and no grant that does is in the files given",
	[who, what, model_words[need.model]],
)

why("elsewhere", who, what, need) := sprintf("%s has %s, which is somewhere else, and no grant here that lets it %s is in the files given", [who, what, need.words])

why("idle", who, what, need) := sprintf("%s has only %s, which doesn't let it %s, and a grant that does may be outside the files given", [who, what, need.words])

# Of several identities nobody can tell which one is used.
combined(outcomes) := outcomes[0] if {
	count({outcome.verdict | some outcome in outcomes}) == 1
} else := object.union(worst[0], {"verdict": "open", "why": sprintf("which of its identities it uses isn't known, and %s", [worst[0].why])}) if {
	worst := [outcome | some outcome in outcomes; outcome.verdict != "pass"]
}

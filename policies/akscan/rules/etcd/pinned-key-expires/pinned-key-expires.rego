# METADATA
# title: The version that legacy KMS is pinned to doesn't expire
# description: >-
#   Legacy KMS stays on one version of its key. On the day that version expires the API server can't write a Secret any more (KeyExpired), and nothing
#   moves it on by itself; Key Vault's rotation makes new versions, but doesn't give them to legacy KMS. Policies that want an expiry on every key don't
#   go with it, unless somebody rotates by hand in time, every time.
# related_resources:
#   - description: "Azure: KMS etcd encryption, key rotation"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
#   - description: "Azure: key rotation in Key Vault"
#     ref: https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation
# custom:
#   severity: high
#   kinds: [cluster]
#   remediation:
#     terraform: >-
#       Leave expiration_date and rotation_policy's expire_after out of the azurerm_key_vault_key of KMS, or rotate by hand before that day (a new
#       key_vault_key_id, then the Secrets written anew).
#     arm: Leave attributes.exp and rotationPolicy.attributes.expiryTime out of the key of KMS.
#     azure: >-
#       az keyvault key rotate --vault-name VAULT --name KEY, az aks update -g GROUP -n CLUSTER --enable-azure-keyvault-kms --azure-keyvault-kms-key-id NEW_KEY_ID, then kubectl
#       get secrets --all-namespaces -o json | kubectl replace -f -, before the version in use expires.
#   compliance:
#     MCSB v1 (our own mapping): [DP-6]
#     NIST SP 800-53 R5 (our own mapping): [SC-12, SC-12(1)]
package akscan.rules.etcd["pinned-key-expires"]

import data.akscan.lib.date
import data.akscan.lib.key as keys
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

subjects contains cluster.key if {
	some cluster in kms.users
	kms.is_newer(cluster) != "yes"
}

results contains result.with_details(cluster, cluster.kms_key, verdict, message(cluster, verdict, found), {"severity": found.severity, "related": found.steps}) if {
	some cluster in kms.users
	cluster.key in subjects
	found := expiry(cluster)
	verdict := verdict_on(cluster, found.expires)
}

# Whether it expires only matters in the legacy mode.
verdict_on(_, "no") := "pass"

verdict_on(_, "unknown") := "open"

verdict_on(cluster, "yes") := "fail" if is_legacy(cluster)

verdict_on(cluster, "yes") := "open" if not is_legacy(cluster)

is_legacy(cluster) if {
	kms.by_vault_key(cluster) == "yes"
	kms.is_newer(cluster) == "no"
}

# Does the pinned version expire: by its own row, by what is known of the key that stands for it, or by what the key's policy does to all versions?
expiry(cluster) := by_own(version, version.expires) if {
	some target in cluster.kms_key_version.targets
	version := input.key_versions[target.index]
	not state.is_unknown(version.expires)
} else := by_policy(key) if {
	some key in given_keys(cluster)
	state.is_present(key.policy_expiry) == "yes"
	not has_own_expiry(cluster, key)
} else := by_own(key, key.expires) if {
	some key in given_keys(cluster)
	stands_for_the_version(cluster, key)
	not state.is_unknown(key.expires)
} else := {"expires": "yes", "what": sprintf("the key %s has an expiry", [name.of(key)]), "severity": "medium", "steps": [result.step(key.expires, "the expiry of the key")]} if {
	some key in given_keys(cluster)
	stands_for_the_version(cluster, key)
	state.is_present(key.expires) == "yes"
} else := {"expires": "unknown", "what": unseen(cluster), "severity": "medium", "steps": []}

by_own(resource, expires) := {"expires": "no", "what": keys.name_of(resource), "severity": "medium", "steps": []} if state.is_absent(expires)

by_own(resource, expires) := {
	"expires": "yes",
	"what": sprintf("%s expires on %s", [keys.name_of(resource), date.day(expires)]),
	"severity": severity(expires),
	"steps": [result.step(expires, sprintf("%s expires on %s", [keys.name_of(resource), date.day(expires)]))],
} if {
	not state.is_absent(expires)
}

severity(expires) := "high" if date.is_by(expires, date.in_days(30)) == "yes"

else := "medium"

by_policy(key) := {
	"expires": "yes",
	"what": sprintf("the policy of key %s lets versions live for %s", [name.of(key), duration(key)]),
	"severity": "medium",
	"steps": [result.step(key.policy_expiry, "the policy sets an expiry for every new version")],
}

duration(key) := state.text(key.policy_expiry)

duration(key) := "a limited time" if not state.text(key.policy_expiry)

# The keys that the cluster is given, but for those that nothing but their name is known of.
given_keys(cluster) := [key |
	some target in cluster.kms_key.targets
	target.kind == "key"
	key := input.keys[target.index]
]

# What is known of the key is known of the version: it isn't pinned by text to a version that may be another.
stands_for_the_version(cluster, key) if {
	not keys.names_this_version(cluster.kms_key)
	count(keys.versions(key)) == 0
}

stands_for_the_version(cluster, key) if {
	not keys.names_this_version(cluster.kms_key)
	key.mode == "declared"
}

# Its own expiry, not the policy's, is that of the version.
has_own_expiry(cluster, key) if {
	stands_for_the_version(cluster, key)
	date.instant(key.expires)
}

unseen(cluster) := "neither that version nor the key's policy is in the files given (az keyvault key list-versions and rotation-policy show export them)" if {
	keys.names_this_version(cluster.kms_key)
} else := state.why(given_keys(cluster)[0].expires) if {
	state.is_unknown(given_keys(cluster)[0].expires)
} else := state.why(cluster.kms_key) if {
	state.is_unknown(cluster.kms_key)
} else := "its key isn't in the files given"

message(cluster, "pass", found) := sprintf("KMS of cluster %s is on a version that doesn't expire (%s).", [name.of(cluster), found.what])

message(cluster, "open", found) := sprintf("Whether the version that KMS of cluster %s is pinned to expires can't be told: %s.", [name.of(cluster), found.what]) if {
	found.expires == "unknown"
}

message(cluster, "open", found) := sprintf(
	"Whether KMS of cluster %s stops when %s can't be told: that happens only to the legacy mode, and whether it is on isn't known.",
	[name.of(cluster), found.what],
) if {
	found.expires == "yes"
}

message(cluster, "fail", found) := sprintf(
	"etcd: KMS of cluster %s is pinned to a version of its key that expires (%s), and then no Secret can be written (KeyExpired). Key Vault's rotation doesn't move legacy KMS on: rotate by hand before that and write the Secrets anew, or take the expiry away.",
	[name.of(cluster), found.what],
)

# METADATA
# title: KMS is given a key id that it can use
# description: >-
#   The legacy KMS plugin wants the identifier of one version of a key, https://VAULT.vault.azure.net/keys/NAME/VERSION; the newer
#   KMS data encryption wants it without a version, so that it can follow rotation. With anything else Azure
#   refuses the cluster, or Secrets stay as they were.
# related_resources:
#   - description: "Azure: KMS etcd encryption"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
# custom:
#   severity: high
#   kinds: [cluster]
#   remediation:
#     terraform: Give key_vault_key_id the versioned id, azurerm_key_vault_key.NAME.id.
#     arm: >-
#       Give keyId the key's identifier with its version: reference(resourceId('Microsoft.KeyVault/vaults/keys', VAULT, KEY)).keyUriWithVersion;
#       under the newer mode keyUri, without it.
#     azure: >-
#       az aks update -g GROUP -n CLUSTER --enable-azure-keyvault-kms --azure-keyvault-kms-key-id
#       $(az keyvault key show --vault-name VAULT --name KEY --query key.kid -o tsv)
#   compliance:
#     MCSB v1 (our own mapping): [DP-6]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.etcd["key-id"]

import data.akscan.lib.id
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

subjects contains cluster.key if {
	some cluster in kms.users
}

results contains result.with_details(cluster, cluster.kms_key, outcome.verdict, message(cluster, outcome), {"severity": outcome.severity}) if {
	some cluster in kms.users
	outcome := judge(cluster)
}

judge(cluster) := open(sprintf("whether KMS is on isn't known: %s", [state.why(cluster.kms_enabled)])) if {
	state.is_unknown(cluster.kms_enabled)
} else := fail("no key is given") if {
	state.is_present(cluster.kms_key) == "no"
} else := outcome if {
	outcome := judge_text(cluster, state.text(cluster.kms_key))
} else := outcome if {
	outcome := judge_reference(cluster, cluster.kms_key.ref)
} else := open(state.why(cluster.kms_key))

judge_text(cluster, text) := fail(sprintf("%q still has the placeholder %s", [text, id.placeholder(text)])) if {
	cluster.mode == "declared"
	id.placeholder(text)
} else := open(sprintf("%q is filled in elsewhere", [text])) if {
	id.unresolved(text)
} else := open(sprintf("%q was redacted", [text])) if {
	cluster.mode == "live"
	id.redacted(text)
} else := judge_version(cluster, id.key(text).version != "", sprintf("%q", [text])) if {
	id.key(text)
} else := fail(sprintf("%q is no key identifier (https://VAULT.vault.azure.net/keys/NAME/VERSION)", [text]))

judge_reference(cluster, ref) := judge_version(cluster, true, "the reference") if {
	ref.kind == "key"
	ref.attribute == "key_versioned"
} else := judge_version(cluster, false, "the id that it refers to") if {
	ref.kind == "key"
	ref.attribute == "key_versionless"
} else := fail(sprintf("it refers to a %s's %s, not to a key's identifier", [replace(ref.kind, "_", " "), attribute_words(ref.attribute)])) if {
	not ref.kind in {"", "other", "key"}
} else := fail("it refers to a key, but not to its identifier") if {
	ref.kind == "key"
}

attribute_words("id") := "id"

attribute_words(attribute) := "attribute" if attribute != "id"

# Which form is right hangs on the mode. Where that isn't known, a form that either would take proves nothing.
judge_version(cluster, true, _) := pass("a versioned key id") if {
	kms.is_newer(cluster) == "no"
} else := fail_at("note", "the newer KMS mode follows rotation only from a key id without a version") if {
	kms.is_newer(cluster) == "yes"
} else := open("whether the newer KMS mode is on isn't known, and a versioned id suits only the legacy one")

judge_version(cluster, false, shown) := fail(sprintf("%s has no version, which azurerm refuses", [shown])) if {
	in_azurerm(cluster)
} else := fail(sprintf("%s has no version, which the legacy KMS plugin needs", [shown])) if {
	kms.is_newer(cluster) == "no"
} else := pass("a key id without a version, as the newer KMS mode wants it") if {
	kms.is_newer(cluster) == "yes"
} else := open("whether the newer KMS mode is on isn't known, and only that takes an id without a version")

# azapi hands Azure whatever it is given.
in_azurerm(cluster) if {
	startswith(cluster.type, "azurerm_")
	not state.is_overlaid(cluster.kms_key)
}

pass(why) := {"verdict": "pass", "severity": "high", "why": why}

open(why) := {"verdict": "open", "severity": "high", "why": why}

fail(why) := fail_at("high", why)

fail_at(severity, why) := {"verdict": "fail", "severity": severity, "why": why}

message(cluster, outcome) := sprintf("KMS of cluster %s has %s.", [name.of(cluster), outcome.why]) if outcome.verdict == "pass"

message(cluster, outcome) := sprintf("Whether KMS of cluster %s has a key id that it can use can't be told: %s.", [name.of(cluster), outcome.why]) if outcome.verdict == "open"

message(cluster, outcome) := sprintf("etcd: KMS of cluster %s has no key id that it can use: %s.", [name.of(cluster), outcome.why]) if {
	outcome.verdict == "fail"
	outcome.severity == "high"
}

message(cluster, outcome) := sprintf("etcd: KMS of cluster %s is pinned to one version of its key: %s.", [name.of(cluster), outcome.why]) if {
	outcome.verdict == "fail"
	outcome.severity == "note"
}

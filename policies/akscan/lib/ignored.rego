# METADATA
# description: What Terraform is told to ignore, as far as it hides KMS.
package akscan.lib.ignored

import data.akscan.lib.state

# METADATA
# description: >-
#   The entries of ignore_changes (and of azapi's ignore_body_changes) that let KMS be switched off unseen. To ignore the key's id alone, as rotation
#   from outside needs, isn't one of them.
hiding_kms(cluster) := [entry |
	some written in state.items(cluster.ignored_changes)
	entry := trim(written, "\"")
	hides_kms(entry)
]

hides_kms("all")

hides_kms(entry) if regex.match(`^key_management_service(\[[^\]]*\]|\.\d+)?$`, entry)

# In an azapi resource the body holds KMS at one of these places; whatever lies above hides it too.
hides_kms(entry) if {
	some place in kms_places
	startswith(sprintf("%s.", [lower(place)]), sprintf("%s.", [lower(entry)]))
}

kms_places := {sprintf("%s%s", [prefix, path]) |
	some prefix in {"", "body."}
	some path in {
		"properties.securityProfile.azureKeyVaultKms.enabled",
		"properties.securityProfile.kubernetesResourceObjectEncryptionProfile.infrastructureEncryption",
	}
}

# METADATA
# description: A plan shows no ignore_changes, so that an absent one tells nothing there.
is_shown(cluster) if cluster.format == "terraform"

is_shown(cluster) if state.is_written(cluster.ignored_changes)

# METADATA
# description: >-
#   What encrypts etcd. There are two ways: the legacy KMS plugin with a Key Vault key, and the newer KMS
#   data encryption (infrastructureEncryption), with a platform key or a Key Vault key.
package akscan.lib.kms

import data.akscan.lib.answer
import data.akscan.lib.id
import data.akscan.lib.state
import data.akscan.lib.subject

# METADATA
# description: Does a Key Vault key encrypt etcd, in either mode?
by_vault_key(cluster) := state.is_true(cluster.kms_enabled)

# METADATA
# description: The clusters whose etcd a Key Vault key encrypts, or may.
users := [cluster |
	some cluster in subject.clusters
	by_vault_key(cluster) != "no"
]

# METADATA
# description: >-
#   Is the newer mode's own switch on? It is opt-in and only preview APIs show it, so where the
#   input could not have shown it the answer is no here; is_newer doesn't assume that.
by_platform(cluster) := "no" if {
	state.is_hidden(cluster.kms_infrastructure_encryption)
} else := state.equals(cluster.kms_infrastructure_encryption, "enabled")

# METADATA
# description: Is etcd encrypted beyond Azure's storage encryption?
is_on(cluster) := answer.any_of([by_vault_key(cluster), by_platform(cluster)])

# METADATA
# description: Of a cluster whose etcd a Key Vault key encrypts, is the mode the newer one? No means legacy.
is_newer(cluster) := "yes" if {
	state.equals(cluster.kms_infrastructure_encryption, "enabled") == "yes"
} else := "yes" if {
	# Only the newer mode runs on an identifier without a version.
	cluster.mode == "live"
	id.key(state.text(cluster.kms_key)).version == ""
} else := "no" if {
	state.equals(cluster.kms_infrastructure_encryption, "enabled") == "no"
} else := "no" if {
	before_1_33(state.text(cluster.kubernetes_version))
} else := "unknown"

before_1_33(version) if {
	parts := split(version, ".")
	to_number(parts[0]) == 1
	to_number(parts[1]) < 33
}

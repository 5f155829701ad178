# METADATA
# title: The cluster's Kubernetes version allows the way KMS is set up
# description: >-
#   The newer KMS data encryption needs Kubernetes 1.33. Legacy KMS with a private vault went through Konnectivity or API Server VNet Integration; from 1.31 on only the latter
#   is left, and a cluster without it can't be made or upgraded.
# related_resources:
#   - description: "Azure: KMS etcd encryption"
#     ref: https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
#   - description: "Azure: KMS data encryption (preview)"
#     ref: https://learn.microsoft.com/azure/aks/kms-data-encryption
# custom:
#   severity: medium
#   kinds: [cluster]
#   remediation:
#     terraform: >-
#       Raise kubernetes_version to 1.33 or later for the newer mode. For legacy KMS with a private vault set api_server_access_profile.virtual_network_integration_enabled = true
#       (azurerm 4.46.0 and later) with a subnet_id first.
#     arm: >-
#       Raise kubernetesVersion to 1.33 or later for the newer mode. For legacy KMS with a private vault set apiServerAccessProfile.enableVnetIntegration and subnetId first.
#     azure: >-
#       az aks upgrade -g GROUP -n CLUSTER --kubernetes-version 1.33 for the newer mode. For legacy KMS with a private vault, az aks update -g GROUP -n CLUSTER
#       --enable-apiserver-vnet-integration --apiserver-subnet-id SUBNET_ID first.
#   compliance:
#     MCSB v1 (our own mapping): [DP-4]
#     NIST SP 800-53 R5 (our own mapping): [SC-28]
package akscan.rules.etcd.version

import data.akscan.lib.answer
import data.akscan.lib.kms
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.version as versions

subjects contains cluster.key if {
	some cluster in subject.clusters
	is_number(versions.compare(state.text(cluster.kubernetes_version), "1.0.0"))
}

results contains result.of(cluster, cluster.kubernetes_version, verdict, message(cluster, verdict)) if {
	some cluster in subject.clusters
	cluster.key in subjects
	verdict := answer.require(suits(cluster))
}

suits(cluster) := "yes" if {
	kms.is_on(cluster) == "no"
} else := suits_newer(cluster) if {
	state.equals(cluster.kms_infrastructure_encryption, "enabled") == "yes"
} else := certain(cluster, suits_newer(cluster)) if {
	kms.is_newer(cluster) == "yes"
} else := certain(cluster, suits_legacy(cluster)) if {
	kms.is_newer(cluster) == "no"
} else := certain(cluster, suits_newer(cluster)) if {
	suits_newer(cluster) == suits_legacy(cluster)
} else := "unknown"

# Where KMS may be off, nothing is wrong yet.
certain(cluster, suited) := suited if kms.is_on(cluster) == "yes"

certain(cluster, suited) := {"yes": "yes", "no": "unknown", "unknown": "unknown"}[suited] if kms.is_on(cluster) != "yes"

suits_newer(cluster) := "no" if is_before(cluster, "1.33")

suits_newer(cluster) := "yes" if not is_before(cluster, "1.33")

suits_legacy(cluster) := "yes" if {
	is_before(cluster, "1.31")
} else := answer.any_of([state.is_true(cluster.vnet_integration), answer.negate(state.equals(cluster.kms_network_access, "Private"))])

is_before(cluster, version) if versions.is_before(state.text(cluster.kubernetes_version), version)

message(cluster, "pass") := sprintf("Kubernetes %s of cluster %s allows the way its etcd is encrypted.", [state.text(cluster.kubernetes_version), name.of(cluster)])

message(cluster, "fail") := sprintf(
	"etcd: cluster %s is on Kubernetes %s, and the newer KMS data encryption needs 1.33 or later. Azure refuses it until the cluster is upgraded.",
	[name.of(cluster), state.text(cluster.kubernetes_version)],
) if {
	is_before(cluster, "1.33")
	kms.is_newer(cluster) == "yes"
}

message(cluster, "fail") := sprintf(
	"etcd: cluster %s reaches its KMS vault privately without API Server VNet Integration, which Kubernetes 1.31 and later don't allow (it is on %s). Join the API server to a virtual network first.",
	[name.of(cluster), state.text(cluster.kubernetes_version)],
) if {
	kms.is_newer(cluster) != "yes"
}

message(cluster, "open") := sprintf(
	"Whether Kubernetes %s of cluster %s allows the way its etcd is encrypted can't be told: %s.",
	[state.text(cluster.kubernetes_version), name.of(cluster), why(cluster)],
)

why(cluster) := reasons[0] if {
	reasons := array.concat(
		[state.why(property) |
			some property in [cluster.kms_enabled, cluster.vnet_integration, cluster.kms_network_access, cluster.kms_infrastructure_encryption]
			state.is_unknown(property)
		],
		["the KMS mode isn't known"],
	)
}

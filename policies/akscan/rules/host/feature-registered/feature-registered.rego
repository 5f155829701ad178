# METADATA
# title: The subscription has host encryption registered
# description: >-
#   Host encryption needs the feature Microsoft.Compute/EncryptionAtHost in the subscription. Until it is registered, Azure refuses every
#   node pool that asks for it, and with it the cluster.
# related_resources:
#   - description: "Azure: host-based encryption on AKS"
#     ref: https://learn.microsoft.com/azure/aks/enable-host-encryption
# custom:
#   severity: medium
#   kinds: [feature]
#   remediation:
#     azure: >-
#       az feature register --namespace Microsoft.Compute --name EncryptionAtHost, wait until az feature show says Registered (some minutes), then az provider
#       register --namespace Microsoft.Compute.
#   compliance:
#     MCSB v2 (preview) (our own mapping): [DP-4]
#     NIST SP 800-53 R5 (our own mapping): [SC-28, SC-28(1)]
package akscan.rules.host["feature-registered"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

subjects contains feature.key if {
	some feature in input.features
	is_host_encryption(feature)
	wanted != "no"
}

results contains result.of(feature, feature.registration, verdict, message(feature, verdict)) if {
	some feature in input.features
	feature.key in subjects
	verdict := judge(feature)
}

is_host_encryption(feature) if {
	not feature.existing
	regex.match(`(?i)^(?:microsoft\.compute/)?encryptionathost$`, feature.name)
}

pools := input.scan.node_pool.host_encryption

classes := input.scan.node_class.host_encryption

# Does anything in the scan want host encryption? A row that is all there is was asked for.
wanted := "yes" if {
	pools["true"] + classes["true"] > 0
} else := "yes" if {
	((((pools.present + pools.absent) + pools.undecided) + classes.present) + classes.absent) + classes.undecided == 0
} else := "unknown" if {
	pools.undecided + classes.undecided > 0
} else := "no"

judge(feature) := "open" if {
	state.is_absent(feature.registration)
} else := "pass" if {
	is_registered(feature) == "yes"
} else := "open" if {
	is_registered(feature) == "unknown"
} else := {"yes": "fail", "unknown": "open"}[wanted]

is_registered(feature) := state.equals(feature.registration, "Registered")

message(feature, "pass") := sprintf("The feature %s is registered, so node pools can have host encryption.", [name.of(feature)])

message(feature, "open") := sprintf("Whether the feature %s is registered where it is needed can't be told: %s.", [name.of(feature), why(feature)])

message(feature, "fail") := sprintf(
	"Temp disks and caches: the feature %s is %s in the subscription, so Azure refuses node pools with host encryption. %s",
	[name.of(feature), state.text(feature.registration), remedy(feature)],
)

remedy(feature) := "Wait until it is Registered, then register the provider Microsoft.Compute anew." if {
	state.one_of(feature.registration, {"registering", "pending"}) == "yes"
} else := "Register it first (az feature register --namespace Microsoft.Compute --name EncryptionAtHost)."

why(feature) := state.why(feature.registration) if {
	state.is_unknown(feature.registration)
} else := "the row doesn't show its state" if {
	state.is_absent(feature.registration)
} else := sprintf("it is %s, but whether any node pool wants host encryption isn't known", [state.text(feature.registration)])

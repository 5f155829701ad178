# METADATA
# title: An AKSNodeClass spells host encryption as the API does
# description: >-
#   Node auto-provisioning reads host encryption from spec.security.encryptionAtHost of the AKSNodeClass, and nowhere else. A field of another
#   spelling, such as the encryptionatHost of some instructions, or one in another place, is dropped without a word, and the nodes have none.
# related_resources:
#   - description: "Azure: AKSNodeClass resources"
#     ref: https://learn.microsoft.com/azure/aks/node-auto-provisioning-aksnodeclass
# custom:
#   severity: medium
#   kinds: [node_class]
#   remediation:
#     kubernetes: >-
#       Write it as spec.security.encryptionAtHost (and remove the other spelling); the subscription needs the feature Microsoft.Compute/EncryptionAtHost
#       registered, and the nodes must be made anew.
#   compliance:
#     MCSB v2 (preview) (our own mapping): [DP-4]
#     NIST SP 800-53 R5 (our own mapping): [SC-28, SC-28(1)]
package akscan.rules.host["node-class-field"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

results contains result.of(class, class.misspelt_fields, verdict, message(class, verdict)) if {
	some class in subject.node_classes
	verdict := judge(class)
}

judge(class) := "open" if {
	state.is_unknown(class.misspelt_fields)
} else := "fail" if {
	count(misspelt(class)) > 0
} else := "pass"

misspelt(class) := [field | some field in state.items(class.misspelt_fields)]

message(class, "pass") := sprintf("AKSNodeClass %s has no misspelt field for host encryption.", [name.of(class)])

message(class, "open") := sprintf("Whether AKSNodeClass %s spells host encryption rightly can't be told: %s.", [name.of(class), state.why(class.misspelt_fields)])

message(class, "fail") := sprintf(
	"Temp disks and caches: AKSNodeClass %s has %s, which the API drops without a word; host encryption is spec.security.encryptionAtHost. Nodes must be made anew to get it.",
	[name.of(class), name.list(misspelt(class))],
)

# METADATA
# title: The disk encryption set of a storage class is one that the driver takes
# description: >-
#   The disk CSI driver refuses a volume whose class gives something else than the resource id of a disk encryption set, or a type that
#   doesn't go with it. Claims then wait for ever, or, with a parameter given twice, get whichever set the driver read last.
# related_resources:
#   - description: "Azure Disk CSI driver: parameters"
#     ref: https://github.com/kubernetes-sigs/azuredisk-csi-driver/blob/master/docs/driver-parameters.md
# custom:
#   severity: high
#   kinds: [storage_class]
#   remediation:
#     terraform: Give diskEncryptionSetID the resource id, azurerm_disk_encryption_set.NAME.id, and leave diskEncryptionType out unless the set has that type.
#     kubernetes: >-
#       Give diskEncryptionSetID the resource id, /subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/Microsoft.Compute/diskEncryptionSets/NAME
#       (az disk-encryption-set show -g GROUP -n NAME --query id -o tsv), once, and leave diskEncryptionType out unless the set has that type.
#   compliance:
#     MCSB v1 (our own mapping): [DP-5]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.storage["class-des-id"]

import data.akscan.lib.answer
import data.akscan.lib.des
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.volume

subjects contains class.key if {
	some class in subject.storage_classes
	volume.makes_disks(class) != "no"
	names_set(class)
}

names_set(class) if answer.any_of([state.is_present(class.disk_encryption_set), state.is_present(class.disk_encryption_type)]) != "no"

# Of several spellings the one that counts here may be empty, and another hold the id.
names_set(class) if count(state.items(class.disk_encryption_set_spellings)) > 1

results contains result.with_details(class, property(class, outcome), outcome.verdict, message(class, outcome), {"severity": outcome.severity}) if {
	some class in subject.storage_classes
	class.key in subjects
	outcome := judge(class)
}

property(class, outcome) := class[outcome.at]

judge(class) := fail("high", "disk_encryption_set", sprintf("the parameter stands there under several spellings (%s), of which the driver takes any", [name.list(spellings)])) if {
	spellings := state.items(class.disk_encryption_set_spellings)
	count(spellings) > 1
} else := fail("medium", "disk_encryption_type", "diskEncryptionType without a diskEncryptionSetID is an error") if {
	state.is_present(class.disk_encryption_set) == "no"
	state.is_present(class.disk_encryption_type) == "yes"
} else := fail("high", "disk_encryption_set", form.why) if {
	form := des.form(class, class.disk_encryption_set)
	form.verdict == "fail"
} else := fail("high", "sku", sprintf("the SKU %s can't be encrypted with both keys", [state.text(class.sku)])) if {
	state.one_of(class.sku, {"ultrassd_lrs", "premiumv2_lrs"}) == "yes"
	both_keys(class) == "yes"
} else := fail("low", "disk_encryption_type", sprintf("its diskEncryptionType isn't the type of the set itself (%s)", [name.list(set_types(class))])) if {
	state.is_written(class.disk_encryption_type)
	count(set_types(class)) > 0
	count([type | some type in set_types(class); lower(type) == lower(state.text(class.disk_encryption_type))]) == 0
} else := {"verdict": form.verdict, "severity": "high", "at": "disk_encryption_set", "why": form.why} if {
	form := des.form(class, class.disk_encryption_set)
} else := open("disk_encryption_type", state.why(class.disk_encryption_type))

# Does the set, or the class's own word for it, encrypt with a platform key and a customer key?
both_keys(class) := answer.any_of(array.concat(
	[state.equals(class.disk_encryption_type, "EncryptionAtRestWithPlatformAndCustomerKeys")],
	[state.equals(set.encryption_type, "EncryptionAtRestWithPlatformAndCustomerKeys") | some set in des.of(class.disk_encryption_set)],
))

set_types(class) := {state.text(set.encryption_type) | some set in des.of(class.disk_encryption_set)}

open(at, why) := {"verdict": "open", "severity": "high", "at": at, "why": why}

fail(severity, at, why) := {"verdict": "fail", "severity": severity, "at": at, "why": why}

message(class, outcome) := sprintf("Storage class %s names %s.", [name.of(class), outcome.why]) if outcome.verdict == "pass"

message(class, outcome) := sprintf("Whether the driver takes the disk encryption set of storage class %s can't be told: %s.", [name.of(class), outcome.why]) if outcome.verdict == "open"

message(class, outcome) := sprintf("Data volumes: the disk driver refuses, or misreads, the disk encryption set of storage class %s: %s.", [name.of(class), outcome.why]) if outcome.verdict == "fail"

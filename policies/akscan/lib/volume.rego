# METADATA
# description: >-
#   The way from a claim or a volume to the key of its disk, or of the storage account that its share or
#   container lies in. Functions answer {"verdict", "why", "severity", "steps"}, and are undefined for what is
#   none of theirs: those for disks for a share, those for shares for a disk, both for another driver. Where the
#   disk itself is known, and not just the class that makes one, "is_there" is true; where a claim is bound to it, "is_bound" too.
package akscan.lib.volume

import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state

# The classes that AKS makes itself; none names a disk encryption set, and edits of them are undone.
# Source: azure-facts 6.3.
built_in_disk_classes := {"default", "managed-csi", "managed-csi-premium", "managed-csi-premium-v2", "managed", "managed-premium"}

built_in_other_classes := {"azurefile-csi", "azurefile-csi-premium", "azurefile", "azurefile-premium", "azureblob-nfs-premium", "azureblob-fuse-premium"}

disk_drivers := {"disk.csi.azure.com", "kubernetes.io/azure-disk"}

# Files and blobs: what lies in a storage account.
share_drivers := {"file.csi.azure.com", "kubernetes.io/azure-file", "blob.csi.azure.com"}

# METADATA
# description: A driver whose volumes the rules know, for Azure disks, files and blobs.
is_azure_driver(driver) if lower(driver) in (disk_drivers | share_drivers)

# METADATA
# description: Not so where there is nothing to encrypt at rest, or nothing of its own.
may_hold_data(driver) if not lower(driver) in {"", "kubernetes.io/no-provisioner", "secrets-store.csi.k8s.io"}

# METADATA
# description: Does the class make Azure disks?
makes_disks(class) := state.one_of(class.provisioner, disk_drivers)

# METADATA
# description: Does the class make file shares or blob containers?
makes_shares(class) := state.one_of(class.provisioner, share_drivers)

# METADATA
# description: Is the volume a file share or a blob container?
is_share(volume) := state.one_of(volume.driver, share_drivers)

# METADATA
# description: A class by a name that AKS keeps for its own disk classes.
is_built_in(class_name) if lower(class_name) in built_in_disk_classes

# METADATA
# description: A class by a name that AKS keeps for its own file and blob classes.
is_built_in_share(class_name) if lower(class_name) in built_in_other_classes

# METADATA
# description: The classes in the scan that a claim or volume gets.
classes(claim) := [class |
	some target in claim.class.targets
	target.kind == "storage_class"
	class := input.storage_classes[target.index]
]

# METADATA
# description: >-
#   Which key encrypts the disk that a claim is given, by the claim's index in the document: worked out once,
#   however many rules and workloads ask.
claim_disks := {index: outcome |
	some index, claim in input.persistent_volume_claims
	outcome := of_claim(claim)
}

# METADATA
# description: The same of the share or container that a claim is given.
claim_shares := {index: outcome |
	some index, claim in input.persistent_volume_claims
	outcome := of_share_claim(claim)
}

# What a class by itself comes to, by its index: most claims have one class, and few classes serve many.
class_disks := {index: outcome |
	some index, class in input.storage_classes
	outcome := of_classes([class])
}

class_shares := {index: outcome |
	some index, class in input.storage_classes
	outcome := of_share_classes([class])
}

of_claim(claim) := of_class(claim) if count(claim.volume.targets) == 0

of_claim(claim) := of_bound_claim(claim) if count(claim.volume.targets) > 0

of_bound_claim(claim) := outcome if {
	# The disk itself is better evidence than the class, whose parameters only count at birth.
	outcome := of_bound_disk(claim)
} else := outcome if {
	not is_bound_elsewhere(claim)
	outcome := of_class(claim)
}

# The claim is bound to a volume of another kind than a disk.
is_bound_elsewhere(claim) if {
	some volume in bound_volumes(claim)
	state.one_of(volume.driver, disk_drivers) == "no"
	not state.is_absent(volume.driver)
}

bound_volumes(claim) := [volume |
	some target in claim.volume.targets
	target.kind == "persistent_volume"
	volume := input.persistent_volumes[target.index]
]

of_bound_disk(claim) := agreed(outcomes) if {
	outcomes := [outcome |
		some volume in bound_volumes(claim)
		count(disks(volume)) > 0
		outcome := object.union(bound(of_disk(volume), volume, volume.disk), {"is_bound": true})
	]
	count(outcomes) > 0
}

# The volume stands between the claim and what is behind it.
bound(outcome, volume, property) := object.union(
	outcome,
	{"steps": array.concat([result.step(property, sprintf("the volume %s", [name.of(volume)]))], outcome.steps)},
)

# Names of volumes aren't always clear: several may answer to one.
agreed(outcomes) := outcomes[0] if {
	count({outcome.verdict | some outcome in outcomes}) == 1
} else := {
	"verdict": "open",
	"why": "volumes of the same name disagree, and the files don't tell which of them it is bound to",
	"severity": "medium",
	"steps": [step | some outcome in outcomes; some step in outcome.steps],
}

disks(volume) := [input.managed_disks[target.index] |
	some target in volume.disk.targets
	target.kind == "managed_disk"
]

# METADATA
# description: Which key encrypts the disk behind a volume.
of_disk(volume) := {
	"verdict": verdict,
	"why": disk_why(verdict, disk),
	"severity": "medium",
	"is_there": true,
	"steps": [result.step(result.header(disk), sprintf("the disk %s", [name.of(disk)]))],
} if {
	found := disks(volume)
	count(found) > 0
	verdict := answer.require(answer.all_of([has_customer_key(each) | some each in found]))
	disk := [each | some each in found; answer.require(has_customer_key(each)) == verdict][0]
}

of_disk(volume) := {
	"verdict": "open",
	"why": "its disk isn't in the files given",
	"severity": "medium",
	"steps": [],
} if {
	count(disks(volume)) == 0
	state.one_of(volume.driver, disk_drivers) != "no"
}

disk_why("pass", disk) := sprintf("the disk %s has a customer key", [name.of(disk)])

disk_why("fail", disk) := sprintf("the disk %s is encrypted with a platform key alone", [name.of(disk)])

disk_why("open", disk) := sprintf("which key encrypts the disk %s isn't known", [name.of(disk)])

# METADATA
# description: Does a managed disk have a customer key?
has_customer_key(disk) := answer.any_of([
	state.is_present(disk.disk_encryption_set),
	state.one_of(disk.encryption_type, {"encryptionatrestwithcustomerkey", "encryptionatrestwithplatformandcustomerkeys", "confidentialvmencryptedwithcustomerkey"}),
])

of_class(claim) := of_class_name(claim) if {
	count(claim.class.targets) == 0
} else := of_classes(classes(claim)) if {
	count(claim.class.targets) > 1
} else := class_disks[claim.class.targets[0].index]

of_classes(found) := {
	"verdict": "open",
	"why": disagreement(disk_classes),
	"severity": "medium",
	"steps": class_steps(disk_classes),
} if {
	disk_classes := [class | some class in found; makes_disks(class) != "no"]
	count({state.is_present(class.disk_encryption_set) | some class in disk_classes}) > 1
}

of_classes(found) := {
	"verdict": answer.require(present),
	"why": class_why(present, disk_classes[0]),
	"severity": class_severity(disk_classes[0]),
	"steps": class_steps(disk_classes),
} if {
	disk_classes := [class | some class in found; makes_disks(class) == "yes"]
	count(disk_classes) > 0
	count([class | some class in found; makes_disks(class) == "unknown"]) == 0
	answers := {state.is_present(class.disk_encryption_set) | some class in disk_classes}
	count(answers) == 1
	some present in answers
}

of_classes(found) := {
	"verdict": "open",
	"why": sprintf("what makes the volumes of the class %s isn't known: %s", [name.of(unclear[0]), state.why(unclear[0].provisioner)]),
	"severity": "medium",
	"steps": class_steps(unclear),
} if {
	unclear := [class | some class in found; makes_disks(class) == "unknown"]
	count(unclear) > 0
	disk_classes := [class | some class in found; makes_disks(class) != "no"]
	count({state.is_present(class.disk_encryption_set) | some class in disk_classes}) == 1
}

# Several classes are meant because they have the same name, or because each of them is a default.
disagreement(found) := sprintf("classes of the same name disagree (%s), and the files don't tell which of them the cluster has", [addresses(found)]) if {
	count({class.name | some class in found}) == 1
} else := sprintf("several classes are marked as the default and disagree (%s)", [addresses(found)])

addresses(found) := name.list([class.address | some class in found])

# Of many classes of one name the first few show enough.
class_steps(found) := [result.step(class.disk_encryption_set, sprintf("the class %s", [name.of(class)])) | some class in array.slice(found, 0, 5)]

class_severity(class) := "high" if is_built_in(class.name)

class_severity(class) := "medium" if not is_built_in(class.name)

class_why("yes", class) := sprintf("the class %s names a disk encryption set", [name.of(class)])

class_why("no", class) := sprintf("the class %s names no disk encryption set", [name.of(class)])

class_why("unknown", class) := sprintf("whether the class %s names a disk encryption set isn't known: %s", [name.of(class), state.why(class.disk_encryption_set)])

# The class isn't in the scan: its name may still tell.
of_class_name(claim) := {
	"verdict": "fail",
	"why": sprintf("AKS's own class %q names no disk encryption set, and AKS undoes edits of it", [state.text(claim.class)]),
	"severity": "high",
	"steps": [],
} if {
	is_built_in(state.text(claim.class))
} else := {
	"verdict": "fail",
	"why": "it names no class, so it gets AKS's own `default`, which names no disk encryption set",
	"severity": "high",
	"steps": [],
} if {
	state.is_absent(claim.class)
} else := {
	"verdict": "open",
	"why": "it asks for no class and follows its volume, whose disk isn't in the files given",
	"severity": "medium",
	"steps": [],
} if {
	state.text(claim.class) == ""
} else := {
	"verdict": "open",
	"why": sprintf("the class %q isn't in the files given", [class]),
	"severity": "medium",
	"steps": [],
} if {
	class := state.text(claim.class)
	not is_built_in_share(class)
} else := {
	"verdict": "open",
	"why": sprintf("its class isn't known: %s", [state.why(claim.class)]),
	"severity": "medium",
	"steps": [],
} if {
	state.is_unknown(claim.class)
}

# METADATA
# description: The storage accounts in the scan that a class or volume names.
accounts(holder) := [input.storage_accounts[target.index] |
	some target in holder.account.targets
	target.kind == "storage_account"
]

of_share_claim(claim) := of_claimed_share(claim) if count(claim.volume.targets) == 0

of_share_claim(claim) := of_bound_share(claim) if count(claim.volume.targets) > 0

of_bound_share(claim) := agreed(outcomes) if {
	outcomes := [outcome | some volume in bound_volumes(claim); outcome := bound(of_share(volume), volume, volume.account)]
	count(outcomes) > 0
} else := outcome if {
	not is_bound_to_disk(claim)
	outcome := of_claimed_share(claim)
}

of_claimed_share(claim) := shared("fail", sprintf("AKS's own class %q makes storage accounts, which have Microsoft-managed keys", [class]), []) if {
	count(claim.class.targets) == 0
	class := state.text(claim.class)
	is_built_in_share(class)
} else := of_share_classes(classes(claim)) if {
	count(claim.class.targets) > 1
} else := class_shares[claim.class.targets[0].index]

is_bound_to_disk(claim) if {
	some volume in bound_volumes(claim)
	state.one_of(volume.driver, disk_drivers) == "yes"
}

# METADATA
# description: Which key encrypts the share or container behind a volume.
of_share(volume) := outcome if {
	is_share(volume) == "yes"
	outcome := of_account(volume)
} else := shared("open", "its storage account stands only in a Secret, which isn't read", []) if {
	is_share(volume) == "yes"
}

of_share_classes(found) := through(of_share_class(found[0]), found[0]) if {
	every class in found { makes_shares(class) == "yes" }
	count({of_share_class(class).verdict | some class in found}) == 1
}

# The class stands between the claim and the account that it names.
through(outcome, class) := object.union(
	outcome,
	{"steps": array.concat([result.step(class.account, sprintf("the class %s", [name.of(class)]))], outcome.steps)},
) if {
	state.is_present(class.account) != "no"
} else := outcome

of_share_classes(found) := shared(
	"open",
	disagreement(found),
	[result.step(class.provisioner, sprintf("the class %s", [name.of(class)])) | some class in array.slice(found, 0, 5)],
) if {
	some any_class in found
	makes_shares(any_class) == "yes"
	disagree(found)
}

disagree(found) if {
	some class in found
	makes_shares(class) == "no"
}

disagree(found) if count({of_share_class(class).verdict | some class in found; makes_shares(class) == "yes"}) > 1

# METADATA
# description: Which key encrypts the shares or containers that a class makes.
of_share_class(class) := of_account(class) if {
	state.is_present(class.account) != "no"
} else := shared(
	"fail",
	sprintf("the class %s names no storage account, so the driver makes one, which has Microsoft-managed keys", [name.of(class)]),
	[result.step(class.account, sprintf("the class %s", [name.of(class)]))],
)

# Which key encrypts the account that a class or volume names; undefined where it names none.
of_account(holder) := shared(verdict, account_why(verdict, account), [result.step(account.customer_key, sprintf("the storage account %s", [name.of(account)]))]) if {
	found := accounts(holder)
	count(found) > 0
	verdict := answer.require(answer.all_of([state.is_true(account.customer_key) | some account in found]))
	account := [account |
		some account in found
		answer.require(state.is_true(account.customer_key)) == verdict
	][0]
} else := shared("open", sprintf("the storage account %q isn't in the files given", [account]), []) if {
	account := state.text(holder.account)
	account != ""
} else := shared("open", sprintf("which storage account that is isn't known: %s", [state.why(holder.account)]), []) if {
	state.is_unknown(holder.account)
}

account_why("pass", account) := sprintf("the storage account %s has a customer key", [name.of(account)])

account_why("fail", account) := sprintf("the storage account %s has Microsoft-managed keys", [name.of(account)])

account_why("open", account) := sprintf("which key encrypts the storage account %s isn't known: %s", [name.of(account), state.why(account.customer_key)])

shared(verdict, why, steps) := {"verdict": verdict, "why": why, "severity": "medium", "steps": steps}

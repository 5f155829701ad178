# METADATA
# description: >-
#   The way from a claim or a volume to the key of its disk. Functions answer {"verdict", "why", "steps"}, and
#   are undefined for what is no Azure disk: a file share, a blob container, another driver.
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

# METADATA
# description: A driver whose volumes the rules know, for Azure disks, files and blobs.
is_azure_driver(driver) if lower(driver) in (disk_drivers | {"file.csi.azure.com", "kubernetes.io/azure-file", "blob.csi.azure.com"})

# METADATA
# description: Not so where there is nothing to encrypt at rest, or nothing of its own.
may_hold_data(driver) if not lower(driver) in {"", "kubernetes.io/no-provisioner", "secrets-store.csi.k8s.io"}

# METADATA
# description: Does the class make Azure disks?
makes_disks(class) := state.one_of(class.provisioner, disk_drivers)

# METADATA
# description: A class by a name that AKS keeps for its own disk classes.
is_built_in(class_name) if lower(class_name) in built_in_disk_classes

# METADATA
# description: The classes in the scan that a claim or volume gets.
classes(claim) := [class |
	some target in claim.class.targets
	target.kind == "storage_class"
	class := input.storage_classes[target.index]
]

# METADATA
# description: Which key encrypts what a claim is given.
of_claim(claim) := outcome if {
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

of_bound_disk(claim) := outcome if {
	some volume in bound_volumes(claim)
	outcome := of_disk(volume)
	count(volume.disk.targets) > 0
}

# METADATA
# description: Which key encrypts the disk behind a volume.
of_disk(volume) := {
	"verdict": verdict,
	"why": disk_why(verdict, disk),
	"severity": "medium",
	"steps": [result.step(result.header(disk), sprintf("the disk %s", [name.of(disk)]))],
} if {
	some target in volume.disk.targets
	target.kind == "managed_disk"
	disk := input.managed_disks[target.index]
	verdict := answer.require(has_customer_key(disk))
}

of_disk(volume) := {
	"verdict": "open",
	"why": "its disk isn't in the files given",
	"severity": "medium",
	"steps": [],
} if {
	count(volume.disk.targets) == 0
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

of_class(claim) := outcome if {
	count(classes(claim)) > 0
	outcome := of_classes(claim)
} else := outcome if {
	count(classes(claim)) == 0
	outcome := of_class_name(claim)
}

of_classes(claim) := {
	"verdict": "open",
	"why": sprintf("classes of the same name disagree (%s), and the files don't tell which of them the cluster has", [name.list([place.address | some place in disk_classes])]),
	"severity": "medium",
	"steps": class_steps(disk_classes),
} if {
	disk_classes := [class | some class in classes(claim); makes_disks(class) != "no"]
	count({state.is_present(class.disk_encryption_set) | some class in disk_classes}) > 1
}

of_classes(claim) := {
	"verdict": answer.require(present),
	"why": class_why(present, disk_classes[0]),
	"severity": class_severity(disk_classes[0]),
	"steps": class_steps(disk_classes),
} if {
	disk_classes := [class | some class in classes(claim); makes_disks(class) == "yes"]
	count(disk_classes) > 0
	count([class | some class in classes(claim); makes_disks(class) == "unknown"]) == 0
	answers := {state.is_present(class.disk_encryption_set) | some class in disk_classes}
	count(answers) == 1
	some present in answers
}

of_classes(claim) := {
	"verdict": "open",
	"why": sprintf("what makes the volumes of the class %s isn't known: %s", [name.of(unclear[0]), state.why(unclear[0].provisioner)]),
	"severity": "medium",
	"steps": class_steps(unclear),
} if {
	unclear := [class | some class in classes(claim); makes_disks(class) == "unknown"]
	count(unclear) > 0
	disk_classes := [class | some class in classes(claim); makes_disks(class) != "no"]
	count({state.is_present(class.disk_encryption_set) | some class in disk_classes}) == 1
}

class_steps(found) := [result.step(class.disk_encryption_set, sprintf("the class %s", [name.of(class)])) | some class in found]

class_severity(class) := "high" if is_built_in(class.name)

class_severity(class) := "medium" if not is_built_in(class.name)

class_why("yes", class) := sprintf("the class %s names a disk encryption set", [name.of(class)])

class_why("no", class) := sprintf("the class %s names no disk encryption set", [name.of(class)])

class_why("unknown", class) := sprintf("whether the class %s names a disk encryption set isn't known: %s", [name.of(class), state.why(class.disk_encryption_set)])

# The class isn't in the scan: its name may still tell.
of_class_name(claim) := {
	"verdict": "fail",
	"why": "it names no class, so it gets AKS's own `default`, which names no disk encryption set",
	"severity": "high",
	"steps": [],
} if {
	state.is_absent(claim.class)
}

of_class_name(claim) := {
	"verdict": "open",
	"why": "it asks for no class and follows its volume, whose disk isn't in the files given",
	"severity": "medium",
	"steps": [],
} if {
	state.text(claim.class) == ""
}

of_class_name(claim) := {
	"verdict": "fail",
	"why": sprintf("AKS's own class %q names no disk encryption set, and AKS undoes edits of it", [state.text(claim.class)]),
	"severity": "high",
	"steps": [],
} if {
	is_built_in(state.text(claim.class))
}

of_class_name(claim) := {
	"verdict": "open",
	"why": sprintf("the class %q isn't in the files given", [class]),
	"severity": "medium",
	"steps": [],
} if {
	class := state.text(claim.class)
	class != ""
	not is_built_in(class)
	not lower(class) in built_in_other_classes
}

of_class_name(claim) := {
	"verdict": "open",
	"why": sprintf("its class isn't known: %s", [state.why(claim.class)]),
	"severity": "medium",
	"steps": [],
} if {
	state.is_unknown(claim.class)
}

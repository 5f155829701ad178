# METADATA
# title: File shares and blob containers get a storage account with a customer key
# description: >-
#   A share or container is encrypted with the key of its storage account. The drivers can't give the accounts that they make a customer key;
#   only an account of your own, which the class or volume names, can have one. A disk encryption set does nothing for them.
# related_resources:
#   - description: "Azure Files CSI driver: parameters"
#     ref: https://github.com/kubernetes-sigs/azurefile-csi-driver/blob/master/docs/driver-parameters.md
#   - description: "Azure: customer-managed keys for Azure Storage encryption"
#     ref: https://learn.microsoft.com/azure/storage/common/customer-managed-keys-overview
# custom:
#   severity: medium
#   kinds: [storage_class, persistent_volume]
#   remediation:
#     terraform: >-
#       Make an azurerm_storage_account with a customer_managed_key and name it in parameters (storageAccount, and resourceGroup when it isn't the
#       nodes'). The cluster's identity needs the role Storage Account Contributor on it.
#     kubernetes: >-
#       Make a storage account with a customer key and name it in parameters.storageAccount of a new class (with resourceGroup when it isn't the
#       nodes'). The cluster's identity needs the role Storage Account Contributor on it; only new volumes lie there.
#   compliance:
#     MCSB v1 (our own mapping): [DP-5]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.storage["file-customer-key"]

import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.volume

subjects contains class.key if {
	some class in subject.storage_classes
	volume.makes_shares(class) != "no"
}

# A volume in a pod is the workload's matter.
subjects contains share.key if {
	some share in subject.persistent_volumes
	volume.is_share(share) != "no"
}

results contains result.with_details(class, class.account, outcome.verdict, message(class, outcome), {"severity": severity(class), "related": outcome.steps}) if {
	some class in subject.storage_classes
	class.key in subjects
	outcome := judge_class(class)
}

results contains result.with_details(share, share.account, outcome.verdict, message(share, outcome), {"related": outcome.steps}) if {
	some share in subject.persistent_volumes
	share.key in subjects
	outcome := judge_volume(share)
}

# An account with a customer key is right whatever the driver turns out to be.
judge_class(class) := outcome if {
	outcome := object.union(volume.of_share_class(class), {"steps": account_steps(class)})
	outcome.verdict == "pass"
} else := unclear(class.provisioner) if {
	volume.makes_shares(class) == "unknown"
} else := object.union(volume.of_share_class(class), {"steps": account_steps(class)})

judge_volume(share) := volume.of_share(share) if volume.is_share(share) == "yes"

judge_volume(share) := unclear(share.driver) if volume.is_share(share) == "unknown"

unclear(driver) := {"verdict": "open", "why": sprintf("its driver isn't known: %s", [state.why(driver)]), "steps": []}

# The class itself is where the result stands.
account_steps(class) := [result.step(account.customer_key, sprintf("the storage account %s", [name.of(account)])) | some account in volume.accounts(class)]

# Nobody can edit AKS's own classes.
severity(class) := "note" if {
	class.mode == "live"
	volume.is_built_in_share(class.name)
} else := "medium"

layer(holder) := "Blob container" if {
	some driver in drivers(holder)
	state.equals(driver, "blob.csi.azure.com") == "yes"
} else := "File share"

drivers(holder) := [holder.provisioner] if holder.kind == "storage_class"

drivers(holder) := [holder.driver] if holder.kind == "persistent_volume"

noun(holder) := "storage class" if holder.kind == "storage_class"

else := "persistent volume"

message(holder, outcome) := sprintf("The files of %s %s lie in a storage account with a customer key: %s.", [noun(holder), name.of(holder), outcome.why]) if outcome.verdict == "pass"

message(holder, outcome) := sprintf("Whether the files of %s %s lie in a storage account with a customer key can't be told: %s.", [noun(holder), name.of(holder), outcome.why]) if outcome.verdict == "open"

message(holder, outcome) := sprintf(
	"%s: the files of %s %s lie in a storage account with a key that Microsoft manages: %s. Only an account of your own can have a customer key; make it first, then name it in a new class.",
	[layer(holder), noun(holder), name.of(holder), outcome.why],
) if {
	outcome.verdict == "fail"
}

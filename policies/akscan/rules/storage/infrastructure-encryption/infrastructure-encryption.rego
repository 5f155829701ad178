# METADATA
# title: Storage accounts behind shares and containers are encrypted twice
# description: >-
#   Infrastructure encryption encrypts a storage account a second time, below the first and with another key and algorithm. It can only be
#   chosen when the account is made, by you or by the driver. Few need it; where a standard asks for double encryption at rest, this is it.
# related_resources:
#   - description: "Azure: infrastructure encryption of storage accounts"
#     ref: https://learn.microsoft.com/azure/storage/common/infrastructure-encryption-enable
# custom:
#   severity: low
#   kinds: [storage_account, storage_class]
#   remediation:
#     terraform: >-
#       Set infrastructure_encryption_enabled = true on the azurerm_storage_account, which makes a new one; or requireInfraEncryption = "true" in the parameters of a new
#       class whose driver makes the accounts.
#     arm: Set properties.encryption.requireInfrastructureEncryption to true; only a new account takes it.
#     azure: az storage account create ... --require-infrastructure-encryption makes a new account with it; move the data over.
#     kubernetes: 'Set parameters.requireInfraEncryption: "true" in a new class; accounts that the driver has made keep what they were born with.'
#   compliance:
#     MCSB v1 (our own mapping): [DP-4]
#     NIST SP 800-53 R5 (our own mapping): [SC-28, SC-28(1)]
package akscan.rules.storage["infrastructure-encryption"]

import data.akscan.lib.account
import data.akscan.lib.answer
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.volume

subjects contains holder.key if {
	some holder in subject.storage_accounts
	count(account.users(holder)) > 0
}

subjects contains class.key if {
	some class in subject.storage_classes
	makes_accounts(class) != "no"
}

# A class that names no account has its driver make them.
makes_accounts(class) := answer.all_of([volume.makes_shares(class), answer.negate(state.is_present(class.account))])

results contains result.with_details(holder, holder.infrastructure_encryption, verdict, account_message(holder, verdict), {"related": account.steps(holder)}) if {
	some holder in subject.storage_accounts
	holder.key in subjects
	verdict := state.require_true(holder.infrastructure_encryption)
}

results contains result.with_details(class, class.infrastructure_encryption, verdict, class_message(class, verdict), {"severity": severity(class)}) if {
	some class in subject.storage_classes
	class.key in subjects
	verdict := answer.require(is_encrypted_twice(class))
}

# A class that asks for it is right whatever it turns out to make.
is_encrypted_twice(class) := "yes" if {
	state.is_true(class.infrastructure_encryption) == "yes"
} else := "unknown" if {
	makes_accounts(class) == "unknown"
} else := state.is_true(class.infrastructure_encryption)

# Nobody can edit AKS's own classes.
severity(class) := "note" if {
	class.mode == "live"
	volume.is_built_in_share(class.name)
} else := "low"

account_message(holder, "pass") := sprintf("Storage account %s is encrypted twice.", [name.of(holder)])

account_message(holder, "open") := sprintf("Whether storage account %s is encrypted twice can't be told: %s.", [name.of(holder), state.why(holder.infrastructure_encryption)])

account_message(holder, "fail") := sprintf(
	"File share: storage account %s, where %s, has no infrastructure encryption, so its data is encrypted once. Only a new account takes it.",
	[name.of(holder), account.words(holder)],
)

class_message(class, "pass") := sprintf("The storage accounts that the driver makes for storage class %s are encrypted twice.", [name.of(class)])

class_message(class, "open") := sprintf("Whether the driver makes storage accounts for storage class %s that are encrypted twice can't be told: %s.", [name.of(class), why(class)])

class_message(class, "fail") := sprintf(
	"File share: the storage accounts that the driver makes for storage class %s have no infrastructure encryption, so their data is encrypted once. Set requireInfraEncryption in a new class; accounts that are there can't be changed.",
	[name.of(class)],
)

why(class) := state.why(class.infrastructure_encryption) if {
	state.is_unknown(class.infrastructure_encryption)
} else := state.why(class.account) if {
	state.is_unknown(class.account)
} else := state.why(class.provisioner)

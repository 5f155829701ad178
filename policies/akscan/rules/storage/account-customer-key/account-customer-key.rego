# METADATA
# title: Storage accounts behind shares and containers have a customer key
# description: >-
#   A file share or blob container is encrypted with the key of its storage account: one of Microsoft's unless the account names a Key
#   Vault key. No disk encryption set and no setting of the cluster changes that.
# related_resources:
#   - description: "Azure: customer-managed keys for Azure Storage encryption"
#     ref: https://learn.microsoft.com/azure/storage/common/customer-managed-keys-overview
# custom:
#   severity: medium
#   kinds: [storage_account]
#   remediation:
#     terraform: >-
#       Add a customer_managed_key block, or an azurerm_storage_account_customer_managed_key. The account needs an identity with the role Key Vault
#       Crypto Service Encryption User on the vault, and the vault purge protection.
#     arm: >-
#       Set properties.encryption.keySource to Microsoft.Keyvault with keyvaultproperties. The account needs an identity with the role Key Vault
#       Crypto Service Encryption User on the vault, and the vault purge protection.
#     azure: >-
#       az storage account update -g GROUP -n ACCOUNT --assign-identity, give that identity the role Key Vault Crypto Service Encryption User, then az storage
#       account update -g GROUP -n ACCOUNT --encryption-key-source Microsoft.Keyvault --encryption-key-vault VAULT_URI --encryption-key-name KEY.
#   compliance:
#     MCSB v1 (our own mapping): [DP-5]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.storage["account-customer-key"]

import data.akscan.lib.account
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

# Only what a class or volume lies in: other accounts aren't the cluster's.
subjects contains holder.key if {
	some holder in subject.storage_accounts
	count(account.users(holder)) > 0
}

results contains result.with_details(holder, holder.customer_key, verdict, message(holder, verdict), {"related": account.steps(holder)}) if {
	some holder in subject.storage_accounts
	holder.key in subjects
	verdict := state.require_true(holder.customer_key)
}

message(holder, "pass") := sprintf("Storage account %s, where %s, has a customer key.", [name.of(holder), account.words(holder)])

message(holder, "open") := sprintf("Whether storage account %s, where %s, has a customer key can't be told: %s.", [name.of(holder), account.words(holder), state.why(holder.customer_key)])

message(holder, "fail") := sprintf(
	"File share: storage account %s, where %s, is encrypted with a key that Microsoft manages. Give it a customer key; its identity needs the role Key Vault Crypto Service Encryption User on the vault first.",
	[name.of(holder), account.words(holder)],
)

# METADATA
# description: What lies in a storage account.
package akscan.lib.account

import data.akscan.lib.name
import data.akscan.lib.result

# METADATA
# description: >-
#   The storage classes and volumes that name an account: each with its words for a message and the property that
#   names the account.
users(account) := [user |
	some referrer in account.referrers
	referrer.property == "account"
	user := user_of(referrer)
]

user_of(referrer) := {"words": sprintf("the volumes of storage class %s lie", [name.of(class)]), "property": class.account} if {
	referrer.kind == "storage_class"
	class := input.storage_classes[referrer.index]
}

user_of(referrer) := {"words": sprintf("persistent volume %s lies", [name.of(volume)]), "property": volume.account} if {
	referrer.kind == "persistent_volume"
	volume := input.persistent_volumes[referrer.index]
}

# METADATA
# description: The users as words for a message.
words(account) := name.list([user.words | some user in users(account)])

# METADATA
# description: The users as steps of a chain.
steps(account) := [result.step(user.property, sprintf("%s in this account", [user.words])) | some user in users(account)]

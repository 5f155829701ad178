package akscan.testing

# METADATA
# description: >-
#   A document with one key (key 0 of the document and of its array) and its users (keys 1 and on): "etcd" is a cluster in legacy mode, "newer" one in the newer mode,
#   "undecided" one whose mode isn't known, "perhaps" one that may have no KMS, "rotating" a disk encryption set that follows and "disk" one that doesn't,
#   "account" a storage account.
key_used_by(users, changes) := document(object.union_n([
	{"keys": [resource("key", 0, object.union({"name": "k", "referrers": [from(kind_of(user), at(users, position), property_of(user)) | some position, user in users]}, changes))]},
	{plural_of(user): [resource(kind_of(other), position + 1, user_changes[other]) | some position, other in users; kind_of(other) == kind_of(user)] | some user in users},
]))

kind_of(user) := "cluster" if user in {"etcd", "newer", "undecided", "perhaps"}

kind_of(user) := "disk_encryption_set" if user in {"disk", "rotating"}

kind_of("account") := "storage_account"

plural_of(user) := sprintf("%ss", [kind_of(user)])

property_of(user) := "kms_key" if kind_of(user) == "cluster"

property_of(user) := "vault_key" if kind_of(user) != "cluster"

# Where a user stands in the array of its kind.
at(users, position) := count([other | some before, other in users; before < position; kind_of(other) == kind_of(users[position])])

user_changes := {
	"etcd": {"kms_enabled": set(true), "kms_infrastructure_encryption": by_default("Disabled"), "kms_key": to(attribute("key", "key_versioned"), "key", 0)},
	"newer": {"kms_enabled": set(true), "kms_infrastructure_encryption": set("Enabled"), "kms_key": to(attribute("key", "key_versionless"), "key", 0)},
	"undecided": {"kms_enabled": set(true), "kms_infrastructure_encryption": hidden("not shown"), "kms_key": to(attribute("key", "key_versioned"), "key", 0)},
	"perhaps": {"kms_enabled": unknown("var.kms has no value"), "kms_infrastructure_encryption": by_default("Disabled"), "kms_key": to(attribute("key", "key_versioned"), "key", 0)},
	"disk": {"auto_key_rotation": set(false), "vault_key": to(attribute("key", "key_versioned"), "key", 0)},
	"rotating": {"auto_key_rotation": set(true), "vault_key": to(attribute("key", "key_versionless"), "key", 0)},
	"account": {"customer_key": set(true), "vault_key": to(attribute("key", "key_versionless"), "key", 0)},
}

# METADATA
# description: >-
#   The roles of Azure, and the local ones of managed HSMs, by what they let somebody do with keys and disk encryption sets.
#   Source - azure-facts 2.3, 2.4; Azure's list of built-in roles.
package akscan.lib.role

import data.akscan.lib.state

# What is done with a key, in the words of access policies, lower-case.
all_operations := {"get", "encrypt", "decrypt", "wrapkey", "unwrapkey"}

service_operations := {"get", "wrapkey", "unwrapkey"}

# plane is where a grant of it counts: in vaults that go by roles (rbac), or in managed HSMs (local).
# reads_sets says that it holds Microsoft.Compute/diskEncryptionSets/read.
key_role(name, operations) := {"name": name, "plane": "rbac", "operations": operations, "reads_sets": false}

local_role(name, operations) := {"name": name, "plane": "local", "operations": operations, "reads_sets": false}

reader(name) := {"name": name, "plane": "rbac", "operations": set(), "reads_sets": true}

other(name) := {"name": name, "plane": "rbac", "operations": set(), "reads_sets": false}

by_id := {
	"00482a5a-887f-4fb3-b363-3b7fe8e74483": key_role("Key Vault Administrator", all_operations),
	"14b46e9e-c2b7-41b4-b07b-48a6ebf60603": key_role("Key Vault Crypto Officer", all_operations),
	"12338af0-0e69-4776-bea7-57ae8d297424": key_role("Key Vault Crypto User", all_operations),
	"e147488a-f6f5-4113-8e2d-b22465e65bf6": key_role("Key Vault Crypto Service Encryption User", service_operations),
	"08bbd89e-9f13-488c-ac41-acfcb10c90ab": key_role("Key Vault Crypto Service Release User", {"release"}),
	"21090545-7ca7-4776-b22c-e363652d74d2": other("Key Vault Reader"),
	"f25e0fa2-a7c8-4377-a976-54943a77a395": other("Key Vault Contributor"),
	"a68e7c17-0ab2-4c09-9a58-125dae29748c": other("Key Vault Purge Operator"),
	"8b54135c-b56d-4d72-a534-26097cfdc8d8": other("Key Vault Data Access Administrator"),
	"b86a8fe4-44ce-4948-aee5-eccb2c155cd7": other("Key Vault Secrets Officer"),
	"4633458b-17de-408a-b874-0445c86b69e6": other("Key Vault Secrets User"),
	"a4417e6f-fecd-4de8-b567-7b0420556985": other("Key Vault Certificates Officer"),
	"db79e9a7-68ee-4b58-9aeb-b90e7c24fcba": other("Key Vault Certificate User"),
	"8e3af657-a8ff-443c-a75c-2fe8c4bcb635": reader("Owner"),
	"b24988ac-6180-42a0-ab88-20f7382dd24c": reader("Contributor"),
	"acdd72a7-3385-48ef-bd42-f606fba81ae7": reader("Reader"),
	"18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": reader("User Access Administrator"),
	"f58310d9-a9f6-439a-9e8d-f62e7b41a168": reader("Role Based Access Control Administrator"),
	"136d308c-0937-4a49-9bd7-edfb42adbffc": reader("Disk Encryption Set Operator for Managed Disks"),
	"959f8984-c045-4866-89c7-12bf9737be2e": other("Data Operator for Managed Disks"),
	"3e5e47e6-65f7-47ef-90b5-e5dd4d455f24": other("Disk Backup Reader"),
	"b50d9833-a0cb-478e-945f-707fcc997c13": other("Disk Restore Operator"),
	"7efff54f-a5b4-42b5-a1c5-5411624893ce": other("Disk Snapshot Contributor"),
	"60fc6e62-5479-42d4-8bf4-67625fcc2840": other("Disk Pool Operator"),
	"9980e02c-c2be-4d73-94e8-173b1dc7cf3c": other("Virtual Machine Contributor"),
	"4d97b98b-1d4f-4787-a291-c67834d212e7": other("Network Contributor"),
	"7f951dda-4ed3-4680-a7ca-43fe172d538d": other("AcrPull"),
	"f1a07417-d97a-45cb-824c-7a7467783830": other("Managed Identity Operator"),
	"b12aa53e-6015-4669-85d0-8515ebb3ae7f": other("Private DNS Zone Contributor"),
	"a290e904-7015-4bba-90c8-60543313cdb4": local_role("Managed HSM Administrator", set()),
	"515eb02d-2335-4d2d-92f2-b1cbdf9c3778": local_role("Managed HSM Crypto Officer", {"purge"}),
	"21dbd100-6940-42c2-9190-5d6cb909625b": local_role("Managed HSM Crypto User", all_operations),
	"4bd23610-cdcf-4971-bdee-bdc562cc28e4": local_role("Managed HSM Policy Administrator", set()),
	"2c18b078-7c48-4d3a-af88-5a3a1b3f82b3": local_role("Managed HSM Crypto Auditor", {"get"}),
	"33413926-3206-4cdd-b39a-83574fe37a17": local_role("Managed HSM Crypto Service Encryption User", service_operations),
	"21dbd100-6940-42c2-9190-5d6cb909625c": local_role("Managed HSM Crypto Service Release User", {"release"}),
	"7b127d3c-77bd-4e3e-bbe0-dbb8971fa7f8": local_role("Managed HSM Backup", set()),
	"6efe6056-5259-49d2-8b3d-d3d73544b20b": local_role("Managed HSM Restore", set()),
}

by_name := {lower(known.name): known | some known in by_id}

# METADATA
# description: >-
#   What a role assignment gives, as {"name", "plane", "operations", "reads_sets"}; undefined for a custom role and for one that isn't known. Its id
#   decides over its name.
of(grant) := by_id[lower(state.text(grant.role_id))] if state.text(grant.role_id)

of(grant) := by_name[trim_suffix(lower(state.text(grant.role)), " (preview)")] if not state.text(grant.role_id)

# METADATA
# description: Where a grant of the role counts; a custom role is one of Azure's.
plane(grant) := of(grant).plane if of(grant)

plane(grant) := "rbac" if not of(grant)

# METADATA
# description: The role in a message.
words(grant) := sprintf("the role %s", [of(grant).name]) if {
	of(grant)
} else := sprintf("the role %q", [state.text(grant.role)]) if {
	state.text(grant.role)
} else := sprintf("the role %s", [state.text(grant.role_id)]) if {
	state.text(grant.role_id)
} else := sprintf("a role that isn't known (%s)", [state.why(property(grant))])

# METADATA
# description: The property that names the role.
property(grant) := grant.role if not state.is_absent(grant.role)

property(grant) := grant.role_id if state.is_absent(grant.role)

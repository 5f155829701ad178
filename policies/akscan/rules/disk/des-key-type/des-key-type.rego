# METADATA
# title: A disk encryption set's key is one that disks can use
# description: >-
#   A disk encryption set (DES) wraps its disks' keys with an RSA key of 2048, 3072 or 4096 bits, in a vault or an HSM. A key of another type or
#   size, or one that isn't allowed to wrap and unwrap, fails when the first disk is made, or stops the disks when it replaces a good one.
# related_resources:
#   - description: "Azure: customer-managed keys of managed disks, restrictions"
#     ref: https://learn.microsoft.com/azure/virtual-machines/disk-encryption#restrictions
# custom:
#   severity: high
#   kinds: [disk_encryption_set]
#   remediation:
#     terraform: >-
#       Make a key with key_type = "RSA" (or "RSA-HSM"), key_size = 4096 and key_opts = ["wrapKey", "unwrapKey"], and point the set to it. Type and
#       size of a key can't be changed.
#     arm: >-
#       Make a key with kty RSA (or RSA-HSM), keySize 4096 and keyOps ["wrapKey", "unwrapKey"], and point activeKey to it. Type and size of a key can't be
#       changed.
#     azure: >-
#       az keyvault key set-attributes --id KEY_ID --ops wrapKey unwrapKey mends the operations. Type and size can't be changed: az keyvault key create
#       --vault-name VAULT -n KEY --kty RSA --size 4096 --ops wrapKey unwrapKey makes a new key, az disk-encryption-set update --key-url moves the set to it.
#   compliance:
#     Azure Policy: [75c4f823-d65c-4f29-a733-01d0077fdbcb, 82067dbb-e53b-4e06-b631-546d197452d9]
#     MCSB v1 (our own mapping): [DP-6]
#     NIST SP 800-53 R5 (our own mapping): [SC-12]
package akscan.rules.disk["des-key-type"]

import data.akscan.lib.answer
import data.akscan.lib.des
import data.akscan.lib.name
import data.akscan.lib.result
import data.akscan.lib.state
import data.akscan.lib.subject

subjects contains set.key if {
	some set in subject.disk_encryption_sets
	count(keys(set)) > 0
}

results contains result.with_details(set, set.vault_key, verdict, message(set, key, verdict), {"related": [step(key, verdict)]}) if {
	some set in subject.disk_encryption_sets
	some key in keys(set)
	verdict := answer.require(answer.all_of([has_type(key), has_size(key), wraps(key)]))
}

# A key that the scan only knows by its identifier tells nothing of its type.
keys(set) := [key | some key in des.keys(set); given(key)]

given(key) if not key.existing

given(key) if {
	key.existing
	state.text(key.key_type)
}

has_type(key) := "unknown" if {
	state.is_absent(key.key_type)
} else := state.one_of(key.key_type, {"rsa", "rsa-hsm"})

# The size of a key of another type doesn't matter.
has_size(key) := "yes" if {
	has_type(key) == "no"
} else := "yes" if {
	state.number(key.key_size) in {2048, 3072, 4096}
} else := "no" if {
	state.number(key.key_size)
} else := "unknown"

needed := {"wrapkey", "unwrapkey"}

wraps(key) := "yes" if {
	count(needed - operations(key)) == 0
} else := "no" if {
	operations(key)
} else := "unknown"

# Undefined where nobody knows them.
operations(key) := {lower(operation) | some operation in listed} if listed := state.items(key.operations)

# The step leads to what proves the verdict.
step(key, verdict) := result.step(proof(key, verdict), sprintf("the key %s", [name.of(key)]))

proof(key, "fail") := key.key_type if {
	has_type(key) == "no"
} else := key.key_size if {
	has_size(key) == "no"
} else := key.operations

proof(key, verdict) := result.header(key) if verdict != "fail"

message(set, key, "pass") := sprintf("Disk encryption set %s can use its key %s.", [name.of(set), name.of(key)])

message(set, key, "open") := sprintf("Whether disk encryption set %s can use its key %s can't be told: %s.", [name.of(set), name.of(key), concat("; ", gaps(key))])

message(set, key, "fail") := sprintf("Key: disk encryption set %s can't use its key %s: %s.", [name.of(set), name.of(key), concat("; ", faults(key))])

# A key that is of the wrong type or size is to be replaced, whatever else it lacks.
faults(key) := [sprintf("it is of type %s, and only RSA and RSA-HSM will do, so a new key is needed", [state.shown(key.key_type)])] if {
	has_type(key) == "no"
} else := [sprintf("it has %s bits, and only 2048, 3072 and 4096 will do, so a new key is needed", [state.shown(key.key_size)])] if {
	has_size(key) == "no"
} else := [sprintf("its operations lack %s, which can be added", [name.list(missing(key))])]

# In the words that Key Vault has for them.
missing(key) := [word |
	some operation, word in {"wrapkey": "wrapKey", "unwrapkey": "unwrapKey"}
	not operation in operations(key)
]

# What isn't known, by what is missing to know it.
gaps(key) := [sprintf("its %s: %s", [name.list(fields), why]) |
	some why in {gap.why | some gap in unknowns(key)}
	fields := [gap.field | some gap in unknowns(key); gap.why == why]
]

unknowns(key) := array.concat(
	[{"field": "type", "why": gap(key, key.key_type)} | has_type(key) == "unknown"],
	array.concat(
		[{"field": "size", "why": gap(key, key.key_size)} | has_size(key) == "unknown"],
		[{"field": "operations", "why": gap(key, key.operations)} | wraps(key) == "unknown"],
	),
)

gap(key, property) := state.why(property) if {
	state.is_unknown(property)
} else := "not written, and what Azure takes instead isn't certain" if {
	key.mode == "declared"
} else := "not in the files given (az keyvault key show has it)"

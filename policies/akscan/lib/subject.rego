# METADATA
# description: >-
#   What there is to judge: the resources of a kind that exist or will, without those that are only referred to.
package akscan.lib.subject

# METADATA
# description: Each azapi resource.
azapi_resources := [resource |
	some resource in input.azapi_resources
	not resource.existing
]

# METADATA
# description: Each cluster.
clusters := [resource |
	some resource in input.clusters
	not resource.existing
]

# METADATA
# description: Each disk encryption set.
disk_encryption_sets := [resource |
	some resource in input.disk_encryption_sets
	not resource.existing
]

# METADATA
# description: Each vault.
key_vaults := [resource |
	some resource in input.key_vaults
	not resource.existing
]

# METADATA
# description: Each key.
keys := [resource |
	some resource in input.keys
	not resource.existing
]

# METADATA
# description: Each managed disk.
managed_disks := [resource |
	some resource in input.managed_disks
	not resource.existing
]

# METADATA
# description: Each call of a module.
module_calls := [resource |
	some resource in input.module_calls
	not resource.existing
]

# METADATA
# description: Each AKSNodeClass.
node_classes := [resource |
	some resource in input.node_classes
	not resource.existing
]

# METADATA
# description: Each node pool.
node_pools := [resource |
	some resource in input.node_pools
	not resource.existing
]

# METADATA
# description: Each persistent volume.
persistent_volumes := [resource |
	some resource in input.persistent_volumes
	not resource.existing
]

# METADATA
# description: Each Secret.
secrets := [resource |
	some resource in input.secrets
	not resource.existing
]

# METADATA
# description: Each storage account.
storage_accounts := [resource |
	some resource in input.storage_accounts
	not resource.existing
]

# METADATA
# description: Each storage class.
storage_classes := [resource |
	some resource in input.storage_classes
	not resource.existing
]

# METADATA
# description: Each root module.
terraform_modules := [resource |
	some resource in input.terraform_modules
	not resource.existing
]

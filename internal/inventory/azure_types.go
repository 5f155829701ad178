package inventory

import "strings"

// AzureType is a resource type of Azure that the inventory holds.
type AzureType struct {
	// Name is the type in ARM's own casing: Microsoft.ContainerService/managedClusters.
	Name string
	Kind Kind
}

// azureTypes lists every type that is read, by its lower-case name.
var azureTypes = azureTypesByName(
	AzureType{"Microsoft.ContainerService/managedClusters", Cluster},
	AzureType{"Microsoft.ContainerService/managedClusters/agentPools", NodePool},
	AzureType{"Microsoft.Compute/diskEncryptionSets", DiskEncryptionSet},
	AzureType{"Microsoft.Compute/disks", ManagedDisk},
	AzureType{"Microsoft.KeyVault/vaults", KeyVault},
	AzureType{"Microsoft.KeyVault/managedHSMs", KeyVault},
	AzureType{"Microsoft.KeyVault/vaults/keys", Key},
	AzureType{"Microsoft.KeyVault/managedHSMs/keys", Key},
	AzureType{"Microsoft.KeyVault/vaults/accessPolicies", AccessPolicy},
	AzureType{"Microsoft.ManagedIdentity/userAssignedIdentities", Identity},
	AzureType{"Microsoft.Authorization/roleAssignments", RoleAssignment},
	AzureType{"Microsoft.Authorization/roleAssignmentScheduleInstances", RoleAssignment}, // those in force; what somebody is eligible for isn't
	AzureType{"Microsoft.Storage/storageAccounts", StorageAccount},
	AzureType{"Microsoft.Features/providers/features", Feature},
)

func azureTypesByName(types ...AzureType) map[string]AzureType {
	byName := make(map[string]AzureType, len(types))
	for _, t := range types {
		byName[strings.ToLower(t.Name)] = t
	}
	return byName
}

// LookupAzureType finds a type by its name in any casing. ok is false for a type
// that the inventory doesn't hold.
func LookupAzureType(name string) (t AzureType, ok bool) {
	t, ok = azureTypes[strings.ToLower(name)]
	return t, ok
}

// SizeIdentity is the identity of a VM size in a region, written either way ("West
// Europe", westeurope).
func SizeIdentity(region, size string) string {
	return "vm size " + strings.ToLower(strings.ReplaceAll(region, " ", "")) + " " + strings.ToLower(size)
}

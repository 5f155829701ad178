package inventory

import "fmt"

// The kinds.
const (
	Cluster               Kind = "cluster"
	NodePool              Kind = "node_pool"
	NodeClass             Kind = "node_class"
	DiskEncryptionSet     Kind = "disk_encryption_set"
	KeyVault              Kind = "key_vault"
	Key                   Kind = "key"
	KeyVersion            Kind = "key_version"
	Identity              Kind = "identity"
	RoleAssignment        Kind = "role_assignment"
	AccessPolicy          Kind = "access_policy"
	ManagedDisk           Kind = "managed_disk"
	StorageAccount        Kind = "storage_account"
	Feature               Kind = "feature"
	VMSize                Kind = "vm_size"
	StorageClass          Kind = "storage_class"
	StorageClassGroup     Kind = "storage_class_group"
	PersistentVolume      Kind = "persistent_volume"
	PersistentVolumeClaim Kind = "persistent_volume_claim"
	Workload              Kind = "workload"
	Secret                Kind = "secret"
	TerraformModule       Kind = "terraform_module"
	ModuleCall            Kind = "module_call"
	AzapiResource         Kind = "azapi_resource"
)

// KindInfo describes one kind: its row in the document and its table of properties.
type KindInfo struct {
	Kind Kind
	// Plural names the kind's array in the shared document.
	Plural string
	// Doc says in one line what it is.
	Doc        string
	Properties []Property
	// Shared marks a kind that many others lead to and that is only a fact about them (a VM
	// size, the root module): such edges don't join parts. Every part gets its own copy.
	Shared bool

	// byName and references are the indexes of all properties and of those that are references; see indexed.
	byName     map[string]int
	references []int
}

// kinds lists every kind, in the order of the document's arrays.
var kinds = indexed([]KindInfo{
	{Kind: Cluster, Plural: "clusters", Doc: "an AKS cluster", Properties: clusterProperties},
	{Kind: NodePool, Plural: "node_pools", Doc: "a node pool, inline or a resource of its own", Properties: nodePoolProperties},
	{Kind: NodeClass, Plural: "node_classes", Doc: "an AKSNodeClass: what node auto-provisioning makes nodes like", Properties: nodeClassProperties},
	{Kind: DiskEncryptionSet, Plural: "disk_encryption_sets", Doc: "a disk encryption set (DES)", Properties: diskEncryptionSetProperties},
	{Kind: KeyVault, Plural: "key_vaults", Doc: "a key vault or managed HSM", Properties: keyVaultProperties},
	{Kind: Key, Plural: "keys", Doc: "a key in a vault", Properties: keyProperties},
	{Kind: KeyVersion, Plural: "key_versions", Doc: "one version of a key, as an export shows it", Properties: keyVersionProperties},
	{Kind: Identity, Plural: "identities", Doc: "a user-assigned managed identity", Properties: identityProperties},
	{Kind: RoleAssignment, Plural: "role_assignments", Doc: "a role given to an identity at a scope", Properties: roleAssignmentProperties},
	{Kind: AccessPolicy, Plural: "access_policies", Doc: "an entry of a vault's access policies, inline or a resource of its own", Properties: accessPolicyProperties},
	{Kind: ManagedDisk, Plural: "managed_disks", Doc: "a managed disk", Properties: managedDiskProperties},
	{Kind: StorageAccount, Plural: "storage_accounts", Doc: "a storage account", Properties: storageAccountProperties},
	{Kind: Feature, Plural: "features", Doc: "a feature of a subscription, registered or not", Properties: featureProperties},
	{Kind: VMSize, Plural: "vm_sizes", Doc: "a VM size in a region, as az vm list-skus shows it", Properties: vmSizeProperties, Shared: true},
	{Kind: StorageClass, Plural: "storage_classes", Doc: "a Kubernetes StorageClass", Properties: storageClassProperties},
	{Kind: StorageClassGroup, Plural: "storage_class_groups", Doc: "the storage classes of one export or one folder, which one cluster has", Properties: storageClassGroupProperties},
	{Kind: PersistentVolume, Plural: "persistent_volumes", Doc: "a PersistentVolume, or a volume written inline in a pod", Properties: persistentVolumeProperties},
	{Kind: PersistentVolumeClaim, Plural: "persistent_volume_claims", Doc: "a PersistentVolumeClaim, or a claim template", Properties: persistentVolumeClaimProperties},
	{Kind: Workload, Plural: "workloads", Doc: "a Pod or what makes Pods", Properties: workloadProperties},
	{Kind: Secret, Plural: "secrets", Doc: "a Kubernetes Secret; its name and times, never what it holds", Properties: secretProperties},
	{Kind: TerraformModule, Plural: "terraform_modules", Doc: "a root module of Terraform, with its providers' versions", Properties: terraformModuleProperties, Shared: true},
	{Kind: ModuleCall, Plural: "module_calls", Doc: "a call of a Terraform module that isn't on disk", Properties: moduleCallProperties},
	{Kind: AzapiResource, Plural: "azapi_resources", Doc: "an azapi resource on an AKS or Key Vault type, as Terraform has it", Properties: azapiResourceProperties},
})

// indexed prepares the kinds for being asked about their properties, which is done again and again.
func indexed(kinds []KindInfo) []KindInfo {
	for i := range kinds {
		k := &kinds[i]
		k.byName = make(map[string]int, len(k.Properties))
		for j := range k.Properties {
			p := &k.Properties[j]
			k.byName[p.Name] = j
			if p.Type == Reference || p.Type == References {
				k.references = append(k.references, j)
			}
		}
	}
	return kinds
}

// Kinds lists every kind, in the order of the document's arrays. The caller doesn't change it.
func Kinds() []KindInfo { return kinds }

// InfoOf describes a kind. It panics on one that doesn't exist: that is a mistake in the program.
func InfoOf(kind Kind) *KindInfo {
	for i := range kinds {
		if kinds[i].Kind == kind {
			return &kinds[i]
		}
	}
	panic(fmt.Sprintf("inventory: no kind %q", kind))
}

// Has reports whether the kind has a property of that name.
func (k *KindInfo) Has(name string) bool {
	_, ok := k.byName[name]
	return ok
}

func (k *KindInfo) index(name string) int {
	i, ok := k.byName[name]
	if !ok {
		panic(fmt.Sprintf("inventory: %s has no property %q", k.Kind, name))
	}
	return i
}

package inventory

import (
	"fmt"
	"slices"
)

// The kinds.
const (
	Cluster               Kind = "cluster"
	NodePool              Kind = "node_pool"
	NodeClass             Kind = "node_class"
	DiskEncryptionSet     Kind = "disk_encryption_set"
	KeyVault              Kind = "key_vault"
	Key                   Kind = "key"
	ManagedDisk           Kind = "managed_disk"
	StorageClass          Kind = "storage_class"
	PersistentVolume      Kind = "persistent_volume"
	PersistentVolumeClaim Kind = "persistent_volume_claim"
	Workload              Kind = "workload"
	ModuleCall            Kind = "module_call"
)

// KindInfo describes one kind: its row in the document and its table of properties.
type KindInfo struct {
	Kind Kind
	// Plural names the kind's array in the shared document.
	Plural string
	// Doc says in one line what it is.
	Doc        string
	Properties []Property
}

// kinds lists every kind, in the order of the document's arrays.
var kinds = []KindInfo{
	{Cluster, "clusters", "an AKS cluster", clusterProperties},
	{NodePool, "node_pools", "a node pool, inline or a resource of its own", nodePoolProperties},
	{NodeClass, "node_classes", "an AKSNodeClass: what node auto-provisioning makes nodes like", nodeClassProperties},
	{DiskEncryptionSet, "disk_encryption_sets", "a disk encryption set (DES)", diskEncryptionSetProperties},
	{KeyVault, "key_vaults", "a key vault or managed HSM", keyVaultProperties},
	{Key, "keys", "a key in a vault", keyProperties},
	{ManagedDisk, "managed_disks", "a managed disk", managedDiskProperties},
	{StorageClass, "storage_classes", "a Kubernetes StorageClass", storageClassProperties},
	{PersistentVolume, "persistent_volumes", "a PersistentVolume, or a volume written inline in a pod", persistentVolumeProperties},
	{PersistentVolumeClaim, "persistent_volume_claims", "a PersistentVolumeClaim, or a claim template", persistentVolumeClaimProperties},
	{Workload, "workloads", "a Pod or what makes Pods", workloadProperties},
	{ModuleCall, "module_calls", "a call of a Terraform module that isn't on disk", moduleCallProperties},
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

func (k *KindInfo) index(name string) int {
	i := slices.IndexFunc(k.Properties, func(p Property) bool { return p.Name == name })
	if i < 0 {
		panic(fmt.Sprintf("inventory: %s has no property %q", k.Kind, name))
	}
	return i
}

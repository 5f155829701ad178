package terraform

import (
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// kinds are the resource types that the inventory holds, managed or data source.
// Source: azure-facts 5.1 and 5.3.
var kinds = map[string]inventory.Kind{
	"azurerm_kubernetes_cluster":                         inventory.Cluster,
	"azurerm_kubernetes_automatic_cluster":               inventory.Cluster,
	"azurerm_kubernetes_cluster_node_pool":               inventory.NodePool,
	"azurerm_disk_encryption_set":                        inventory.DiskEncryptionSet,
	"azurerm_key_vault":                                  inventory.KeyVault,
	"azurerm_key_vault_managed_hardware_security_module": inventory.KeyVault,
	"azurerm_key_vault_key":                              inventory.Key,
	hsmKey:                                               inventory.Key,
	"azurerm_managed_disk":                               inventory.ManagedDisk,
	"azurerm_user_assigned_identity":                     inventory.Identity,
	"azurerm_role_assignment":                            inventory.RoleAssignment,
	localGrant:                                           inventory.RoleAssignment,
	"azurerm_key_vault_access_policy":                    inventory.AccessPolicy,
	"azurerm_storage_account":                            inventory.StorageAccount,
	accountKeys:                                          inventory.StorageAccount,
}

// azureTypes are the types that Azure itself gives those resources; they make up their ids.
var azureTypes = map[string]string{
	"azurerm_kubernetes_cluster":                         "Microsoft.ContainerService/managedClusters",
	"azurerm_kubernetes_automatic_cluster":               "Microsoft.ContainerService/managedClusters",
	"azurerm_disk_encryption_set":                        "Microsoft.Compute/diskEncryptionSets",
	"azurerm_key_vault":                                  "Microsoft.KeyVault/vaults",
	"azurerm_key_vault_managed_hardware_security_module": "Microsoft.KeyVault/managedHSMs",
	"azurerm_managed_disk":                               "Microsoft.Compute/disks",
	"azurerm_user_assigned_identity":                     "Microsoft.ManagedIdentity/userAssignedIdentities",
	"azurerm_storage_account":                            "Microsoft.Storage/storageAccounts",
}

// kubernetesKinds are the types of the kubernetes provider that are read, without the _v1 that some carry.
var kubernetesKinds = map[string]inventory.Kind{
	"kubernetes_storage_class":           inventory.StorageClass,
	"kubernetes_persistent_volume":       inventory.PersistentVolume,
	"kubernetes_persistent_volume_claim": inventory.PersistentVolumeClaim,
}

// kindOther is the kind of what the inventory doesn't hold.
const kindOther = "other"

// kind is the inventory's kind of a resource, or [kindOther].
func (i *instance) kind() string {
	if strings.HasPrefix(i.res.typ, "azapi_") {
		if t, ok := inventory.LookupAzureType(i.azureType()); ok {
			return string(t.Kind)
		}
	}
	return kindOfType(i.res.typ)
}

// azureType is the Azure type of an azapi resource, without its version.
func (i *instance) azureType() string {
	attr := i.body().Attributes["type"]
	if attr == nil {
		return ""
	}
	text, _, _ := strings.Cut(textOf(i.scope.value(attr.Expr, i.ctx)), "@")
	return text
}

// textOf is a known text; "" for anything else.
func textOf(v cty.Value) string {
	if v = plain(v); v.IsKnown() && !v.IsNull() && v.Type() == cty.String {
		return v.AsString()
	}
	return ""
}

// refOfAttribute says which of a resource's values an attribute is.
// Source: azure-facts 5.1 (azurerm_key_vault_key exports).
func refOfAttribute(typ, kind, path string) string {
	switch {
	case kind == string(inventory.Key) && strings.HasPrefix(typ, "azurerm_"):
		hsm := typ == hsmKey
		switch {
		case path == "id" && !hsm, path == "versioned_id" && hsm:
			return source.RefKeyVersioned
		case path == "versionless_id", path == "id" && hsm:
			return source.RefKeyVersionless
		case path == "resource_id", path == "resource_versionless_id":
			return source.RefID
		}
	case path == "id":
		return source.RefID
	case path == "principal_id", strings.HasPrefix(path, "identity") && strings.HasSuffix(path, ".principal_id"):
		return source.RefPrincipal
	}
	return source.RefOther
}

// otherIdentity sets apart the identities that a resource has besides its own: a
// grant to the kubelet's, or to an add-on's, is none to the cluster.
func otherIdentity(path string) string {
	first, _, _ := strings.Cut(path, ".")
	first, _, _ = strings.Cut(first, "[")
	if first != "identity" && strings.Contains(path, "identity") {
		return "/" + first
	}
	return ""
}

// refOfMember says which of a resource's values a part of one of its attributes is:
// azapi hands back what Azure answered.
func refOfMember(ref source.Ref, step string) string {
	if ref.Kind == string(inventory.Key) && strings.HasPrefix(ref.Type, "azapi_") {
		switch step {
		case ".keyUriWithVersion":
			return source.RefKeyVersioned
		case ".keyUri":
			return source.RefKeyVersionless
		}
	}
	if step == ".principalId" || step == ".principal_id" {
		return source.RefPrincipal
	}
	return source.RefOther
}

// isOptional reports whether an attribute is an argument that the configuration
// may leave out, so that an existing resource may well not have it.
func isOptional(typ, path string) bool {
	kind, ok := kinds[typ]
	if !ok {
		return false
	}
	info := inventory.InfoOf(kind)
	for i := range info.Properties {
		for _, name := range info.Properties[i].Terraform {
			if top, _, _ := strings.Cut(name.Path, "."); top == path && !alwaysThere[path] {
				return true
			}
		}
	}
	return optionalBlocks[path]
}

// alwaysThere are arguments that every resource of their type has.
var alwaysThere = map[string]bool{"location": true, "key_vault_id": true, "kubernetes_cluster_id": true, "key_type": true, "kubernetes_version": true}

// optionalBlocks are blocks that the property table reads by function, not by name.
var optionalBlocks = map[string]bool{"key_management_service": true}

// typeOfMember guesses the type of a computed attribute by its name. What isn't
// plainly text stays of any type.
func typeOfMember(path string) cty.Type {
	name := path[strings.LastIndexByte(path, '.')+1:]
	for _, suffix := range []string{"id", "name", "location", "uri", "url", "fqdn", "version"} {
		if name == suffix || strings.HasSuffix(name, "_"+suffix) {
			return cty.String
		}
	}
	return cty.DynamicPseudoType
}

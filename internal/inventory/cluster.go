package inventory

import (
	"strings"
)

// Sources: azure-facts 0.1, 1.1, 2.1, 3, 5.1 and appendix A (BICEPTYPES managedClusters; azurerm change log).
var clusterProperties = []Property{
	{
		Name: "kms_enabled", Doc: "whether a Key Vault key encrypts etcd (the KMS plugin)", Type: Bool, Absent: false,
		Azure: "securityProfile.azureKeyVaultKms.enabled", ToldSince: "2022-06-01",
		ReadTerraform: func(v View) Value { return v.Lookup("key_management_service") },
	},
	{
		Name: "kms_key", Doc: "the Key Vault key that encrypts etcd", Type: Reference, Targets: []Kind{Key},
		Azure:     "securityProfile.azureKeyVaultKms.keyId",
		Terraform: always("key_management_service.key_vault_key_id"),
	},
	{
		Name: "kms_network_access", Doc: "how KMS reaches the vault: Public or Private", Type: Text, Absent: "Public",
		Azure: "securityProfile.azureKeyVaultKms.keyVaultNetworkAccess", ToldSince: "2022-06-01",
		Terraform: always("key_management_service.key_vault_network_access"),
	},
	{
		Name: "kms_vault", Doc: "the vault that KMS reaches privately", Type: Reference, Targets: []Kind{KeyVault},
		Azure: "securityProfile.azureKeyVaultKms.keyVaultResourceId",
	},
	{
		Name: "kms_infrastructure_encryption", Type: Text,
		Doc:       "the newer KMS mode (Enabled or Disabled): the platform encrypts every Kubernetes object; preview API versions only",
		ReadAzure: readInfrastructureEncryption, AbsentIn: absentInfrastructureEncryption,
	},
	{
		Name: "disk_encryption_set", Doc: "the DES that encrypts the nodes' OS disks", Type: Reference, Targets: []Kind{DiskEncryptionSet},
		Azure: "diskEncryptionSetID", ToldSince: "2020-01-01", Terraform: []TerraformName{{Path: "disk_encryption_set_id", Since: "2.14.0"}}, ScanWide: true,
	},
	{
		Name: "identity_type", Doc: "the cluster's identity: SystemAssigned, UserAssigned; absent is a service principal", Type: Text,
		Azure: "/identity.type", Terraform: always("identity.type"),
	},
	{
		Name: "service_principal", Doc: "the client id of the cluster's service principal; \"msi\" when it has none", Type: Text,
		Azure: "servicePrincipalProfile.clientId", Terraform: always("service_principal.client_id"),
	},
	{
		Name: "kubernetes_version", Doc: "the Kubernetes version of the control plane", Type: Text,
		ReadAzure: func(v View) Value {
			if current := v.Lookup("currentKubernetesVersion"); current.State == Set {
				return current
			}
			return v.Lookup("kubernetesVersion")
		},
		Terraform: always("kubernetes_version"),
	},
	locationRow,
	{
		Name: "vnet_integration", Doc: "whether the API server is joined to a virtual network of the owner's", Type: Bool,
		Azure: "apiServerAccessProfile.enableVnetIntegration", Terraform: vnetIntegrationNames, AbsentIn: absentVnetIntegration,
	},
	identitiesRow,
	{
		Name: "kubelet_identity", Doc: "the identity that the nodes run as", Type: Reference, Targets: []Kind{Identity},
		Azure: "identityProfile.kubeletidentity.resourceId", Terraform: always("kubelet_identity.user_assigned_identity_id"),
	},
	principalRow,
	{
		Name: "node_resource_group", Doc: "the resource group that AKS keeps the nodes in", Type: Text,
		Azure: "nodeResourceGroup", Terraform: always("node_resource_group"),
	},
	{Name: "last_modified", Doc: "when it was last changed, RFC 3339", Type: Text, Azure: "/systemData.lastModifiedAt"},
	{
		Name: "kms_fields", Type: List, ReadAzure: readKMSFields,
		Doc: "the KMS properties that are written, by their last name, whether their API version has them or not",
	},
	{
		Name: "kms_fields_in_doubt", Type: List, ReadAzure: readDoubtfulKMSFields,
		Doc: "those that may be written besides, because nobody knows a value or what holds it",
	},
	{
		Name: "kms_api_version", Doc: "the API version that they are written under", Type: Text, ReadAzure: readKMSVersion,
	},
	ignoredChangesRow,
	{Name: "kms_overlay", Doc: "whether only an azapi overlay sets KMS; filled in by linking", Type: Bool, Absent: false},
	linked("kms_key_version", "the version of the key that KMS is pinned to", Reference, KeyVersion),
	linked("dependencies", "the addresses of everything in the root that Terraform makes before it", List),
	linked("dependencies_in_doubt", "those of what it may wait for besides, through modules that nobody can see", List),
	counterpartRow(Cluster),
	rootRow,
}

// infrastructureEncryption is where the newer KMS mode stands.
const infrastructureEncryption = "securityProfile.kubernetesResourceObjectEncryptionProfile.infrastructureEncryption"

// newestManagedClusters is the newest managedClusters API version that azure-facts 1.1 covers.
const newestManagedClusters = "2026-05-02"

// showsInfrastructureEncryption reports whether an API version has the newer KMS
// mode: previews from 2025-06-02-preview on, no stable version up to the newest
// known; decided is false for versions newer than that. Source: azure-facts 1.1.
func showsInfrastructureEncryption(version string) (shows, decided bool) {
	date, preview := apiDate(version)
	switch {
	case date == "":
		return false, true
	case preview:
		return date >= "2025-06-02", true
	default:
		return false, date <= newestManagedClusters
	}
}

// readInfrastructureEncryption reads the newer KMS mode. Set under an API version
// that doesn't have it, it is ignored or refused by Azure, so it counts as unset.
func readInfrastructureEncryption(view View) Value {
	v := view.Lookup(infrastructureEncryption)
	if v.State == Unset || view.Mode() == Live || view.Version() == "" {
		return v
	}
	switch shows, decided := showsInfrastructureEncryption(view.Version()); {
	case !decided:
		return UnknownValue("akscan doesn't know whether API version "+view.Version()+" has infrastructureEncryption", v.Pos)
	case !shows:
		unset := UnsetValue(v.Pos)
		unset.Ignored = "API version " + view.Version() + " doesn't have infrastructureEncryption"
		return unset
	}
	return v
}

// absentInfrastructureEncryption tells an absent mode that is off from one that the input can't show.
func absentInfrastructureEncryption(view View, v Value) Value {
	disabled := defaulted(v, "Disabled")
	if view.Format().Column() == ColumnTerraform || v.Null {
		// azurerm has no argument for it, so without an azapi overlay nobody sets it.
		return disabled
	}
	if shows, _ := showsInfrastructureEncryption(view.Version()); shows {
		return disabled
	}
	why := "an export without the aks-preview extension can't show the newer KMS mode (infrastructureEncryption)"
	switch {
	case view.Version() == "" && view.Mode() == Declared:
		why = "without an API version nobody can tell whether this could set the newer KMS mode (infrastructureEncryption)"
	case view.Version() != "":
		why = "API version " + view.Version() + " can't show the newer KMS mode (infrastructureEncryption)"
	}
	hidden := UnknownValue(why, v.Pos)
	hidden.Hidden, hidden.Ignored = true, v.Ignored
	return hidden
}

// kmsPaths are the properties that set KMS. Source: azure-facts 1.1.
var kmsPaths = []string{
	"securityProfile.azureKeyVaultKms.enabled", "securityProfile.azureKeyVaultKms.keyId",
	"securityProfile.azureKeyVaultKms.keyVaultNetworkAccess", "securityProfile.azureKeyVaultKms.keyVaultResourceId",
	infrastructureEncryption,
}

// readKMSFields lists which KMS properties are certainly written; nothing when none
// is, so that an overlay that sets none doesn't hide those of another.
func readKMSFields(view View) Value { return kmsFields(view, true) }

// readDoubtfulKMSFields lists those of which nobody knows: an unknown value may be
// null, and an unknown object may hold any of them.
func readDoubtfulKMSFields(view View) Value { return kmsFields(view, false) }

func kmsFields(view View, certain bool) Value {
	var fields []string
	for _, path := range kmsPaths {
		if v := view.Lookup(path); v.State != Unset && (v.State == Set || v.Present()) == certain {
			fields = append(fields, path[strings.LastIndex(path, ".")+1:])
		}
	}
	if fields == nil {
		return UnsetValue(place(view))
	}
	return SetValue(fields, place(view))
}

// readKMSVersion is the API version that a template or request writes KMS under.
func readKMSVersion(view View) Value {
	if view.Version() == "" || readKMSFields(view).State == Unset && readDoubtfulKMSFields(view).State == Unset {
		return UnsetValue(place(view))
	}
	v := SetValue(view.Version(), place(view))
	if written := view.Lookup("/apiVersion"); written.State != Unset {
		v.Pos = written.Pos
	}
	return v
}

// vnetIntegrationNames are the names of API Server VNet Integration in azurerm,
// which had none from 4.0 to 4.45. Source: azure-facts 5.1.
var vnetIntegrationNames = []TerraformName{
	{Path: "api_server_access_profile.virtual_network_integration_enabled", Since: "4.46.0"},
	{Path: "api_server_access_profile.vnet_integration_enabled", Since: "3.39.0", Before: "4.0.0"},
}

// absentVnetIntegration tells an integration that is off from one that the input
// can't show: stable APIs before 2025-03-01 don't have it. Source: azure-facts 1.1.
func absentVnetIntegration(view View, v Value) Value {
	off := defaulted(v, false)
	if view.Format().Column() == ColumnTerraform {
		for _, name := range vnetIntegrationNames {
			if view.Knows(name) {
				return off
			}
		}
		return hiddenAbsent(v, "azurerm 4.0 to 4.45 can't show API Server VNet Integration")
	}
	date, preview := apiDate(view.Version())
	switch {
	case v.Null, preview, date >= "2025-03-01":
		return off
	case date == "":
		return hiddenAbsent(v, "this input can't show API Server VNet Integration")
	}
	return hiddenAbsent(v, "API version "+view.Version()+" can't show API Server VNet Integration")
}

var nodePoolProperties = []Property{
	{
		Name: "host_encryption", Doc: "whether the hosts encrypt temp disks, caches and the way to storage", Type: Bool, Absent: false,
		Azure: "enableEncryptionAtHost", ToldSince: "2020-12-01", ScanWide: true,
		Terraform: []TerraformName{
			{Path: "host_encryption_enabled", Since: "4.0.0"},
			{Path: "enable_host_encryption", Since: "2.46.0", Before: "4.0.0"},
		},
	},
	{Name: "vm_size", Doc: "the VM size of the nodes", Type: Text, Azure: "vmSize", Terraform: always("vm_size")},
	{Name: "os_disk_type", Doc: "Managed or Ephemeral", Type: Text, Azure: "osDiskType", Terraform: always("os_disk_type")},
	{
		Name: "cluster", Doc: "the cluster that the pool belongs to", Type: Reference, Targets: []Kind{Cluster},
		Terraform: always("kubernetes_cluster_id"),
	},
	ignoredChangesRow,
	linked("size", "the VM size in its region", Reference, VMSize),
	counterpartRow(NodePool),
	rootRow,
}

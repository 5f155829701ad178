package inventory

import (
	"strings"
)

// always is one Terraform name that every provider version has.
func always(path string) []TerraformName { return []TerraformName{{Path: path}} }

// Sources: azure-facts 0.1, 1.1, 2.1, 3, 5.1 and appendix A (BICEPTYPES managedClusters; azurerm change log).
var clusterProperties = []Property{
	{
		Name: "kms_enabled", Doc: "whether a Key Vault key encrypts etcd (the KMS plugin)", Type: Bool, Absent: false,
		Azure:         "securityProfile.azureKeyVaultKms.enabled",
		ReadTerraform: func(v View) Value { return v.Lookup("key_management_service") },
	},
	{
		Name: "kms_key", Doc: "the Key Vault key that encrypts etcd", Type: Reference, Targets: []Kind{Key},
		Azure:     "securityProfile.azureKeyVaultKms.keyId",
		Terraform: always("key_management_service.key_vault_key_id"),
	},
	{
		Name: "kms_network_access", Doc: "how KMS reaches the vault: Public or Private", Type: Text, Absent: "Public",
		Azure:     "securityProfile.azureKeyVaultKms.keyVaultNetworkAccess",
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
		Azure: "diskEncryptionSetID", Terraform: []TerraformName{{Path: "disk_encryption_set_id", Since: "2.14.0"}}, ScanWide: true,
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
	{Name: "location", Doc: "the Azure region", Type: Text, Azure: "/location", Terraform: always("location")},
}

// infrastructureEncryption is where the newer KMS mode stands.
const infrastructureEncryption = "securityProfile.kubernetesResourceObjectEncryptionProfile.infrastructureEncryption"

// newestManagedClusters is the newest managedClusters API version that azure-facts 1.1 covers.
const newestManagedClusters = "2026-05-02"

// showsInfrastructureEncryption reports whether an API version has the newer KMS
// mode: previews from 2025-06-02-preview on, no stable version up to the newest
// known; decided is false for versions newer than that. Source: azure-facts 1.1.
func showsInfrastructureEncryption(version string) (shows, decided bool) {
	date, preview := strings.CutSuffix(strings.ToLower(version), "-preview")
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
	disabled := v
	disabled.State, disabled.Value = Default, "Disabled"
	if view.Format().Column() == ColumnTerraform || v.Null {
		// azurerm has no argument for it, so without an azapi overlay nobody sets it.
		return disabled
	}
	if shows, _ := showsInfrastructureEncryption(view.Version()); shows {
		return disabled
	}
	why := "an export without the aks-preview extension can't show the newer KMS mode (infrastructureEncryption)"
	if view.Version() != "" {
		why = "API version " + view.Version() + " can't show the newer KMS mode (infrastructureEncryption)"
	}
	hidden := UnknownValue(why, v.Pos)
	hidden.Hidden, hidden.Ignored = true, v.Ignored
	return hidden
}

var nodePoolProperties = []Property{
	{
		Name: "host_encryption", Doc: "whether the hosts encrypt temp disks, caches and the way to storage", Type: Bool, Absent: false,
		Azure: "enableEncryptionAtHost",
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
}

var diskEncryptionSetProperties = []Property{
	{
		Name: "vault_key", Doc: "the key that encrypts the disks", Type: Reference, Targets: []Kind{Key},
		Azure:     "activeKey.keyUrl",
		Terraform: []TerraformName{{Path: "key_vault_key_id"}, {Path: "managed_hsm_key_id", Since: "3.111.0", Before: "5.0.0"}},
	},
	{
		Name: "vault", Doc: "the vault that holds the key", Type: Reference, Targets: []Kind{KeyVault},
		Azure: "activeKey.sourceVault.id",
	},
	{
		Name: "auto_key_rotation", Doc: "whether the DES follows new versions of its key", Type: Bool, Absent: false,
		Azure: "rotationToLatestKeyVersionEnabled", Terraform: []TerraformName{{Path: "auto_key_rotation_enabled", Since: "2.82.0"}},
	},
	{
		Name: "encryption_type", Doc: "customer key, both keys, or confidential VM", Type: Text, Absent: "EncryptionAtRestWithCustomerKey",
		Azure: "encryptionType", Terraform: []TerraformName{{Path: "encryption_type", Since: "2.86.0"}},
	},
	{Name: "location", Doc: "the Azure region", Type: Text, Azure: "/location", Terraform: always("location")},
}

// Sources: azure-facts 4.1, 4.4, 5.1 and appendix A.
var keyVaultProperties = []Property{
	{
		Name: "purge_protection", Doc: "whether deleted keys are kept until the retention ends", Type: Bool,
		Azure: "enablePurgeProtection", Terraform: always("purge_protection_enabled"), AbsentIn: absentPurgeProtection,
	},
	{
		Name: "soft_delete", Doc: "whether deleted keys can be recovered", Type: Bool,
		Azure: "enableSoftDelete", Terraform: []TerraformName{{Path: "soft_delete_enabled", Before: "3.0.0"}},
		AbsentIn: func(view View, v Value) Value {
			if view.Mode() == Live {
				return unknownAbsent(v, "the export doesn't say whether soft delete is on (enableSoftDelete)")
			}
			v.State, v.Value = Default, true
			return v
		},
	},
	{
		Name: "managed_hsm", Doc: "whether this is a managed HSM", Type: Bool,
		ReadAzure:     func(v View) Value { return SetValue(isManagedHSM(v), place(v)) },
		ReadTerraform: func(v View) Value { return SetValue(isManagedHSM(v), place(v)) },
	},
	{Name: "location", Doc: "the Azure region", Type: Text, Azure: "/location", Terraform: always("location")},
}

func isManagedHSM(view View) bool {
	t := strings.ToLower(view.Type())
	return strings.HasSuffix(t, "/managedhsms") || strings.Contains(t, "managed_hardware_security_module")
}

// absentPurgeProtection: off for a vault. Not told for a managed HSM, nor for a
// vault that is recovered, since that keeps what the deleted one had.
func absentPurgeProtection(view View, v Value) Value {
	switch {
	case isManagedHSM(view):
		return unknownAbsent(v, "Azure's default for a managed HSM isn't documented (enablePurgeProtection)")
	case view.Format().Column() == ColumnAzure && strings.EqualFold(view.Lookup("createMode").Text(), "recover"):
		return unknownAbsent(v, "a recovered vault keeps the setting that the deleted one had (createMode is recover)")
	}
	v.State, v.Value = Default, false
	return v
}

func unknownAbsent(v Value, why string) Value {
	u := UnknownValue(why, v.Pos)
	u.Origins = v.Origins
	return u
}

var keyProperties = []Property{
	{
		Name: "vault", Doc: "the vault that holds the key", Type: Reference, Targets: []Kind{KeyVault},
		Terraform: []TerraformName{{Path: "key_vault_id"}, {Path: "managed_hsm_id"}},
	},
	{
		Name: "key_type", Doc: "RSA, RSA-HSM, EC, EC-HSM or oct-HSM", Type: Text,
		ReadAzure: func(v View) Value { return firstOf(v, "kty", "/key.kty") },
		Terraform: always("key_type"),
	},
	{
		Name: "recovery_level", Doc: "what the vault does with the deleted key; holds Purgeable where purge protection is off", Type: Text,
		ReadAzure: func(v View) Value { return firstOf(v, "attributes.recoveryLevel", "/attributes.recoveryLevel") },
	},
}

// firstOf reads the first of several paths that is there.
func firstOf(view View, paths ...string) Value {
	v := UnsetValue(place(view))
	for _, path := range paths {
		if v = view.Lookup(path); v.State != Unset {
			break
		}
	}
	return v
}

var managedDiskProperties = []Property{
	{
		Name: "disk_encryption_set", Doc: "the DES that encrypts the disk", Type: Reference, Targets: []Kind{DiskEncryptionSet},
		Azure: "encryption.diskEncryptionSetId", Terraform: always("disk_encryption_set_id"),
	},
	{
		Name: "encryption_type", Doc: "which keys encrypt the disk", Type: Text,
		Azure: "encryption.type",
	},
}

var moduleCallProperties = []Property{
	{Name: "source", Doc: "the module's source address", Type: Text, Terraform: always("source")},
	{Name: "version", Doc: "the version constraint of the call", Type: Text, Terraform: always("version")},
	{Name: "inputs", Doc: "the names of the inputs that the call sets, and the text of their values", Type: List, Terraform: always("inputs")},
}

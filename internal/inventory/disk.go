package inventory

import (
	"strings"
)

// Source: azure-facts 2.2, 5.1.
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
		Azure: "rotationToLatestKeyVersionEnabled", ToldSince: "2020-12-01", Terraform: []TerraformName{{Path: "auto_key_rotation_enabled", Since: "2.82.0"}},
	},
	{
		Name: "encryption_type", Doc: "customer key, both keys, or confidential VM", Type: Text, Absent: "EncryptionAtRestWithCustomerKey",
		Azure: "encryptionType", Terraform: []TerraformName{{Path: "encryption_type", Since: "2.86.0"}},
	},
	locationRow,
	{
		Name: "identity_type", Doc: "its identity: SystemAssigned, UserAssigned or both", Type: Text,
		Azure: "/identity.type", Terraform: always("identity.type"),
	},
	identitiesRow,
	principalRow,
	{
		Name: "rotation_error", Doc: "why the last automatic rotation failed", Type: Text,
		ReadAzure: func(v View) Value { return firstOf(v, "autoKeyRotationError.message", "autoKeyRotationError.code") }, ToldSince: "2021-04-01",
	},
	linked("key_version", "the version of the key that it uses", Reference, KeyVersion),
	{
		Name: "resource_group", Doc: "the resource group that holds it; where its id is known, that of the id", Type: Text,
		Terraform: always("resource_group_name"),
	},
	linked("subscription", "the subscription that holds it", Text),
	scopesRow,
	ignoredChangesRow,
	counterpartRow(DiskEncryptionSet),
	rootRow,
}

// Source: azure-facts 2.2, 5.1, 7.6.
var managedDiskProperties = []Property{
	{
		Name: "disk_encryption_set", Doc: "the DES that encrypts the disk", Type: Reference, Targets: []Kind{DiskEncryptionSet},
		ReadAzure: func(v View) Value {
			return firstOf(v, "encryption.diskEncryptionSetId", "securityProfile.secureVMDiskEncryptionSetId")
		},
		Terraform: []TerraformName{{Path: "disk_encryption_set_id"}, {Path: "secure_vm_disk_encryption_set_id"}},
	},
	{Name: "encryption_type", Doc: "which keys encrypt the disk", Type: Text, Azure: "encryption.type"},
	{
		Name: "ade", Doc: "whether Azure Disk Encryption is on", Type: Bool, Absent: false,
		ReadAzure: func(v View) Value { // the second is its name before API version 2018-09-30
			return firstOf(v, "encryptionSettingsCollection.enabled", "encryptionSettings.enabled")
		},
		ReadTerraform: readDiskEncryption,
	},
	locationRow,
	linked("subscription", "the subscription that holds it", Text),
	rootRow,
}

// readDiskEncryption reads encryption_settings: before azurerm 4.0 a block with a
// switch, since then a block that says yes by being there (azure-facts 5.1).
func readDiskEncryption(view View) Value {
	if enabled := view.Lookup("encryption_settings.enabled"); enabled.State != Unset {
		return enabled
	}
	return view.Lookup("encryption_settings")
}

// Source: azure-facts 5.1, 6.2.
var storageAccountProperties = []Property{
	{
		Name: "customer_key", Doc: "whether a customer key encrypts it", Type: Bool, Absent: false,
		ReadAzure: func(v View) Value {
			source := v.Lookup("encryption.keySource")
			if source.State == Set {
				return Value{State: Set, Value: strings.EqualFold(source.Text(), "Microsoft.Keyvault"), Pos: source.Pos, Origins: source.Origins}
			}
			return source
		},
		ReadTerraform: func(v View) Value { return v.Lookup("customer_managed_key") },
	},
	{
		Name: "vault_key", Doc: "the customer key", Type: Reference, Targets: []Kind{Key},
		ReadAzure: func(v View) Value { return readAccountKey(v) }, Terraform: always("customer_managed_key.key_vault_key_id"),
	},
	{
		Name: "infrastructure_encryption", Doc: "whether the data is encrypted a second time below", Type: Bool, Absent: false,
		Azure: "encryption.requireInfrastructureEncryption", Terraform: []TerraformName{{Path: "infrastructure_encryption_enabled", Since: "2.92.0"}},
	},
	linked("key_version", "the version of the key that it uses", Reference, KeyVersion),
	locationRow,
	rootRow,
}

// readAccountKey puts a key's identifier together: ARM gives vault, name and version apart.
func readAccountKey(view View) Value {
	uri, name := view.Lookup("encryption.keyvaultproperties.keyvaulturi"), view.Lookup("encryption.keyvaultproperties.keyname")
	if uri.State != Set || name.State != Set || uri.Text() == "" || name.Text() == "" {
		if uri.State == Unset {
			return name
		}
		return uri
	}
	id := strings.TrimRight(uri.Text(), "/") + "/keys/" + name.Text()
	if version := view.Lookup("encryption.keyvaultproperties.keyversion").Text(); version != "" {
		id += "/" + version
	}
	return Value{State: Set, Value: id, Pos: name.Pos, Origins: name.Origins}
}

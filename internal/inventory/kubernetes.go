package inventory

import (
	"strings"
)

var nodeClassProperties = []Property{
	{
		Name: "host_encryption", Doc: "whether the hosts encrypt temp disks, caches and the way to storage", Type: Bool, Absent: false,
		Kubernetes: "spec.security.encryptionAtHost", ScanWide: true,
	},
	{
		Name: "misspelt_fields", Doc: "fields that look like encryptionAtHost and aren't: the API ignores them", Type: List,
		ReadKubernetes: readMisspeltEncryption,
	},
}

// readMisspeltEncryption lists near-misses of spec.security.encryptionAtHost: other
// casings and separators, and the field one level too high. Source: azure-facts 3.
func readMisspeltEncryption(view View) Value {
	misspelt, pos := []string{}, place(view)
	for _, path := range []string{"spec", "spec.security"} {
		if within := view.Lookup(path); within.State == Unknown {
			return within
		}
		for _, key := range view.Keys(path) {
			plain := strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(key))
			switch plain {
			case "encryptionathost", "enableencryptionathost", "hostencryption", "encryptathost", "hostencryptionenabled":
				if path != "spec.security" || key != "encryptionAtHost" {
					if len(misspelt) == 0 {
						pos = view.Lookup(path + "." + key).Pos
					}
					misspelt = append(misspelt, path+"."+key)
				}
			}
		}
	}
	return SetValue(misspelt, pos)
}

// Sources: azure-facts 6.1 to 6.3 (disk CSI driver parameters; StorageClass API).
var storageClassProperties = []Property{
	{Name: "provisioner", Doc: "the driver that makes the volumes", Type: Text, Kubernetes: "provisioner"},
	{
		Name: "disk_encryption_set", Doc: "the DES that encrypts the volumes", Type: Reference, Targets: []Kind{DiskEncryptionSet},
		Kubernetes: "parameters.diskEncryptionSetID",
	},
	{
		Name: "disk_encryption_set_spellings", Type: List,
		Doc: "every spelling under which the parameters name a DES; more than one is a mistake",
		ReadKubernetes: func(v View) Value {
			spellings := []string{}
			for _, key := range v.Keys("parameters") {
				if strings.EqualFold(key, "diskEncryptionSetID") {
					spellings = append(spellings, key)
				}
			}
			return SetValue(spellings, v.Lookup("parameters.diskEncryptionSetID").Pos)
		},
	},
	{
		Name: "disk_encryption_type", Doc: "which keys encrypt the volumes", Type: Text,
		Kubernetes: "parameters.diskEncryptionType",
	},
	{
		Name: "sku", Doc: "the disk SKU", Type: Text,
		ReadKubernetes: func(v View) Value { return firstOf(v, "parameters.skuName", "parameters.storageAccountType") },
	},
	{
		Name: "account", Doc: "the storage account that its shares or containers lie in", Type: Reference, Targets: []Kind{StorageAccount},
		Kubernetes: "parameters.storageAccount",
	},
	{
		Name: "infrastructure_encryption", Doc: "whether accounts that the driver makes are encrypted twice", Type: Bool, Absent: false,
		Kubernetes: "parameters.requireInfraEncryption",
	},
	{Name: "protocol", Doc: "how its shares are mounted: smb or nfs", Type: Text, Kubernetes: "parameters.protocol"},
	{
		Name: "encrypt_in_transit", Doc: "whether NFS shares are mounted encrypted", Type: Bool, Absent: false,
		Kubernetes: "parameters.encryptInTransit",
	},
	{Name: "created", Doc: "when it was made, RFC 3339", Type: Text, Kubernetes: "metadata.creationTimestamp"},
	{
		Name: "is_default", Doc: "whether claims that name no class get this one", Type: Bool, Absent: false,
		ReadKubernetes: readDefaultClass,
	},
}

// readDefaultClass reads whether a class is the default: either annotation says so, and only with the text "true".
func readDefaultClass(view View) Value {
	var found Value
	for _, annotation := range []string{"storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"} {
		v := view.Lookup("metadata.annotations." + annotation)
		if text, ok := v.Value.(string); ok && v.State == Set {
			v.Value = text == "true"
		}
		if found.State == "" || found.State == Unset || found.State == Set && found.Value != true && v.State != Unset {
			found = v
		}
	}
	return found
}

// storageClassGroupProperties: the link step makes these, one for the classes of an export and
// one for each folder.
var storageClassGroupProperties = []Property{
	linked("classes", "its storage classes", References, StorageClass),
}

// Source: azure-facts 6.5.
var secretProperties = []Property{
	{Name: "created", Doc: "when it was made, RFC 3339", Type: Text, Kubernetes: "metadata.creationTimestamp"},
	{Name: "resource_version", Doc: "etcd's revision when it was last written", Type: Integer, Kubernetes: "metadata.resourceVersion"},
	linked("cluster", "the cluster that it lives in: the one exported beside it, or the only one of the scan", Reference, Cluster),
}

var persistentVolumeProperties = []Property{
	{
		Name: "driver", Type: Text, Doc: "the CSI driver; disk.csi.azure.com or file.csi.azure.com for the in-tree volumes too",
		ReadKubernetes: readDriver,
	},
	{
		Name: "disk", Doc: "the managed disk behind the volume", Type: Reference, Targets: []Kind{ManagedDisk},
		ReadKubernetes: func(v View) Value {
			return firstOf(v, "spec.csi.volumeHandle", "spec.azureDisk.diskURI")
		},
	},
	{
		Name: "account", Doc: "the storage account that its share or container lies in", Type: Reference, Targets: []Kind{StorageAccount},
		ReadKubernetes: readVolumeAccount,
	},
	{
		Name: "class", Doc: "the class that made the volume", Type: Reference, Targets: []Kind{StorageClass},
		Kubernetes: "spec.storageClassName",
	},
	{
		Name: "kept_for", Doc: "the claim that the volume is kept for or bound to, as NAMESPACE/NAME", Type: Text,
		ReadKubernetes: readClaimOf,
	},
}

// readClaimOf reads whose volume it is; a claim without a namespace is in the default one.
func readClaimOf(view View) Value {
	name := view.Lookup("spec.claimRef.name")
	if name.State != Set || name.Text() == "" {
		return name
	}
	namespace := view.Lookup("spec.claimRef.namespace").Text()
	if namespace == "" {
		namespace = "default"
	}
	name.Value = namespace + "/" + name.Text()
	return name
}

// readDriver reads the driver of a volume. In-tree Azure volumes are served by the
// CSI drivers since Kubernetes 1.21 (azure-facts 6.1).
func readDriver(v View) Value {
	for _, inTree := range []struct{ path, driver string }{
		{"spec.azureDisk", "disk.csi.azure.com"}, {"spec.azureFile", "file.csi.azure.com"},
	} {
		if found := v.Lookup(inTree.path); found.State == Set {
			return SetValue(inTree.driver, found.Pos)
		}
	}
	return v.Lookup("spec.csi.driver")
}

var persistentVolumeClaimProperties = []Property{
	{
		Name: "class", Doc: "the class that makes the volume; unset is the default class, empty text is none", Type: Reference, Targets: []Kind{StorageClass},
		ReadKubernetes: func(v View) Value {
			// Kubernetes asks the old annotation first.
			return firstOf(v, "metadata.annotations.volume.beta.kubernetes.io/storage-class", "spec.storageClassName")
		},
	},
	{
		Name: "volume", Doc: "the volume that the claim is bound to", Type: Reference, Targets: []Kind{PersistentVolume},
		Kubernetes: "spec.volumeName",
	},
}

var workloadProperties = []Property{
	{
		Name: "volumes", Type: References, Targets: []Kind{PersistentVolumeClaim, PersistentVolume},
		Doc:        "the claims, claim templates and inline volumes that its pods mount",
		Kubernetes: "volumes",
	},
	{
		Name: "owner", Doc: "the object that made it, as KIND/NAME", Type: Reference, Targets: []Kind{Workload},
		ReadKubernetes: func(v View) Value {
			kind, name := v.Lookup("metadata.ownerReferences.0.kind"), v.Lookup("metadata.ownerReferences.0.name")
			if kind.Text() == "" || name.Text() == "" {
				return UnsetValue(place(v))
			}
			return SetValue(kind.Text()+"/"+name.Text(), name.Pos)
		},
	},
}

// readVolumeAccount reads the account of a file or blob volume: an attribute, or the
// second part of a handle GROUP#ACCOUNT#SHARE. Source: azure-facts 6.2.
func readVolumeAccount(view View) Value {
	if account := view.Lookup("spec.csi.volumeAttributes.storageAccount"); account.State != Unset {
		return account
	}
	handle := view.Lookup("spec.csi.volumeHandle")
	if parts := strings.Split(handle.Text(), "#"); handle.State == Set && len(parts) >= 3 && parts[1] != "" {
		return SetValue(parts[1], handle.Pos)
	}
	return UnsetValue(handle.Pos)
}

package inventory

import (
	"strings"
)

var nodeClassProperties = []Property{
	{
		Name: "host_encryption", Doc: "whether the hosts encrypt temp disks, caches and the way to storage", Type: Bool, Absent: false,
		Kubernetes: "spec.security.encryptionAtHost",
	},
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
		Name: "is_default", Doc: "whether claims that name no class get this one", Type: Bool, Absent: false,
		ReadKubernetes: func(v View) Value {
			return firstOf(v,
				"metadata.annotations.storageclass.kubernetes.io/is-default-class",
				"metadata.annotations.storageclass.beta.kubernetes.io/is-default-class")
		},
	},
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
		Name: "class", Doc: "the class that made the volume", Type: Reference, Targets: []Kind{StorageClass},
		Kubernetes: "spec.storageClassName",
	},
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
			return firstOf(v, "spec.storageClassName", "metadata.annotations.volume.beta.kubernetes.io/storage-class")
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

package azure

import (
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// The types that are recognised by more than their name.
const (
	clusterType    = "Microsoft.ContainerService/managedClusters"
	poolType       = "Microsoft.ContainerService/managedClusters/agentPools"
	inlinePoolType = "Microsoft.ContainerService/managedClusters/agentPoolProfiles"
	vaultType      = "Microsoft.KeyVault/vaults"
	hsmType        = "Microsoft.KeyVault/managedHSMs"
	vaultKeyType   = "Microsoft.KeyVault/vaults/keys"
	hsmKeyType     = "Microsoft.KeyVault/managedHSMs/keys"
	desType        = "Microsoft.Compute/diskEncryptionSets"
	diskType       = "Microsoft.Compute/disks"
	assignmentType = "Microsoft.Authorization/roleAssignments"
	deploymentType = "Microsoft.Resources/deployments"
	sizeType       = "Microsoft.Compute/skus"
)

// recognition is what an object turned out to be.
type recognition uint8

const (
	nothing   recognition = iota // no resource, but may hold some
	foreign                      // a resource of a type that the inventory doesn't hold
	byName                       // ours, by its type or id
	byShape                      // ours, by its properties alone
	keyEntry                     // a key, or a version of one, as Key Vault's own API shows it
	keyPolicy                    // the rotation policy of a key, as that API shows it
	sizeRow                      // a row of az vm list-skus
)

// recognise says what an object is. id is its ARM resource id or key identifier, where it has one.
func recognise(n *source.Node) (t inventory.AzureType, id string, as recognition) {
	id = idOf(n)
	if url := versionURL(n, id); url != "" {
		t, _ := inventory.LookupAzureType(keyTypeOf(url))
		return t, url, keyEntry
	}
	if name := typeOf(n); strings.Contains(name, "/") && strings.Contains(name, ".") {
		if t, ok := inventory.LookupAzureType(name); ok {
			return t, id, byName
		}
		return t, id, foreign
	}
	if parsed, ok := parseID(id); ok {
		if t, ok := inventory.LookupAzureType(parsed.typ); ok {
			return t, id, byName
		}
		return t, id, foreign
	}
	if kid, ok := keyPolicyID(n); ok {
		t, _ := inventory.LookupAzureType(keyTypeOf(kid))
		return t, kid, keyPolicy
	}
	if strings.EqualFold(n.Get("resourceType").Str(), "virtualMachines") && n.Get("name").Str() != "" && n.Get("locations") != nil {
		return inventory.AzureType{Name: sizeType, Kind: inventory.VMSize}, "", sizeRow
	}
	if kid, ok := keyEntryID(n); ok {
		t, _ := inventory.LookupAzureType(keyTypeOf(kid))
		return t, kid, keyEntry
	}
	if name := typeByShape(n); name != "" {
		t, _ := inventory.LookupAzureType(name)
		return t, "", byShape
	}
	return t, id, nothing
}

// idKeys name the field that holds a resource's id. PowerShell calls a vault's
// ResourceId and that of a role assignment RoleAssignmentId.
var idKeys = [...]string{"id", "resourceId", "roleAssignmentId"}

// idOf is the resource's id. Much else names a resource that it's about: a line of a log, the
// state of a policy. A resource itself says its name, too.
func idOf(n *source.Node) string {
	for _, key := range idKeys {
		id := n.Get(key).Str()
		if !strings.HasPrefix(id, "/") || key == "resourceId" && nameOf(n) == "" {
			continue
		}
		return id
	}
	return ""
}

// typeOf is the resource's type. Where one resource extends another, PowerShell gives the
// type of that for its own, and its own apart.
func typeOf(n *source.Node) string {
	if own := n.Get("extensionResourceType").Str(); own != "" {
		return own
	}
	return n.Get("type").Str()
}

// versionURL is the identifier of a version of a key as Resource Manager shows it; "" for anything else.
func versionURL(n *source.Node, id string) string {
	parsed, ok := parseID(id)
	if !ok || !strings.EqualFold(parsed.typ, vaultKeyType+"/versions") && !strings.EqualFold(parsed.typ, hsmKeyType+"/versions") {
		return ""
	}
	url := propertiesOf(n).Get("keyUriWithVersion").Str()
	if key, ok := parseKeyID(url); !ok || key.version == "" {
		return ""
	}
	return url
}

// keyEntryID is the identifier of a key as the vault's own API, az keyvault key or
// PowerShell shows it. Certificates carry the id of their key beside their own and
// deleted keys the id to recover them by: neither counts.
func keyEntryID(n *source.Node) (string, bool) {
	if n.Get("sid") != nil || n.Get("cer") != nil || n.Get("recoveryId") != nil {
		return "", false
	}
	if n.Get("key") == nil && n.Get("attributes") == nil && nameOf(n) == "" {
		return "", false // what was done with a key names it, too
	}
	for _, kid := range [...]*source.Node{n.At("key", "kid"), n.Get("kid"), n.Get("id")} {
		if _, ok := parseKeyID(kid.Str()); ok {
			return kid.Str(), true
		}
	}
	return "", false
}

// keyPolicyID is the identifier of the key whose rotation policy an object is.
func keyPolicyID(n *source.Node) (string, bool) {
	if n.Get("lifetimeActions") == nil {
		return "", false
	}
	kid, ok := strings.CutSuffix(strings.TrimRight(n.Get("id").Str(), "/"), "/rotationpolicy")
	if _, isKey := parseKeyID(kid); !ok || !isKey {
		return "", false
	}
	return kid, true
}

// keyTypeOf is the type of a key by its identifier.
func keyTypeOf(kid string) string {
	if key, ok := parseKeyID(kid); ok && strings.Contains(key.host, ".managedhsm.") {
		return hsmKeyType
	}
	return vaultKeyType
}

// typeByShape recognises a request body that says neither type nor id by
// properties that no other type has; "" when there are none.
func typeByShape(n *source.Node) string {
	p := propertiesOf(n)
	has := func(keys ...string) bool {
		for _, key := range keys {
			if p.Get(key) != nil {
				return true
			}
		}
		return false
	}
	switch {
	case p == nil || isSchema(p):
		return ""
	case has("masterProfile", "masterPoolProfile", "orchestratorProfile", "openShiftVersion", "clusterProfile", "workerProfiles", "cloudProviderProfile", "controlPlane"):
		return "" // other services' clusters
	case has("agentPoolProfiles", "nodeResourceGroup", "servicePrincipalProfile", "apiServerAccessProfile") ||
		has("dnsPrefix") && has("kubernetesVersion") ||
		p.At("securityProfile", "azureKeyVaultKms") != nil ||
		p.At("securityProfile", "kubernetesResourceObjectEncryptionProfile") != nil:
		return clusterType
	case has("enableEncryptionAtHost") ||
		has("vmSize") && has("count", "orchestratorVersion", "maxPods", "osType") && !has("storageProfile"):
		return poolType
	case has("initialAdminObjectIds", "hsmUri"):
		return hsmType
	case has("enablePurgeProtection", "enableSoftDelete", "enableRbacAuthorization", "vaultUri") ||
		has("tenantId") && has("accessPolicies", "networkAcls") ||
		has("tenantId") && p.Get("sku").Get("family") != nil:
		return vaultType
	case has("activeKey", "rotationToLatestKeyVersionEnabled"):
		return desType
	case p.At("creationData", "createOption") != nil && !has("incremental"):
		return diskType
	case has("kty") && has("keyOps", "keySize", "attributes", "curveName"):
		return vaultKeyType
	}
	return ""
}

// isSchema reports whether an object says of properties what they are, and not
// what they are set to: a part of a JSON Schema, an API specification, a table of types.
func isSchema(p *source.Node) bool {
	for i := range p.Members {
		v := p.Members[i].Value
		if v.Kind != source.Object || v.Get("type") == nil && v.Get("$ref") == nil && v.Get("allOf") == nil {
			return false
		}
	}
	return len(p.Members) > 0
}

// propertiesOf is the object that holds a resource's properties: `properties`, or
// the resource itself where that is flattened. It is nil for what is no object.
func propertiesOf(n *source.Node) *source.Node {
	if n == nil || n.Kind != source.Object {
		return nil
	}
	if p := n.Get("properties"); p != nil && p.Kind != source.Null {
		return p
	}
	return n
}

// isObject reports whether a value is an object.
func isObject(n *source.Node) bool { return n != nil && n.Kind == source.Object }

// hasColumns reports whether an object names properties by their path; see [view.column].
func hasColumns(n *source.Node) bool {
	for i := range n.Members {
		const prefix = "properties_"
		if key := n.Members[i].Key; len(key) > len(prefix) && strings.EqualFold(key[:len(prefix)], prefix) {
			return true
		}
	}
	return false
}

// marks are the properties that show a flattened object to be the whole of a
// resource and not a row of names and ids.
func marks(t inventory.AzureType) []string {
	switch t.Kind {
	case inventory.Cluster:
		return []string{
			"agentPoolProfiles", "securityProfile", "diskEncryptionSetID", "dnsPrefix", "nodeResourceGroup",
			"networkProfile", "kubernetesVersion", "apiServerAccessProfile", "addonProfiles",
		}
	case inventory.NodePool:
		return []string{"enableEncryptionAtHost", "vmSize", "count", "osDiskSizeGB", "mode", "orchestratorVersion"}
	case inventory.KeyVault:
		return []string{"enablePurgeProtection", "enableSoftDelete", "vaultUri", "hsmUri", "accessPolicies", "enableRbacAuthorization", "softDeleteRetentionInDays", "tenantId"}
	case inventory.DiskEncryptionSet:
		return []string{"activeKey", "encryptionType", "rotationToLatestKeyVersionEnabled"}
	case inventory.ManagedDisk:
		return []string{"creationData", "diskSizeGB", "diskState", "encryption"}
	case inventory.Key:
		return []string{"kty", "keyUri", "keyUriWithVersion", "key"}
	case inventory.Identity:
		return []string{"principalId", "clientId"}
	case inventory.RoleAssignment:
		return []string{"principalId", "roleDefinitionId"}
	case inventory.StorageAccount:
		return []string{"encryption", "primaryEndpoints", "allowBlobPublicAccess", "minimumTlsVersion"}
	case inventory.Feature:
		return []string{"state"}
	}
	return nil
}

// showsServer reports whether an object carries what only Azure writes, so that it
// was read from Azure and not written to be sent there.
func showsServer(n *source.Node) bool {
	for _, key := range [...]string{"systemData", "etag"} {
		if v := n.Get(key); v != nil && v.Kind != source.Null {
			return true
		}
	}
	p := propertiesOf(n)
	for _, key := range [...]string{"provisioningState", "fqdn", "privateFQDN", "currentKubernetesVersion", "powerState", "vaultUri", "keyUri", "timeCreated", "diskState"} {
		if v := p.Get(key); v != nil && v.Kind != source.Null {
			return true
		}
	}
	return false
}

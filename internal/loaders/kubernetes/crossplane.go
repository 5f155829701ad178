package kubernetes

import (
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// Crossplane's Azure provider: spec.forProvider has the arguments of Terraform's
// azurerm, in camel case, with blocks as objects or lists of one, and beside each
// id a reference or selector that may stand for it.
// Source: the provider's API reference, v1beta1 and v1beta2.

// crossplaneKinds are its kinds that are read; service is the first label of the API group.
var crossplaneKinds = map[string]struct {
	service string
	operatorKind
}{
	"KubernetesCluster":         {"containerservice", operatorKind{clusterType, inventory.Cluster}},
	"KubernetesClusterNodePool": {"containerservice", operatorKind{poolType, inventory.NodePool}},
	"Vault":                     {"keyvault", operatorKind{vaultType, inventory.KeyVault}},
	"Key":                       {"keyvault", operatorKind{keyType, inventory.Key}},
	"DiskEncryptionSet":         {"compute", operatorKind{desType, inventory.DiskEncryptionSet}},
	"ManagedDisk":               {"compute", operatorKind{diskType, inventory.ManagedDisk}},
}

// crossplane reads one object of the provider.
type crossplane struct {
	*loader
	suffix    string // of the API group, after the service
	namespace string
	arguments *source.Node // spec.forProvider
}

// crossplane reads an object of the provider; false when it is none of ours.
func (l *loader) crossplane(n *source.Node, id identity, version string) bool {
	group, _, _ := strings.Cut(version, "/")
	k, ok := crossplaneKinds[id.kind]
	suffix, ofService := strings.CutPrefix(group, k.service)
	// The second are the namespaced ones of Crossplane 2.
	if !ok || !ofService || suffix != ".azure.upbound.io" && suffix != ".azure.m.upbound.io" {
		return false
	}
	d := declaration{object: n, id: id, group: group, azureType: k.azureType, name: id.name}
	if name := textAt(n, "metadata", "annotations", "crossplane.io/external-name"); name != "" {
		d.name = name
	}
	arguments := at(n, "spec", "forProvider")
	switch first := at(n, "spec", "initProvider"); {
	case first == nil || first.Kind != source.Object:
	case arguments == nil || arguments.Kind != source.Object:
		arguments = first
	default:
		both := *arguments
		both.Members = append(append([]source.Member(nil), first.Members...), arguments.Members...)
		arguments = &both
	}
	if policies := at(n, "spec", "managementPolicies"); policies != nil && len(policies.Items) == 1 {
		d.observed = policies.Items[0].Str() == "Observe"
	}
	c := crossplane{l, suffix, id.namespace, arguments}
	d.top = append(pick(arguments, "location", "location"), c.identity()...)
	switch k.kind {
	case inventory.Cluster:
		c.cluster(&d)
	case inventory.NodePool:
		c.pool(&d)
	case inventory.KeyVault:
		c.vault(&d)
	case inventory.Key:
		c.key(&d)
	case inventory.DiskEncryptionSet:
		c.diskEncryptionSet(&d)
	case inventory.ManagedDisk:
		c.disk(&d)
	}
	l.declare(d)
	return true
}

// block is an argument that is a block: an object, or a list of at most one.
func block(n *source.Node, name string) (*source.Node, source.Pos) {
	m := member(n, name)
	if m == nil {
		return nil, 0
	}
	switch {
	case m.Value.Kind == source.Array && len(m.Value.Items) > 0:
		return m.Value.Items[0], m.Pos
	case m.Value.Kind == source.Object:
		return m.Value, m.Pos
	}
	return nil, 0
}

// id takes an id over under Azure's name for it; where a reference or selector
// stands for it, what that leads to. kind is the kind that a reference names.
func (c crossplane) id(from *source.Node, name, as, kind string) []source.Member {
	if m := member(from, name); m != nil {
		return []source.Member{renamed(m, as)}
	}
	if m := member(from, name+"Ref"); m != nil {
		k := crossplaneKinds[kind]
		target := c.reference(k.operatorKind, k.service+c.suffix, kind, c.namespace, textAt(m.Value, "name"), m.Pos)
		return []source.Member{{Key: as, Pos: m.Pos, Value: target}}
	}
	if m := member(from, name+"Selector"); m != nil {
		return []source.Member{{Key: as, Pos: m.Pos, Value: unknown(m.Pos, &source.Symbol{Why: "a selector chooses the " + kind, Present: true})}}
	}
	return nil
}

func (c crossplane) identity() []source.Member {
	from, pos := block(c.arguments, "identity")
	if from == nil {
		return nil
	}
	identity := object(from.Pos, pick(from, "type", "type")...)
	if ids := member(from, "identityIds"); ids != nil {
		value := ids.Value
		if value.Kind == source.Array {
			value = assigned(value.Items, value.Pos)
		}
		identity.Members = append(identity.Members, source.Member{Key: "userAssignedIdentities", Pos: ids.Pos, Value: value})
	}
	return []source.Member{{Key: "identity", Pos: pos, Value: identity}}
}

func (c crossplane) cluster(d *declaration) {
	d.properties = append(pick(c.arguments, "kubernetesVersion", "kubernetesVersion"),
		c.id(c.arguments, "diskEncryptionSetId", "diskEncryptionSetID", "DiskEncryptionSet")...)
	if principal, pos := block(c.arguments, "servicePrincipal"); principal != nil {
		d.properties = append(d.properties, source.Member{Key: "servicePrincipalProfile", Pos: pos, Value: principal})
	}
	if kms, pos := block(c.arguments, "keyManagementService"); kms != nil {
		// The block itself turns KMS on.
		on := &source.Node{Kind: source.Bool, Text: "true", Pos: pos}
		members := append([]source.Member{{Key: "enabled", Pos: pos, Value: on}}, pick(kms, "keyVaultNetworkAccess", "keyVaultNetworkAccess")...)
		members = append(members, c.id(kms, "keyVaultKeyId", "keyId", "Key")...)
		profile := object(pos, source.Member{Key: "azureKeyVaultKms", Pos: pos, Value: object(pos, members...)})
		d.properties = append(d.properties, source.Member{Key: "securityProfile", Pos: pos, Value: profile})
	}
	if access, pos := block(c.arguments, "apiServerAccessProfile"); access != nil {
		members := pick(access, "vnetIntegrationEnabled", "enableVnetIntegration", "virtualNetworkIntegrationEnabled", "enableVnetIntegration", "subnetId", "subnetId")
		d.properties = append(d.properties, source.Member{Key: "apiServerAccessProfile", Pos: pos, Value: object(access.Pos, members...)})
	}
	if pool, pos := block(c.arguments, "defaultNodePool"); pool != nil {
		item := object(pool.Pos, append(pick(pool, "name", "name"), poolMembers(pool)...)...)
		list := &source.Node{Kind: source.Array, Pos: pos, Items: []*source.Node{item}}
		d.properties = append(d.properties, source.Member{Key: "agentPoolProfiles", Pos: pos, Value: list})
	}
}

func poolMembers(from *source.Node) []source.Member {
	return pick(from, "vmSize", "vmSize", "osDiskType", "osDiskType",
		"enableHostEncryption", "enableEncryptionAtHost", "hostEncryptionEnabled", "enableEncryptionAtHost")
}

func (c crossplane) pool(d *declaration) {
	d.properties = poolMembers(c.arguments)
	d.parent = c.parent("kubernetesClusterId", "KubernetesCluster")
}

func (c crossplane) vault(d *declaration) {
	d.properties = pick(c.arguments, "purgeProtectionEnabled", "enablePurgeProtection", "softDeleteRetentionDays", "softDeleteRetentionInDays",
		"enableRbacAuthorization", "enableRbacAuthorization", "rbacAuthorizationEnabled", "enableRbacAuthorization",
		"enabledForDiskEncryption", "enabledForDiskEncryption", "tenantId", "tenantId")
	if acls, pos := block(c.arguments, "networkAcls"); acls != nil {
		members := pick(acls, "defaultAction", "defaultAction", "bypass", "bypass")
		d.properties = append(d.properties, source.Member{Key: "networkAcls", Pos: pos, Value: object(acls.Pos, members...)})
	}
	if m := member(c.arguments, "publicNetworkAccessEnabled"); m != nil {
		access := *m.Value
		switch {
		case access.Kind == source.Bool && access.Text == "true":
			access.Kind, access.Text = source.String, "Enabled"
		case access.Kind == source.Bool:
			access.Kind, access.Text = source.String, "Disabled"
		}
		d.properties = append(d.properties, source.Member{Key: "publicNetworkAccess", Pos: m.Pos, Value: &access})
	}
	if policies := member(c.arguments, "accessPolicy"); policies != nil && policies.Value.Kind == source.Array {
		list := &source.Node{Kind: source.Array, Pos: policies.Value.Pos}
		for _, policy := range policies.Value.Items {
			members := pick(policy, "objectId", "objectId", "tenantId", "tenantId", "applicationId", "applicationId")
			members = append(members, source.Member{Key: "permissions", Pos: policy.Pos, Value: object(policy.Pos, pick(policy, "keyPermissions", "keys")...)})
			list.Items = append(list.Items, object(policy.Pos, members...))
		}
		d.properties = append(d.properties, source.Member{Key: "accessPolicies", Pos: policies.Pos, Value: list})
	}
}

func (c crossplane) key(d *declaration) {
	d.properties = pick(c.arguments, "keyType", "kty", "keySize", "keySize", "keyOpts", "keyOps")
	if times := pick(c.arguments, "expirationDate", "expires", "notBeforeDate", "notBefore"); len(times) > 0 {
		d.properties = append(d.properties, source.Member{Key: "attributes", Pos: times[0].Pos, Value: object(times[0].Pos, times...)})
	}
	if policy, pos := block(c.arguments, "rotationPolicy"); policy != nil {
		d.properties = append(d.properties, source.Member{Key: "rotationPolicy", Pos: pos, Value: rotationPolicy(policy)})
	}
	d.parent = c.parent("keyVaultId", "Vault")
}

// rotationPolicy turns azurerm's words for a rotation policy into Azure's.
func rotationPolicy(from *source.Node) *source.Node {
	var members []source.Member
	if m := member(from, "expireAfter"); m != nil {
		members = append(members, source.Member{Key: "attributes", Pos: m.Pos, Value: object(m.Pos, renamed(m, "expiryTime"))})
	}
	if automatic, pos := block(from, "automatic"); automatic != nil {
		rotate := &source.Node{Kind: source.String, Text: "rotate", Pos: pos}
		action := object(automatic.Pos,
			source.Member{Key: "action", Pos: pos, Value: object(pos, source.Member{Key: "type", Pos: pos, Value: rotate})},
			source.Member{Key: "trigger", Pos: pos, Value: object(pos, pick(automatic, "timeAfterCreation", "timeAfterCreate", "timeBeforeExpiry", "timeBeforeExpiry")...)})
		members = append(members, source.Member{Key: "lifetimeActions", Pos: pos, Value: &source.Node{Kind: source.Array, Pos: pos, Items: []*source.Node{action}}})
	}
	return object(from.Pos, members...)
}

func (c crossplane) diskEncryptionSet(d *declaration) {
	d.properties = pick(c.arguments, "autoKeyRotationEnabled", "rotationToLatestKeyVersionEnabled", "encryptionType", "encryptionType")
	if key := c.id(c.arguments, "keyVaultKeyId", "keyUrl", "Key"); key != nil {
		d.properties = append(d.properties, source.Member{Key: "activeKey", Pos: key[0].Pos, Value: object(key[0].Pos, key...)})
	}
}

func (c crossplane) disk(d *declaration) {
	if set := c.id(c.arguments, "diskEncryptionSetId", "diskEncryptionSetId", "DiskEncryptionSet"); set != nil {
		d.properties = []source.Member{{Key: "encryption", Pos: set[0].Pos, Value: object(set[0].Pos, set...)}}
	}
	if settings, pos := block(c.arguments, "encryptionSettings"); settings != nil {
		// The block itself turns Azure Disk Encryption on, but for older providers' own switch.
		enabled := pick(settings, "enabled", "enabled")
		if len(enabled) == 0 {
			enabled = []source.Member{{Key: "enabled", Pos: pos, Value: &source.Node{Kind: source.Bool, Text: "true", Pos: pos}}}
		}
		d.properties = append(d.properties, source.Member{Key: "encryptionSettingsCollection", Pos: pos, Value: object(settings.Pos, enabled...)})
	}
}

// parent is the reference to the resource that holds this one.
func (c crossplane) parent(name, kind string) inventory.Value {
	if id := c.id(c.arguments, name, name, kind); id != nil {
		return inventory.NodeValue(id[0].Value, id[0].Pos)
	}
	return inventory.Value{}
}

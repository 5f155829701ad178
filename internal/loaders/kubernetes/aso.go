package kubernetes

import (
	"fmt"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// Azure Service Operator: an object's spec is the body of Azure Resource Manager,
// laid flat but for Key Vault's, with ids written as references.
// Source: the operator's API reference, v2.

// asoKinds are its kinds that are read, by API group and kind.
var asoKinds = map[string]operatorKind{
	"containerservice.azure.com/ManagedCluster":           {clusterType, inventory.Cluster},
	"containerservice.azure.com/ManagedClustersAgentPool": {poolType, inventory.NodePool},
	"keyvault.azure.com/Vault":                            {vaultType, inventory.KeyVault},
	"keyvault.azure.com/VaultKey":                         {keyType, inventory.Key},
	"keyvault.azure.com/VaultsKey":                        {keyType, inventory.Key},
	"compute.azure.com/DiskEncryptionSet":                 {desType, inventory.DiskEncryptionSet},
	"compute.azure.com/Disk":                              {diskType, inventory.ManagedDisk},
}

// asoAround are the members of a spec that stand beside `properties` in Azure Resource Manager.
var asoAround = map[string]bool{"location": true, "tags": true, "sku": true, "zones": true, "extendedLocation": true}

// aso reads an object of the operator; false when it is none of ours.
func (l *loader) aso(n *source.Node, id identity, version string) bool {
	group, ownVersion, _ := strings.Cut(version, "/")
	k, ok := asoKinds[group+"/"+id.kind]
	if !ok {
		return false
	}
	d := declaration{
		object: n, id: id, group: group, azureType: k.azureType, apiVersion: asoVersion(ownVersion), name: id.name,
		observed: strings.EqualFold(textAt(n, "metadata", "annotations", "serviceoperator.azure.com/reconcile-policy"), "skip"),
	}
	spec := at(n, "spec")
	if name := textAt(spec, "azureName"); name != "" {
		d.name = name
	}
	t := asoTranslation{l, id.namespace}
	if spec = t.value(spec); spec != nil {
		for _, m := range spec.Members {
			switch {
			case m.Key == "owner":
				t.owner(&d, k, m)
			case m.Key == "azureName" || m.Key == "operatorSpec" || m.Key == "originalVersion":
			case m.Key == "properties" && m.Value.Kind == source.Object:
				d.properties = append(d.properties, m.Value.Members...)
			case m.Key == "identity":
				m.Value = asoIdentity(m.Value)
				d.top = append(d.top, m)
			case asoAround[m.Key]:
				d.top = append(d.top, m)
			default:
				d.properties = append(d.properties, m)
			}
		}
	}
	l.declare(d)
	return true
}

// asoIdentity gives a translated identity the objects by id that Azure has for the operator's list of references.
func asoIdentity(n *source.Node) *source.Node {
	list := member(n, "userAssignedIdentities")
	if list == nil || list.Value.Kind != source.Array {
		return n
	}
	var ids []*source.Node
	for _, item := range list.Value.Items {
		if id := at(item, "id"); id != nil {
			ids = append(ids, id)
		}
	}
	identity := *n
	identity.Members = append([]source.Member(nil), n.Members...)
	for i := range identity.Members {
		if m := &identity.Members[i]; m.Key == list.Key {
			m.Value = assigned(ids, list.Value.Pos)
		}
	}
	return &identity
}

// asoVersion is the version of Azure Resource Manager that a version of the
// operator's stands for: v1api20240901 and v20240901 for 2024-09-01.
func asoVersion(version string) string {
	digits := strings.TrimLeft(version, "abcdefghijklmnopqrstuvwxyz")
	if len(digits) > 1 && !isDate(digits) {
		// v1api20240901, v1beta20230201: the first digit is the operator's own.
		digits = strings.TrimLeft(digits[1:], "abcdefghijklmnopqrstuvwxyz")
		if len(digits) > 1 && !isDate(digits) {
			digits = strings.TrimLeft(digits[1:], "abcdefghijklmnopqrstuvwxyz") // v1alpha1api20210501
		}
	}
	if !isDate(digits) {
		return ""
	}
	date := digits[:4] + "-" + digits[4:6] + "-" + digits[6:8]
	if strings.HasPrefix(digits[8:], "preview") {
		date += "-preview"
	}
	return date
}

// isDate reports whether text begins with eight digits.
func isDate(text string) bool {
	if len(text) < 8 {
		return false
	}
	for i := range 8 {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// asoTranslation turns a spec into the body that the operator sends.
type asoTranslation struct {
	*loader
	namespace string
}

// value translates a value. What holds no reference comes back as it is.
func (t asoTranslation) value(n *source.Node) *source.Node {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case source.Object:
		translated := *n
		translated.Members = make([]source.Member, len(n.Members))
		for i, m := range n.Members {
			translated.Members[i] = t.member(m)
		}
		return &translated
	case source.Array:
		translated := *n
		translated.Items = make([]*source.Node, len(n.Items))
		for i, item := range n.Items {
			translated.Items[i] = t.value(item)
		}
		return &translated
	}
	return n
}

func (t asoTranslation) member(m source.Member) source.Member {
	for _, from := range [...]struct{ suffix, object string }{{"FromConfig", "ConfigMap"}, {"FromSecret", "Secret"}} {
		if key, ok := strings.CutSuffix(m.Key, from.suffix); ok && m.Value.Kind == source.Object {
			why := fmt.Sprintf("%s comes from the %s %s", key, from.object, textAt(m.Value, "name"))
			return source.Member{Key: key, Pos: m.Pos, Value: unknown(m.Pos, &source.Symbol{Why: why, Present: true})}
		}
	}
	key, isReference := strings.CutSuffix(m.Key, "Reference")
	if m.Key == "reference" {
		key, isReference = "id", true
	}
	if !isReference || m.Value.Kind != source.Object {
		m.Value = t.value(m.Value)
		return m
	}
	if !strings.HasSuffix(strings.ToLower(key), "id") {
		key += "ID"
	}
	id, pos := t.reference(m.Value, m.Pos)
	return source.Member{Key: key, Pos: pos, Value: id}
}

// reference is the id that a reference stands for, and the place of the field that tells it.
func (t asoTranslation) reference(n *source.Node, pos source.Pos) (*source.Node, source.Pos) {
	if id := member(n, "armId"); id != nil {
		return id.Value, id.Pos
	}
	name := member(n, "name")
	if name == nil {
		return unknown(pos, &source.Symbol{Why: "the reference names nothing that can be told from here", Present: true}), pos
	}
	group, kind := textAt(n, "group"), textAt(n, "kind")
	return t.loader.reference(asoKinds[group+"/"+kind], group, kind, t.namespace, name.Value.Str(), name.Pos), name.Pos
}

// owner records what a resource belongs to: its resource group, or the resource that holds it.
func (t asoTranslation) owner(d *declaration, k operatorKind, m source.Member) {
	armID := textAt(m.Value, "armId")
	child := k.kind == inventory.NodePool || k.kind == inventory.Key
	if armID != "" {
		segments := strings.SplitN(k.azureType, "/", 3)
		if child {
			d.parent = inventory.NodeValue(at(m.Value, "armId"), member(m.Value, "armId").Pos)
			d.armID = strings.TrimRight(armID, "/") + "/" + segments[2] + "/" + d.name
		} else {
			d.armID = strings.TrimRight(armID, "/") + "/providers/" + k.azureType + "/" + d.name
		}
		return
	}
	name := member(m.Value, "name")
	if !child || name == nil {
		return
	}
	parent := "ManagedCluster"
	if k.kind == inventory.Key {
		parent = "Vault"
	}
	of := asoKinds[d.group+"/"+parent]
	d.parent = inventory.NodeValue(t.loader.reference(of, d.group, parent, t.namespace, name.Value.Str(), name.Pos), name.Pos)
}

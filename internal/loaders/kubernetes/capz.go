package kubernetes

import (
	"fmt"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// Cluster API Provider Azure: kinds of its own that it turns into objects of Azure
// Service Operator, which patches in them may change; and newer kinds that hold such objects as they are.
// Source: the provider's API, v1alpha3 to v1beta1.
const (
	capzGroup   = "infrastructure.cluster.x-k8s.io"
	capzCluster = "AzureManagedControlPlane"
	capzPool    = "AzureManagedMachinePool"
	// The versions of managedClusters that the provider's current releases send.
	capzVersion, capzPreviewVersion = "2024-09-01", "2024-04-02-preview"
)

// capz reads an object of the provider; false when it is none of ours.
func (l *loader) capz(n *source.Node, id identity, version string) bool {
	// Up to v1alpha3 the managed kinds were experimental, in a group of their own.
	if group, _, _ := strings.Cut(version, "/"); strings.TrimPrefix(group, "exp.") != capzGroup {
		return false
	}
	spec := at(n, "spec")
	kind, isTemplate := strings.CutSuffix(id.kind, "Template")
	if isTemplate {
		if spec = at(spec, "template"); spec == nil {
			return true // what only patches a template has none
		}
		spec = at(spec, "spec")
	}
	switch kind {
	case "AzureASOManagedControlPlane", "AzureASOManagedMachinePool":
		if resources := at(spec, "resources"); resources != nil {
			for _, item := range resources.Items {
				l.within(item, id.namespace)
			}
		}
		return true
	case capzCluster, capzPool:
	default:
		return false
	}
	d := declaration{object: n, id: id, group: capzGroup, name: id.name, apiVersion: capzVersion, azureType: clusterType}
	label := textAt(n, "metadata", "labels", "cluster.x-k8s.io/cluster-name")
	patches := "asoManagedClusterPatches"
	if kind == capzCluster {
		if textAt(spec, "enablePreviewFeatures") == "true" {
			d.apiVersion = capzPreviewVersion
		}
		d.top = append(pick(spec, "location", "location"), capzIdentity(spec)...)
		d.properties = pick(spec, "securityProfile", "securityProfile", "apiServerAccessProfile", "apiServerAccessProfile")
		d.properties = append(d.properties, capzRelease(spec)...)
	} else {
		patches = "asoManagedClustersAgentPoolPatches"
		d.azureType = poolType
		d.properties = pick(spec, "enableEncryptionAtHost", "enableEncryptionAtHost", "sku", "vmSize", "osDiskType", "osDiskType", "mode", "mode")
		if name := textAt(spec, "name"); name != "" {
			d.name = name
		}
		if label != "" {
			k := operatorKind{clusterType, inventory.Cluster}
			d.parent = inventory.NodeValue(l.reference(k, capzGroup, capzCluster, id.namespace, label, n.Pos), n.Pos)
		}
	}
	l.patch(&d, at(spec, patches))
	l.declare(d)
	return true
}

// capzIdentity is the identity of a control plane, which names its one user-assigned identity beside the type.
func capzIdentity(spec *source.Node) []source.Member {
	found := pick(spec, "identity", "identity")
	for i := range found {
		if m := member(found[i].Value, "userAssignedIdentityResourceID"); m != nil {
			identity := object(found[i].Value.Pos, pick(found[i].Value, "type", "type")...)
			identity.Members = append(identity.Members, source.Member{Key: "userAssignedIdentities", Pos: m.Pos, Value: assigned([]*source.Node{m.Value}, m.Pos)})
			found[i].Value = identity
		}
	}
	return found
}

// capzRelease is the version of Kubernetes, which Cluster API writes with a v before it.
func capzRelease(spec *source.Node) []source.Member {
	release := pick(spec, "version", "kubernetesVersion")
	for i := range release {
		if n := release[i].Value; n.Kind == source.String && strings.HasPrefix(n.Text, "v") {
			without := *n
			without.Text = strings.TrimPrefix(n.Text, "v")
			release[i].Value = &without
		}
	}
	return release
}

// within reads an object that another one holds, in whose namespace it is.
func (l *loader) within(n *source.Node, namespace string) {
	if n.Kind != source.Object {
		return
	}
	id := identityOf(n, textAt(n, "kind"))
	if id.namespace == "" {
		id.namespace = namespace
	}
	l.aso(n, id, textAt(n, "apiVersion"))
}

// patch applies JSON merge patches of an object of Azure Service Operator.
func (l *loader) patch(d *declaration, patches *source.Node) {
	if patches == nil {
		return
	}
	properties := object(d.object.Pos, d.properties...)
	for _, item := range patches.Items {
		tree, diags := source.ParseJSON(source.NewSet().Add("", []byte(item.Str()), false))
		if item.Kind != source.String || len(diags) > 0 || tree == nil {
			l.say(source.Diagnostic{
				Level: source.Warning, Pos: item.Pos, Message: fmt.Sprintf("a patch of %s is no JSON, so what it changes isn't judged", d.id.address()),
			})
			continue
		}
		source.Relocate(tree, item.Pos)
		if spec := at(tree, "spec"); spec != nil && spec.Kind == source.Object {
			mergePatch(properties, asoTranslation{l, d.id.namespace}.value(spec))
		}
	}
	d.properties = properties.Members
}

// mergePatch applies a JSON merge patch (RFC 7386) to an object that nobody else holds, copying what lies deeper.
func mergePatch(target, patch *source.Node) {
	for _, m := range patch.Members {
		i := len(target.Members) - 1
		for i >= 0 && !strings.EqualFold(target.Members[i].Key, m.Key) {
			i--
		}
		switch {
		case m.Value.Kind == source.Null:
			if i >= 0 {
				target.Members = append(append([]source.Member(nil), target.Members[:i]...), target.Members[i+1:]...)
			}
		case i < 0:
			target.Members = append(target.Members, m)
		case m.Value.Kind == source.Object && target.Members[i].Value.Kind == source.Object:
			merged := *target.Members[i].Value
			merged.Members = append([]source.Member(nil), merged.Members...)
			mergePatch(&merged, m.Value)
			target.Members[i].Value = &merged
		default:
			target.Members[i] = m
		}
	}
}

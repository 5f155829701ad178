package kubernetes

import (
	"fmt"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// objectKind is a kind of object that is read.
type objectKind struct {
	kind inventory.Kind
	// groups are the API groups that have had it; "" is the core group.
	groups []string
	// pod is the path of the pod's spec in a workload.
	pod []string
}

var template = []string{"spec", "template", "spec"}

// objectKinds are the kinds of object that are read, by their name.
var objectKinds = map[string]objectKind{
	"StorageClass":          {kind: inventory.StorageClass, groups: []string{"storage.k8s.io"}},
	"PersistentVolume":      {kind: inventory.PersistentVolume, groups: []string{""}},
	"PersistentVolumeClaim": {kind: inventory.PersistentVolumeClaim, groups: []string{""}},
	"Secret":                {kind: inventory.Secret, groups: []string{""}},
	"AKSNodeClass":          {kind: inventory.NodeClass, groups: []string{"karpenter.azure.com"}},
	"Pod":                   {kind: inventory.Workload, groups: []string{""}, pod: []string{"spec"}},
	"Deployment":            {kind: inventory.Workload, groups: []string{"apps", "extensions"}, pod: template},
	"StatefulSet":           {kind: inventory.Workload, groups: []string{"apps"}, pod: template},
	"DaemonSet":             {kind: inventory.Workload, groups: []string{"apps", "extensions"}, pod: template},
	"ReplicaSet":            {kind: inventory.Workload, groups: []string{"apps", "extensions"}, pod: template},
	"Job":                   {kind: inventory.Workload, groups: []string{"batch"}, pod: template},
	"CronJob":               {kind: inventory.Workload, groups: []string{"batch"}, pod: []string{"spec", "jobTemplate", "spec", "template", "spec"}},
}

// inGroup reports whether an API version lies in one of the groups of the kind.
func (k objectKind) inGroup(version string) bool {
	group, _, ok := strings.Cut(version, "/")
	if !ok {
		group = ""
	}
	for _, g := range k.groups {
		if strings.EqualFold(g, group) {
			return true
		}
	}
	return false
}

// object reads one object, if it is of a kind of ours.
func (l *loader) object(n *source.Node, kind, version string) {
	info, ok := objectKinds[kind]
	switch {
	case !ok:
		id := identityOf(n, kind)
		_ = l.aso(n, id, version) || l.capz(n, id, version) || l.crossplane(n, id, version)
		return
	case version == "":
		l.say(source.Diagnostic{
			Level: source.Warning, Pos: n.Pos,
			Message: fmt.Sprintf("passed over: a %s without apiVersion is no Kubernetes object", kind),
			Hint:    "add its apiVersion, or leave the file out if it only patches another object",
		})
		return
	case !info.inGroup(version):
		return
	}
	v := &view{typ: kind, version: version, mode: l.mode(n), node: n, pos: l.place(n)}
	id := identityOf(n, kind)
	if info.kind == inventory.Workload {
		v.volumes = l.volumes(v, id, follow(n, info.pod...))
	}
	l.add(info.kind, v, id)
}

// place is where what an object leaves out would stand: in a file at the object
// itself, in another format at the header of what holds it.
func (l *loader) place(n *source.Node) source.Pos {
	if l.host != nil && l.host.Pos.IsValid() {
		return l.host.Pos
	}
	return n.Pos
}

// identity is how an object is called.
type identity struct{ kind, namespace, name string }

func identityOf(n *source.Node, kind string) identity {
	id := identity{kind: kind, name: textAt(n, "metadata", "name"), namespace: textAt(n, "metadata", "namespace")}
	if id.name == "" {
		id.name = textAt(n, "metadata", "generateName")
	}
	return id
}

// address is [NAMESPACE/]Kind/NAME, without what isn't there.
func (id identity) address() string {
	address := id.kind
	if id.namespace != "" {
		address = id.namespace + "/" + address
	}
	if id.name != "" {
		address += "/" + id.name
	}
	return address
}

// add makes the resource of an object.
func (l *loader) add(kind inventory.Kind, v *view, id identity) *inventory.Resource {
	r := inventory.New(kind, v)
	r.Name, r.Namespace, r.Address, r.Scope = id.name, id.namespace, id.address(), l.path
	if h := l.host; h != nil {
		r.Format, r.Address, r.Scope, r.Existing = h.Format, h.Address, h.Scope, h.Existing
		if r.Name == "" {
			r.Name = h.Name
		}
		if !l.several {
			r.Identify(h.Identities...)
		}
	}
	l.loaded.Resources = append(l.loaded.Resources, r)
	return r
}

func (l *loader) say(d source.Diagnostic) {
	d.Path = l.path
	l.loaded.Diagnostics = append(l.loaded.Diagnostics, d)
}

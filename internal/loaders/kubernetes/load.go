// Package kubernetes reads Kubernetes objects, in YAML or JSON, into the
// inventory: storage classes, volumes, claims, the workloads that mount them, and
// AKS node classes. Nothing is read of a Secret.
package kubernetes

import (
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// Load reads the objects of a file: YAML documents or JSON values, lists opened.
func Load(f *source.File) inventory.Loaded {
	docs, diags := source.ParseDocuments(f, source.HoldsKubernetesKind)
	l := loader{path: f.Path, mode: liveWhereServed}
	for _, doc := range docs {
		l.document(doc, "", "")
	}
	joinPools(l.loaded.Embedded)
	l.loaded.Diagnostics = append(diags, l.loaded.Diagnostics...)
	return l.loaded
}

// LoadEmbedded reads an object that stands inside another format: the manifest of
// a kubernetes_manifest, of a kubectl_manifest, or what a kubernetes_storage_class amounts to.
func LoadEmbedded(e inventory.Embedded) inventory.Loaded {
	l := loader{host: &e.Host, mode: func(*source.Node) inventory.Mode { return e.Host.Mode }}
	l.document(e.Node, "", "")
	return l.loaded
}

// loader reads the objects of one file or of one embedded tree.
type loader struct {
	path string
	host *inventory.Host // nil for a file
	mode func(object *source.Node) inventory.Mode
	// several says that the host holds a list: its identities are then those of no single object.
	several bool
	loaded  inventory.Loaded
}

// document reads a tree that is an object, a list of objects, or nothing of ours.
// kind and version are what a typed list says of items that don't say it themselves.
func (l *loader) document(n *source.Node, kind, version string) {
	if n == nil {
		return
	}
	switch n.Kind {
	case source.Array:
		l.several = true
		for _, item := range n.Items {
			l.document(item, kind, version)
		}
	case source.Object:
		if own := member(n, "kind"); own != nil {
			kind = own.Value.Str()
		}
		if own := member(n, "apiVersion"); own != nil {
			version = own.Value.Str()
		}
		if of, isList := strings.CutSuffix(kind, "List"); isList && source.IsKubernetesKind(kind) {
			if items := member(n, "items"); items != nil && items.Value.Kind == source.Array {
				l.document(items.Value, of, version)
			}
			return
		}
		l.object(n, kind, version)
	}
}

// liveWhereServed says that an object was read from a cluster when it carries what
// only the API server writes.
func liveWhereServed(object *source.Node) inventory.Mode {
	metadata := member(object, "metadata")
	if metadata == nil {
		return inventory.Declared
	}
	for _, key := range [...]string{"uid", "resourceVersion", "creationTimestamp"} {
		if m := member(metadata.Value, key); m != nil && m.Value.Str() != "" {
			return inventory.Live
		}
	}
	return inventory.Declared
}

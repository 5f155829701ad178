package link

import (
	"path"
	"slices"
	"strings"
	"time"

	"github.com/akscan/akscan/internal/inventory"
)

// nameKey is what a Kubernetes object is looked up by.
type nameKey struct {
	kind            inventory.Kind
	namespace, name string
}

// defaultClass stands for the name of the class that claims without one get. No object can be called so.
const defaultClass = "\x00default"

func (k nameKey) text() string { return string(k.kind) + "\x00" + k.namespace + "\x00" + k.name }

func nameKeyOf(r *inventory.Resource) nameKey {
	name := r.Name
	if r.Kind == inventory.Workload {
		// Workloads of several types share a kind; their owners are named by both.
		name = r.Type + "/" + name
	}
	return nameKey{r.Kind, namespaceOf(r.Kind, r), name}
}

// namespaceOf is the namespace that an object of the kind has when r names it:
// none for cluster-wide kinds, "default" where r gives none.
func namespaceOf(kind inventory.Kind, r *inventory.Resource) string {
	if kind != inventory.PersistentVolumeClaim && kind != inventory.Workload {
		return ""
	}
	if r.Namespace == "" {
		return "default"
	}
	return r.Namespace
}

// byKubernetesName finds what a Kubernetes name means in r's file, else in its
// folder, else as near as there is one of that name. Several at one distance
// are all returned.
func (l *linker) byKubernetesName(r *inventory.Resource, p *inventory.Property, v *inventory.Value) []*inventory.Resource {
	var name string
	switch {
	case v.State == inventory.Set && v.Text() != "":
		name = v.Text()
	case v.State == inventory.Unset && slices.Contains(p.Targets, inventory.StorageClass) && r.Kind == inventory.PersistentVolumeClaim:
		name = defaultClass
	default:
		return nil
	}
	var candidates []*inventory.Resource
	for _, kind := range p.Targets {
		if kind == inventory.PersistentVolume && r.Kind == inventory.Workload {
			continue // pods name claims; the volumes written in them are found by identity
		}
		switch kind {
		case inventory.StorageClass, inventory.PersistentVolume, inventory.PersistentVolumeClaim, inventory.Workload:
			key := nameKey{kind, namespaceOf(kind, r), name}
			l.trace.asks(nameSpace, key.text())
			candidates = append(candidates, l.byName[key]...)
		}
	}
	nearest := l.nearest(r, preferMode(candidates, r.Mode))
	if name == defaultClass {
		return l.newest(nearest)
	}
	return nearest
}

// keptFor stands for the namespace of volumes that are looked up by the claim that they are kept for.
const keptFor = "\x00kept for"

// claimOf is the claim that a volume is kept for, where that binds it: one read from a cluster names
// the claim that it was bound to, be it gone, and claims there name their volumes themselves.
func claimOf(r *inventory.Resource) string {
	if r.Kind != inventory.PersistentVolume || r.Mode != inventory.Declared {
		return ""
	}
	return r.Property("kept_for").Text()
}

// resolveKept leads a claim that names no volume to the one that is kept for it.
func (l *linker) resolveKept(r *inventory.Resource) {
	if r.Existing || r.Mode != inventory.Declared || r.Property("volume").State != inventory.Unset {
		return
	}
	key := nameKey{inventory.PersistentVolume, keptFor, namespaceOf(r.Kind, r) + "/" + r.Name}
	l.trace.asks(nameSpace, key.text())
	kept := l.nearest(r, l.byName[key])
	if len(kept) == 0 {
		return
	}
	v := inventory.SetValue(kept[0].Name, r.Pos)
	v.SetTargets(kept)
	r.SetProperty("volume", v)
}

// newest keeps, of several default classes of one cluster's export, the one that was
// made last, which is the one that counts (azure-facts 6.3); all where that can't be told.
func (l *linker) newest(classes []*inventory.Resource) []*inventory.Resource {
	var newest []*inventory.Resource
	var latest time.Time
	for _, class := range classes {
		made, err := time.Parse(time.RFC3339, class.Property("created").Text())
		if err != nil || class.Mode != inventory.Live || l.pathOf(class) != l.pathOf(classes[0]) {
			return classes
		}
		switch {
		case len(newest) == 0 || made.After(latest):
			newest, latest = []*inventory.Resource{class}, made
		case made.Equal(latest):
			newest = append(newest, class)
		}
	}
	return newest
}

// nearest keeps the candidates that lie nearest to r.
func (l *linker) nearest(r *inventory.Resource, candidates []*inventory.Resource) []*inventory.Resource {
	var nearest []*inventory.Resource
	best := -1
	from := l.pathOf(r)
	for _, c := range candidates {
		switch rank := nearness(from, l.pathOf(c)); {
		case rank > best:
			nearest, best = []*inventory.Resource{c}, rank
		case rank == best:
			nearest = append(nearest, c)
		}
	}
	return nearest
}

func (l *linker) pathOf(r *inventory.Resource) string {
	if f := l.files.File(r.Pos); f != nil {
		return f.Path
	}
	return ""
}

// nearness ranks how near two files are: the same file above all, then the same
// folder, then by the depth of the nearest common folder.
func nearness(a, b string) int {
	const sameFolder, sameFile = 1 << 20, 1 << 21
	if a == b {
		return sameFile
	}
	a, b = path.Dir(a), path.Dir(b)
	if a == b {
		return sameFolder
	}
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	common := 0
	for common < len(as) && common < len(bs) && as[common] == bs[common] {
		common++
	}
	return common
}

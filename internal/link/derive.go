package link

import (
	"path"
	"slices"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// derive fills in the properties that no format writes.
func (l *linker) derive(r *inventory.Resource) {
	set := func(name string, v any) {
		if r.Info().Has(name) && r.Property(name).State == inventory.Unset {
			r.SetProperty(name, inventory.SetValue(v, r.Pos))
		}
	}
	lead := func(name string, targets []*inventory.Resource) {
		if len(targets) > 0 {
			v := inventory.SetValue(targets[0].Address, r.Pos)
			v.SetTargets(targets)
			r.SetProperty(name, v)
		}
	}
	if id := resourceID(r); id != "" {
		if group, ok := idPart(id, "resourcegroups"); ok {
			set("resource_group", group)
		}
		if subscription, ok := idPart(id, "subscriptions"); ok {
			set("subscription", subscription)
		}
	}
	if r.Info().Has("scopes") {
		set("scopes", scopesOf(r))
	}
	if r.Info().Has("root") {
		// What a root declares is looked up in it, so its scope is the root.
		lead("root", l.shared(inventory.TerraformModule, r.Scope))
	}
	switch r.Kind {
	case inventory.Cluster:
		lead("kms_key_version", l.versions(r.Property("kms_key")))
	case inventory.DiskEncryptionSet, inventory.StorageAccount:
		lead("key_version", l.versions(r.Property("vault_key")))
	case inventory.KeyVersion:
		l.deriveVersion(r, lead, set)
	case inventory.Key:
		l.deriveVersions(r)
	case inventory.NodePool:
		lead("size", l.sizes(r))
	}
}

// resourceID is the canonical ARM id among a resource's identities; "" when nobody
// knows it. A control character marks a part that isn't known.
func resourceID(r *inventory.Resource) string {
	for _, id := range r.Identities {
		if strings.HasPrefix(id, "/subscriptions/") && !strings.Contains(id, "\x01") {
			return id
		}
	}
	return ""
}

// idPart is the part of a canonical id that follows the one called name.
func idPart(id, name string) (string, bool) {
	_, rest, ok := strings.Cut(id, "/"+name+"/")
	if !ok {
		return "", false
	}
	part, _, _ := strings.Cut(rest, "/")
	return part, part != ""
}

// scopesOf lists the ids at which a role assignment covers a resource: its own, its
// parents', its group's, its subscription's, and what its loader knows to lie above.
func scopesOf(r *inventory.Resource) []string {
	var scopes []string
	add := func(id string) {
		if id != "" && !slices.Contains(scopes, id) {
			scopes = append(scopes, id)
		}
	}
	for _, id := range r.Identities {
		if strings.HasPrefix(id, "https://") {
			continue // the data plane's address is no scope
		}
		add(id)
		if !strings.HasPrefix(id, "/subscriptions/") {
			continue
		}
		for above := parentID(id); above != ""; above = parentID(above) {
			add(above)
		}
	}
	for _, id := range r.Above {
		add(id)
	}
	return scopes
}

// parentID is what a canonical ARM id lies in: a child's parent, a resource's group, a
// group's subscription; "" for a subscription.
func parentID(id string) string {
	parts := strings.Split(strings.Trim(id, "/"), "/")
	n := len(parts) - 2
	if n >= 4 && parts[n-2] == "providers" {
		n -= 2 // the namespace and the type belong to the name
	}
	if n < 2 {
		return ""
	}
	return "/" + strings.Join(parts[:n], "/")
}

// versions are the key versions that a reference with a version leads to.
func (l *linker) versions(v *inventory.Value) []*inventory.Resource {
	return ofKinds(l.find(v.Identity()), []inventory.Kind{inventory.KeyVersion})
}

// deriveVersion leads a version to its key.
func (l *linker) deriveVersion(r *inventory.Resource, lead func(string, []*inventory.Resource), set func(string, any)) {
	for _, id := range r.Identities {
		if key, ok := parseKeyURL(id); ok && key.version != "" {
			set("version", key.version)
			lead("vault_key", preferMode(ofKinds(l.find(key.versionless()), []inventory.Kind{inventory.Key}), r.Mode))
		}
	}
}

// deriveVersions leads a key to its versions.
func (l *linker) deriveVersions(r *inventory.Resource) {
	v := inventory.Value{State: inventory.Unset, Pos: r.Pos}
	for _, id := range r.Identities {
		l.trace.asks(versionSpace, id)
		for _, version := range l.versionsOf[id] {
			item := inventory.SetValue(version.Address, version.Pos)
			item.SetTargets([]*inventory.Resource{version})
			v.State, v.Items = inventory.Set, append(v.Items, item)
		}
	}
	r.SetProperty("versions", v)
}

// sizes are the rows about a pool's VM size in its cluster's region.
func (l *linker) sizes(r *inventory.Resource) []*inventory.Resource {
	if !l.anySizes && len(l.around.shared) == 0 {
		return nil
	}
	size := r.Property("vm_size").Text()
	clusters := r.Property("cluster").Targets()
	if size == "" || len(clusters) == 0 {
		return nil
	}
	return l.shared(inventory.VMSize, inventory.SizeIdentity(clusters[0].Property("location").Text(), size))
}

// groupClasses makes a group of the storage classes that one cluster has: those of one
// export, or of one folder.
func groupClasses(files *source.Set, resources []*inventory.Resource) []*inventory.Resource {
	groups := map[string]*inventory.Resource{}
	var order []*inventory.Resource
	for _, r := range resources {
		if r.Kind != inventory.StorageClass || r.Existing {
			continue
		}
		name := ""
		if f := files.File(r.Pos); f != nil {
			if name = f.Path; r.Mode == inventory.Declared {
				name = path.Dir(name)
			}
		}
		group, ok := groups[name]
		if !ok {
			group = inventory.New(inventory.StorageClassGroup, emptyView{r})
			group.Name, group.Address, group.Scope = name, name, r.Scope
			groups[name], order = group, append(order, group)
		}
		classes := *group.Property("classes")
		item := inventory.SetValue(r.Name, r.Pos)
		item.SetTargets([]*inventory.Resource{r})
		classes.State, classes.Items = inventory.Set, append(classes.Items, item)
		group.SetProperty("classes", classes)
	}
	return order
}

// emptyView is the view of what the link step makes itself: nothing is written.
type emptyView struct{ of *inventory.Resource }

func (e emptyView) Format() inventory.Format           { return e.of.Format }
func (e emptyView) Mode() inventory.Mode               { return e.of.Mode }
func (e emptyView) Type() string                       { return "" }
func (e emptyView) Version() string                    { return "" }
func (e emptyView) Knows(inventory.TerraformName) bool { return true }
func (e emptyView) Keys(string) []string               { return nil }
func (e emptyView) Lookup(string) inventory.Value      { return inventory.UnsetValue(e.of.Pos) }

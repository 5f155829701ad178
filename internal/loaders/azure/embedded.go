package azure

import (
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// embedded reads a tree found inside another format: an evaluated resource of a
// template, an azapi body.
func (l *loader) embedded(e inventory.Embedded) {
	n, host := e.Node, e.Host
	if n == nil || n.Kind != source.Object && n.Kind != source.Unknown {
		return
	}
	name, version := host.SplitType()
	if name == "" {
		name = n.Get("type").Str()
	}
	if version == "" {
		version = n.Get("apiVersion").Str()
	}
	t, ok := inventory.LookupAzureType(name)
	if !ok {
		return
	}
	v := &view{
		typ: t.Name, mode: host.Mode, format: inventory.ARM, version: version, node: n, props: declaredProperties(n),
	}
	if t.Kind == inventory.AccessPolicy {
		l.embeddedPolicies(v, host)
		return
	}
	r := inventory.New(t.Kind, v)
	r.Format, r.Scope, r.Address, r.Existing = host.Format, host.Scope, host.Address, host.Existing
	if host.Pos.IsValid() {
		r.Pos = host.Pos
	}
	r.CompiledFrom = host.CompiledFrom
	r.Name = host.Name
	if r.Name == "" {
		r.Name = ownName(n.Get("name").Str())
	}
	r.Identify(host.Identities...)
	if len(r.Identities) == 0 {
		r.Identify(localIdentity(host.Scope, host.Address))
	}
	if host.IgnoredChanges.State == inventory.Set && !host.Overlay && r.Info().Has("ignored_changes") {
		r.SetProperty("ignored_changes", host.IgnoredChanges)
	}
	if host.Dependencies.State == inventory.Set && r.Kind == inventory.Cluster {
		r.SetProperty("dependencies", host.Dependencies)
		r.SetProperty("dependencies_in_doubt", host.DependenciesInDoubt)
	}
	if host.Overlay {
		r.Overlay = &host.Parent
	} else if host.Parent.State != "" && host.Parent.State != inventory.Unset {
		setParent(r, host.Parent)
	}
	l.finish(r, v)
}

// declaredProperties is where the properties of a declared resource stand. Azure
// ignores what a template or request writes beside `properties`, so does this.
func declaredProperties(n *source.Node) *source.Node {
	if n.Kind == source.Unknown {
		return n
	}
	return n.Get("properties")
}

package azure

import (
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// resource reads a resource found in a file of Azure JSON. id is its ARM id or, of
// a key entry, the key's identifier; "" when the object has none.
func (l *loader) resource(n *source.Node, t inventory.AzureType, id string, as recognition, at place) {
	v := &view{
		typ: t.Name, mode: inventory.Live, format: inventory.Azure, version: at.version,
		node: n, props: propertiesOf(n), graph: at.graph, keyEntry: as == keyEntry,
	}
	if v.version == "" {
		v.version = n.Get("apiVersion").Str()
	}
	if at.request || id == "" && !at.row && !showsServer(n) {
		v.mode = inventory.Declared
	}
	if v.mode == inventory.Live {
		v.partial = partialRow(n, t, as, at)
	}
	r := inventory.New(t.Kind, v)
	r.Scope = l.file.Path
	switch {
	case as == keyEntry:
		l.identifyKeyEntry(r, n, id)
	case id != "":
		identifyLive(r, n, id)
	default:
		r.Name = ownName(nameOf(n))
		r.Address = t.Name + at.pointer
		if r.Name != "" {
			r.Address = t.Name + "/" + nameOf(n)
		}
		r.Identify(localIdentity(l.file.Path, at.pointer))
	}
	for _, m := range source.RepeatedKeys(n) {
		l.Diagnostics = append(l.Diagnostics, source.Diagnostic{
			Level: source.Warning, Message: "the key \"" + m.Key + "\" stands twice in one object; only one of them counts",
			Path: l.file.Path, Pos: m.Pos,
		})
	}
	l.finish(r, v)
}

// finish adds a resource, with the node pools that stand inside it.
func (l *loader) finish(r *inventory.Resource, v *view) {
	l.Resources = append(l.Resources, r)
	if r.Kind == inventory.Cluster {
		l.pools(r, v)
	}
}

// partialRow says why a live object doesn't show all properties; "" when it does.
func partialRow(n *source.Node, t inventory.AzureType, as recognition, at place) string {
	if as == keyEntry {
		if n.Get("key") == nil {
			return "a list of keys doesn't show it (az keyvault key show does)"
		}
		return ""
	}
	switch p := n.Get("properties"); {
	case p != nil && p.Kind == source.Object && len(p.Members) > 0:
		return ""
	case p != nil && p.Kind != source.Null && p.Kind != source.Object:
		return ""
	case at.graph:
		return "the query's projection doesn't show it (project properties, or leave the projection out)"
	}
	for _, key := range marks(t) {
		if n.Get(key) != nil {
			return ""
		}
	}
	return "this row of a list has no properties (" + showCommand(t) + " prints them)"
}

// showCommand is the az command that prints a resource of the type whole.
func showCommand(t inventory.AzureType) string {
	switch t.Name {
	case clusterType:
		return "az aks show"
	case poolType:
		return "az aks nodepool show"
	case vaultType:
		return "az keyvault show"
	case hsmType:
		return "az keyvault show --hsm-name"
	case desType:
		return "az disk-encryption-set show"
	case diskType:
		return "az disk show"
	case vaultKeyType, hsmKeyType:
		return "az keyvault key show"
	}
	return "az resource show"
}

// nameOf is the name as written; PowerShell calls a vault's VaultName.
func nameOf(n *source.Node) string {
	if name := n.Get("name").Str(); name != "" {
		return name
	}
	return n.Get("vaultName").Str()
}

// ownName is the last part of a name that spells out its parents.
func ownName(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// identifyLive names and addresses a resource by its ARM id.
func identifyLive(r *inventory.Resource, n *source.Node, id string) {
	parsed, _ := parseID(id)
	canonical := inventory.Canonical(id)
	r.Name, r.Address = ownName(nameOf(n)), canonical
	if r.Name == "" {
		r.Name = parsed.name
	}
	r.Identify(canonical)
	if parsed.parent != "" {
		setParent(r, inventory.SetValue(parsed.parent, idPlace(n)))
	}
	if r.Kind == inventory.Key {
		p := propertiesOf(n)
		identifyKeyURLs(r, p.Get("keyUri").Str(), p.Get("keyUriWithVersion").Str())
	}
}

// idPlace is the place of the field that holds a resource's id.
func idPlace(n *source.Node) source.Pos {
	for _, key := range [...]string{"id", "resourceId"} {
		if m := n.Member(key); m != nil {
			return m.Pos
		}
	}
	return n.Pos
}

// setParent records the resource that holds this one.
func setParent(r *inventory.Resource, parent inventory.Value) {
	switch r.Kind {
	case inventory.NodePool:
		r.SetProperty("cluster", parent)
	case inventory.Key:
		r.SetProperty("vault", parent)
	}
}

// identifyKeyEntry names and addresses a key by its identifier.
func (l *loader) identifyKeyEntry(r *inventory.Resource, n *source.Node, kid string) {
	key, _ := parseKeyID(kid)
	r.Name, r.Address = nameOf(n), key.versionless()
	if r.Name == "" {
		r.Name = strings.Split(kid[len("https://"):], "/")[2]
	}
	// All versions are one key, so the URL without a version comes first.
	identifyKeyURLs(r, key.versionless(), kid)
	pos := n.Pos
	for _, m := range [...]*source.Member{n.Get("key").Member("kid"), n.Member("kid"), n.Member("id")} {
		if m != nil {
			pos = m.Pos
			break
		}
	}
	setParent(r, inventory.SetValue(key.vault(), pos))
}

// identifyKeyURLs adds the URLs of a key, in the form that references are compared by.
func identifyKeyURLs(r *inventory.Resource, urls ...string) {
	for _, url := range urls {
		if key, ok := parseKeyID(url); ok {
			id := key.versionless()
			if key.version != "" {
				id += "/" + key.version
			}
			r.Identify(id)
		}
	}
}

// localIdentity stands for a resource that no id leads to, so that what lies inside it still does.
func localIdentity(scope, pointer string) string { return "\x00" + scope + "\x00" + pointer }

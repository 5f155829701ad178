package azure

import (
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// resource reads a resource found in a file of Azure JSON. id is its ARM id or, of
// what Key Vault's own API shows, the key's identifier; "" when the object has none.
func (l *loader) resource(n *source.Node, t inventory.AzureType, id string, as recognition, at place) {
	v := &view{
		typ: t.Name, mode: inventory.Live, format: inventory.Azure, version: at.version,
		node: n, props: propertiesOf(n),
	}
	v.columns = v.props == n && hasColumns(n)
	if v.version == "" {
		v.version = n.Get("apiVersion").Str()
	}
	if at.request || id == "" && !at.row && !showsServer(n) && as != sizeRow {
		v.mode = inventory.Declared
	}
	l.warnRepeated(n)
	switch as {
	case keyEntry:
		l.keyEntry(v, id)
		return
	case keyPolicy:
		l.keyPolicy(v, id)
		return
	case sizeRow:
		l.size(v)
		return
	}
	if t.Kind == inventory.Feature && !isOurFeature(n.Get("name").Str()) {
		return
	}
	if v.mode == inventory.Live {
		v.partial = partialRow(n, t, at)
		if t.Kind == inventory.Key && !isObject(v.props.Get("attributes")) && v.partial == "" {
			v.partial = noAttributes
		}
	}
	if v.renamed = isObject(n.Get("id")) || isObject(n.Get("resourceType")); v.renamed {
		v.partial = "this is an object of .NET, whose names aren't all Azure's (" + showCommand(t) + " prints those)"
	}
	if t.Kind == inventory.AccessPolicy {
		l.policyChild(v, id)
		return
	}
	r := inventory.New(t.Kind, v)
	r.Scope = l.file.Path
	if id != "" {
		identifyLive(r, n, id)
	} else {
		r.Name = ownName(nameOf(n))
		r.Address = t.Name + at.pointer
		if r.Name != "" {
			r.Address = t.Name + "/" + nameOf(n)
		}
		r.Identify(localIdentity(l.file.Path, at.pointer))
	}
	switch t.Kind {
	case inventory.Feature:
		r.Name = nameOf(n)
	case inventory.KeyVault:
		identifyVaultURLs(r, v.props.Get("vaultUri").Str(), v.props.Get("hsmUri").Str())
	}
	l.finish(r, v)
	if t.Kind == inventory.Key {
		l.newestVersion(r, v)
	}
}

// warnRepeated says which keys stand twice in a resource.
func (l *loader) warnRepeated(n *source.Node) {
	for _, m := range source.RepeatedKeys(n) {
		l.Diagnostics = append(l.Diagnostics, source.Diagnostic{
			Level: source.Warning, Message: "the key \"" + m.Key + "\" stands twice in one object; only one of them counts",
			Path: l.file.Path, Pos: m.Pos,
		})
	}
}

// isOurFeature reports whether a feature of a subscription bears on what is judged.
func isOurFeature(name string) bool {
	switch strings.ToLower(name) {
	case "microsoft.compute/encryptionathost", "microsoft.containerservice/kmspmkpreview":
		return true
	}
	return false
}

// finish adds a resource, with the node pools, access policies and identities that stand inside it.
func (l *loader) finish(r *inventory.Resource, v *view) {
	l.Resources = append(l.Resources, r)
	l.identities(r, v)
	switch r.Kind {
	case inventory.Cluster:
		l.pools(r, v)
	case inventory.KeyVault:
		l.policies(r, v)
	}
}

// partialRow says why a live object doesn't show all properties; "" when it does.
func partialRow(n *source.Node, t inventory.AzureType, at place) string {
	switch p := n.Get("properties"); {
	case isObject(p) && len(p.Members) == 1 && p.Get("provisioningState") != nil:
	case isObject(p) && len(p.Members) > 0:
		return ""
	case p != nil && p.Kind != source.Null && p.Kind != source.Object:
		return ""
	case at.graph:
		return "the query's projection doesn't show it (project properties, or leave the projection out)"
	}
	for _, key := range marks(t) {
		if n.Get(key) == nil {
			continue
		}
		if showsWhole(n, t) {
			return ""
		}
		return "the export shows only some fields, as --query picks them (" + showCommand(t) + " prints all)"
	}
	return "this row of a list has no properties (" + showCommand(t) + " prints them)"
}

// showsWhole reports whether a flattened object is what a command prints of a
// resource, and not a choice of its fields: these seldom name the type. A vault is never
// flattened, and what is small is never chosen from.
func showsWhole(n *source.Node, t inventory.AzureType) bool {
	switch t.Kind {
	case inventory.KeyVault:
		return false
	case inventory.Cluster, inventory.NodePool, inventory.DiskEncryptionSet, inventory.ManagedDisk:
	default:
		return true
	}
	switch {
	case n.Get("type") != nil || n.Get("provisioningState") != nil:
		return true
	case t.Kind == inventory.Cluster && n.Get("agentPoolProfiles") != nil:
		for _, key := range [...]string{"nodeResourceGroup", "dnsPrefix", "servicePrincipalProfile"} {
			if n.Get(key) != nil {
				return true
			}
		}
	}
	return false
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
	parent := parsed.parent
	if r.Kind == inventory.Key {
		// The identifiers come first, as the vault's own API shows the same key by them.
		p := propertiesOf(n)
		identifyKeyURLs(r, p.Get("keyUri").Str(), p.Get("keyUriWithVersion").Str())
		if key, ok := parseKeyID(p.Get("keyUri").Str()); ok {
			parent = key.vault()
		}
	}
	r.Identify(canonical)
	if r.Kind == inventory.RoleAssignment {
		if scope, _, ok := cutFold(id, "/providers/Microsoft.Authorization/roleAssignments/"); ok && scope != "" {
			setParent(r, inventory.SetValue(scope, idPlace(n)))
		}
	} else if parent != "" {
		setParent(r, inventory.SetValue(parent, idPlace(n)))
	}
}

// idPlace is the place of the field that holds a resource's id.
func idPlace(n *source.Node) source.Pos {
	for _, key := range idKeys {
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
	case inventory.RoleAssignment:
		if scope := r.Property("scope"); scope.State == inventory.Unset {
			r.SetProperty("scope", parent)
		}
	}
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

// identifyVaultURLs adds the address of a vault or managed HSM, which tells it from one of the same name in another cloud.
func identifyVaultURLs(r *inventory.Resource, urls ...string) {
	for _, url := range urls {
		url = strings.TrimSuffix(inventory.Canonical(url), ":443")
		if name, ok := strings.CutPrefix(url, "https://"); ok && strings.HasPrefix(name, strings.ToLower(r.Name)+".") && !strings.Contains(name, "/") {
			r.Identify(url)
		}
	}
}

// localIdentity stands for a resource that no id leads to, so that what lies inside it still does.
func localIdentity(scope, pointer string) string { return "\x00" + scope + "\x00" + pointer }

// ordinal tells apart what has no name: by its place and, where one place stands for several, by its index.
func ordinal(pos source.Pos, i int) string {
	return strconv.FormatInt(int64(pos), 10) + "." + strconv.Itoa(i)
}

package arm

import (
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// run hands over the resources of a template and of the templates that it deploys.
func (t *template) run() {
	for _, in := range t.all() {
		if in.absent {
			continue
		}
		if strings.EqualFold(in.typ, deploymentType) {
			if deployed := in.template(); deployed != nil {
				deployed.run()
			}
			continue
		}
		if e, ok := in.manifest(); ok {
			t.ev.found.Embedded = append(t.ev.found.Embedded, e)
			t.ev.made = append(t.ev.made, nil)
		} else if known, ok := inventory.LookupAzureType(in.typ); ok {
			in.typ = known.Name
			t.ev.found.Embedded = append(t.ev.found.Embedded, in.embedded(known.Kind))
			t.ev.made = append(t.ev.made, in)
		}
	}
}

// embedded is the resource as an evaluated tree, for the loader of Azure resources.
func (in *instance) embedded(kind inventory.Kind) inventory.Embedded {
	host := inventory.Host{
		Format: in.t.ev.format, Mode: in.t.ev.mode, Type: in.typ, AzureType: in.typ + "@" + in.version,
		Address: in.t.ev.prefix + in.address(), Scope: in.t.ev.scope, Pos: in.node.Pos, Name: in.shown, Existing: in.existing,
		Identities: []string{in.id.canonical()},
	}
	if in.t.ev.bicep != nil {
		host.CompiledFrom = in.t.ev.bicep.place(in)
	}
	if kind == inventory.Key {
		host.Identities = append(host.Identities, in.keyURLs()...)
	}
	if in.parent != nil {
		pos := in.node.Pos
		if m := in.node.Member("name"); m != nil {
			pos = m.Pos
		}
		host.Parent = inventory.NodeValue(in.e.symbols.node(in.parent), pos)
	}
	repeated := in.e.warnRepeated(in.node)
	tree := &source.Node{Kind: source.Object, Pos: in.node.Pos}
	for _, m := range in.node.Members {
		switch strings.ToLower(m.Key) {
		case "resources", "copy", "condition", "dependson", "comments", "type", "apiversion", "scope", "existing":
			continue
		}
		v := in.e.settled(in.e.tree(m.Value), m.Pos)
		tree.Members = append(tree.Members, source.Member{Key: m.Key, Pos: m.Pos, Value: v})
	}
	if repeated {
		tree = in.e.withoutVariants(tree)
	}
	if kind == inventory.Cluster {
		openPools(tree.Get("properties"))
	}
	return inventory.Embedded{Format: inventory.ARM, Node: tree, Host: host}
}

// openPools gives a cluster's properties node pools that nobody knows, where a member
// whose name isn't known may be their list.
func openPools(properties *source.Node) {
	const key = "agentPoolProfiles"
	if properties.Get(key) != nil {
		return
	}
	for _, m := range membersOf(properties) {
		if m.Symbol != nil {
			list := &source.Node{Kind: source.Unknown, Pos: m.Pos, Symbol: &source.Symbol{Expr: marked(short(m.Symbol.Expr + "=" + key)), Why: m.Symbol.Why}}
			properties.Members = append(properties.Members, source.Member{Key: key, Pos: m.Pos, Value: list})
			return
		}
	}
}

// withoutVariants makes unknown what two members of an object say differently whose
// names differ in their letters' case: which of them Azure takes isn't documented.
func (e env) withoutVariants(n *source.Node) *source.Node {
	out := *n
	out.Items = make([]*source.Node, len(n.Items))
	for i, item := range n.Items {
		out.Items[i] = e.withoutVariants(item)
	}
	out.Members = make([]source.Member, len(n.Members))
	first := make(map[string]int, len(n.Members))
	for i, m := range n.Members {
		m.Value = e.withoutVariants(m.Value)
		out.Members[i] = m
		name := strings.ToLower(m.Key)
		at, ok := first[name]
		if !ok {
			first[name] = i
			continue
		}
		if other := n.Members[at]; other.Key != m.Key && e.identityOf(other.Value) != e.identityOf(n.Members[i].Value) {
			unknown := e.because("\"" + other.Key + "\" and \"" + m.Key + "\" stand in one object")
			out.Members[at].Value, out.Members[i].Value = e.settled(unknown, other.Pos), e.settled(unknown, m.Pos)
		}
	}
	return &out
}

// warnRepeated says which keys stand twice in an object of the template, and reports
// whether any does.
func (e env) warnRepeated(n *source.Node) bool {
	repeated := source.RepeatedKeys(n)
	for _, m := range repeated {
		e.say("repeated "+strconv.FormatInt(int64(m.Pos), 10), source.Diagnostic{
			Level: source.Warning, Message: "the key \"" + m.Key + "\" stands twice in one object; only one of them counts",
			Path: e.t.file.Path, Pos: m.Pos,
		})
	}
	return len(repeated) > 0
}

// settled gives every node and member of a tree a place in the resource: what an
// expression yields stands at the field that holds the expression, whose place is at,
// and remembers where it stood.
func (e env) settled(n *source.Node, at source.Pos) *source.Node {
	if !e.step(1) {
		return n
	}
	if e.composed[n] {
		return e.moved(n, at)
	}
	out := n
	edit := func() {
		if out == n {
			c := *n
			c.Items = append([]*source.Node(nil), n.Items...)
			c.Members = append([]source.Member(nil), n.Members...)
			out = &c
		}
	}
	if !n.Pos.IsValid() {
		edit()
		out.Pos = at
	}
	for i, item := range n.Items {
		if v := e.settled(item, out.Pos); v != item {
			edit()
			out.Items[i] = v
		}
	}
	for i, m := range n.Members {
		at := m.Pos
		if !at.IsValid() {
			at = out.Pos
		}
		if v := e.settled(m.Value, at); v != m.Value || at != m.Pos {
			edit()
			out.Members[i].Value, out.Members[i].Pos = v, at
		}
	}
	return out
}

// moved is the list or object that an expression yields, as it stands at a field:
// what is in it came from elsewhere.
func (e env) moved(n *source.Node, at source.Pos) *source.Node {
	out := *n
	out.Items = make([]*source.Node, len(n.Items))
	for i, item := range n.Items {
		out.Items[i] = e.movedPart(item, item.Pos, at)
	}
	out.Members = make([]source.Member, len(n.Members))
	for i, m := range n.Members {
		from := m.Pos
		if !from.IsValid() {
			from = m.Value.Pos
		}
		m.Pos, m.Value = at, e.movedPart(m.Value, from, at)
		out.Members[i] = m
	}
	return &out
}

// movedPart is a part of such a value; from is where it stood, if anywhere.
func (e env) movedPart(n *source.Node, from, at source.Pos) *source.Node {
	if !e.step(1) {
		return n
	}
	out := *n
	if len(n.Items)+len(n.Members) > 0 {
		out = *e.moved(n, at)
		out.Origins = nil // what it was computed from says little of a whole list or object
	}
	if from.IsValid() {
		out.Origins = addOrigins([]source.Pos{from}, out.Origins)
	}
	out.Pos = at
	return &out
}

// address is the resource's address: its type with the names between its parts.
func (in *instance) address() string {
	parts := strings.Split(in.typ, "/")
	if len(parts)-1 != len(in.names) {
		return in.typ + "/" + in.shown
	}
	out := parts[0]
	for i, part := range parts[1:] {
		out += "/" + part + "/"
		if i == len(in.names)-1 {
			out += in.shown
		} else {
			out += in.names[i].shown()
		}
	}
	return out
}

// The suffixes of the vaults' host names in the clouds. Source: azure-facts 4.4.
var vaultSuffixes = [...]string{publicVaultSuffix, ".vault.azure.cn", ".vault.usgovcloudapi.net", ".vault.microsoftazure.de"}

// keyURLs are the URLs that lead to a key. They depend on the cloud.
func (in *instance) keyURLs() []string {
	if len(in.names) != 2 {
		return nil
	}
	vault, key := in.names[0].canonical(), in.names[1].canonical()
	var urls []string
	for _, suffix := range vaultSuffixes {
		if strings.Contains(strings.ToLower(in.typ), "/managedhsms/") {
			suffix = strings.Replace(suffix, ".vault.", ".managedhsm.", 1)
		}
		urls = append(urls, "https://"+vault+suffix+"/keys/"+key)
	}
	return urls
}

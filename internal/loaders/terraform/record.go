package terraform

import (
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// record is one resource instance of a plan or state.
type record struct {
	format inventory.Format
	mode   inventory.Mode // inventory's: declared by a plan, live in a state
	data   bool           // a data source
	typ    string
	addr   string // whole, index included
	pos    source.Pos
	// values are its attributes, with what is unknown or sensitive put in its place.
	values *source.Node
	// scope identifies the root, and target the resource in it.
	scope, target string
	// knows tells the arguments of the provider version in force; nil knows all.
	knows func(inventory.TerraformName) bool
	// written is the same resource in the configuration beside the plan; nil when there is none.
	written *instance
}

// recordView shows a record, or an object within it, to the property table.
type recordView struct {
	*record
	// prefix leads to the object.
	prefix []string
}

func (v *recordView) Format() inventory.Format { return v.format }
func (v *recordView) Mode() inventory.Mode     { return v.mode }
func (v *recordView) Type() string             { return v.typ }
func (v *recordView) Version() string          { return "" }

func (v *recordView) Knows(name inventory.TerraformName) bool { return v.knows == nil || v.knows(name) }

func (v *recordView) Keys(path string) []string {
	n, _ := v.find(v.steps(path))
	if n == nil {
		return nil
	}
	keys := make([]string, 0, len(n.Members))
	for _, m := range n.Members {
		keys = append(keys, m.Key)
	}
	return keys
}

func (v *recordView) steps(path string) []string {
	steps := append([]string(nil), v.prefix...)
	if path == "" {
		return steps
	}
	return append(steps, strings.Split(path, ".")...)
}

// find follows a path. A list on the way stands for its first item where no index
// follows. The place is that of the field, or of the object that hasn't got it.
func (v *recordView) find(steps []string) (*source.Node, source.Pos) {
	n, pos := v.values, v.pos
	for i := 0; i < len(steps); {
		if n == nil {
			return nil, pos
		}
		switch n.Kind {
		case source.Unknown:
			return n, pos
		case source.Array:
			index := 0
			if k, err := strconv.Atoi(steps[i]); err == nil {
				index = k
				i++
			}
			if index < 0 || index >= len(n.Items) {
				return nil, pos
			}
			n = n.Items[index]
			if len(steps) > i || len(v.prefix) == len(steps) {
				pos = n.Pos
			}
			continue
		}
		m := exact(n, steps[i])
		if m == nil {
			return nil, n.Pos
		}
		n, pos = m.Value, m.Pos
		i++
	}
	return n, pos
}

func exact(n *source.Node, key string) *source.Member {
	if n == nil || n.Kind != source.Object {
		return nil
	}
	for i := range n.Members {
		if n.Members[i].Key == key {
			return &n.Members[i]
		}
	}
	return nil
}

func (v *recordView) Lookup(path string) inventory.Value {
	value := v.lookup(path)
	if v.written == nil {
		return value
	}
	// The configuration beside the plan says where the field is written, and what a
	// value that isn't known yet refers to.
	w := v.written.view()
	w.prefix = v.prefix
	written := w.Lookup(path)
	if written.Pos.IsValid() {
		value.Pos, value.Origins = written.Pos, written.Origins
	}
	if value.State == inventory.Unknown && written.State == inventory.Unknown && written.Symbol.Ref != nil {
		value.Symbol = written.Symbol
	}
	return value
}

func (v *recordView) lookup(path string) inventory.Value {
	steps := v.steps(path)
	n, pos := v.find(steps)
	switch {
	case path == "":
		return inventory.UnsetValue(pos)
	case n == nil && v.data && v.mode == inventory.Declared && steps[0] != "lifecycle":
		return inventory.UnknownValue(v.addr+"."+path+" is read when Terraform runs", pos)
	case n == nil:
		return inventory.UnsetValue(pos)
	case n.Kind == source.String && n.Text == "" && v.mode == inventory.Live:
		// In a state an argument that isn't set is often the empty text.
		return inventory.UnsetValue(pos)
	case n.Kind == source.Object:
		return inventory.SetValue(true, pos)
	case n.Kind == source.Array && len(n.Items) == 0 && blockNames()[steps[len(steps)-1]]:
		return inventory.UnsetValue(pos)
	case n.Kind == source.Array && len(n.Items) > 0 && n.Items[0].Kind == source.Object:
		return inventory.SetValue(true, pos)
	}
	value := inventory.NodeValue(n, pos)
	if n.Kind == source.Array {
		for _, item := range n.Items {
			value.Items = append(value.Items, inventory.NodeValue(item, item.Pos))
		}
	}
	return value
}

// read makes a resource of the inventory of a record, or hands on what it holds.
func (r *record) read(out *inventory.Loaded) {
	kind, ok := kinds[r.typ]
	if !ok {
		r.readEmbedded(out)
		return
	}
	w := &recordView{record: r}
	res := inventory.New(kind, w)
	res.Pos = r.place()
	res.Name = r.text("name")
	if res.Name == "" && r.written != nil {
		res.Name = r.written.view().name("name")
	}
	res.Address, res.Scope, res.Existing = r.addr, r.scope, r.data
	r.identify(res, kind)
	if r.typ == localGrant {
		hsm, scope := hsmOf(w), w.Lookup("scope")
		if found, ok := localScope(hsm, scope); ok {
			res.SetProperty("scope", found)
		} else if r.written != nil {
			res.SetProperty("scope", r.written.keyScope(hsm, scope))
		}
	}
	out.Resources = append(out.Resources, res)
	switch {
	case r.typ == "azurerm_kubernetes_cluster" && !r.data:
		r.readInlinePool(out)
	case kind == inventory.Key && r.mode == inventory.Live && !r.data:
		r.readVersion(out)
	}
}

// place is the resource's own: its header in the configuration beside the plan, else its object.
func (r *record) place() source.Pos {
	if r.written != nil {
		return r.written.header()
	}
	return r.pos
}

// text is a known text; "" for anything else.
func (r *record) text(path ...string) string {
	n, _ := (&recordView{record: r}).find(path)
	return n.Str()
}

// identify adds the identities of a resource. What runs is first of all what Azure
// calls it; what is declared, what its configuration calls it.
func (r *record) identify(res *inventory.Resource, kind inventory.Kind) {
	ids := []string{inventory.Canonical(r.text("id"))}
	if kind == inventory.Key {
		ids = []string{
			inventory.Canonical(r.text("versionless_id")), inventory.Canonical(r.text("id")),
			inventory.Canonical(r.text("resource_versionless_id")), inventory.Canonical(r.text("resource_id")),
		}
	}
	if r.mode == inventory.Declared {
		ids = append([]string{r.target}, ids...)
	} else {
		ids = append(ids, r.target)
	}
	res.Identify(ids...)
}

func (r *record) readInlinePool(out *inventory.Loaded) {
	const block = "default_node_pool"
	w := &recordView{record: r}
	n, _ := w.find([]string{block, "0"})
	if n == nil {
		return
	}
	pool := &recordView{record: r, prefix: []string{block}}
	res := inventory.New(inventory.NodePool, pool)
	res.Pos = pool.Lookup("").Pos
	res.Name = r.text(block, "0", "name")
	res.Address, res.Scope = r.addr+"/"+block, r.scope
	cluster := inventory.Value{State: inventory.Unknown, Pos: res.Pos, Symbol: &source.Symbol{
		Why: r.addr + ".id is known only after apply", Expr: r.target + ".id", Present: true,
		Ref: &source.Ref{Kind: string(inventory.Cluster), Type: r.typ, Attribute: source.RefID, Target: r.target},
	}}
	id := r.text("id")
	if id != "" {
		cluster = inventory.SetValue(id, res.Pos)
	}
	res.SetProperty("cluster", cluster)
	if r.mode == inventory.Live && id != "" && res.Name != "" {
		res.Identify(inventory.Canonical(id + "/agentPools/" + res.Name))
	}
	res.Identify(r.target + "/" + block)
	if res.Name != "" {
		res.Identify(r.target + "/agentpools/" + strings.ToLower(res.Name))
	}
	out.Resources = append(out.Resources, res)
}

// readEmbedded hands on what an azapi or kubernetes resource holds.
func (r *record) readEmbedded(out *inventory.Loaded) {
	host := inventory.Host{
		Format: r.format, Mode: r.mode, Type: r.typ, Address: r.addr, Scope: r.scope, Pos: r.place(),
		Identities: []string{r.target}, Existing: r.data,
	}
	if id := inventory.Canonical(r.text("id")); id != "" {
		host.Identities = append(host.Identities, id)
		if r.mode == inventory.Live {
			host.Identities[0], host.Identities[1] = host.Identities[1], host.Identities[0]
		}
	}
	if overlay, ok := azapiTypes[r.typ]; ok {
		name, _, _ := strings.Cut(r.text("type"), "@")
		if _, known := inventory.LookupAzureType(name); !known || overlay && r.mode == inventory.Live {
			return
		}
		host.AzureType, host.Name, host.Overlay = r.text("type"), r.text("name"), overlay
		w := &recordView{record: r}
		host.Parent = w.Lookup("parent_id")
		if overlay {
			host.Parent = w.Lookup("resource_id")
		}
		out.Embedded = append(out.Embedded, inventory.Embedded{Format: inventory.ARM, Node: r.azapiTree(w), Host: host})
		return
	}
	if n := r.kubernetesTree(); n != nil {
		out.Embedded = append(out.Embedded, inventory.Embedded{Format: inventory.Kubernetes, Node: n, Host: host})
	}
}

// azapiTree is an azapi resource as ARM has it.
func (r *record) azapiTree(w *recordView) *source.Node {
	n := &source.Node{Kind: source.Object, Pos: r.place()}
	for _, key := range []string{"name", "location"} {
		if m := exact(r.values, key); m != nil {
			n.Members = append(n.Members, *m)
		}
	}
	if typ := w.Lookup("identity.type"); typ.State != inventory.Unset {
		identity := &source.Node{Kind: source.Object, Pos: typ.Pos}
		identity.Members = append(identity.Members, source.Member{Key: "type", Pos: typ.Pos, Value: nodeOf(typ)})
		if ids := w.Lookup("identity.identity_ids"); ids.State != inventory.Unset {
			identity.Members = append(identity.Members, source.Member{Key: "userAssignedIdentities", Pos: ids.Pos, Value: identityIDs(ids)})
		}
		n.Members = append(n.Members, source.Member{Key: "identity", Pos: typ.Pos, Value: identity})
	}
	if m := exact(r.values, "body"); m != nil {
		body := m.Value
		if body.Kind == source.String {
			body = parseWithin(body)
		}
		mergeTree(n, body)
	}
	return n
}

// parseWithin parses the JSON in a text of a plan or state. All of it stands where the text does.
func parseWithin(n *source.Node) *source.Node {
	docs, diags := parseJSONText(source.NewSet().Add("text", []byte(n.Text), false))
	if len(diags) > 0 || len(docs) != 1 {
		return &source.Node{Kind: source.Unknown, Pos: n.Pos, Symbol: &source.Symbol{Why: "the text can't be read as an object", Present: true}}
	}
	placeAll(docs[0], n.Pos)
	return docs[0]
}

func placeAll(n *source.Node, pos source.Pos) {
	n.Pos = pos
	for i := range n.Members {
		n.Members[i].Pos = pos
		placeAll(n.Members[i].Value, pos)
	}
	for _, item := range n.Items {
		placeAll(item, pos)
	}
}

// kubernetesTree is a resource of the kubernetes or kubectl provider as the object
// that it makes; nil for any other resource.
func (r *record) kubernetesTree() *source.Node {
	if r.data {
		return nil
	}
	if argument, ok := manifestArguments[r.typ]; ok {
		m := exact(r.values, argument)
		if m == nil {
			return nil
		}
		n := m.Value
		if n.Kind == source.String {
			docs, diags := source.ParseYAML(source.NewSet().Add("text", []byte(n.Text), false))
			if len(diags) > 0 || len(docs) == 0 {
				return nil
			}
			placeAll(docs[0], n.Pos)
			n = docs[0]
		}
		return n
	}
	t, ok := kubernetesTypes[strings.TrimSuffix(r.typ, "_v1")]
	if !ok {
		return nil
	}
	n := kubernetesNode(r.values, t.kind)
	n.Pos = r.place()
	text := func(key, value string) source.Member {
		return source.Member{Key: key, Pos: n.Pos, Value: &source.Node{Kind: source.String, Pos: n.Pos, Text: value}}
	}
	n.Members = append([]source.Member{text("apiVersion", t.apiVersion), text("kind", t.kind)}, n.Members...)
	return n
}

// kubernetesNode is an object of a plan or state, where every block is a list, as Kubernetes has it.
func kubernetesNode(from *source.Node, within string) *source.Node {
	n := &source.Node{Kind: source.Object, Pos: from.Pos}
	for _, m := range from.Members {
		list, isList := listBlocks[m.Key]
		if m.Key == "volume_claim_template" && within == "spec" {
			list, isList = "volumeClaimTemplates", true
		}
		blocks := m.Value.Kind == source.Array && len(m.Value.Items) > 0 && m.Value.Items[0].Kind == source.Object
		switch {
		case isLeftOut[m.Key] || m.Value.Kind == source.Null:
		case blocks && isList:
			array := &source.Node{Kind: source.Array, Pos: m.Pos}
			for _, item := range m.Value.Items {
				array.Items = append(array.Items, kubernetesNode(item, m.Key))
			}
			n.Members = append(n.Members, source.Member{Key: list, Pos: m.Pos, Value: array})
		case blocks && inlineBlocks[m.Key]:
			n.Members = append(n.Members, kubernetesNode(m.Value.Items[0], m.Key).Members...)
		case blocks && isKubernetesBlock(m.Key):
			n.Members = append(n.Members, source.Member{Key: objectBlocks[m.Key], Pos: m.Pos, Value: kubernetesNode(m.Value.Items[0], m.Key)})
		case m.Value.Kind == source.Array && (blocks || len(m.Value.Items) == 0):
			// Blocks that aren't handed on, or none.
		default:
			n.Members = append(n.Members, source.Member{Key: kubernetesName(m.Key), Pos: m.Pos, Value: m.Value})
		}
	}
	return n
}

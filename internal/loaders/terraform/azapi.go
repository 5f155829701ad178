package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// azapiTypes are the resources of the azapi provider whose bodies are read, and
// what each does: make a resource, or change one. Source: azure-facts 5.2.
var azapiTypes = map[string]bool{
	"azapi_resource":            false,
	"azapi_data_plane_resource": false,
	"azapi_update_resource":     true,
	"azapi_resource_action":     true,
}

// isKnownAzapi reports whether an azapi resource may be of a type that the inventory holds.
func isKnownAzapi(r *resource) bool {
	if _, ok := azapiTypes[r.typ]; !ok {
		return false
	}
	literal := literalText(r.block.Body.Attributes["type"])
	if literal == "" {
		return true
	}
	name, _, _ := strings.Cut(literal, "@")
	_, ok := inventory.LookupAzureType(name)
	return ok
}

// readAzapi hands on an azapi resource as the ARM resource that it sends.
func (i *instance) readAzapi(out *inventory.Loaded) {
	typ := i.azapiType()
	name, _, _ := strings.Cut(typ, "@")
	known, ok := inventory.LookupAzureType(name)
	if !ok {
		return
	}
	overlay := azapiTypes[i.res.typ]
	w := i.view()
	if overlay && i.body().Attributes["body"] == nil && i.body().Attributes["sensitive_body"] == nil {
		return
	}
	host := inventory.Host{
		Format: inventory.Terraform, Mode: inventory.Declared, Type: i.res.typ, Address: i.addr, Scope: i.scope.root.id,
		Pos: i.header(), AzureType: typ, Overlay: overlay, Existing: i.res.mode == "data",
	}
	n := &source.Node{Kind: source.Object, Pos: host.Pos}
	for _, argument := range []string{"name", "location"} {
		if m, ok := i.treeOf(argument); ok {
			n.Members = append(n.Members, m)
		}
	}
	host.Name = w.name("name")
	host.Identities = []string{i.target()}
	if host.Existing {
		properties := &source.Node{Kind: source.Unknown, Pos: host.Pos, Symbol: &i.computedSymbol("output.properties").absentable().Symbol}
		n.Members = append(n.Members, source.Member{Key: "properties", Pos: host.Pos, Value: properties})
		if i.body().Attributes["parent_id"] != nil {
			host.Parent = i.azapiParent(w)
		}
		out.Embedded = append(out.Embedded, inventory.Embedded{Format: inventory.ARM, Node: n, Host: host})
		return
	}
	if m, ok := w.identity(); ok {
		n.Members = append(n.Members, m)
	}
	i.addBody(n)
	host.Parent = i.azapiParent(w)
	host.IgnoredChanges = w.azapiIgnored()
	if known.Kind == inventory.Cluster && !overlay {
		host.Dependencies, host.DependenciesInDoubt = i.waitsFor(host.Pos)
	}
	if overlay {
		host.Parent = i.overlaid(w, known.Name, host.Name)
		if sym := i.mayBeAbsentFrom(host.Parent); sym != nil {
			doubtTree(n, sym)
		}
	} else if id := childID(host.Parent, known.Name, textOf(i.argument("name"))); id != "" {
		host.Identities = append(host.Identities, id)
	}
	if !overlay && known.Kind == inventory.NodePool && i.mayBeAbsentFrom(host.Parent) == nil {
		// The pool of that name that the cluster holds itself is this one.
		if below := childOf(host.Parent.Symbol, known.Name, textOf(i.argument("name"))); below != nil {
			host.Identities = append([]string{below.Ref.Target}, host.Identities...)
		}
	}
	out.Embedded = append(out.Embedded, inventory.Embedded{Format: inventory.ARM, Node: n, Host: host})
}

// azapiIgnored is what Terraform and azapi itself are told to ignore: ignore_changes, and
// the paths of ignore_body_changes (azapi 1.9 up to 2.0, and from 2.12).
func (w *view) azapiIgnored() inventory.Value {
	ignored := w.Lookup("lifecycle.ignore_changes")
	body := w.Lookup("ignore_body_changes")
	paths, ok := body.Value.([]any)
	if !ok || body.State != inventory.Set {
		return ignored
	}
	list, ok := ignored.Value.([]string)
	if !ok {
		ignored = inventory.SetValue(list, body.Pos)
	}
	for _, path := range paths {
		if text, ok := path.(string); ok {
			list = append(list, text)
		}
	}
	ignored.Value = list
	return ignored
}

// azapiType is the type argument, NS/Type@apiVersion. A version that isn't known is left out.
func (i *instance) azapiType() string {
	attr := i.body().Attributes["type"]
	if attr == nil {
		return ""
	}
	if text := textOf(i.scope.value(attr.Expr, i.ctx)); text != "" {
		return text
	}
	t, ok := textOfItem(item{s: i.scope, expr: attr.Expr, ctx: i.ctx, at: attr.SrcRange}, false)
	if !ok {
		return ""
	}
	name, version, _ := strings.Cut(t.text.String(), "@")
	if strings.Contains(version, holeDigits) {
		return name
	}
	return name + "@" + version
}

// azapiParent is the resource that holds this one; of a key on the data plane, its vault.
func (i *instance) azapiParent(w *view) inventory.Value {
	parent := w.Lookup("parent_id")
	if i.res.typ == "azapi_data_plane_resource" {
		if host, ok := parent.Value.(string); ok && !strings.Contains(host, "://") {
			parent.Value = "https://" + host
		}
	}
	return parent
}

// overlaid is the resource that this one changes: by its id, or by its parent and name.
func (i *instance) overlaid(w *view, typ, name string) inventory.Value {
	target := w.Lookup("resource_id")
	if target.State != inventory.Unset {
		return i.meant(typ, "resource_id", target)
	}
	parent := w.Lookup("parent_id")
	if id := childID(parent, typ, textOf(i.argument("name"))); id != "" {
		return inventory.SetValue(id, parent.Pos)
	}
	if below := childOf(parent.Symbol, typ, textOf(i.argument("name"))); below != nil {
		return inventory.Value{State: inventory.Unknown, Pos: parent.Pos, Origins: parent.Origins, Symbol: below}
	}
	for _, other := range i.scope.root.seen {
		if azureTypes[other.res.typ] == typ && other.res.mode == "" && other.view().name("name") == name {
			ref := other.computed("id")
			return inventory.Value{State: inventory.Unknown, Pos: parent.Pos, Symbol: &symbolOf(ref).Symbol}
		}
	}
	return inventory.UnknownValue("the resource that "+i.addr+" changes is not in the files given", parent.Pos)
}

// doubtTree makes the values of a tree unknown, but for names: what holds it may not be there.
func doubtTree(n *source.Node, sym *symbol) {
	switch n.Kind {
	case source.Object:
		for i := range n.Members {
			if n.Members[i].Key != "name" {
				doubtTree(n.Members[i].Value, sym)
			}
		}
	case source.Array:
		for _, item := range n.Items {
			doubtTree(item, sym)
		}
	default:
		doubted := &source.Symbol{Why: sym.Why}
		if n.Kind == source.Unknown && n.Symbol != nil {
			doubted.Expr, doubted.Ref = n.Symbol.Expr, n.Symbol.Ref
		}
		n.Kind, n.Text, n.Symbol = source.Unknown, "", doubted
	}
}

// childOf is a resource below one that a reference leads to.
func childOf(parent *source.Symbol, typ, name string) *source.Symbol {
	parts := strings.Split(typ, "/")
	if parent == nil || parent.Ref == nil || parent.Ref.Attribute != source.RefID || parent.Ref.Target == "" || name == "" || len(parts) < 3 {
		return nil
	}
	known, _ := inventory.LookupAzureType(typ)
	child := *parent
	child.Ref = &source.Ref{
		Kind: string(known.Kind), Type: typ, Attribute: source.RefID,
		Target: parent.Ref.Target + "/" + strings.ToLower(parts[len(parts)-1]+"/"+name),
	}
	return &child
}

// childID is the id of a resource below a parent whose id is known: a resource
// group, or the resource that a child type belongs to.
func childID(parent inventory.Value, typ, name string) string {
	id, ok := parent.Value.(string)
	if !ok || id == "" || name == "" || !strings.HasPrefix(id, "/") {
		return ""
	}
	parts := strings.Split(typ, "/")
	if len(parts) > 2 {
		return inventory.Canonical(id + "/" + parts[len(parts)-1] + "/" + name)
	}
	return inventory.Canonical(strings.TrimRight(id, "/") + "/providers/" + typ + "/" + name)
}

// treeOf is an argument as a member of a tree.
func (i *instance) treeOf(argument string) (source.Member, bool) {
	attr := i.body().Attributes[argument]
	if attr == nil {
		return source.Member{}, false
	}
	at := i.item(attr)
	value := i.scope.tree(i.scope.value(attr.Expr, i.ctx), at)
	return source.Member{Key: argument, Pos: at.pos(), Value: value}, true
}

func (i *instance) item(attr *hclsyntax.Attribute) item {
	return item{s: i.scope, expr: attr.Expr, ctx: i.ctx, at: attr.SrcRange}
}

// identity is the identity block as ARM writes it.
func (w *view) identity() (source.Member, bool) {
	block := w.Lookup("identity")
	if block.State == inventory.Unset {
		return source.Member{}, false
	}
	n := &source.Node{Kind: source.Object, Pos: block.Pos}
	if typ := w.Lookup("identity.type"); typ.State != inventory.Unset {
		n.Members = append(n.Members, source.Member{Key: "type", Pos: typ.Pos, Value: nodeOf(typ)})
	}
	if ids := w.Lookup("identity.identity_ids"); ids.State != inventory.Unset {
		n.Members = append(n.Members, source.Member{Key: "userAssignedIdentities", Pos: ids.Pos, Value: identityIDs(ids)})
	}
	return source.Member{Key: "identity", Pos: block.Pos, Value: n}, true
}

// identityIDs is a list of ids as the object that ARM has them in.
func identityIDs(ids inventory.Value) *source.Node {
	n := &source.Node{Kind: source.Object, Pos: ids.Pos}
	for _, id := range ids.Items {
		m := source.Member{Pos: id.Pos, Value: &source.Node{Kind: source.Object, Pos: id.Pos}}
		switch text, ok := id.Value.(string); {
		case ok:
			m.Key = text
		case id.Symbol != nil:
			m.Key, m.Symbol = id.Identity(), id.Symbol
		default:
			return nodeOf(ids)
		}
		n.Members = append(n.Members, m)
	}
	if ids.State != inventory.Set && len(ids.Items) == 0 {
		return nodeOf(ids)
	}
	return n
}

// nodeOf is a value as a node.
func nodeOf(v inventory.Value) *source.Node {
	n := &source.Node{Kind: source.Unknown, Pos: v.Pos, Origins: v.Origins, Symbol: v.Symbol}
	switch raw := v.Value.(type) {
	case string:
		n.Kind, n.Text = source.String, raw
	case bool:
		n.Kind, n.Text = source.Bool, map[bool]string{true: "true", false: "false"}[raw]
	}
	if n.Kind == source.Unknown && n.Symbol == nil {
		n.Symbol = &source.Symbol{Why: nothingKnown}
	}
	return n
}

// addBody adds the members of the body, and of the sensitive body, to a tree.
func (i *instance) addBody(n *source.Node) {
	if attr := i.body().Attributes["body"]; attr != nil {
		body := i.scope.document(i.scope.value(attr.Expr, i.ctx), i.item(attr), parseJSONText)
		if i.res.typ == "azapi_data_plane_resource" {
			body = &source.Node{Kind: source.Object, Pos: body.Pos, Members: []source.Member{{Key: "properties", Pos: body.Pos, Value: body}}}
		}
		mergeTree(n, body)
	}
	if attr := i.body().Attributes["sensitive_body"]; attr != nil {
		body := i.scope.document(i.scope.value(attr.Expr, i.ctx), i.item(attr), parseJSONText)
		conceal(body)
		mergeTree(n, body)
	}
}

// mergeTree lays the members of one object over those of another, level by level. A
// body of which nothing is known may set any property.
func mergeTree(n, over *source.Node) {
	switch over.Kind {
	case source.Unknown:
		n.Members = append(n.Members, source.Member{Key: "properties", Pos: over.Pos, Value: over})
	case source.Object:
		for _, m := range over.Members {
			if own := n.Member(m.Key); own != nil && own.Value.Kind == source.Object && m.Value.Kind == source.Object {
				mergeTree(own.Value, m.Value)
				continue
			}
			n.Members = append(n.Members, m)
		}
	}
}

// conceal makes every value of a tree unknown: it is sensitive, and never read.
func conceal(n *source.Node) {
	switch n.Kind {
	case source.Object:
		for i := range n.Members {
			conceal(n.Members[i].Value)
		}
	case source.Array:
		for _, item := range n.Items {
			conceal(item)
		}
	case source.Null:
	default:
		n.Kind, n.Text = source.Unknown, ""
		n.Symbol = &source.Symbol{Why: "the value is sensitive, so it isn't read"}
	}
}

// document is the tree of an argument that holds an object, or the text of one. The
// files that it is made of are consumed by it.
func (s *scope) document(v cty.Value, at item, read reader) *source.Node {
	n := s.documentOf(v, at, read)
	if n.Kind == source.Object {
		at.consume(read)
	}
	return n
}

func (s *scope) documentOf(v cty.Value, at item, read reader) *source.Node {
	written := at.resolve()
	if call, ok := unwrapCall(written); ok && len(call.Args) == 1 {
		switch strings.TrimPrefix(call.Name, "core::") {
		case "yamldecode":
			written, read = item{s: written.s, expr: call.Args[0], ctx: written.ctx, at: at.at}.resolve(), source.ParseYAML
			if n := written.textTree(read); n != nil {
				return n
			}
		case "jsondecode":
			written, read = item{s: written.s, expr: call.Args[0], ctx: written.ctx, at: at.at}.resolve(), parseJSONText
			if n := written.textTree(read); n != nil {
				return n
			}
		}
	}
	p := plain(v)
	if p.IsKnown() && (p.IsNull() || p.Type() != cty.String) {
		return s.tree(v, at)
	}
	if n := written.textTree(read); n != nil {
		return n
	}
	if !p.IsKnown() {
		if sym := symbolOf(v); sym.encoded != cty.NilVal {
			return s.tree(sym.encoded, at)
		}
		return s.tree(v, at)
	}
	return &source.Node{Kind: source.Unknown, Pos: at.pos(), Symbol: &source.Symbol{Why: "the text can't be read as an object", Present: true}}
}

// reader reads the documents of a file.
type reader func(*source.File) ([]*source.Node, []source.Diagnostic)

// textTree is the tree in a text: what was encoded, the contents of a file, a
// heredoc or template. Nil when the item is none, or isn't readable.
func (i item) textTree(read reader) *source.Node {
	if call, ok := unwrapCall(i); ok && len(call.Args) == 1 {
		switch strings.TrimPrefix(call.Name, "core::") {
		case "jsonencode", "yamlencode":
			arg := item{s: i.s, expr: call.Args[0], ctx: i.ctx, at: call.Args[0].Range()}
			return i.s.tree(i.s.value(arg.expr, arg.ctx), arg)
		case "file":
			return i.readTree(call, read)
		}
	}
	// An if whose condition isn't known is a value by itself, or else decides about lines.
	for _, branches := range []bool{false, true} {
		t, ok := textOfItem(i, branches)
		if !ok {
			return nil
		}
		if docs, ok := t.parse(read); ok && len(docs) > 0 {
			return docs[0]
		}
	}
	return nil
}

func unwrapCall(i item) (*hclsyntax.FunctionCallExpr, bool) {
	if i.expr == nil || len(i.path) > 0 {
		return nil, false
	}
	call, ok := unwrap(i.expr).(*hclsyntax.FunctionCallExpr)
	return call, ok
}

package arm

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// The limits on what a template may make.
const (
	maxInstances = 100_000
	maxNested    = 20
)

const deploymentType = "Microsoft.Resources/deployments"

// instance is one resource that a template makes: a definition, in one iteration
// of its copy loop.
type instance struct {
	t    *template
	e    env
	node *source.Node
	// typ is the full type, and version the API version.
	typ, version string
	// names are the parts of the full name, one for each part of the type.
	names []text
	id    text
	// shown is the name as messages show it.
	shown  string
	parent text // the id of the resource that holds it; nil when none does
	// existing marks what the template only refers to.
	existing bool
	// absent says that its condition is false.
	absent bool
	// uncertain says that nobody knows how many there are of it, and whyUncertain why.
	uncertain    bool
	whyUncertain string

	deployed       *template // a deployment's template
	deployedLooked bool
}

// fullName is the name with those of the parents.
func (in *instance) fullName() text {
	var out text
	for i, name := range in.names {
		if i > 0 {
			out = join(out, literal("/"))
		}
		out = join(out, name)
	}
	return out
}

// all lists the resources of a template. While it's being made, the list is empty.
func (t *template) all() []*instance {
	if t.built || t.building {
		return t.instances
	}
	t.building = true
	var found []*instance
	t.define(&found, t.node.Get("resources"), t.within(t), nil)
	t.instances = found
	for _, in := range found {
		key := in.id.canonical()
		if t.byID[key] == nil || t.byID[key].existing {
			t.byID[key] = in
		}
		name := in.fullName().canonical()
		if t.byName[name] == nil {
			t.byName[name] = in
		}
	}
	t.building, t.built = false, true
	return found
}

// define adds the instances of a list of definitions, or of an object of them by
// symbolic name, and of the definitions nested in each.
func (t *template) define(found *[]*instance, list *source.Node, e env, parent *instance) {
	switch {
	case list == nil || list.Kind == source.Null:
	case list.Kind == source.Array:
		for _, item := range list.Items {
			t.defineOne(found, "", item, e, parent)
		}
	case list.Kind == source.Object:
		for _, m := range list.Members {
			t.defineOne(found, m.Key, m.Value, e, parent)
		}
	default:
		e.pos = list.Pos
		e.fail(source.Error, "the resources of a template must be a list or an object")
	}
}

func (t *template) defineOne(found *[]*instance, symbol string, n *source.Node, e env, parent *instance) {
	if n.Kind != source.Object {
		return
	}
	e.pos = n.Pos
	e.inResource = true
	add := func(e env, why string) {
		if t.ev.instances++; t.ev.instances > maxInstances {
			e.say("instances", source.Diagnostic{
				Level: source.Error, Message: fmt.Sprintf("the template makes more than %d resources; those beyond aren't judged", maxInstances),
				Path: t.file.Path, Pos: n.Pos,
			})
			return
		}
		in := t.instance(n, e, parent)
		if in == nil {
			return
		}
		in.uncertain, in.whyUncertain = why != "", why
		*found = append(*found, in)
		if symbol != "" {
			key := strings.ToLower(symbol)
			t.bySymbol[key] = append(t.bySymbol[key], in)
		}
		t.define(found, n.Get("resources"), in.e, in)
	}
	counted := e
	counted.quiet = isForeign(n.Get("type").Str())
	loopNode := n.Get("copy")
	if loopNode == nil || loopNode.Kind != source.Object {
		add(e, "")
		return
	}
	name := strings.ToLower(loopNode.Get("name").Str())
	count, why := counted.count(loopNode)
	if why != "" {
		add(e.inLoop(loop{name: name, index: e.unknownIndex(loopNode, why), resource: true}), why)
		return
	}
	for i := range count {
		if t.ev.instances > maxInstances {
			break
		}
		add(e.inLoop(loop{name: name, index: intNode(i), resource: true}), "")
	}
}

// isForeign reports whether a type as written is certainly none of ours, nor a deployment.
func isForeign(typ string) bool {
	_, ours := inventory.LookupAzureType(typ)
	return strings.Contains(typ, ".") && !isExpression(typ) && !ours && !strings.EqualFold(typ, deploymentType)
}

// instance evaluates what identifies a resource; nil when its type can't be told.
func (t *template) instance(n *source.Node, e env, parent *instance) *instance {
	in := &instance{t: t, e: e, node: n}
	in.typ = strings.Trim(e.value(n, "type").Str(), "/")
	typ := in.typ
	if parent != nil && !strings.Contains(typ, ".") {
		typ = parent.typ + "/" + typ
	}
	_, ours := inventory.LookupAzureType(typ)
	e.quiet = !ours
	if condition := n.Get("condition"); condition != nil {
		is, known := truth(e.tree(condition))
		in.absent = known && !is
		e.quiet = e.quiet || in.absent
	}
	in.version = e.value(n, "apiVersion").Str()
	in.existing = e.value(n, "existing").Text == "true"
	if in.typ == "" {
		return nil
	}
	nameNode := e.value(n, "name")
	name, ok := e.symbols.textOf(nameNode)
	if !ok {
		name, _ = e.symbols.textOf(e.because("the resource has no name"))
	}
	in.names = name.split("/")
	depth := strings.Count(in.typ, "/")
	switch {
	case parent != nil && !strings.Contains(in.typ, "."):
		in.typ = parent.typ + "/" + in.typ
		in.names = append(parent.names[:len(parent.names):len(parent.names)], in.names...)
		depth = len(in.names)
		in.parent = parent.id
		in.id = join(parent.id, literal("/"+in.typ[strings.LastIndexByte(in.typ, '/')+1:]+"/"), name)
	case len(in.names) == depth:
		scope := t.scopeOf(n, e)
		in.id = idText(scope, in.typ, in.names)
		if depth > 1 {
			in.parent = idText(scope, in.typ[:strings.LastIndexByte(in.typ, '/')], in.names[:depth-1])
		}
	default:
		// What isn't known of the name holds the slashes between its parts.
		in.names = []text{name}
		in.id = join(t.scopeOf(n, e), literal("/providers/"+in.typ+"/"), name)
	}
	in.shown = in.names[len(in.names)-1].shown()
	if len(in.names) == 1 && nameNode.Kind == source.Unknown && nameNode.Text != "" {
		in.shown = nameNode.Text
	}
	return in
}

// value evaluates a member of a definition; a null when it isn't there.
func (e env) value(n *source.Node, key string) *source.Node {
	if v := n.Get(key); v != nil {
		return e.tree(v)
	}
	return nullNode()
}

// scopeOf is the scope that a definition's resource lies in: the template's, unless it says another.
func (t *template) scopeOf(n *source.Node, e env) text {
	if scope := n.Get("scope"); scope != nil {
		v, ok := e.symbols.textOf(e.tree(scope))
		known, isKnown := v.known()
		switch {
		case !ok:
		case isKnown && (known == "/" || known == ""):
			return nil
		case len(v) > 0 && (!v[0].known() || strings.HasPrefix(v[0].text, "/")):
			return v
		case isKnown && strings.Count(known, "/") > 1:
			parts := strings.Split(known, "/")
			return join(t.scope, literal("/providers/"+strings.Join(parts, "/")))
		}
	}
	subscription, group := t.deploymentScope(n, e)
	return scopeText(subscription, group)
}

// deploymentScope is the subscription and group that a definition names, else the template's.
func (t *template) deploymentScope(n *source.Node, e env) (subscription, group text) {
	subscription, group = t.subscription, t.group
	if s := n.Get("subscriptionId"); s != nil {
		if v, ok := e.symbols.textOf(e.tree(s)); ok && len(v) > 0 {
			subscription, group = v, nil
		}
	}
	if g := n.Get("resourceGroup"); g != nil {
		if v, ok := e.symbols.textOf(e.tree(g)); ok && len(v) > 0 {
			group = v
		}
	}
	return subscription, group
}

// named lists the resources of a symbolic name.
func (t *template) named(symbol string) []*instance {
	t.all()
	return t.bySymbol[strings.ToLower(symbol)]
}

// resolve finds the resource that reference() means: by symbolic name, by id, or by
// name. id is nil when none is meant.
func (t *template) resolve(target text) (id text, found *instance) {
	t.all()
	known, isKnown := target.known()
	if isKnown {
		symbol, index, _ := strings.Cut(known, "[")
		if list := t.bySymbol[strings.ToLower(symbol)]; len(list) > 0 {
			i, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
			if index == "" || err != nil || i < 0 || i >= len(list) {
				i = 0
			}
			return list[i].id, list[i]
		}
	}
	if len(target) > 0 && (!target[0].known() || strings.HasPrefix(target[0].text, "/")) {
		if in := t.byID[target.canonical()]; in != nil {
			return in.id, in
		}
	}
	if in := t.byName[target.canonical()]; in != nil {
		return in.id, in
	}
	switch {
	case len(target) == 0:
		return nil, nil
	case !target[0].known() || strings.HasPrefix(target[0].text, "/"):
		return target, nil
	case isKnown && strings.Contains(known, ".") && strings.Count(known, "/") > 1:
		return join(t.scope, literal("/providers/"+known)), nil
	}
	return nil, nil
}

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
		if known, ok := inventory.LookupAzureType(in.typ); ok {
			in.typ = known.Name
			t.ev.found.Embedded = append(t.ev.found.Embedded, in.embedded(known.Kind))
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
	in.e.warnRepeated(in.node)
	tree := &source.Node{Kind: source.Object, Pos: in.node.Pos}
	for _, m := range in.node.Members {
		switch strings.ToLower(m.Key) {
		case "resources", "copy", "condition", "dependson", "comments", "type", "apiversion", "scope", "existing":
			continue
		}
		v := in.e.settled(in.e.tree(m.Value), m.Pos)
		tree.Members = append(tree.Members, source.Member{Key: m.Key, Pos: m.Pos, Value: v})
	}
	return inventory.Embedded{Format: inventory.ARM, Node: tree, Host: host}
}

// warnRepeated says which keys stand twice in an object of the template.
func (e env) warnRepeated(n *source.Node) {
	for _, m := range source.RepeatedKeys(n) {
		e.say("repeated "+strconv.FormatInt(int64(m.Pos), 10), source.Diagnostic{
			Level: source.Warning, Message: "the key \"" + m.Key + "\" stands twice in one object; only one of them counts",
			Path: e.t.file.Path, Pos: m.Pos,
		})
	}
}

// settled gives every node and member of a tree a place: what a function computed
// stands where the nearest thing around it does.
func (e env) settled(n *source.Node, pos source.Pos) *source.Node {
	if !e.step(1) {
		return n
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
		out.Pos = pos
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

// template is the template that a deployment deploys; nil when it isn't in the files given.
func (in *instance) template() *template {
	if in.deployedLooked {
		return in.deployed
	}
	in.deployedLooked = true
	e := in.e
	e.pos = in.node.Pos
	values := e
	values.quiet = true // what is wrong with a parameter's value is said where it's used
	properties := in.node.Get("properties")
	node, file := properties.Get("template"), in.t.file
	outer := !strings.EqualFold(e.at(properties, "expressionEvaluationOptions", "scope").Str(), "inner")
	if node == nil || node.Kind != source.Object {
		if node, file = in.linked(properties.Get("templateLink")); node == nil {
			return nil
		}
		outer = false
	}
	if in.t.nested >= maxNested {
		e.fail(source.Error, "deployments nested deeper than %d levels; the ones below aren't judged", maxNested)
		return nil
	}
	t := newTemplate(in.t.ev, file, node, short(in.t.id+" > "+in.id.canonical()))
	t.nested = in.t.nested + 1
	t.subscription, t.group = in.t.deploymentScope(in.node, e)
	t.setScope()
	if outer {
		t.within = func(*template) env { return e }
	} else {
		t.give(properties.Get("parameters"), &values)
	}
	in.deployed = t
	return t
}

// at evaluates a member deep inside a tree; a null when it isn't there.
func (e env) at(n *source.Node, path ...string) *source.Node {
	if v := n.At(path...); v != nil {
		return e.tree(v)
	}
	return nullNode()
}

// give sets the values of parameters as a file or a deployment lists them. from is
// what the deployment's expressions see; nil for a file.
func (t *template) give(values *source.Node, from *env) {
	for _, m := range membersOf(values) {
		p := t.parameters[strings.ToLower(m.Key)]
		if p == nil {
			continue
		}
		p.given, p.from, p.missing = m.Value, from, ""
	}
}

// output is an output of the template that a deployment deploys; nil when there is none.
func (in *instance) output(name string) *source.Node {
	if t := in.template(); t != nil {
		return t.output(name)
	}
	return nil
}

// linked finds a linked template among the files given.
func (in *instance) linked(link *source.Node) (*source.Node, *source.File) {
	if link == nil {
		return nil, nil
	}
	dir := path.Dir(in.t.file.Path)
	for _, key := range [...]string{"relativePath", "uri"} {
		t, ok := in.e.symbols.textOf(in.e.value(link, key))
		if !ok {
			continue
		}
		for _, p := range t {
			if f := in.t.ev.linkedFile(dir, p.text); f != nil {
				if root, _ := source.ParseJSON(f); root != nil && root.Kind == source.Object {
					in.t.ev.linked = append(in.t.ev.linked, f)
					return root, f
				}
			}
		}
	}
	if !in.mayMatter() {
		return nil, nil
	}
	in.e.say("linked at "+in.t.id+strconv.FormatInt(int64(link.Pos), 10), source.Diagnostic{
		Level: source.Note, Message: "the template that this deployment links to is not in the files given; what it deploys isn't judged",
		Hint: "scan its folder too", Path: in.t.file.Path, Pos: link.Pos,
	})
	return nil, nil
}

// mayMatter reports whether a deployment whose template isn't at hand speaks of what
// this program judges: in its name, its link or its parameters.
func (in *instance) mayMatter() bool {
	var words strings.Builder
	words.WriteString(in.node.Get("name").Str() + " ")
	properties := in.node.Get("properties")
	for _, m := range membersOf(properties.Get("templateLink")) {
		words.WriteString(m.Value.Str() + " ")
	}
	for _, m := range membersOf(properties.Get("parameters")) {
		words.WriteString(m.Key + " ")
	}
	text := strings.ToLower(words.String())
	for _, word := range [...]string{"aks", "kubernetes", "k8s", "cluster", "nodepool", "agentpool", "vault", "kms", "encrypt", "disk"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// linkedFile finds the file that a path or the literal part of an address means,
// seen from a folder: the longest end of it that leads to a file given.
func (ev *evaluator) linkedFile(dir, address string) *source.File {
	end := strings.Index(strings.ToLower(address), ".json")
	if end < 0 {
		return nil
	}
	parts := strings.Split(strings.ReplaceAll(address[:end+len(".json")], `\`, "/"), "/")
	for i := range parts {
		if f := ev.files[path.Join(dir, path.Join(parts[i:]...))]; f != nil && f != ev.main.file {
			return f
		}
	}
	return nil
}

// setScope derives the id of the place that a template is deployed to from its schema
// and from the subscription and group around it.
func (t *template) setScope() {
	schema := strings.ToLower(t.node.Get("$schema").Str())
	switch {
	case strings.Contains(schema, "subscriptiondeploymenttemplate"):
		t.group = nil
	case strings.Contains(schema, "managementgroupdeploymenttemplate"), strings.Contains(schema, "tenantdeploymenttemplate"):
		t.subscription, t.group = nil, nil
	}
	t.scope = scopeText(t.subscription, t.group)
}

package arm

import (
	"fmt"
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

// assignmentType is the type of a role assignment, whose parent is what the role is given on.
const assignmentType = "Microsoft.Authorization/roleAssignments"

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
	// symbol is its symbolic name as spelt; "" where the template gives none.
	symbol string
	// shown is the name as messages show it.
	shown  string
	parent text // the id of the resource that holds it; nil when none does
	// existing marks what the template only refers to.
	existing bool
	// absent says that its condition is false, conditional that it isn't known.
	absent, conditional bool
	// uncertain says that nobody knows how many there are of it, and whyUncertain why.
	uncertain    bool
	whyUncertain string
	// doubts are those about its condition and the count of its copy loop.
	doubts []doubt

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
	e.pos = n.Pos
	switch n.Kind {
	case source.Object:
	case source.Array, source.String, source.Number, source.Bool:
		e.fail(source.Error, "a resource must be an object")
		return
	default:
		return
	}
	e.inResource = true
	var doubts []doubt
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
		in.uncertain, in.whyUncertain, in.symbol = why != "", why, symbol
		in.doubts = append(in.doubts, doubts...)
		*found = append(*found, in)
		if symbol != "" {
			key := strings.ToLower(symbol)
			t.bySymbol[key] = append(t.bySymbol[key], in)
		}
		inner := in.e
		inner.given = e.given // the condition isn't that of the resources inside
		t.define(found, n.Get("resources"), inner, in)
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
		if v := counted.value(loopNode, "count"); v.Kind == source.Unknown {
			doubts = []doubt{{v.Symbol.Expr, why}}
		}
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
	typeNode := e.value(n, "type")
	in.typ = strings.Trim(typeNode.Str(), "/")
	if in.typ == "" && typeNode.Kind != source.Unknown {
		e.fail(source.Error, "the resource has no type")
		return nil
	}
	typ := in.typ
	if parent != nil && !strings.Contains(typ, ".") {
		typ = parent.typ + "/" + typ
	}
	_, ours := inventory.LookupAzureType(typ)
	e.quiet = !ours
	if condition := n.Get("condition"); condition != nil {
		is, known := truth(e.tree(condition))
		in.absent, in.conditional = known && !is, !known
		e.quiet = e.quiet || in.absent
		if in.conditional && isExpression(condition.Text) {
			if x, err := e.parse(condition.Text); err == nil {
				in.e.given = e.suppose(x, true).given
				in.doubts = e.doubtsOf(x)
			}
		}
	}
	in.version = e.value(n, "apiVersion").Str()
	if in.existing = e.value(n, "existing").Text == "true"; in.existing {
		e.quiet, in.e.quiet = true, true // Azure looks at it only where something refers to it
	}
	if in.typ == "" {
		return nil
	}
	nameNode := e.value(n, "name")
	name, ok := e.symbols.textOf(nameNode)
	if !ok {
		if ours && nameNode.Kind != source.Unknown {
			e.fail(source.Error, "the resource has no name")
		}
		name, _ = e.symbols.textOf(e.because("the resource has no name"))
	}
	in.names = name.split("/")
	if parent != nil && !strings.Contains(in.typ, ".") {
		in.typ = parent.typ + "/" + in.typ
		in.names = append(parent.names[:len(parent.names):len(parent.names)], in.names...)
	}
	in.locate(t.scopeOf(n, e), parent, name)
	in.shown = in.names[len(in.names)-1].shown()
	if len(in.names) == 1 && nameNode.Kind == source.Unknown && nameNode.Text != "" {
		in.shown = nameNode.Text
	}
	return in
}

// locate derives the ids of a resource and of what holds it from its type and names.
func (in *instance) locate(scope text, parent *instance, name text) {
	within, typ, isExtension := strings.Cut(in.typ, "/providers/")
	if at := strings.Count(within, "/"); isExtension && !strings.Contains(typ, "/") && len(in.names) == at+2 {
		// An extension of a resource in the old way: TYPE/providers/TYPE with the name NAME/NAMESPACE/NAME.
		if namespace, ok := in.names[at].known(); ok {
			if parent != nil {
				scope = parent.id
			} else {
				scope = idText(scope, within, in.names[:at])
			}
			in.typ, in.names, parent = namespace+"/"+typ, in.names[at+1:], nil
		}
	}
	depth := strings.Count(in.typ, "/")
	switch {
	case parent != nil && strings.HasPrefix(in.typ, parent.typ+"/"):
		in.parent = parent.id
		in.id = join(parent.id, literal("/"+in.typ[strings.LastIndexByte(in.typ, '/')+1:]+"/"), name)
	case len(in.names) == depth:
		in.id = idText(scope, in.typ, in.names)
		if strings.EqualFold(in.typ, assignmentType) {
			in.parent = scope
		} else if depth > 1 {
			in.parent = idText(scope, in.typ[:strings.LastIndexByte(in.typ, '/')], in.names[:depth-1])
		}
	default:
		// What isn't known of the name holds the slashes between its parts.
		in.names = []text{name}
		in.id = join(scope, literal("/providers/"+in.typ+"/"), name)
	}
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
		case len(v) > 0 && strings.Contains(v[0].text, ".") && strings.Contains(v[0].text, "/"):
			return join(t.scope, literal("/providers/"), v)
		}
	}
	subscription, group := t.deploymentScope(n, e)
	return scopeText(subscription, group)
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

package arm

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// template is one template in one scope: the evaluation's own, or one deployed by it.
type template struct {
	ev   *evaluator
	file *source.File
	node *source.Node
	// id tells apart what is unknown in two templates of one evaluation.
	id string
	// subscription and group are where it's deployed; nil where there is none (a
	// template for a subscription has no group). scope is the id of that place.
	subscription, group, scope text
	// within is what the expressions of its resources see: its own parameters or,
	// in a nested template with outer scope, the parent's.
	within func(t *template) env
	nested int       // how many deployments it lies in
	by     *instance // the deployment that deploys it; nil of the main one

	parameters map[string]*parameter
	variables  map[string]*variable
	outputs    map[string]*lazy
	defined    map[string]*userFunction

	// remembered are the values of functions that are the same all over the template.
	remembered map[string]*source.Node

	built, building bool
	instances       []*instance
	byID            map[string]*instance
	byName          map[string]*instance
	bySymbol        map[string][]*instance
}

// lazy is a value that is computed when it's first asked for.
type lazy struct {
	done, busy bool
	value      *source.Node
}

// get computes the value once. A value that needs itself stays unknown.
func (l *lazy) get(e env, what string, compute func() *source.Node) *source.Node {
	switch {
	case l.done:
		return l.value
	case l.busy:
		return e.fail(source.Error, "%s refers to itself", what)
	case !e.enter():
		return e.because(what + " waits for too many others")
	}
	l.busy = true
	v := compute()
	e.leave()
	l.value, l.done, l.busy = v, true, false
	return v
}

// parameter is a parameter of a template, with the value that it's given.
type parameter struct {
	lazy
	name string // as spelt
	def  *source.Node
	pos  source.Pos // the place of its definition
	// given is its entry in a parameter file or deployment, and from what that one's
	// expressions see (nil for a file, which has none). missing says why a value that
	// is given isn't known.
	given   *source.Node
	from    *env
	missing string
}

// variable is a variable of a template; copy is set where a copy loop makes it.
type variable struct {
	lazy
	name string
	node *source.Node
	copy *source.Node
}

// userFunction is a function that a template defines.
type userFunction struct {
	parameters []string
	output     *source.Node
}

// newTemplate reads the parts of a template; the caller sets its scope.
func newTemplate(ev *evaluator, file *source.File, node *source.Node, id string) *template {
	t := &template{
		ev: ev, file: file, node: node, id: id,
		parameters: map[string]*parameter{}, variables: map[string]*variable{},
		outputs: map[string]*lazy{}, defined: map[string]*userFunction{},
		remembered: map[string]*source.Node{},
		byID:       map[string]*instance{}, byName: map[string]*instance{}, bySymbol: map[string][]*instance{},
	}
	t.within = func(t *template) env { return env{evaluator: t.ev, t: t} }
	top := &source.Node{Kind: source.Object}
	for _, m := range membersOf(node) {
		top.Members = append(top.Members, source.Member{Key: m.Key, Pos: m.Pos, Value: nullNode()})
	}
	for _, n := range [...]*source.Node{top, node.Get("parameters"), node.Get("variables")} {
		if n != nil {
			env{evaluator: ev, t: t}.warnRepeated(n)
		}
	}
	for _, m := range membersOf(node.Get("parameters")) {
		t.parameters[strings.ToLower(m.Key)] = &parameter{name: m.Key, def: m.Value, pos: m.Pos}
	}
	for _, m := range membersOf(node.Get("variables")) {
		if strings.EqualFold(m.Key, "copy") && isPropertyCopy(m.Value) {
			for _, item := range m.Value.Items {
				name := item.Get("name").Str()
				t.variables[strings.ToLower(name)] = &variable{name: name, copy: item}
			}
			continue
		}
		t.variables[strings.ToLower(m.Key)] = &variable{name: m.Key, node: m.Value}
	}
	t.readFunctions()
	return t
}

// membersOf are an object's members; none for anything else.
func membersOf(n *source.Node) []source.Member {
	if n == nil || n.Kind != source.Object {
		return nil
	}
	return n.Members
}

func (t *template) readFunctions() {
	list := t.node.Get("functions")
	if list == nil {
		return
	}
	for _, namespace := range list.Items {
		prefix := strings.ToLower(namespace.Get("namespace").Str())
		for _, m := range membersOf(namespace.Get("members")) {
			f := &userFunction{output: m.Value.At("output", "value")}
			if f.output == nil {
				continue
			}
			if parameters := m.Value.Get("parameters"); parameters != nil {
				for _, p := range parameters.Items {
					f.parameters = append(f.parameters, strings.ToLower(p.Get("name").Str()))
				}
			}
			t.defined[prefix+"."+strings.ToLower(m.Key)] = f
		}
	}
}

// function finds a function that the template defines; nil when there is none.
func (t *template) function(name string) *userFunction { return t.defined[name] }

// parameterValue is parameters('name').
func parameterValue(c *call) *source.Node {
	name, ok := c.str(0)
	if !ok {
		return nil
	}
	if c.inFunction != nil {
		if v := c.inFunction[strings.ToLower(name)]; v != nil {
			return v
		}
		return c.fail(source.Warning, "the function has no parameter '%s'", name)
	}
	p := c.t.parameters[strings.ToLower(name)]
	if p == nil {
		return c.fail(source.Warning, "the template has no parameter '%s'", name)
	}
	return c.t.parameter(c.env, p)
}

// parameter is the value of a parameter.
func (t *template) parameter(e env, p *parameter) *source.Node {
	return p.get(e, "parameter '"+p.name+"'", func() *source.Node {
		if p.missing != "" {
			return t.unknownParameter(p, p.missing)
		}
		given, why := p.givenValue()
		switch {
		case why != "":
			return t.unknownParameter(p, why)
		case given != nil && given.Kind != source.Null:
			return t.typed(e, p, t.filledIn(p, given))
		}
		// Null stands for a value that isn't given.
		if d := p.def.Get("defaultValue"); d != nil {
			t.ev.noteDefault(d)
			return t.typed(e, p, t.filledIn(p, env{evaluator: t.ev, t: t}.tree(d)))
		}
		if allowed := p.def.Get("allowedValues"); allowed != nil && allowed.Kind == source.Array && len(allowed.Items) == 1 {
			return allowed.Items[0]
		}
		if nullable, _ := truth(orNull(t.typeMember(p.def, "nullable"))); nullable {
			return &source.Node{Kind: source.Null, Pos: p.pos}
		}
		return t.unknownParameter(p, fmt.Sprintf("parameter '%s' has no value", p.name))
	})
}

// token is a text that a tool fills in before the template is deployed: #{x}#, {{x}}, ${x}, $(x), __x__.
var token = regexp.MustCompile(`^(#\{[^{}]*\}#?|\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([^()]*\)|__[A-Za-z0-9][A-Za-z0-9_-]*__)$`)

// filledIn is a parameter's value; not known where a tool fills it in before deployment.
func (t *template) filledIn(p *parameter, v *source.Node) *source.Node {
	if v.Kind != source.String || !token.MatchString(v.Text) {
		return v
	}
	typ := t.parameterKind(p.def)
	u := t.ev.symbols.unknown(part{
		base: v.Text, src: v.Text, why: v.Text + " is filled in before the deployment", present: typ == textKind, typ: typ,
	})
	u.Pos, u.Origins = v.Pos, v.Origins
	return u
}

// typed is a parameter's value; not known where Azure refuses it, since it isn't of the parameter's type.
func (t *template) typed(e env, p *parameter, v *source.Node) *source.Node {
	want := map[kind]source.NodeKind{textKind: source.String, boolKind: source.Bool, intKind: source.Number, arrayKind: source.Array, objectKind: source.Object}
	typ, isTyped := want[t.parameterKind(p.def)]
	if !isTyped || v.Kind == typ || v.Kind == source.Unknown || v.Kind == source.Null {
		return v
	}
	why := fmt.Sprintf("parameter '%s' is of type %s, and its value isn't", p.name, t.typeMember(p.def, "type").Str())
	e.pos = v.Pos
	e.fail(source.Warning, "%s: Azure refuses it", why)
	return t.unknownParameter(p, why)
}

// noteDefault notes the places of a default that nothing given overrides.
func (ev *evaluator) noteDefault(d *source.Node) {
	if d.Pos.IsValid() {
		ev.found.Defaults = append(ev.found.Defaults, d.Pos)
	}
	for i := range d.Members {
		ev.found.Defaults = append(ev.found.Defaults, d.Members[i].Pos)
		ev.noteDefault(d.Members[i].Value)
	}
	for _, item := range d.Items {
		ev.noteDefault(item)
	}
}

// givenValue is the value that a parameter file or a deployment gives; nil when
// neither does. why says why one that is given isn't known.
func (p *parameter) givenValue() (v *source.Node, why string) {
	entry := p.given
	if entry == nil {
		return nil, ""
	}
	if p.from != nil && (entry.Kind == source.String || entry.Get("copy") != nil) {
		entry = p.from.tree(entry) // one expression, or a loop that makes the value
	}
	if entry.Kind == source.Unknown {
		return nil, whyUnknown(entry)
	}
	switch v = entry.Get("value"); {
	case v != nil && p.from != nil && entry == p.given:
		return p.from.tree(v), ""
	case v != nil:
		return v, ""
	case entry.Get("reference") != nil:
		return nil, fmt.Sprintf("parameter '%s' comes from a Key Vault secret", p.name)
	case entry.Get("expression") != nil:
		return nil, fmt.Sprintf("parameter '%s' is given as an expression over inputs of the deployment", p.name)
	}
	return nil, ""
}

func orNull(n *source.Node) *source.Node {
	if n == nil {
		return nullNode()
	}
	return n
}

// unknownParameter stands for a parameter that nobody gave a value.
func (t *template) unknownParameter(p *parameter, why string) *source.Node {
	v := t.ev.symbols.unknown(part{
		base: fmt.Sprintf("%s parameters('%s')", t.id, strings.ToLower(p.name)),
		src:  fmt.Sprintf("parameters('%s')", p.name), why: why, typ: t.parameterKind(p.def),
	})
	v.Origins = []source.Pos{p.pos}
	return v
}

// typeMember reads a member of a parameter's definition or, where that refers to a
// type that the template defines, of that type.
func (t *template) typeMember(def *source.Node, key string) *source.Node {
	for range 20 {
		if v := def.Get(key); v != nil {
			return v
		}
		ref, ok := strings.CutPrefix(def.Get("$ref").Str(), "#/definitions/")
		if !ok {
			return nil
		}
		def = t.node.At("definitions", ref)
	}
	return nil
}

func (t *template) parameterKind(def *source.Node) kind {
	typ := t.typeMember(def, "type")
	switch strings.ToLower(typ.Str()) {
	case "string", "securestring":
		return textKind
	case "bool":
		return boolKind
	case "int":
		return intKind
	case "array":
		return arrayKind
	case "object", "secureobject":
		return objectKind
	}
	return anyKind
}

// variableValue is variables('name').
func variableValue(c *call) *source.Node {
	name, ok := c.str(0)
	if !ok {
		return nil
	}
	v := c.t.variables[strings.ToLower(name)]
	if v == nil {
		return c.fail(source.Warning, "the template has no variable '%s'", name)
	}
	return v.get(c.env, "variable '"+v.name+"'", func() *source.Node {
		e := env{evaluator: c.evaluator, t: c.t, pos: c.pos}
		if v.copy != nil {
			return e.copied(v.copy)
		}
		return e.tree(v.node)
	})
}

// output is the value of an output; nil when there is none of that name.
func (t *template) output(name string) *source.Node {
	def := t.node.At("outputs", name)
	if def == nil {
		return nil
	}
	key := strings.ToLower(name)
	if t.outputs[key] == nil {
		t.outputs[key] = &lazy{}
	}
	e := t.within(t)
	e.pos = def.Pos
	return t.outputs[key].get(e, "output '"+name+"'", func() *source.Node {
		if condition := def.Get("condition"); condition != nil {
			switch is, known := truth(e.tree(condition)); {
			case !known:
				return e.because("whether there is an output '" + name + "' isn't known")
			case !is:
				return &source.Node{Kind: source.Null, Pos: def.Pos}
			}
		}
		if v := def.Get("value"); v != nil {
			return e.tree(v)
		}
		if loop := def.Get("copy"); loop != nil {
			return e.copied(loop)
		}
		return nullNode()
	})
}

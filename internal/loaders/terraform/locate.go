package terraform

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// passesOn are the functions whose result is their first argument, as far as where
// its parts are written is concerned.
var passesOn = map[string]bool{
	"tomap": true, "tolist": true, "tostring": true, "nonsensitive": true, "sensitive": true, "ephemeralasnull": true,
}

// resolve follows an item whose expression only names something to where that is
// written out: a local, an input, an output, an argument, the item of a loop.
func (i item) resolve() item {
	for range 100 {
		next, ok := i.next()
		if !ok {
			return i
		}
		for len(next.path) > 0 {
			part, at, ok := next.s.written(next.expr, next.ctx, next.path[0])
			if !ok {
				break
			}
			next.expr, next.at, next.path = part, at, next.path[1:]
		}
		i = next
	}
	return i
}

// next takes one step of [item.resolve].
func (i item) next() (item, bool) {
	if i.expr == nil {
		return i, false
	}
	expr := unwrap(i.expr)
	at := func(s *scope, expr hclsyntax.Expression, ctx *hcl.EvalContext, r hcl.Range, path []cty.Value) (item, bool) {
		return item{s: s, expr: expr, ctx: ctx, at: r, path: path}, expr != nil
	}
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return i.definition(e.Traversal, append(keysOf(e.Traversal[1:]), i.path...))
	case *hclsyntax.RelativeTraversalExpr:
		return at(i.s, e.Source, i.ctx, i.at, append(keysOf(e.Traversal), i.path...))
	case *hclsyntax.IndexExpr:
		if key, diags := i.s.eval(e.Key, i.ctx); !diags.HasErrors() && plain(key).IsKnown() && !plain(key).IsNull() {
			return at(i.s, e.Collection, i.ctx, i.at, append([]cty.Value{plain(key)}, i.path...))
		}
	case *hclsyntax.ConditionalExpr:
		if truth, ok := truthOf(i.look(e.Condition)); ok {
			chosen := e.FalseResult
			if truth {
				chosen = e.TrueResult
			}
			return at(i.s, chosen, i.ctx, chosen.Range(), i.path)
		}
	case *hclsyntax.FunctionCallExpr:
		return i.argumentOf(e)
	case *hclsyntax.ForExpr:
		return i.pass(e)
	}
	return i, false
}

// maxPasses is how long a collection may be for the pass of a loop to be looked for.
const maxPasses = 1000

// sought is an expression in a context: what places are looked for in again and again.
type sought struct {
	expr hclsyntax.Expression
	ctx  *hcl.EvalContext
}

// look is the value of an expression that may have been asked for before.
func (i item) look(expr hclsyntax.Expression) cty.Value {
	key := sought{expr, i.ctx}
	v, ok := i.s.root.looked[key]
	if !ok {
		v = plain(i.s.value(expr, i.ctx))
		i.s.root.looked[key] = v
	}
	return v
}

// pass is the pass of a loop that made the part of its result that an item is.
func (i item) pass(e *hclsyntax.ForExpr) (item, bool) {
	if len(i.path) == 0 || e.Group {
		return i, false
	}
	key := sought{e, i.ctx}
	passes, ok := i.s.root.passes[key]
	if !ok {
		passes = i.s.passes(e, i.ctx)
		i.s.root.passes[key] = passes
	}
	ctx, ok := passes[keyText(i.path[0])]
	if !ok {
		return i, false
	}
	return item{s: i.s, expr: e.ValExpr, ctx: ctx, at: e.ValExpr.Range(), path: i.path[1:]}, true
}

// passes are the contexts of the passes of a loop, by the key or index of what each made.
func (s *scope) passes(e *hclsyntax.ForExpr, ctx *hcl.EvalContext) map[string]*hcl.EvalContext {
	given := s.value(e.CollExpr, ctx)
	collection := plain(given)
	if !collection.IsKnown() && e.KeyExpr == nil {
		// One pass stands for all; see anyPass.
		item := s.anyItem(given)
		return map[string]*hcl.EvalContext{"0": s.passContext(e, ctx, item.GetAttr("key"), item.GetAttr("value"), cty.NilVal)}
	}
	if !collection.IsKnown() || collection.IsNull() || !collection.CanIterateElements() || collection.LengthInt() > maxPasses {
		return nil
	}
	made := map[string]*hcl.EvalContext{}
	count := 0
	for it := collection.ElementIterator(); it.Next(); {
		key, element := it.Element()
		if collection.Type().IsSetType() {
			key = element
		}
		pass := s.passContext(e, ctx, key, element, key)
		if e.CondExpr != nil {
			if included, ok := truthOf(s.value(e.CondExpr, pass)); ok && !included || !ok && e.KeyExpr == nil {
				continue
			}
		}
		if e.KeyExpr != nil {
			made[keyText(s.value(e.KeyExpr, pass))] = pass
		} else {
			made[strconv.Itoa(count)] = pass
		}
		count++
	}
	return made
}

// argumentOf is the argument of a call that an item is a part of.
func (i item) argumentOf(e *hclsyntax.FunctionCallExpr) (item, bool) {
	name := strings.TrimPrefix(e.Name, "core::")
	pick := func(arg hclsyntax.Expression) (item, bool) {
		return item{s: i.s, expr: arg, ctx: i.ctx, at: arg.Range(), path: i.path}, true
	}
	switch {
	case e.ExpandFinal || len(e.Args) == 0:
	case passesOn[name]:
		return pick(e.Args[0])
	case name == "jsondecode" || name == "yamldecode":
		inner, ok := unwrap(e.Args[0]).(*hclsyntax.FunctionCallExpr)
		if ok && len(inner.Args) == 1 && strings.TrimSuffix(inner.Name, "encode") == strings.TrimSuffix(e.Name, "decode") {
			return pick(inner.Args[0])
		}
	case name == "try":
		for _, arg := range e.Args {
			if _, diags := i.s.eval(arg, i.ctx); !diags.HasErrors() {
				return pick(arg)
			}
		}
	case name == "coalesce":
		for _, arg := range e.Args {
			if v := i.look(arg); !v.IsKnown() || !isEmpty(v) {
				return pick(arg)
			}
		}
	case name == "lookup" && len(e.Args) >= 2:
		collection, key := i.look(e.Args[0]), i.look(e.Args[1])
		switch {
		case !collection.IsKnown() || !key.IsKnown() || key.IsNull():
		case hasKey(collection, key):
			return item{s: i.s, expr: e.Args[0], ctx: i.ctx, at: e.Args[0].Range(), path: append([]cty.Value{key}, i.path...)}, true
		case len(e.Args) > 2:
			return pick(e.Args[2])
		}
	case name == "one" || name == "element" && len(e.Args) == 2 && keyText(i.look(e.Args[1])) == "0":
		first := append([]cty.Value{cty.NumberIntVal(0)}, i.path...)
		return item{s: i.s, expr: e.Args[0], ctx: i.ctx, at: e.Args[0].Range(), path: first}, true
	case name == "merge" && len(i.path) > 0:
		for n := len(e.Args) - 1; n >= 0; n-- {
			v := i.look(e.Args[n])
			if !v.IsKnown() {
				return i, false
			}
			if hasKey(v, i.path[0]) {
				return pick(e.Args[n])
			}
		}
	}
	return i, false
}

func hasKey(v, key cty.Value) bool {
	if v.IsNull() || key.Type() != cty.String {
		return false
	}
	if v.Type().IsObjectType() {
		return v.Type().HasAttribute(key.AsString())
	}
	return v.Type().IsMapType() && v.HasIndex(key).True()
}

// definition is where a name is written out; path are the steps below its first.
func (i item) definition(name hcl.Traversal, path []cty.Value) (item, bool) {
	s := i.s
	if from, ok := s.root.loopOrigin(i.ctx, name.RootName()); ok {
		steps, ok := from.steps(name)
		if !ok {
			return i, false
		}
		return item{
			s: from.scope, expr: from.expr, ctx: from.ctx, at: from.expr.Range(), path: append(steps, path[len(name)-1:]...),
		}, true
	}
	if _, isLocal := loopVariable(i.ctx, name.RootName()); isLocal || s.mod == nil {
		return i, false
	}
	attribute := func(s *scope, attr *hclsyntax.Attribute, ctx *hcl.EvalContext, path []cty.Value) (item, bool) {
		if attr == nil {
			return i, false
		}
		return item{s: s, expr: attr.Expr, ctx: ctx, at: attr.SrcRange, path: slices.Clone(path)}, true
	}
	first, ok := attrStep(name, 1)
	if !ok {
		return i, false
	}
	switch name.RootName() {
	case "local":
		return attribute(s, s.mod.locals[first], s.base, path[1:])
	case "var":
		attr, from, ctx := s.setBy(first)
		return attribute(from, attr, ctx, path[1:])
	case "module":
		c := s.mod.callByName[first]
		if c == nil {
			return i, false
		}
		f := s.family(c)
		n, rest, ok := f.choose(path[1:])
		if f.mod == nil || !ok || len(rest) == 0 {
			return i, false
		}
		child := f.scopes[n]
		if block := child.mod.outputs[keyText(rest[0])]; block != nil {
			return attribute(child, block.Body.Attributes["value"], child.base, rest[1:])
		}
		return i, false
	case "path", "terraform", "each", "count", "self":
		return i, false
	}
	addr, steps := resourceName(name)
	r := s.mod.byName[addr]
	if r == nil {
		return i, false
	}
	x := s.expand(r)
	// path begins after the name's first part, as long as steps leave it below the resource.
	n, rest, ok := x.choose(path[len(name)-1-len(steps):])
	if !ok || len(rest) == 0 || n >= len(x.instances) {
		return i, false
	}
	return attribute(s, r.block.Body.Attributes[keyText(rest[0])], x.instances[n].ctx, rest[1:])
}

// setBy is the argument or default that gives a variable its value, with the scope
// it is evaluated in; nil when the value isn't written in a file.
func (s *scope) setBy(name string) (attr *hclsyntax.Attribute, from *scope, ctx *hcl.EvalContext) {
	decl := s.mod.variables[name]
	if decl == nil {
		return nil, s, s.base
	}
	if !s.falls(decl) {
		if s.call != nil {
			if attr := s.call.block.Body.Attributes[name]; attr != nil {
				return attr, s.parent, s.outside
			}
		} else if g, ok := s.root.given[name]; ok {
			if g.expr == nil {
				return nil, s, s.base
			}
			return &hclsyntax.Attribute{Name: name, Expr: g.expr, SrcRange: g.at}, s, s.base
		}
	}
	return decl.def, s, s.base
}

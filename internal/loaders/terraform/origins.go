package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/source"
)

// maxOrigins is how many places a value's way is shown by.
const maxOrigins = 8

// item is an expression, or what a path into its value leads to, with the place
// where that is written.
type item struct {
	s    *scope
	expr hclsyntax.Expression // nil when the path left what is written out
	ctx  *hcl.EvalContext
	at   hcl.Range
	// path are the steps that the expression itself doesn't spell out.
	path []cty.Value
}

func (i item) pos() source.Pos { return i.s.root.places.of(i.at) }

func (i item) member(name string) item { return i.step(cty.StringVal(name)) }
func (i item) element(index int) item  { return i.step(cty.NumberIntVal(int64(index))) }
func (i item) origins() []source.Pos   { return i.s.origins(i.expr, i.ctx, i.path) }

// step goes one step further, into the object or list as it is written where it is written out.
func (i item) step(key cty.Value) item {
	if len(i.path) == 0 {
		if part, at, ok := i.s.written(i.expr, i.ctx, key); ok {
			return item{s: i.s, expr: part, ctx: i.ctx, at: at}
		}
	}
	i.path = append(slices.Clone(i.path), key)
	return i
}

// written finds a member or element of an object or list that an expression
// spells out, with its place.
func (s *scope) written(expr hclsyntax.Expression, ctx *hcl.EvalContext, key cty.Value) (hclsyntax.Expression, hcl.Range, bool) {
	switch e := unwrap(expr).(type) {
	case *hclsyntax.ObjectConsExpr:
		want := keyText(key)
		for n := len(e.Items) - 1; n >= 0; n-- {
			name, diags := s.eval(e.Items[n].KeyExpr, ctx)
			if !diags.HasErrors() && keyText(name) == want {
				return e.Items[n].ValueExpr, hcl.RangeBetween(e.Items[n].KeyExpr.Range(), e.Items[n].ValueExpr.Range()), true
			}
		}
	case *hclsyntax.TupleConsExpr:
		if key.Type() == cty.Number {
			if n, _ := key.AsBigFloat().Int64(); n >= 0 && n < int64(len(e.Exprs)) {
				return e.Exprs[n], e.Exprs[n].Range(), true
			}
		}
	case *hclsyntax.FunctionCallExpr:
		// A set's elements are their own keys.
		if e.Name != "toset" || len(e.Args) != 1 {
			break
		}
		if tuple, ok := unwrap(e.Args[0]).(*hclsyntax.TupleConsExpr); ok {
			for _, element := range tuple.Exprs {
				if v, diags := s.eval(element, ctx); !diags.HasErrors() && keyText(v) == keyText(key) {
					return element, element.Range(), true
				}
			}
		}
	}
	return nil, hcl.Range{}, false
}

// unwrap takes off what doesn't change a value.
func unwrap(expr hclsyntax.Expression) hclsyntax.Expression {
	for {
		switch e := expr.(type) {
		case *hclsyntax.ParenthesesExpr:
			expr = e.Expression
		case *hclsyntax.TemplateWrapExpr:
			expr = e.Wrapped
		default:
			return expr
		}
	}
}

// origins lists the places that a value came from, the nearest first, when it
// doesn't stand in the expression itself. path leads into the value.
func (s *scope) origins(expr hclsyntax.Expression, ctx *hcl.EvalContext, path []cty.Value) []source.Pos {
	if expr == nil {
		return nil
	}
	t := tracer{seen: map[source.Pos]bool{}}
	t.trace(s, expr, ctx, path)
	return t.found
}

// tracer follows an expression to where its value stands.
type tracer struct {
	found []source.Pos
	seen  map[source.Pos]bool
	depth int
}

// add notes a place; false says that the way ends here.
func (t *tracer) add(p source.Pos) bool {
	if !p.IsValid() || len(t.found) >= maxOrigins || t.seen[p] {
		return false
	}
	t.seen[p] = true
	t.found = append(t.found, p)
	return true
}

func (t *tracer) trace(s *scope, expr hclsyntax.Expression, ctx *hcl.EvalContext, path []cty.Value) {
	if expr == nil || len(t.found) >= maxOrigins || t.depth > 200 {
		return
	}
	t.depth++
	defer func() { t.depth-- }()
	expr = unwrap(expr)
	for len(path) > 0 {
		part, _, ok := s.written(expr, ctx, path[0])
		if !ok {
			break
		}
		expr, path = unwrap(part), path[1:]
	}
	at := item{s: s, expr: expr, ctx: ctx, at: expr.Range(), path: path}
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		t.reference(s, e.Traversal, ctx, path)
	case *hclsyntax.RelativeTraversalExpr:
		t.trace(s, e.Source, ctx, append(keysOf(e.Traversal), path...))
	case *hclsyntax.IndexExpr:
		if key, diags := s.eval(e.Key, ctx); !diags.HasErrors() && plain(key).IsKnown() && !plain(key).IsNull() {
			t.trace(s, e.Collection, ctx, append([]cty.Value{plain(key)}, path...))
		} else {
			t.trace(s, e.Collection, ctx, nil)
		}
		t.trace(s, e.Key, ctx, nil)
	case *hclsyntax.ConditionalExpr:
		if part, ok := at.next(); ok {
			t.trace(part.s, part.expr, part.ctx, part.path)
		}
		t.trace(s, e.Condition, ctx, nil)
	case *hclsyntax.ObjectConsExpr, *hclsyntax.TupleConsExpr:
		// What isn't written in it comes from nowhere, and not from its other parts.
		if len(path) == 0 {
			t.operands(s, expr, ctx)
		}
	case *hclsyntax.FunctionCallExpr, *hclsyntax.ForExpr:
		if part, ok := at.next(); ok {
			n := len(t.found)
			t.trace(part.s, part.expr, part.ctx, part.path)
			if call, ok := e.(*hclsyntax.FunctionCallExpr); ok && len(t.found) == n {
				t.passedOver(s, call, ctx, part.expr)
			}
			return
		}
		if call, ok := e.(*hclsyntax.FunctionCallExpr); ok && len(path) > 0 && strings.TrimPrefix(call.Name, "core::") == "merge" {
			for _, arg := range call.Args {
				t.trace(s, arg, ctx, path)
			}
			return
		}
		t.operands(s, expr, ctx)
	default:
		t.operands(s, expr, ctx)
	}
}

// passedOver traces what a call that falls back tried before the argument that it took:
// where that is written out, the value comes from what the others lack.
func (t *tracer) passedOver(s *scope, call *hclsyntax.FunctionCallExpr, ctx *hcl.EvalContext, taken hclsyntax.Expression) {
	name := strings.TrimPrefix(call.Name, "core::")
	if name != "try" && name != "lookup" && name != "coalesce" || len(taken.Variables()) > 0 {
		return
	}
	if name == "lookup" {
		if key := plain(s.value(call.Args[1], ctx)); key.IsKnown() && !key.IsNull() {
			t.trace(s, call.Args[0], ctx, []cty.Value{key})
		}
		return
	}
	for _, arg := range call.Args {
		if arg == taken {
			return
		}
		t.trace(s, arg, ctx, nil)
	}
}

func (t *tracer) operands(s *scope, expr hclsyntax.Expression, ctx *hcl.EvalContext) {
	for _, operand := range operands(expr) {
		t.trace(s, operand, ctx, nil)
	}
}

func truthOf(v cty.Value) (truth, ok bool) {
	if v = plain(v); !v.IsKnown() || v.IsNull() {
		return false, false
	}
	return asBool(v)
}

// operands are the expressions that a node's value is made of, in the order of the source.
func operands(expr hclsyntax.Expression) []hclsyntax.Expression {
	switch e := expr.(type) {
	case *hclsyntax.TemplateExpr:
		return e.Parts
	case *hclsyntax.TemplateJoinExpr:
		return []hclsyntax.Expression{e.Tuple}
	case *hclsyntax.FunctionCallExpr:
		return e.Args
	case *hclsyntax.BinaryOpExpr:
		return []hclsyntax.Expression{e.LHS, e.RHS}
	case *hclsyntax.UnaryOpExpr:
		return []hclsyntax.Expression{e.Val}
	case *hclsyntax.ForExpr:
		return []hclsyntax.Expression{e.CollExpr}
	case *hclsyntax.SplatExpr:
		return []hclsyntax.Expression{e.Source}
	case *hclsyntax.TupleConsExpr:
		return e.Exprs
	case *hclsyntax.ObjectConsExpr:
		values := make([]hclsyntax.Expression, len(e.Items))
		for i, item := range e.Items {
			values[i] = item.ValueExpr
		}
		return values
	}
	return nil
}

// keysOf are the steps of a traversal as keys.
func keysOf(steps hcl.Traversal) []cty.Value {
	keys := make([]cty.Value, 0, len(steps))
	for _, step := range steps {
		switch step := step.(type) {
		case hcl.TraverseAttr:
			keys = append(keys, cty.StringVal(step.Name))
		case hcl.TraverseIndex:
			keys = append(keys, step.Key)
		}
	}
	return keys
}

// reference follows a name to where it is defined.
func (t *tracer) reference(s *scope, name hcl.Traversal, ctx *hcl.EvalContext, path []cty.Value) {
	if from, ok := s.root.loopOrigin(ctx, name.RootName()); ok {
		t.loop(from, name, path)
		return
	}
	if s.mod == nil {
		return
	}
	if _, isLocal := loopVariable(ctx, name.RootName()); isLocal {
		return
	}
	below := func(n int) []cty.Value { return append(keysOf(name[min(n, len(name)):]), path...) }
	switch name.RootName() {
	case "var":
		if v, ok := attrStep(name, 1); ok {
			t.variable(s, v, below(2))
		}
	case "local":
		if l, ok := attrStep(name, 1); ok {
			if attr := s.mod.locals[l]; attr != nil {
				t.attribute(s, attr, s.base, below(2))
			}
		}
	case "module":
		if m, ok := attrStep(name, 1); ok {
			t.module(s, m, below(2))
		}
	case "path", "terraform", "each", "count", "self":
	default:
		addr, steps := resourceName(name)
		if r := s.mod.byName[addr]; r != nil {
			t.resource(s, r, append(keysOf(steps), path...))
		}
	}
}

// attribute notes where a value is written, as narrowly as the path allows, and goes on from there.
func (t *tracer) attribute(s *scope, attr *hclsyntax.Attribute, ctx *hcl.EvalContext, path []cty.Value) {
	at := item{s: s, expr: attr.Expr, ctx: ctx, at: attr.SrcRange}
	for _, key := range path {
		at = at.step(key)
	}
	if t.add(at.pos()) {
		t.trace(s, at.expr, ctx, at.path)
	}
}

func (t *tracer) variable(s *scope, name string, path []cty.Value) {
	decl := s.mod.variables[name]
	if decl == nil {
		return
	}
	if s.call != nil {
		if attr := s.call.block.Body.Attributes[name]; attr != nil && !s.falls(decl) {
			t.given(s, decl, s.parent, attr, s.outside, path)
			return
		}
	} else if g, ok := s.root.given[name]; ok && !s.falls(decl) {
		if g.expr != nil {
			t.given(s, decl, s, &hclsyntax.Attribute{Name: name, Expr: g.expr, SrcRange: g.at}, s.base, path)
		} else {
			t.add(s.root.places.header(decl.block))
		}
		return
	}
	if decl.def != nil {
		n := len(t.found)
		t.given(s, decl, s, decl.def, s.base, path)
		if len(t.found) > n {
			s.root.defaults[t.found[n]] = true
		}
		return
	}
	t.add(s.root.places.header(decl.block))
}

// given notes what gives a variable its value, or the default in the variable's type
// for a part that it leaves out.
func (t *tracer) given(s *scope, decl *variable, from *scope, attr *hclsyntax.Attribute, ctx *hcl.EvalContext, path []cty.Value) {
	t.attribute(from, attr, ctx, path)
	if decl.defaults == nil || len(path) == 0 {
		return
	}
	at := item{s: from, expr: attr.Expr, ctx: ctx, at: attr.SrcRange}
	for _, key := range path {
		at = at.step(key)
	}
	if at = at.resolve(); len(at.path) == 0 {
		return
	}
	if _, isObject := unwrap(at.expr).(*hclsyntax.ObjectConsExpr); !isObject {
		return
	}
	if r, ok := decl.defaultOf(path); ok {
		if pos := s.root.places.of(r); t.add(pos) {
			s.root.defaults[pos] = true
		}
	}
}

// defaultOf is the place of the default that a variable's type gives a part of its value.
func (v *variable) defaultOf(path []cty.Value) (at hcl.Range, ok bool) {
	attr := v.block.Body.Attributes["type"]
	if attr == nil {
		return at, false
	}
	expr := unwrap(typeExpr(attr.Expr))
	for _, key := range path {
		call, isCall := expr.(*hclsyntax.FunctionCallExpr)
		if !isCall || len(call.Args) == 0 {
			return at, false
		}
		if call.Name != "object" {
			expr, ok = unwrap(call.Args[0]), false // a collection: its elements are alike
			continue
		}
		object, isObject := unwrap(call.Args[0]).(*hclsyntax.ObjectConsExpr)
		if !isObject {
			return at, false
		}
		expr = nil
		for _, item := range object.Items {
			if literalOf(item.KeyExpr) != keyText(key) {
				continue
			}
			expr, ok = unwrap(item.ValueExpr), false
			if optional, isCall := expr.(*hclsyntax.FunctionCallExpr); isCall && optional.Name == "optional" && len(optional.Args) > 0 {
				expr = unwrap(optional.Args[0])
				ok = len(optional.Args) == 2
				at = hcl.RangeBetween(item.KeyExpr.Range(), item.ValueExpr.Range())
			}
		}
	}
	return at, ok
}

// falls reports whether a variable that is set to null falls back to its default.
func (s *scope) falls(decl *variable) bool {
	if decl.nullable {
		return false
	}
	v, isSet := s.argument(decl)
	return isSet && plain(v).IsNull()
}

func (t *tracer) module(s *scope, name string, path []cty.Value) {
	c := s.mod.callByName[name]
	if c == nil {
		return
	}
	f := s.family(c)
	if f.mod == nil {
		t.add(s.root.places.header(c.block))
		return
	}
	n, path, ok := f.choose(path)
	if !ok || len(path) == 0 {
		return
	}
	child := f.scopes[n]
	if block := child.mod.outputs[keyText(path[0])]; block != nil {
		if attr := block.Body.Attributes["value"]; attr != nil {
			t.attribute(child, attr, child.base, path[1:])
		}
	}
}

// choose takes the instance key off the front of a path. Of instances that nobody
// can count the one that stands for all is meant.
func (r *repetition) choose(path []cty.Value) (n int, rest []cty.Value, ok bool) {
	switch {
	case r.by == "":
		return 0, path, len(r.keys) > 0
	case len(path) == 0:
		return 0, nil, false
	case r.open != nil:
		return 0, path[1:], true
	}
	if r.index == nil {
		r.index = make(map[string]int, len(r.keys))
		for n, key := range r.keys {
			r.index[keyText(key)] = n
		}
	}
	n, ok = r.index[keyText(path[0])]
	return n, path[1:], ok
}

func (t *tracer) resource(s *scope, r *resource, path []cty.Value) {
	x := s.expand(r)
	n, path, ok := x.choose(path)
	if !ok || len(path) == 0 || n >= len(x.instances) {
		return
	}
	t.within(s, r.block.Body, x.instances[n].ctx, path)
}

// within follows a path into a resource's arguments and blocks.
func (t *tracer) within(s *scope, body *hclsyntax.Body, ctx *hcl.EvalContext, path []cty.Value) {
	name := keyText(path[0])
	if attr := body.Attributes[name]; attr != nil {
		t.attribute(s, attr, ctx, path[1:])
		return
	}
	if len(path) < 3 {
		return
	}
	blocks, _ := s.nested(body, name, ctx)
	if path[1].Type() == cty.Number {
		if n, _ := path[1].AsBigFloat().Int64(); n >= 0 && n < int64(len(blocks)) {
			t.within(s, blocks[n].body, blocks[n].ctx, path[2:])
		}
	}
}

// loopSource is what a loop variable stands for: an item of a collection.
type loopSource struct {
	scope *scope
	expr  hclsyntax.Expression
	ctx   *hcl.EvalContext
	key   cty.Value // [cty.NilVal] when the item isn't known
	// keyVar and valueVar are the variables of a for expression; both are empty for
	// each, count and the iterators of dynamic blocks, which have .key and .value.
	keyVar, valueVar string
}

// steps lead from the collection to what a reference to the loop's variable means;
// ok is false when it means a key, or isn't known.
func (from loopSource) steps(name hcl.Traversal) (steps []cty.Value, ok bool) {
	if from.key == cty.NilVal {
		return nil, false
	}
	if from.valueVar != "" {
		return append([]cty.Value{from.key}, keysOf(name[1:])...), name.RootName() == from.valueVar
	}
	part, ok := attrStep(name, 1)
	if !ok || part != "value" {
		return nil, false
	}
	return append([]cty.Value{from.key}, keysOf(name[2:])...), true
}

// loopOrigin finds what a loop variable stands for.
func (r *root) loopOrigin(ctx *hcl.EvalContext, name string) (loopSource, bool) {
	for ; ctx != nil; ctx = ctx.Parent() {
		if _, ok := ctx.Variables[name]; ok {
			from, ok := r.loops[ctx]
			return from, ok
		}
	}
	return loopSource{}, false
}

// loop follows each.value, count.index, a dynamic block's iterator or a loop's
// variable to the item that it stands for.
func (t *tracer) loop(from loopSource, name hcl.Traversal, path []cty.Value) {
	steps, isValue := from.steps(name)
	switch {
	case isValue:
		steps = append(steps, path...)
	case from.key == cty.NilVal:
		t.trace(from.scope, from.expr, from.ctx, nil)
		return
	default:
		steps = []cty.Value{from.key}
	}
	at := item{s: from.scope, expr: from.expr, ctx: from.ctx, at: from.expr.Range()}
	for _, key := range steps {
		at = at.step(key)
	}
	if len(at.path) < len(steps) {
		t.add(at.pos())
	}
	t.trace(at.s, at.expr, at.ctx, at.path)
}

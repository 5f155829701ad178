package terraform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// eval evaluates an expression. The arithmetic is HCL's: each node is copied with
// its operands already evaluated, and asked for its value. What HCL can't do is
// done here: references are looked up as they are met, and an unknown result gets
// a symbol of its own, where HCL would mark it with those of all its operands.
func (s *scope) eval(expr hclsyntax.Expression, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	r := s.root
	switch {
	case r.depth >= maxRecursion:
		message := fmt.Sprintf("evaluation is nested deeper than %d expressions", maxRecursion)
		r.limit(message, "shorten the chain of references", expr.Range())
		return because(message), nil
	case r.steps >= maxSteps:
		message := fmt.Sprintf("evaluation takes more than %d steps", maxSteps)
		r.limit(message, "shorten the loops", expr.Range())
		return because(message), nil
	}
	r.steps++
	r.depth++
	v, diags := s.node(expr, ctx)
	r.depth--
	return v, diags
}

func (s *scope) node(expr hclsyntax.Expression, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return e.Val, nil
	case *hclsyntax.ParenthesesExpr:
		return s.eval(e.Expression, ctx)
	case *hclsyntax.TemplateWrapExpr:
		return s.eval(e.Wrapped, ctx)
	case *hclsyntax.ObjectConsKeyExpr:
		return s.objectKey(e, ctx)
	case *hclsyntax.ScopeTraversalExpr:
		return s.reference(e.Traversal, ctx)
	case *hclsyntax.RelativeTraversalExpr:
		v, diags := s.eval(e.Source, ctx)
		if diags.HasErrors() {
			return cty.DynamicVal, diags
		}
		v, more := s.follow(v, e.Traversal)
		return v, append(diags, more...)
	case *hclsyntax.IndexExpr:
		return s.index(e, ctx)
	case *hclsyntax.TemplateExpr:
		return s.template(e, ctx)
	case *hclsyntax.TemplateJoinExpr:
		tuple := s.operand(e.Tuple, ctx)
		v, diags := (&hclsyntax.TemplateJoinExpr{Tuple: tuple}).Value(ctx)
		return s.compose(v, e, ctx, tuple.v), diags
	case *hclsyntax.FunctionCallExpr:
		return s.function(e, ctx)
	case *hclsyntax.ConditionalExpr:
		return s.conditional(e, ctx)
	case *hclsyntax.TupleConsExpr:
		return s.tuple(e, ctx)
	case *hclsyntax.ObjectConsExpr:
		return s.object(e, ctx)
	case *hclsyntax.ForExpr:
		return s.loop(e, ctx)
	case *hclsyntax.SplatExpr:
		return s.splat(e, ctx)
	case *hclsyntax.BinaryOpExpr:
		lhs, rhs := s.operand(e.LHS, ctx), s.operand(e.RHS, ctx)
		if e.Op == hclsyntax.OpEqual || e.Op == hclsyntax.OpNotEqual {
			if isThere(lhs) && isNull(rhs) || isNull(lhs) && isThere(rhs) {
				return cty.BoolVal(e.Op == hclsyntax.OpNotEqual), nil
			}
		}
		v, diags := (&hclsyntax.BinaryOpExpr{LHS: lhs, Op: e.Op, RHS: rhs, SrcRange: e.SrcRange}).Value(ctx)
		return s.compose(v, e, ctx, lhs.v, rhs.v), diags
	case *hclsyntax.UnaryOpExpr:
		operand := s.operand(e.Val, ctx)
		v, diags := (&hclsyntax.UnaryOpExpr{Op: e.Op, Val: operand, SrcRange: e.SrcRange, SymbolRange: e.SymbolRange}).Value(ctx)
		return s.compose(v, e, ctx, operand.v), diags
	}
	return expr.Value(ctx)
}

// operand is an operand that is evaluated already.
type operand struct {
	hclsyntax.Expression
	v     cty.Value
	diags hcl.Diagnostics
}

func (o *operand) Value(*hcl.EvalContext) (cty.Value, hcl.Diagnostics) { return o.v, o.diags }

func (s *scope) operand(expr hclsyntax.Expression, ctx *hcl.EvalContext) *operand {
	v, diags := s.eval(expr, ctx)
	return &operand{expr, v, diags}
}

// isNull reports whether an operand is known to be null.
func isNull(o *operand) bool {
	p := plain(o.v)
	return !o.diags.HasErrors() && p.IsKnown() && p.IsNull()
}

// isThere reports whether an operand isn't known, but certainly isn't null.
func isThere(o *operand) bool {
	if o.diags.HasErrors() || plain(o.v).IsKnown() {
		return false
	}
	sym := symbolOf(o.v)
	return sym.Present || sym.notNull
}

// deferred is an operand that HCL evaluates itself, maybe many times, in contexts of its own.
type deferred struct {
	hclsyntax.Expression
	s *scope
}

func (d *deferred) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	return d.s.eval(d.Expression, ctx)
}

func (s *scope) deferred(expr hclsyntax.Expression) hclsyntax.Expression {
	if expr == nil {
		return nil
	}
	return &deferred{expr, s}
}

func (s *scope) objectKey(e *hclsyntax.ObjectConsKeyExpr, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if !e.ForceNonLiteral {
		if word := hcl.ExprAsKeyword(e.Wrapped); word != "" {
			return cty.StringVal(word), nil
		}
		if _, ok := e.Wrapped.(*hclsyntax.ScopeTraversalExpr); ok {
			return e.Value(ctx) // the error that a.b as a key is
		}
	}
	return s.eval(e.Wrapped, ctx)
}

func (s *scope) index(e *hclsyntax.IndexExpr, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	collection, diags := s.eval(e.Collection, ctx)
	key, more := s.eval(e.Key, ctx)
	if diags = append(diags, more...); diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	v, more := s.element(collection, key, e.BracketRange)
	if !v.IsKnown() && len(symbolsOf(v)) == 0 {
		v = s.compose(v, e, ctx, collection, key)
	}
	return v, append(diags, more...)
}

func (s *scope) template(e *hclsyntax.TemplateExpr, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if e.IsStringLiteral() {
		return e.Value(nil)
	}
	parts := make([]hclsyntax.Expression, len(e.Parts))
	values := make([]cty.Value, len(e.Parts))
	size := 0
	for i, part := range e.Parts {
		o := s.operand(part, ctx)
		parts[i], values[i] = o, o.v
		if text := plain(o.v); text.Type() == cty.String && text.IsKnown() && !text.IsNull() {
			size += len(text.AsString())
		} else if !isCertain(o.v) {
			s.doubt(symbolOf(o.v)) // null in a text is an error
		}
	}
	if size > maxText {
		return s.tooLong(e), nil
	}
	v, diags := (&hclsyntax.TemplateExpr{Parts: parts, SrcRange: e.SrcRange}).Value(ctx)
	if plain(v).IsKnown() {
		return keepSensitive(v), diags
	}
	sym := s.composite(e, ctx, values)
	sym.Present, sym.Ref = templatePresence(values)
	sym.notNull = !diags.HasErrors()
	return recast(v, sym), diags
}

// tooLong is the value of a text beyond [maxText].
func (s *scope) tooLong(e hclsyntax.Expression) cty.Value {
	message := fmt.Sprintf("a text is longer than %d MiB", maxText>>20)
	s.root.limit(message, "", e.Range())
	return because(message)
}

// templatePresence says whether a text made of parts is certainly not empty, and
// what it refers to: a key's versionless id, a slash and its version are its versioned id.
func templatePresence(parts []cty.Value) (bool, *source.Ref) {
	isPresent := false
	var refs []*source.Ref
	var between strings.Builder
	for _, part := range parts {
		isPresent = isPresent || present(part)
		switch text := plain(part); {
		case !text.IsKnown():
			refs = append(refs, symbolOf(part).Ref)
		case text.Type() == cty.String && !text.IsNull():
			between.WriteString(text.AsString())
		}
	}
	if len(refs) == 1 && refs[0] != nil {
		return isPresent, childRef(refs[0], between.String())
	}
	if len(refs) != 2 || between.String() != "/" || refs[0] == nil || refs[1] == nil || refs[0].Target != refs[1].Target ||
		refs[0].Attribute != source.RefKeyVersionless {
		return isPresent, nil
	}
	ref := *refs[0]
	ref.Attribute = source.RefKeyVersioned
	return isPresent, &ref
}

// childRef is what an id with more behind it refers to: the resource of that name
// below the one the id is of. Nil when the text isn't a way down.
func childRef(parent *source.Ref, rest string) *source.Ref {
	parts := strings.Split(rest, "/")
	if parent.Attribute != source.RefID || parent.Target == "" || len(parts) != 3 || parts[0] != "" || parts[1] == "" || parts[2] == "" {
		return nil
	}
	ref := &source.Ref{Kind: kindOther, Attribute: source.RefID, Target: parent.Target + strings.ToLower(rest)}
	if strings.EqualFold(parts[1], "agentPools") {
		ref.Kind = string(inventory.NodePool)
	}
	return ref
}

// present reports whether a value is certainly neither null nor empty.
func present(v cty.Value) bool {
	p := plain(v)
	switch {
	case !p.IsKnown():
		return symbolOf(v).Present
	case p.IsNull():
		return false
	case p.Type() == cty.String:
		return p.AsString() != ""
	case p.CanIterateElements():
		return p.LengthInt() > 0
	}
	return true
}

func (s *scope) tuple(e *hclsyntax.TupleConsExpr, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	values := make([]cty.Value, len(e.Exprs))
	for i, item := range e.Exprs {
		v, more := s.eval(item, ctx)
		values[i] = v
		diags = append(diags, more...)
	}
	return cty.TupleVal(values), diags
}

func (s *scope) object(e *hclsyntax.ObjectConsExpr, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	items := make([]hclsyntax.ObjectConsItem, len(e.Items))
	parts := make([]cty.Value, 0, 2*len(e.Items))
	for i, item := range e.Items {
		key, v := s.operand(item.KeyExpr, ctx), s.operand(item.ValueExpr, ctx)
		items[i] = hclsyntax.ObjectConsItem{KeyExpr: key, ValueExpr: v}
		parts = append(parts, key.v, v.v)
	}
	v, diags := (&hclsyntax.ObjectConsExpr{Items: items, SrcRange: e.SrcRange, OpenRange: e.OpenRange}).Value(ctx)
	if !plain(v).IsKnown() {
		return s.compose(v, e, ctx, parts...), diags
	}
	return keepSensitive(v), diags
}

// conditional evaluates both branches, as HCL does. The result of a known
// condition is the branch's own; of an unknown one it is present when both
// branches are, and refers to something when both refer to the same kind of thing.
func (s *scope) conditional(e *hclsyntax.ConditionalExpr, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	condition := s.operand(e.Condition, ctx)
	before := s.root.doubted
	yes := s.operand(e.TrueResult, ctx)
	yesDoubted := s.takeDoubt(before)
	no := s.operand(e.FalseResult, ctx)
	noDoubted := s.takeDoubt(before)
	test := plain(condition.v)
	decided := test.IsKnown() && !test.IsNull()
	truth := false
	if decided {
		truth, _ = asBool(test)
	}
	// Only the branch that is taken can fail.
	if !decided || truth {
		s.doubt(yesDoubted)
	}
	if !decided || !truth {
		s.doubt(noDoubted)
	}
	v, diags := (&hclsyntax.ConditionalExpr{Condition: condition, TrueResult: yes, FalseResult: no, SrcRange: e.SrcRange}).Value(ctx)
	if plain(v).IsKnown() && v.IsWhollyKnown() {
		return keepSensitive(v), diags
	}
	if decided {
		chosen := no
		if truth {
			chosen = yes
		}
		if !plain(v).IsKnown() && !plain(chosen.v).IsKnown() {
			return recast(v, symbolOf(chosen.v)), diags
		}
		return s.compose(v, e, ctx, chosen.v), diags
	}
	if plain(v).IsKnown() {
		return s.compose(v, e, ctx, condition.v), diags
	}
	sym := s.composite(e, ctx, []cty.Value{condition.v})
	sym.Present = present(yes.v) && present(no.v)
	sym.notNull = isCertain(yes.v) && isCertain(no.v)
	sym.Ref = commonRef(yes.v, no.v)
	if !plain(v).Type().IsPrimitiveType() && !diags.HasErrors() {
		sym.members = &alternatives{s, []cty.Value{yes.v, no.v}, sym}
	}
	return recast(v, sym), diags
}

func asBool(v cty.Value) (truth, ok bool) {
	switch {
	case v.Type() == cty.Bool:
		return v.True(), true
	case v.Type() == cty.String:
		return v.AsString() == "true", true
	}
	return false, false
}

// commonRef is what two branches both refer to. A branch that is null or empty refers to nothing and doesn't object.
func commonRef(a, b cty.Value) *source.Ref {
	ra, rb := refOf(a), refOf(b)
	switch {
	case ra != nil && rb != nil:
		return sharedRef(ra, rb)
	case ra != nil && isEmpty(b):
		return ra
	case rb != nil && isEmpty(a):
		return rb
	}
	return nil
}

// sharedRef is what two references have in common; nil when they are of different things.
func sharedRef(a, b *source.Ref) *source.Ref {
	if a == nil || b == nil || a.Kind != b.Kind || a.Attribute != b.Attribute {
		return nil
	}
	shared := *a
	if a.Target != b.Target {
		shared.Target = ""
	}
	if a.Type != b.Type {
		shared.Type = ""
	}
	return &shared
}

func refOf(v cty.Value) *source.Ref {
	if plain(v).IsKnown() {
		return nil
	}
	return symbolOf(v).Ref
}

// isEmpty reports whether a value is certainly null or the empty text.
func isEmpty(v cty.Value) bool {
	v = plain(v)
	return v.IsKnown() && (v.IsNull() || v.Type() == cty.String && v.AsString() == "")
}

func (s *scope) splat(e *hclsyntax.SplatExpr, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	from := s.operand(e.Source, ctx)
	if from.diags.HasErrors() {
		return cty.DynamicVal, from.diags
	}
	splat := hclsyntax.SplatExpr{Source: from, Each: s.deferred(e.Each), Item: e.Item, SrcRange: e.SrcRange, MarkerRange: e.MarkerRange}
	if !plain(from.v).IsKnown() {
		switch found := symbolOf(from.v).members.(type) {
		case nil:
		case *uncertain:
			return s.openSplat(e, ctx, &splat, from.v, found.one)
		case *alternatives:
			one, diags := found.anyElement(e.SrcRange, true)
			if diags.HasErrors() {
				return cty.DynamicVal, diags
			}
			return s.openSplat(e, ctx, &splat, from.v, one)
		default:
			// A single object: the splat makes a list of one.
			splat.Source = &operand{e.Source, cty.TupleVal([]cty.Value{from.v}), nil}
		}
	}
	before := s.root.doubted
	v, diags := splat.Value(ctx)
	if p := plain(v); !diags.HasErrors() && p.IsKnown() && !p.IsNull() && p.LengthInt() == 0 {
		s.root.doubted = before // of no element: only the type of one was asked for
	}
	return s.compose(v, e, ctx, from.v), diags
}

// openSplat is a splat over a collection of which nobody knows how many elements it has: one stands for all of them.
func (s *scope) openSplat(e *hclsyntax.SplatExpr, ctx *hcl.EvalContext, splat *hclsyntax.SplatExpr, from, one cty.Value) (cty.Value, hcl.Diagnostics) {
	splat.Source = &operand{e.Source, cty.TupleVal([]cty.Value{one}), nil}
	v, diags := splat.Value(ctx)
	if diags.HasErrors() || !plain(v).IsKnown() || plain(v).LengthInt() != 1 {
		return s.compose(cty.DynamicVal, e, ctx, from), diags
	}
	sym := s.composite(e, ctx, []cty.Value{from})
	sym.members = &uncertain{one: plain(v).AsValueSlice()[0], sym: sym}
	return recast(cty.DynamicVal, sym), diags
}

// function calls a function. Those that hand a value through see to its symbols
// themselves; the result of any other gets one of its own when it is unknown.
func (s *scope) function(e *hclsyntax.FunctionCallExpr, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	name := strings.TrimPrefix(e.Name, "core::")
	if strings.HasPrefix(e.Name, "provider::") {
		return s.providerFunction(e, ctx)
	}
	if !hasFunction(ctx, e.Name) {
		return e.Value(ctx) // the error that says which functions there are
	}
	if name == "try" || name == "can" {
		return s.closures(name, e, ctx)
	}
	args := make([]hclsyntax.Expression, len(e.Args))
	values := make([]cty.Value, len(e.Args))
	size := 0
	open, failed := false, false
	for i, arg := range e.Args {
		o := s.operand(arg, ctx)
		args[i], values[i] = o, o.v
		size += weight(o.v)
		open = open || !o.v.IsWhollyKnown()
		failed = failed || o.diags.HasErrors()
	}
	if open && !failed {
		s.doubtCall(name, values)
	}
	if open && !failed && !e.ExpandFinal {
		if v, ok := s.shortcut(name, values); ok {
			return v, nil
		}
	}
	if !s.affordable(name, values, size) {
		return s.tooLong(e), nil
	}
	if open && !failed && name == "merge" && !e.ExpandFinal {
		sym := s.composite(e, ctx, values)
		if merged := mergeParts(values, sym); merged != nil && !allKnown(values) {
			sym.members, sym.Present = merged, len(merged.certain) > 0
			return recast(cty.DynamicVal, sym), nil
		}
	}
	call := *e
	call.Args = args
	v, diags := safely(&call, ctx)
	if diags.HasErrors() {
		s.noteLimit(e, diags)
		return cty.DynamicVal, diags
	}
	return s.functionResult(v, name, e, ctx, values), diags
}

// safely calls a function. One that panics, on a value that nobody thought of, loses
// its own result and no other.
func safely(call *hclsyntax.FunctionCallExpr, ctx *hcl.EvalContext) (v cty.Value, diags hcl.Diagnostics) {
	defer func() {
		if fault := recover(); fault != nil {
			v, diags = cty.DynamicVal, callError(call, fmt.Sprintf("%s() fails on these arguments (%v)", call.Name, fault))
		}
	}()
	return call.Value(ctx)
}

// allKnown reports whether all values are known, though their parts may not be.
func allKnown(values []cty.Value) bool {
	return !slices.ContainsFunc(values, func(v cty.Value) bool { return !plain(v).IsKnown() })
}

func hasFunction(ctx *hcl.EvalContext, name string) bool {
	for ; ctx != nil; ctx = ctx.Parent() {
		if _, ok := ctx.Functions[name]; ok {
			return true
		}
	}
	return false
}

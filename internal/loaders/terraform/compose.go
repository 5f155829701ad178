package terraform

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/akscan/akscan/internal/source"
)

// recast gives an unknown value the one symbol that describes it.
func recast(v cty.Value, sym *symbol) cty.Value {
	secret := isSensitive(v)
	v = plain(v)
	if sym.Present && v.Type() != cty.DynamicPseudoType && v.Range().CouldBeNull() {
		v = v.RefineNotNull()
	}
	v = v.Mark(sym)
	if secret {
		v = v.Mark(sensitive{})
	}
	return v
}

// keepSensitive takes the symbols off a known value.
func keepSensitive(v cty.Value) cty.Value {
	if !v.IsMarked() {
		return v
	}
	secret := isSensitive(v)
	v = plain(v)
	if secret {
		v = v.Mark(sensitive{})
	}
	return v
}

// compose settles the result of a node: unknown parts that came without a symbol
// of their own, or with those of several operands, get a new one.
func (s *scope) compose(v cty.Value, e hclsyntax.Expression, ctx *hcl.EvalContext, parts ...cty.Value) cty.Value {
	if !v.IsMarked() && v.Type().IsPrimitiveType() && v.IsKnown() {
		return v
	}
	var made *symbol
	return s.settle(v, func() *symbol {
		if made == nil {
			made = s.composite(e, ctx, parts)
		}
		return made
	}, false)
}

// settle restores what holds for every value: known ones carry no symbol, unknown
// ones exactly one. own gives the symbol for the value as a whole; keep says that
// an unknown value with one symbol keeps it.
func (s *scope) settle(v cty.Value, own func() *symbol, keep bool) cty.Value {
	p := plain(v)
	if !p.IsKnown() || p.Type().IsSetType() && !p.IsWhollyKnown() {
		if found := symbolsOf(v); keep && len(found) == 1 {
			return v
		}
		return recast(v, own())
	}
	v = keepSensitive(v)
	if p.IsNull() || p.Type().IsPrimitiveType() || !hasLoose(p) {
		return v
	}
	settled := s.settleParts(p, own, "")
	if isSensitive(v) {
		settled = settled.Mark(sensitive{})
	}
	return settled
}

// hasLoose reports whether a known value holds an unknown one without exactly one
// symbol, or a known one with a symbol.
func hasLoose(v cty.Value) bool {
	if !v.CanIterateElements() || v.Type().IsSetType() {
		return false
	}
	for it := v.ElementIterator(); it.Next(); {
		_, element := it.Element()
		marks := len(symbolsOf(element))
		p := plain(element)
		if !p.IsKnown() || p.Type().IsSetType() && !p.IsWhollyKnown() {
			if marks != 1 {
				return true
			}
			continue
		}
		if marks > 0 || !p.IsNull() && hasLoose(p) {
			return true
		}
	}
	return false
}

func (s *scope) settleParts(v cty.Value, own func() *symbol, path string) cty.Value {
	settled := func(element cty.Value, step string) cty.Value {
		p := plain(element)
		if !p.IsKnown() || p.Type().IsSetType() && !p.IsWhollyKnown() {
			if len(symbolsOf(element)) == 1 {
				return element
			}
			return recast(element, own().below(path+step))
		}
		secret := isSensitive(element)
		if !p.IsNull() && p.CanIterateElements() && !p.Type().IsSetType() {
			p = s.settleParts(p, own, path+step)
		}
		if secret {
			p = p.Mark(sensitive{})
		}
		return p
	}
	ty := v.Type()
	switch {
	case ty.IsTupleType() || ty.IsListType():
		if v.LengthInt() == 0 {
			return v
		}
		elements := v.AsValueSlice()
		for i := range elements {
			elements[i] = settled(elements[i], fmt.Sprintf("[%d]", i))
		}
		if ty.IsListType() {
			return cty.ListVal(elements)
		}
		return cty.TupleVal(elements)
	case ty.IsObjectType() || ty.IsMapType():
		if v.LengthInt() == 0 {
			return v
		}
		elements := v.AsValueMap()
		for key := range elements {
			elements[key] = settled(elements[key], "["+key+"]")
		}
		if ty.IsMapType() {
			return cty.MapVal(elements)
		}
		return cty.ObjectVal(elements)
	}
	return v
}

// composite is the symbol of a value that a node makes of others. It is unknown
// for the reason of its first unknown part.
func (s *scope) composite(e hclsyntax.Expression, ctx *hcl.EvalContext, parts []cty.Value) *symbol {
	sym := &symbol{Symbol: source.Symbol{Why: nothingKnown}}
	for _, part := range parts {
		if first := firstSymbol(part); first != nil {
			sym.Why = first.Why
			break
		}
	}
	if expr, ok := s.render(e, ctx); ok {
		sym.Expr = identity(expr)
	}
	return sym
}

// render writes an expression with everything it reads replaced by what that is:
// the value when it is known, its identity when it isn't. ok is false when a part
// has no identity, as the result of uuid() hasn't.
func (s *scope) render(expr hclsyntax.Expression, ctx *hcl.EvalContext) (text string, ok bool) {
	var b strings.Builder
	ok = s.renderTo(&b, expr, ctx)
	return b.String(), ok
}

// maxRendered is how long a rendered expression may get. Longer ones have no identity.
const maxRendered = 2 << 10

func (s *scope) renderTo(b *strings.Builder, expr hclsyntax.Expression, ctx *hcl.EvalContext) bool {
	if s.root.steps++; b.Len() > maxRendered {
		return false
	}
	list := func(name string, items ...hclsyntax.Expression) bool {
		b.WriteString(name)
		b.WriteByte('(')
		for _, item := range items {
			if item == nil {
				continue
			}
			if !s.renderTo(b, item, ctx) {
				return false
			}
			b.WriteByte(',')
		}
		b.WriteByte(')')
		return true
	}
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return renderValue(b, e.Val)
	case *hclsyntax.ParenthesesExpr:
		return s.renderTo(b, e.Expression, ctx)
	case *hclsyntax.TemplateWrapExpr:
		return s.renderTo(b, e.Wrapped, ctx)
	case *hclsyntax.TemplateExpr:
		return list("template", e.Parts...)
	case *hclsyntax.TemplateJoinExpr:
		return list("join", e.Tuple)
	case *hclsyntax.ScopeTraversalExpr:
		return s.renderReference(b, e.Traversal, ctx)
	case *hclsyntax.RelativeTraversalExpr:
		return list("get", e.Source) && renderSteps(b, e.Traversal)
	case *hclsyntax.IndexExpr:
		return list("index", e.Collection, e.Key)
	case *hclsyntax.FunctionCallExpr:
		name := strings.TrimPrefix(e.Name, "core::")
		if impure[name] {
			return false
		}
		return list(name, e.Args...)
	case *hclsyntax.ConditionalExpr:
		return list("if", e.Condition, e.TrueResult, e.FalseResult)
	case *hclsyntax.TupleConsExpr:
		return list("tuple", e.Exprs...)
	case *hclsyntax.ObjectConsExpr:
		items := make([]hclsyntax.Expression, 0, 2*len(e.Items))
		for _, item := range e.Items {
			items = append(items, item.KeyExpr, item.ValueExpr)
		}
		return list("object", items...)
	case *hclsyntax.ObjectConsKeyExpr:
		v, diags := s.objectKey(e, ctx)
		return !diags.HasErrors() && renderValue(b, v)
	case *hclsyntax.ForExpr:
		fmt.Fprintf(b, "%s,%s,%t", e.KeyVar, e.ValVar, e.Group)
		return list("for", e.CollExpr, e.KeyExpr, e.ValExpr, e.CondExpr)
	case *hclsyntax.SplatExpr:
		return list("splat", e.Source, e.Each)
	case *hclsyntax.AnonSymbolExpr:
		b.WriteByte('*')
		return true
	case *hclsyntax.BinaryOpExpr:
		return list(operatorNames[e.Op], e.LHS, e.RHS)
	case *hclsyntax.UnaryOpExpr:
		return list(operatorNames[e.Op], e.Val)
	}
	return false
}

// operatorNames tell operators apart; they are compared, never shown.
var operatorNames = map[*hclsyntax.Operation]string{
	hclsyntax.OpLogicalOr: "or", hclsyntax.OpLogicalAnd: "and", hclsyntax.OpLogicalNot: "not",
	hclsyntax.OpEqual: "eq", hclsyntax.OpNotEqual: "ne",
	hclsyntax.OpGreaterThan: "gt", hclsyntax.OpGreaterThanOrEqual: "ge", hclsyntax.OpLessThan: "lt", hclsyntax.OpLessThanOrEqual: "le",
	hclsyntax.OpAdd: "add", hclsyntax.OpSubtract: "sub", hclsyntax.OpMultiply: "mul", hclsyntax.OpDivide: "div",
	hclsyntax.OpModulo: "mod", hclsyntax.OpNegate: "neg",
}

// renderReference writes what a reference leads to. A name that only a loop
// within the expression defines stands for itself.
func (s *scope) renderReference(b *strings.Builder, t hcl.Traversal, ctx *hcl.EvalContext) bool {
	if _, isLocal := loopVariable(ctx, t.RootName()); !isLocal && !s.resolves(t) {
		b.WriteString(t.RootName())
		return renderSteps(b, t[1:])
	}
	v, diags := s.reference(t, ctx)
	return !diags.HasErrors() && renderValue(b, v)
}

func renderSteps(b *strings.Builder, steps hcl.Traversal) bool {
	for _, step := range steps {
		switch step := step.(type) {
		case hcl.TraverseAttr:
			b.WriteByte('.')
			b.WriteString(step.Name)
		case hcl.TraverseIndex:
			b.WriteByte('[')
			if !renderValue(b, step.Key) {
				return false
			}
			b.WriteByte(']')
		}
	}
	return true
}

// renderValue writes a value; ok is false when a part of it is unknown and has no identity.
func renderValue(b *strings.Builder, v cty.Value) bool {
	p := plain(v)
	switch {
	case !p.IsKnown() || p.Type().IsSetType() && !p.IsWhollyKnown():
		sym := symbolOf(v)
		b.WriteByte('<')
		b.WriteString(sym.Expr)
		b.WriteByte('>')
		return sym.Expr != ""
	case p.IsNull():
		b.WriteString("null")
	case p.Type().IsPrimitiveType():
		text, err := ctyjson.Marshal(p, p.Type())
		b.Write(text)
		return err == nil
	case !p.CanIterateElements():
		return false
	case p.Type().IsObjectType() || p.Type().IsMapType():
		elements := p.AsValueMap()
		keys := make([]string, 0, len(elements))
		for key := range elements {
			keys = append(keys, key)
		}
		sort.Strings(keys)
		b.WriteByte('{')
		for _, key := range keys {
			quoted, _ := json.Marshal(key)
			b.Write(quoted)
			b.WriteByte(':')
			if b.Len() > maxRendered || !renderValue(b, elements[key]) {
				return false
			}
			b.WriteByte(',')
		}
		b.WriteByte('}')
	default:
		b.WriteByte('[')
		for it := p.ElementIterator(); it.Next(); {
			_, element := it.Element()
			if b.Len() > maxRendered || !renderValue(b, element) {
				return false
			}
			b.WriteByte(',')
		}
		b.WriteByte(']')
	}
	return true
}

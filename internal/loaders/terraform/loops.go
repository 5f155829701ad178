package terraform

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// loop evaluates a for expression. Over a collection that nobody knows one pass
// stands for all; where only the conditions of some passes aren't known, the
// others are still there.
func (s *scope) loop(e *hclsyntax.ForExpr, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	collection := s.operand(e.CollExpr, ctx)
	if collection.diags.HasErrors() {
		return cty.DynamicVal, collection.diags
	}
	loop := *e
	loop.CollExpr = collection
	loop.KeyExpr, loop.ValExpr, loop.CondExpr = s.deferred(e.KeyExpr), s.deferred(e.ValExpr), s.deferred(e.CondExpr)
	if e.CondExpr != nil && plain(collection.v).IsKnown() {
		loop.CondExpr = &tried{deferred: deferred{e.CondExpr, s}}
	}
	v, diags := loop.Value(ctx)
	if diags.HasErrors() || plain(v).IsKnown() {
		return s.compose(v, e, ctx, collection.v), diags
	}
	sym := s.composite(e, ctx, []cty.Value{collection.v, v})
	sym.notNull = true
	if c := plain(collection.v); !c.IsKnown() {
		sym.members = s.anyPass(e, ctx, collection.v, sym)
	} else if e.KeyExpr != nil && !e.Group && c.CanIterateElements() {
		if p := s.somePasses(e, ctx, c); p != nil {
			p.sym = sym
			sym.members = p
		}
	}
	return recast(v, sym), diags
}

// tried is the condition of a loop over a known collection. HCL asks for it once with
// items that nobody knows, to see its type, before it asks for the items' own: what might
// fail then says nothing.
type tried struct {
	deferred
	again bool
}

func (c *tried) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	before := c.s.root.doubted
	v, diags := c.deferred.Value(ctx)
	if !c.again {
		c.again, c.s.root.doubted = true, before
	}
	return v, diags
}

// anyPass is the pass of a loop over an unknown collection that stands for all; nil when it fails.
func (s *scope) anyPass(e *hclsyntax.ForExpr, ctx *hcl.EvalContext, collection cty.Value, sym *symbol) members {
	item := s.anyItem(collection)
	pass := s.passContext(e, ctx, item.GetAttr("key"), item.GetAttr("value"), cty.NilVal)
	one, diags := s.eval(e.ValExpr, pass)
	if diags.HasErrors() {
		return nil
	}
	return &uncertain{one: one, sym: sym}
}

// passContext is what one pass of a loop is evaluated in. key is the item's key in
// the collection; [cty.NilVal] when that isn't known.
func (s *scope) passContext(e *hclsyntax.ForExpr, ctx *hcl.EvalContext, k, v, key cty.Value) *hcl.EvalContext {
	pass := ctx.NewChild()
	pass.Variables = map[string]cty.Value{e.ValVar: v}
	if e.KeyVar != "" {
		pass.Variables[e.KeyVar] = k
	}
	s.root.loops[pass] = loopSource{scope: s, expr: e.CollExpr, ctx: ctx, key: key, keyVar: e.KeyVar, valueVar: e.ValVar}
	return pass
}

// somePasses makes the members of an object that a loop makes of a known
// collection, as far as they can be told; nil when their names can't.
func (s *scope) somePasses(e *hclsyntax.ForExpr, ctx *hcl.EvalContext, collection cty.Value) *partial {
	p := &partial{certain: map[string]cty.Value{}, possible: map[string]cty.Value{}}
	for it := collection.ElementIterator(); it.Next(); {
		k, v := it.Element()
		if collection.Type().IsSetType() {
			k = v
		}
		pass := s.passContext(e, ctx, k, v, k)
		isCertain := true
		if e.CondExpr != nil {
			included, ok := truthOf(s.value(e.CondExpr, pass))
			if ok && !included {
				continue
			}
			isCertain = ok
		}
		name := plain(s.value(e.KeyExpr, pass))
		if !name.IsKnown() || name.IsNull() || !name.Type().IsPrimitiveType() {
			return nil
		}
		value := s.value(e.ValExpr, pass)
		if isCertain {
			p.certain[keyText(name)] = value
		} else {
			p.possible[keyText(name)] = value
		}
	}
	return p
}

// partial is an object of which some members may not be there.
type partial struct {
	sym               *symbol
	certain, possible map[string]cty.Value
	// rest says why there may be other members, and which aren't known; nil when there are none.
	rest *symbol
}

func (p *partial) member(name string, at hcl.Range) (cty.Value, hcl.Diagnostics) {
	if v, ok := p.certain[name]; ok {
		return v, nil
	}
	if v, ok := p.possible[name]; ok {
		return p.maybe(name, v), nil
	}
	if p.rest != nil {
		return recast(cty.DynamicVal, p.sym.below("."+name)), nil
	}
	return cty.DynamicVal, hcl.Diagnostics{{
		Severity: hcl.DiagError, Summary: "Unsupported attribute", Subject: &at,
		Detail: fmt.Sprintf("This object does not have an attribute named %q.", name),
	}}
}

// maybe is a member that may not be there.
func (p *partial) maybe(name string, v cty.Value) cty.Value {
	sym := p.sym.below("." + name)
	if !plain(v).IsKnown() {
		own := symbolOf(v)
		sym.Why, sym.Ref = own.Why, own.Ref
		if u, ok := own.members.(*uncertain); ok {
			// Whether anything is in that list isn't known anyway.
			sym.members = u
		}
	}
	return recast(cty.UnknownVal(plain(v).Type()), sym)
}

func (p *partial) element(key cty.Value, at hcl.Range) (cty.Value, hcl.Diagnostics) {
	if key.Type() == cty.String && key.IsKnown() && !key.IsNull() {
		return p.member(key.AsString(), at)
	}
	return because(p.sym.Why), nil
}

// names are the members' names, sorted.
func (p *partial) names() []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(p.certain)), maps.Keys(p.possible))
	slices.Sort(names)
	return slices.Compact(names)
}

// partialOf is the partly known object that a value is: nil when it is none.
func partialOf(v cty.Value) *partial {
	p := plain(v)
	if !p.IsKnown() {
		found, _ := symbolOf(v).members.(*partial)
		return found
	}
	if p.IsNull() {
		return &partial{}
	}
	if p.Type().IsObjectType() || p.Type().IsMapType() {
		return &partial{certain: p.AsValueMap()}
	}
	return nil
}

// mergeParts merges objects of which some are partly known, as the function merge
// does. Of one of which nothing is known, whatever comes after it is still certain.
func mergeParts(args []cty.Value, sym *symbol) *partial {
	merged := &partial{sym: sym, certain: map[string]cty.Value{}, possible: map[string]cty.Value{}}
	for _, arg := range args {
		p := partialOf(arg)
		if p == nil && plain(arg).IsKnown() {
			return nil
		}
		if p == nil || p.rest != nil {
			merged.rest = symbolOf(arg)
			for name, v := range merged.certain {
				merged.certain[name] = merged.maybe(name, v)
			}
		}
		if p == nil {
			continue
		}
		for name, v := range p.certain {
			merged.certain[name] = v
			delete(merged.possible, name)
		}
		for name, v := range p.possible {
			if _, ok := merged.certain[name]; ok {
				// One of two values: which is not known, but something is there.
				merged.certain[name] = p.maybe(name, v)
			} else {
				merged.possible[name] = v
			}
		}
	}
	return merged
}

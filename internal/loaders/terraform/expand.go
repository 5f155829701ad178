package terraform

import (
	"fmt"
	"math/big"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/akscan/akscan/internal/source"
)

// repetition is what count or for_each make of a block.
type repetition struct {
	// keys are the instances' keys: none and no arguments is one instance with [cty.NilVal].
	keys []cty.Value
	ctxs []*hcl.EvalContext
	// by is "", "count" or "for_each".
	by string
	// index finds a key's place by its text; made when it is first needed.
	index map[string]int
	// open says why nobody knows how many instances there are. keys and ctxs then hold one that stands for all.
	open *symbol
}

// repeat evaluates the count or for_each of a block.
func (s *scope) repeat(body *hclsyntax.Body) repetition {
	if attr := body.Attributes["count"]; attr != nil {
		return s.repeatCount(attr)
	}
	if attr := body.Attributes["for_each"]; attr != nil {
		return s.repeatEach(attr)
	}
	return repetition{keys: []cty.Value{cty.NilVal}, ctxs: []*hcl.EvalContext{s.base}}
}

// with is a context in which a name stands for an item of the collection that an expression makes.
func (s *scope) with(around *hcl.EvalContext, name string, v cty.Value, expr hclsyntax.Expression, key cty.Value) *hcl.EvalContext {
	ctx := around.NewChild()
	ctx.Variables = map[string]cty.Value{name: v}
	s.root.loops[ctx] = loopSource{scope: s, expr: expr, ctx: around, key: key}
	return ctx
}

// openly is the repetition of a block that nobody knows the instances of.
func (s *scope) openly(by string, sym *symbol, ctx *hcl.EvalContext) repetition {
	return repetition{keys: []cty.Value{cty.NilVal}, ctxs: []*hcl.EvalContext{ctx}, by: by, open: sym}
}

func (s *scope) repeatCount(attr *hclsyntax.Attribute) repetition {
	v := s.value(attr.Expr, s.base)
	open := func(sym *symbol) repetition {
		index := unknown(cty.Number, sym.below("[count.index]"))
		return s.openly("count", sym, s.with(s.base, "count", cty.ObjectVal(map[string]cty.Value{"index": index}), attr.Expr, cty.NilVal))
	}
	if !plain(v).IsKnown() {
		return open(symbolOf(v))
	}
	number, err := convert.Convert(plain(v), cty.Number)
	if err != nil || number.IsNull() {
		return open(s.oddRepetition("count needs a number", attr))
	}
	n, accuracy := number.AsBigFloat().Int64()
	if accuracy != big.Exact || n < 0 {
		return open(s.oddRepetition("count needs a whole number that isn't negative", attr))
	}
	if !s.afford(int(min(n, maxInstances+1)), attr) {
		return open(s.oddRepetition(tooManyInstances, attr))
	}
	rep := repetition{by: "count"}
	for i := range n {
		key := cty.NumberIntVal(i)
		rep.keys = append(rep.keys, key)
		rep.ctxs = append(rep.ctxs, s.with(s.base, "count", cty.ObjectVal(map[string]cty.Value{"index": key}), attr.Expr, cty.NilVal))
	}
	return rep
}

var tooManyInstances = fmt.Sprintf("there are more than %d instances", maxInstances)

// afford counts instances against the limit.
func (s *scope) afford(n int, attr *hclsyntax.Attribute) bool {
	if s.root.instances+n > maxInstances {
		s.root.limit(tooManyInstances, "akscan judges one instance in place of those beyond the limit", attr.SrcRange)
		return false
	}
	s.root.instances += n
	return true
}

func (s *scope) oddRepetition(why string, attr *hclsyntax.Attribute) *symbol {
	sym := &symbol{Symbol: source.Symbol{Why: why}}
	if expr, ok := s.render(attr.Expr, s.base); ok {
		sym.Expr = identity(expr)
	}
	return sym
}

func (s *scope) repeatEach(attr *hclsyntax.Attribute) repetition {
	v := s.value(attr.Expr, s.base)
	p := plain(v)
	ty := p.Type()
	open := func(sym *symbol, item cty.Value) repetition {
		return s.openly("for_each", sym, s.with(s.base, "each", item, attr.Expr, cty.NilVal))
	}
	if !p.IsKnown() || ty.IsSetType() && !p.IsWhollyKnown() {
		return open(symbolOf(v), s.anyItem(v))
	}
	if p.IsNull() || !ty.IsMapType() && !ty.IsObjectType() && !isTextSet(p) {
		sym := s.oddRepetition("for_each needs a map or a set of text", attr)
		return open(sym, s.anyItem(cty.DynamicVal.Mark(sym)))
	}
	if !s.afford(p.LengthInt(), attr) {
		sym := s.oddRepetition(tooManyInstances, attr)
		return open(sym, s.anyItem(cty.DynamicVal.Mark(sym)))
	}
	rep := repetition{by: "for_each"}
	for it := p.ElementIterator(); it.Next(); {
		key, item := it.Element()
		if ty.IsSetType() {
			key = item
		}
		rep.keys = append(rep.keys, key)
		rep.ctxs = append(rep.ctxs, s.with(s.base, "each", each(key, inherit(item, v)), attr.Expr, key))
	}
	return rep
}

// isTextSet reports whether a value is a set that for_each takes: of text, or empty.
func isTextSet(v cty.Value) bool {
	if !v.Type().IsSetType() {
		return false
	}
	for it := v.ElementIterator(); it.Next(); {
		if _, item := it.Element(); item.Type() != cty.String || item.IsNull() {
			return false
		}
	}
	return true
}

// anyItem is { key, value } of the item that stands for all those of an unknown collection.
func (s *scope) anyItem(collection cty.Value) cty.Value {
	sym := symbolOf(collection)
	p := plain(collection)
	key := unknown(cty.String, sym.below("[key]"))
	if p.Type().IsListType() || p.Type().IsTupleType() {
		key = unknown(cty.Number, sym.below("[key]"))
	}
	if sym.members != nil {
		if item, diags := sym.members.element(plain(key), hcl.Range{}); !diags.HasErrors() {
			return each(key, item)
		}
	}
	ty := cty.DynamicPseudoType
	if p.Type().IsCollectionType() {
		ty = p.Type().ElementType()
	}
	value := unknown(ty, sym.below("[value]"))
	if p.Type().IsSetType() {
		key = value
	}
	return each(key, value)
}

// each is an item of a collection as loops show it.
func each(key, value cty.Value) cty.Value {
	return cty.ObjectVal(map[string]cty.Value{"key": key, "value": value})
}

// expansion is a resource with its instances.
type expansion struct {
	repetition
	instances []*instance
	whole     cty.Value
}

// expand makes the instances of a resource, once.
func (s *scope) expand(r *resource) *expansion {
	if x := s.resources[r]; x != nil {
		return x
	}
	// What count and for_each say of the resource itself, while they are evaluated, is not known.
	x := &expansion{}
	x.whole = because(s.path + r.addr() + " refers to itself")
	s.resources[r] = x
	s.root.apart(func() { x.repetition = s.repeat(r.block.Body) })
	for i, key := range x.keys {
		x.instances = append(x.instances, &instance{
			scope: s, res: r, key: key, ctx: x.ctxs[i], addr: s.path + r.addr() + indexText(key), attrs: map[string]*memo{},
		})
	}
	values := make([]cty.Value, len(x.instances))
	for i, inst := range x.instances {
		values[i] = inst.value()
	}
	x.whole = assemble(&x.repetition, values, func(sym *symbol) *symbol {
		return &symbol{Symbol: source.Symbol{Why: sym.Why, Expr: s.identify(r.addr())}}
	})
	return x
}

// assemble makes one value of the instances of a block: the one, a tuple by
// count, an object by for_each, or what stands for any number of them.
func assemble(rep *repetition, values []cty.Value, own func(*symbol) *symbol) cty.Value {
	switch {
	case rep.open != nil:
		sym := own(rep.open)
		sym.members = &uncertain{one: values[0], sym: sym}
		return cty.DynamicVal.Mark(sym)
	case rep.by == "count":
		return cty.TupleVal(values)
	case rep.by == "for_each":
		object := make(map[string]cty.Value, len(values))
		for i, key := range rep.keys {
			object[key.AsString()] = values[i]
		}
		return cty.ObjectVal(object)
	}
	return values[0]
}

// uncertain is a collection of an unknown number of equal things.
type uncertain struct {
	one cty.Value
	sym *symbol
}

func (u *uncertain) element(cty.Value, hcl.Range) (cty.Value, hcl.Diagnostics) { return u.one, nil }

func (u *uncertain) member(name string, at hcl.Range) (cty.Value, hcl.Diagnostics) {
	return cty.DynamicVal.Mark(u.sym.below("." + name)), nil
}

// maybeOne is what one() makes of an uncertain collection: its element, or null.
func (u *uncertain) maybeOne() cty.Value {
	p := plain(u.one)
	if p.IsKnown() {
		return recast(cty.UnknownVal(p.Type()), u.sym.below("[one]"))
	}
	sym := symbolOf(u.one).absentable()
	why := *sym
	why.Why = u.sym.Why
	return recast(cty.UnknownVal(p.Type()), &why)
}

// resourceValue is the value of TYPE.NAME: the instance, or all of them.
func (s *scope) resourceValue(r *resource) cty.Value { return s.expand(r).whole }

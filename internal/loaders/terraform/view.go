package terraform

import (
	"math/big"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// view shows one instance of a resource, or a block of it, to the property table.
type view struct {
	inst *instance
	// at is the resource's body, or the block's.
	at spot
	// prefix leads from there to the view's own paths.
	prefix []string
}

// spot is a body with what it is evaluated in.
type spot struct {
	body   *hclsyntax.Body
	ctx    *hcl.EvalContext
	header source.Pos
	// open says why nobody knows whether the block is there.
	open *symbol
}

func (i *instance) view() *view {
	return &view{inst: i, at: spot{body: i.body(), ctx: i.ctx, header: i.header()}}
}

// header is the place of the resource's header.
func (i *instance) header() source.Pos { return i.scope.root.places.header(i.res.block) }

func (*view) Format() inventory.Format { return inventory.Terraform }
func (*view) Mode() inventory.Mode     { return inventory.Declared }
func (w *view) Type() string           { return w.inst.res.typ }
func (*view) Version() string          { return "" }

func (w *view) Knows(name inventory.TerraformName) bool {
	if !strings.HasPrefix(w.inst.res.typ, "azurerm_") || w.inst.scope.isShape() {
		return true
	}
	return w.inst.scope.root.azurerm().knows(name)
}

func (w *view) Keys(path string) []string {
	_, v := w.find(w.at, w.steps(path))
	if v == nil {
		return nil
	}
	var keys []string
	switch {
	case v.block != nil:
		for name := range v.block.body.Attributes {
			keys = append(keys, name)
		}
		for _, b := range v.block.body.Blocks {
			keys = append(keys, nestedType(b))
		}
		sort.Strings(keys)
		keys = slices.Compact(keys)
	default:
		if p := plain(v.value); p.IsKnown() && !p.IsNull() && (p.Type().IsObjectType() || p.Type().IsMapType()) {
			for it := p.ElementIterator(); it.Next(); {
				key, _ := it.Element()
				keys = append(keys, key.AsString())
			}
		}
	}
	return keys
}

func (w *view) steps(path string) []string {
	steps := slices.Clone(w.prefix)
	if path == "" {
		return steps
	}
	return append(steps, strings.Split(path, ".")...)
}

func (w *view) Lookup(path string) inventory.Value {
	value, _ := w.find(w.at, w.steps(path))
	return value
}

// found is what a path leads to: a block, or an argument's value.
type found struct {
	block *nested
	value cty.Value
}

// find follows a path. What it leads to is nil when nothing is there.
func (w *view) find(at spot, steps []string) (inventory.Value, *found) {
	s := w.inst.scope
	if len(steps) == 0 {
		return inventory.UnsetValue(at.header), &found{block: &nested{body: at.body, ctx: at.ctx}}
	}
	name, rest := steps[0], steps[1:]
	if name == "lifecycle" && len(rest) == 1 && rest[0] == "ignore_changes" {
		return w.ignoredChanges(at), nil
	}
	if attr := at.body.Attributes[name]; attr != nil {
		return w.argument(at, attr, rest)
	}
	blocks, open := s.nested(at.body, name, at.ctx)
	index, rest := listIndex(rest)
	if index >= len(blocks) {
		return w.absent(at, name), nil
	}
	block := blocks[index]
	inner := spot{body: block.body, ctx: block.ctx, header: s.root.places.header(block.header), open: at.open}
	if block.open != nil {
		inner.open = block.open
	} else if open != nil && index > 0 {
		inner.open = open
	}
	if len(rest) > 0 {
		return w.find(inner, rest)
	}
	value := inventory.SetValue(true, inner.header)
	if attr := block.header.Body.Attributes["for_each"]; block.header.Type == "dynamic" && attr != nil {
		value.Origins = s.origins(attr.Expr, at.ctx, nil)
	}
	return uncertainly(value, inner.open), &found{block: block}
}

// ignoredChanges are the references of lifecycle.ignore_changes, which are written
// as if they were values: each as it is written, or "all".
func (w *view) ignoredChanges(at spot) inventory.Value {
	for _, b := range at.body.Blocks {
		if b.Type != "lifecycle" {
			continue
		}
		if attr := b.Body.Attributes["ignore_changes"]; attr != nil {
			list := []string{}
			if tuple, ok := attr.Expr.(*hclsyntax.TupleConsExpr); ok {
				for _, e := range tuple.Exprs {
					list = append(list, w.inst.scope.root.sourceOf(e))
				}
			} else {
				list = append(list, w.inst.scope.root.sourceOf(attr.Expr))
			}
			return inventory.SetValue(list, w.inst.scope.root.places.of(attr.SrcRange))
		}
	}
	return inventory.UnsetValue(at.header)
}

// listIndex takes a list index off the front of a path; without one the first is meant.
func listIndex(steps []string) (int, []string) {
	if len(steps) > 0 {
		if i, err := strconv.Atoi(steps[0]); err == nil && i >= 0 {
			return i, steps[1:]
		}
	}
	return 0, steps
}

// absent is what stands for an argument or block that isn't there: the place of a
// dynamic block that makes none, else of the header of the block around it.
func (w *view) absent(at spot, name string) inventory.Value {
	s := w.inst.scope
	if w.inst.res.mode == "data" {
		return inventory.Value{State: inventory.Unknown, Pos: at.header, Symbol: &w.inst.computedSymbol(name).Symbol}
	}
	for _, b := range at.body.Blocks {
		if isDynamic(b, name) {
			v := inventory.UnsetValue(s.root.places.header(b))
			if attr := b.Body.Attributes["for_each"]; attr != nil {
				v.Origins = s.origins(attr.Expr, at.ctx, nil)
			}
			return v
		}
	}
	return inventory.UnsetValue(at.header)
}

// argument reads an argument, and follows the rest of the path into its value:
// JSON, and old configuration, write blocks as lists of objects.
func (w *view) argument(at spot, attr *hclsyntax.Attribute, rest []string) (inventory.Value, *found) {
	s := w.inst.scope
	v := s.value(attr.Expr, at.ctx)
	place := item{s: s, expr: attr.Expr, ctx: at.ctx, at: attr.SrcRange}
	for len(rest) > 0 {
		p := plain(v)
		if p.IsKnown() && (p.IsNull() || p.CanIterateElements() && p.LengthInt() == 0) {
			return uncertainly(inventory.UnsetValue(place.pos()), at.open), nil
		}
		if p.IsKnown() && (p.Type().IsTupleType() || p.Type().IsListType() || p.Type().IsSetType()) {
			var index int
			index, rest = listIndex(rest)
			if index >= p.LengthInt() || !p.IsWhollyKnown() && p.Type().IsSetType() {
				return uncertainly(inventory.UnsetValue(place.pos()), at.open), nil
			}
			v = inherit(p.AsValueSlice()[index], v)
			place = place.element(index)
			continue
		}
		next, diags := s.member(v, rest[0], attr.SrcRange)
		if diags.HasErrors() {
			return uncertainly(inventory.UnsetValue(place.pos()), at.open), nil
		}
		v = next
		place = place.member(rest[0])
		rest = rest[1:]
	}
	value := w.value(v, place)
	if blockNames()[attr.Name] && place.expr == attr.Expr && plain(v).IsKnown() {
		// A block written as an argument is there when it holds anything.
		switch p := plain(v); {
		case p.IsNull() || !p.CanIterateElements():
		case p.Type().IsObjectType() || p.Type().IsMapType() || p.LengthInt() > 0:
			value.State, value.Value, value.Symbol, value.Items = inventory.Set, true, nil, nil
		default:
			value = inventory.UnsetValue(value.Pos)
			value.Origins = place.origins()
		}
	}
	return uncertainly(value, at.open), &found{value: v}
}

// value is an evaluated value as a property's.
func (w *view) value(v cty.Value, at item) inventory.Value {
	value := inventory.Value{Pos: at.pos(), Origins: at.origins()}
	p := plain(v)
	switch {
	case p.IsKnown() && p.IsNull():
		value.State, value.Null = inventory.Unset, true
		return value
	case isSensitive(v) && p.IsKnown() && p.Type() == cty.String:
		value.State = inventory.Unknown
		value.Symbol = &source.Symbol{Why: "the value is sensitive, so it isn't read", Present: p.AsString() != ""}
		return value
	}
	raw, open := native(v)
	if open != nil {
		value.State, value.Symbol = inventory.Unknown, &open.Symbol
	} else {
		value.State, value.Value = inventory.Set, raw
	}
	if p.IsKnown() && (p.Type().IsTupleType() || p.Type().IsListType() || p.Type().IsSetType() && p.IsWhollyKnown()) {
		for i, element := range p.AsValueSlice() {
			if isBlock(element) {
				value.State, value.Symbol, value.Value, value.Items = inventory.Set, nil, true, nil
				return value
			}
			value.Items = append(value.Items, w.value(element, at.element(i)))
		}
	}
	return value
}

// isBlock reports whether an element of a list is what a nested block would be.
func isBlock(v cty.Value) bool {
	p := plain(v)
	return p.Type().IsObjectType() || p.Type().IsMapType()
}

// native is a value as the inventory has it: bool, string, int64, float64, []any
// or map[string]any; the symbol of the first unknown part when there is one.
func native(v cty.Value) (any, *symbol) {
	p := plain(v)
	switch {
	case !p.IsKnown():
		return nil, symbolOf(v)
	case p.IsNull():
		return nil, nil
	case p.Type() == cty.Bool:
		return p.True(), nil
	case p.Type() == cty.String:
		return p.AsString(), nil
	case p.Type() == cty.Number:
		number := p.AsBigFloat()
		if i, accuracy := number.Int64(); accuracy == big.Exact {
			return i, nil
		}
		f, _ := number.Float64()
		return f, nil
	case p.Type().IsSetType() && !p.IsWhollyKnown():
		return nil, symbolOf(v)
	case !p.CanIterateElements():
		return nil, &symbol{Symbol: source.Symbol{Why: nothingKnown}}
	case p.Type().IsObjectType() || p.Type().IsMapType():
		object := make(map[string]any, p.LengthInt())
		for it := p.ElementIterator(); it.Next(); {
			key, element := it.Element()
			raw, open := native(element)
			if open != nil {
				return nil, open
			}
			object[key.AsString()] = raw
		}
		return object, nil
	}
	list := make([]any, 0, p.LengthInt())
	for it := p.ElementIterator(); it.Next(); {
		_, element := it.Element()
		raw, open := native(element)
		if open != nil {
			return nil, open
		}
		list = append(list, raw)
	}
	return list, nil
}

// uncertainly is a value within a block that may not be there.
func uncertainly(v inventory.Value, open *symbol) inventory.Value {
	if open == nil || v.State == inventory.Unset {
		return v
	}
	sym := &source.Symbol{Why: open.Why}
	if v.Symbol != nil {
		sym.Expr, sym.Ref = v.Symbol.Expr, v.Symbol.Ref
	}
	v.State, v.Value, v.Symbol = inventory.Unknown, nil, sym
	return v
}

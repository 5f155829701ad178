package terraform

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/source"
)

// nested is a block within a block, written out or made by a dynamic block.
type nested struct {
	// header is the block as written: the dynamic block when one made it.
	header *hclsyntax.Block
	body   *hclsyntax.Body
	ctx    *hcl.EvalContext
	// open says why nobody knows whether, or how many times, the block is there.
	open *symbol
}

// dynamicBlock is a dynamic block that makes blocks of a type.
func isDynamic(b *hclsyntax.Block, typ string) bool {
	return b.Type == "dynamic" && len(b.Labels) == 1 && b.Labels[0] == typ
}

// nested lists the blocks of a type within a body. open is not nil when a dynamic
// block makes an unknown number of them: one of the list then stands for all of those.
func (s *scope) nested(body *hclsyntax.Body, typ string, ctx *hcl.EvalContext) (found []*nested, open *symbol) {
	for _, b := range body.Blocks {
		switch {
		case b.Type == typ:
			found = append(found, &nested{header: b, body: b.Body, ctx: ctx})
		case isDynamic(b, typ):
			made := s.dynamic(b, ctx)
			for _, n := range made {
				if n.open != nil && open == nil {
					open = n.open
				}
			}
			found = append(found, made...)
		}
	}
	return found, open
}

// dynamic makes the blocks of a dynamic block.
func (s *scope) dynamic(b *hclsyntax.Block, ctx *hcl.EvalContext) []*nested {
	var content *hclsyntax.Body
	for _, inner := range b.Body.Blocks {
		if inner.Type == "content" {
			content = inner.Body
		}
	}
	attr := b.Body.Attributes["for_each"]
	if content == nil || attr == nil {
		return nil
	}
	iterator := b.Labels[0]
	if it := b.Body.Attributes["iterator"]; it != nil {
		if name := hcl.ExprAsKeyword(it.Expr); name != "" {
			iterator = name
		}
	}
	one := func(item, key cty.Value, open *symbol) *nested {
		child := s.with(ctx, iterator, item, attr.Expr, key)
		return &nested{header: b, body: content, ctx: child, open: open}
	}
	v := s.value(attr.Expr, ctx)
	p := plain(v)
	switch {
	case !p.IsKnown() || p.Type().IsSetType() && !p.IsWhollyKnown():
		if element, ok := s.onlyElement(attr.Expr, ctx); ok {
			return []*nested{one(each(element, element), cty.NilVal, nil)}
		}
		return []*nested{one(s.anyItem(v), cty.NilVal, symbolOf(v))}
	case p.IsNull() || !p.CanIterateElements():
		sym := &symbol{Symbol: source.Symbol{Why: "for_each of the dynamic block needs a collection"}}
		return []*nested{one(s.anyItem(cty.DynamicVal.Mark(sym)), cty.NilVal, sym)}
	case p.LengthInt() > maxInstances:
		s.root.limit(tooManyInstances, "", attr.SrcRange)
		return nil
	}
	var made []*nested
	for it := p.ElementIterator(); it.Next(); {
		key, item := it.Element()
		if p.Type().IsSetType() {
			key = item
		}
		made = append(made, one(each(key, inherit(item, v)), key, nil))
	}
	return made
}

// onlyElement is the element of a set that toset makes of one value which isn't known but
// certainly there: HCL's set doesn't say which it is.
func (s *scope) onlyElement(expr hclsyntax.Expression, ctx *hcl.EvalContext) (cty.Value, bool) {
	call, ok := unwrap(expr).(*hclsyntax.FunctionCallExpr)
	if !ok || strings.TrimPrefix(call.Name, "core::") != "toset" || len(call.Args) != 1 {
		return cty.NilVal, false
	}
	list := plain(s.value(call.Args[0], ctx))
	if !isSequence(list) || list.LengthInt() != 1 {
		return cty.NilVal, false
	}
	element := list.AsValueSlice()[0]
	return element, !plain(element).IsKnown() && symbolOf(element).Present
}

// keyText is a key as text: a map's key, a list's index.
func keyText(key cty.Value) string {
	key = plain(key)
	switch {
	case !key.IsKnown() || key.IsNull():
		return ""
	case key.Type() == cty.String:
		return key.AsString()
	case key.Type() == cty.Number:
		if i, accuracy := key.AsBigFloat().Int64(); accuracy == big.Exact {
			return strconv.FormatInt(i, 10)
		}
	}
	return ""
}

package terraform

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/source"
)

// instance is one instance of a resource or data source. Its attributes are
// evaluated as they are asked for: what the configuration sets is its value, the
// rest is what the provider computes.
type instance struct {
	scope *scope
	res   *resource
	key   cty.Value
	ctx   *hcl.EvalContext
	// addr is the whole address, index included.
	addr  string
	attrs map[string]*memo
}

// target identifies the resource, as [source.Ref] has it.
func (i *instance) target() string { return i.scope.root.id + "\x00" + i.addr }

// value stands for the whole resource.
func (i *instance) value() cty.Value {
	ref := i.ref("")
	return cty.DynamicVal.Mark(&symbol{
		Symbol:  source.Symbol{Why: i.unknownWhy(""), Expr: i.target(), Present: true, Ref: &ref},
		members: i,
	})
}

// unknownWhy says why an attribute has no value yet.
func (i *instance) unknownWhy(name string) string {
	what := i.addr
	if name != "" {
		what += "." + name
	}
	if i.res.mode == "data" {
		return what + " is read when Terraform runs"
	}
	return what + " is known only after apply"
}

func (i *instance) body() *hclsyntax.Body { return i.res.block.Body }

// notAttributes are the arguments that every resource has and no provider sees.
var notAttributes = map[string]bool{"count": true, "for_each": true, "depends_on": true, "provider": true, "lifecycle": true}

func (i *instance) member(name string, at hcl.Range) (cty.Value, hcl.Diagnostics) {
	v := i.scope.remember(i.attrs, name, i.addr+"."+name, at, func() cty.Value {
		return i.attribute(i.body(), i.ctx, "", name)
	})
	return v, nil
}

func (i *instance) element(key cty.Value, at hcl.Range) (cty.Value, hcl.Diagnostics) {
	if key.Type() == cty.String && key.IsKnown() && !key.IsNull() {
		return i.member(key.AsString(), at)
	}
	return cty.DynamicVal, hcl.Diagnostics{{
		Severity: hcl.DiagError, Summary: "Invalid index", Subject: &at,
		Detail: fmt.Sprintf("%s has neither count nor for_each, so it has no instances to choose from.", i.addr),
	}}
}

// attribute is an attribute of the resource or of a block in it; path leads to the block.
func (i *instance) attribute(body *hclsyntax.Body, ctx *hcl.EvalContext, path, name string) cty.Value {
	if attr := body.Attributes[name]; attr != nil && !(path == "" && notAttributes[name]) {
		v := i.scope.value(attr.Expr, ctx)
		if p := plain(v); !p.IsKnown() || !p.IsNull() {
			return v
		}
		return i.computed(path + name)
	}
	if path == "" && i.res.typ == "terraform_data" && name == "output" {
		return i.attribute(body, ctx, path, "input")
	}
	found, open := i.scope.nested(body, name, ctx)
	if open == nil && len(found) == 0 {
		return i.computed(path + name)
	}
	values := make([]cty.Value, len(found))
	for n, block := range found {
		step := fmt.Sprintf("%s%s[%d]", path, name, n)
		sym := i.computedSymbol(step)
		sym.members = &blockValue{i, block, step + "."}
		values[n] = cty.DynamicVal.Mark(sym)
	}
	if open != nil {
		sym := &symbol{Symbol: source.Symbol{Why: open.Why, Expr: i.target() + "." + path + name}}
		sym.members = &uncertain{one: values[0], sym: sym}
		return cty.DynamicVal.Mark(sym)
	}
	return cty.TupleVal(values)
}

// computed is an attribute that the provider sets. An argument that the
// configuration could have set and didn't may be absent.
func (i *instance) computed(path string) cty.Value {
	return unknown(typeOfMember(path), i.computedSymbol(path))
}

func (i *instance) computedSymbol(path string) *symbol {
	if sym := i.foreignSymbol(path); sym != nil {
		return sym
	}
	ref := i.ref(path)
	return &symbol{Symbol: source.Symbol{
		Why: i.unknownWhy(path), Expr: i.target() + "." + path, Present: !isOptional(i.res.typ, path), Ref: &ref,
	}}
}

func (i *instance) ref(path string) source.Ref {
	kind := i.kind()
	return source.Ref{Kind: kind, Type: i.res.typ, Attribute: refOfAttribute(i.res.typ, kind, path), Target: i.target() + otherIdentity(path)}
}

// blockValue is a nested block as a value.
type blockValue struct {
	inst  *instance
	block *nested
	path  string
}

func (b *blockValue) member(name string, _ hcl.Range) (cty.Value, hcl.Diagnostics) {
	return b.inst.attribute(b.block.body, b.block.ctx, b.path, name), nil
}

func (b *blockValue) element(key cty.Value, at hcl.Range) (cty.Value, hcl.Diagnostics) {
	if key.Type() == cty.String && key.IsKnown() && !key.IsNull() {
		return b.member(key.AsString(), at)
	}
	// A single block read as the list it is in older configurations.
	if key.Type() == cty.Number {
		return b.inst.scope.value(&hclsyntax.LiteralValueExpr{Val: cty.DynamicVal.Mark(&symbol{members: b})}, nil), nil
	}
	return because(nothingKnown), nil
}

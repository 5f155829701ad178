package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/inventory"
)

// naming is how something names an Azure resource: by its type, its name and its
// resource group, each as far as it is known.
type naming struct {
	typ         string // Microsoft.X/y
	name, group cty.Value
}

// declaredAs is the one resource of the root that a naming means; nil when it is none,
// or nobody can tell. Then doubtful says that it may be one.
func (r *root) declaredAs(n naming) (found *instance, doubtful bool) {
	for _, other := range r.seen {
		if other.res.mode != "" || !other.isAzure(n.typ) {
			continue
		}
		group, own := textOf(n.group), textOf(other.argument("resource_group_name"))
		if group != "" && own != "" && !strings.EqualFold(group, own) {
			continue
		}
		name := other.argument("name")
		switch {
		case sameText(n.name, name) && found == nil:
			found = other
		case sameText(n.name, name):
			return nil, true
		case textOf(n.name) == "" || textOf(name) == "":
			doubtful = true
		}
	}
	return found, doubtful
}

// isAzure reports whether an instance makes a resource of an Azure type.
func (i *instance) isAzure(typ string) bool {
	if i.res.typ == "azapi_resource" {
		name, _, _ := strings.Cut(i.azapiType(), "@")
		return strings.EqualFold(name, typ)
	}
	return azureTypes[i.res.typ] == typ
}

// sameText reports whether two texts certainly are the same, known or not.
func sameText(a, b cty.Value) bool {
	if text := textOf(a); text != "" {
		return strings.EqualFold(text, textOf(b))
	}
	expr := symbolOf(a).Expr
	return !plain(a).IsKnown() && !plain(b).IsKnown() && expr != "" && expr == symbolOf(b).Expr
}

// meant is the resource of the root that an id leads to although the id isn't that
// resource's own: it is a data source's, or written out with its name. The id itself
// otherwise; no id when a data source may be one of the resources of the root.
func (i *instance) meant(typ, argument string, id inventory.Value) inventory.Value {
	r := i.scope.root
	var n naming
	var data *instance
	switch target := id.Symbol.Target(); {
	case target != "":
		data = r.byTarget()[target]
		if data == nil || data.res.mode != "data" || azureTypes[data.res.typ] != typ {
			return id
		}
		n = naming{typ, data.argument("name"), data.argument("resource_group_name")}
	default:
		attr := i.body().Attributes[argument]
		if attr == nil {
			return id
		}
		var ok bool
		if n, ok = writtenID(i.item(attr)); !ok || !strings.EqualFold(n.typ, typ) {
			return id
		}
		n.typ = typ
	}
	other, doubtful := r.declaredAs(n)
	switch {
	case other == nil && doubtful && data != nil:
		return inventory.UnknownValue("whether "+data.addr+" is one that is declared here isn't known", id.Pos)
	case other == nil:
		return id
	}
	found := inventory.Value{State: inventory.Unknown, Pos: id.Pos, Origins: id.Origins}
	found.Symbol = &symbolOf(other.computed("id")).Symbol
	return found
}

// writtenID takes a resource id apart that is written out, with parts of it unknown.
func writtenID(at item) (n naming, ok bool) {
	t, ok := textOfItem(at, false)
	if !ok {
		return n, false
	}
	parts := strings.Split(t.text.String(), "/")
	n.name, n.group = cty.NullVal(cty.String), cty.NullVal(cty.String)
	for i, part := range parts {
		switch {
		case strings.EqualFold(part, "resourceGroups") && i+1 < len(parts):
			n.group = t.valueOf(parts[i+1])
		case strings.EqualFold(part, "providers") && i+4 == len(parts):
			n.typ, n.name = parts[i+1]+"/"+parts[i+2], t.valueOf(parts[i+3])
		}
	}
	return n, n.typ != ""
}

// valueOf is a stretch of the text as a value: null when it is partly unknown.
func (t *writtenText) valueOf(text string) cty.Value {
	if h, ok := t.holes[text]; ok {
		return h.v
	}
	if strings.Contains(text, holeDigits) {
		return cty.NullVal(cty.String)
	}
	return cty.StringVal(text)
}

// formatted adds what format makes of texts; false when its verbs are others than %s.
func (t *writtenText) formatted(s *scope, call *hclsyntax.FunctionCallExpr, ctx *hcl.EvalContext) bool {
	if call.ExpandFinal || len(call.Args) == 0 {
		return false
	}
	between := strings.Split(textOf(s.value(call.Args[0], ctx)), "%s")
	if len(between) != len(call.Args) || strings.Contains(strings.Join(between, ""), "%") {
		return false
	}
	for n, text := range between {
		if n > 0 && !t.part(s, call.Args[n], ctx) {
			return false
		}
		t.add(text, call.Args[0].Range(), false)
	}
	return true
}

package terraform

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/source"
)

// module is the configuration in one folder, overrides merged in. It doesn't
// change once it is built, and is shared by all its calls.
type module struct {
	dir       string
	variables map[string]*variable
	locals    map[string]*hclsyntax.Attribute
	outputs   map[string]*hclsyntax.Block
	// resources are in the order of the files; byName finds one by TYPE.NAME, a data source by data.TYPE.NAME.
	resources []*resource
	byName    map[string]*resource
	// calls are in the order of the files.
	calls      []*call
	callByName map[string]*call
	providers  []*hclsyntax.Block
	requires   []requirement
	// broken are the files of the folder that could not be read.
	broken []string
	// known says that the folder itself holds something that akscan judges.
	known bool
	// configs are the files of an outline: a module whose trees were let go of.
	configs []*source.File
}

// outline is a module without its trees: the names of its variables, and its files to be read again.
func (m *module) outline(configs []*source.File) *module {
	o := &module{dir: m.dir, broken: m.broken, configs: configs, variables: make(map[string]*variable, len(m.variables))}
	for name := range m.variables {
		o.variables[name] = &variable{name: name}
	}
	return o
}

// variable is an input of a module.
type variable struct {
	name     string
	block    *hclsyntax.Block
	ty       cty.Type
	defaults *typeexpr.Defaults
	def      *hclsyntax.Attribute // nil without a default
	nullable bool
	secret   bool
	// literal says that a value on the command line is text, not an expression.
	literal bool
}

// resource is a resource or data block.
type resource struct {
	mode  string // "", "data" or "ephemeral"
	typ   string
	name  string
	block *hclsyntax.Block
}

// addr is the resource's address within its module.
func (r *resource) addr() string {
	addr := r.typ + "." + r.name
	if r.mode != "" {
		addr = r.mode + "." + addr
	}
	return addr
}

// call is a module block.
type call struct {
	name  string
	block *hclsyntax.Block
	// source is the literal source address; "" when it isn't literal.
	source string
}

// requirement is one version constraint of a provider.
type requirement struct {
	name, source, version string
	at                    hcl.Range
}

// metaArguments are the arguments of a module block that aren't inputs.
var metaArguments = map[string]bool{
	"source": true, "version": true, "providers": true, "count": true, "for_each": true, "depends_on": true,
}

// parsed is one file of a folder; body is nil when it is broken.
type parsed struct {
	path string
	body *hclsyntax.Body
}

// isOverride reports whether a file amends the others: override.tf, x_override.tf and their like.
func isOverride(file string) bool {
	base := path.Base(file)
	for _, ext := range []string{".json", ".tf", ".tofu"} {
		base = strings.TrimSuffix(base, ext)
	}
	return base == "override" || strings.HasSuffix(base, "_override")
}

// newModule builds a module of its files, which are sorted by name.
func newModule(dir string, files []parsed) *module {
	m := &module{
		dir: dir, variables: map[string]*variable{}, locals: map[string]*hclsyntax.Attribute{}, outputs: map[string]*hclsyntax.Block{},
		byName: map[string]*resource{}, callByName: map[string]*call{},
	}
	blocks := make([]*hclsyntax.Block, 0, 16)
	for _, f := range files {
		switch {
		case f.body == nil:
			m.broken = append(m.broken, f.path)
		case !isOverride(f.path):
			blocks = append(blocks, f.body.Blocks...)
		}
	}
	for _, f := range files {
		if f.body != nil && isOverride(f.path) {
			blocks = override(blocks, f.body.Blocks)
		}
	}
	for _, b := range blocks {
		m.add(b)
	}
	return m
}

func (m *module) add(b *hclsyntax.Block) {
	label := ""
	if len(b.Labels) > 0 {
		label = b.Labels[0]
	}
	switch b.Type {
	case "resource", "data", "ephemeral":
		if len(b.Labels) == 2 {
			r := &resource{typ: label, name: b.Labels[1], block: b}
			if b.Type != "resource" {
				r.mode = b.Type
			}
			m.resources = append(m.resources, r)
			m.known = m.known || r.mode == "" && (isKnownType(r) || r.typ == helmRelease)
			if addr := r.addr(); m.byName[addr] == nil {
				m.byName[addr] = r
			}
		}
	case "module":
		if len(b.Labels) != 1 {
			return
		}
		c := &call{name: label, block: b, source: literalText(b.Body.Attributes["source"])}
		m.calls = append(m.calls, c)
		if m.callByName[label] == nil {
			m.callByName[label] = c
		}
	case "variable":
		m.variables[label] = newVariable(label, b)
	case "output":
		m.outputs[label] = b
	case "locals":
		for name, attr := range b.Body.Attributes {
			m.locals[name] = attr
		}
	case "provider":
		m.providers = append(m.providers, b)
		if v := literalText(b.Body.Attributes["version"]); v != "" {
			m.requires = append(m.requires, requirement{name: label, version: v})
		}
	case "terraform":
		m.requires = append(m.requires, requirementsOf(b)...)
	}
}

func newVariable(name string, b *hclsyntax.Block) *variable {
	v := &variable{name: name, block: b, ty: cty.DynamicPseudoType, nullable: true, literal: true, def: b.Body.Attributes["default"]}
	if attr := b.Body.Attributes["type"]; attr != nil {
		if ty, defaults, diags := typeexpr.TypeConstraintWithDefaults(typeExpr(attr.Expr)); !diags.HasErrors() {
			v.ty, v.defaults = ty, defaults
			v.literal = ty.IsPrimitiveType()
		}
	}
	if attr := b.Body.Attributes["nullable"]; attr != nil {
		v.nullable = !literalIs(attr, cty.False)
	}
	v.secret = literalIs(b.Body.Attributes["sensitive"], cty.True)
	return v
}

// typeExpr is a variable's type as an expression. JSON, and Terraform before 0.12, write it as text.
func typeExpr(expr hclsyntax.Expression) hclsyntax.Expression {
	template, ok := expr.(*hclsyntax.TemplateExpr)
	if !ok || !template.IsStringLiteral() {
		return expr
	}
	v, _ := template.Value(nil)
	text := v.AsString()
	switch text {
	case "list", "map":
		text += "(any)"
	}
	if _, deep := tooDeep([]byte(text), ""); deep {
		return expr
	}
	r := expr.Range()
	parsed, diags := hclsyntax.ParseExpression([]byte(text), r.Filename, r.Start)
	if diags.HasErrors() {
		return expr
	}
	return parsed
}

// requirementsOf reads the required_providers of a terraform block.
func requirementsOf(b *hclsyntax.Block) []requirement {
	var found []requirement
	add := func(name string, expr hclsyntax.Expression, at hcl.Range) {
		r := requirement{name: name, at: at}
		if object, ok := expr.(*hclsyntax.ObjectConsExpr); ok {
			for _, item := range object.Items {
				switch literalOf(item.KeyExpr) {
				case "version":
					r.version = literalOf(item.ValueExpr)
				case "source":
					r.source = literalOf(item.ValueExpr)
				}
			}
		} else {
			r.version = literalOf(expr)
		}
		found = append(found, r)
	}
	for _, block := range b.Body.Blocks {
		if block.Type == "required_providers" {
			for _, attr := range sortedAttributes(block.Body) {
				add(attr.Name, attr.Expr, attr.SrcRange)
			}
		}
	}
	if attr := b.Body.Attributes["required_providers"]; attr != nil {
		if object, ok := attr.Expr.(*hclsyntax.ObjectConsExpr); ok {
			for _, item := range object.Items {
				add(literalOf(item.KeyExpr), item.ValueExpr, hcl.RangeBetween(item.KeyExpr.Range(), item.ValueExpr.Range()))
			}
		}
	}
	return found
}

// sortedAttributes lists a body's arguments in the order of the file.
func sortedAttributes(body *hclsyntax.Body) []*hclsyntax.Attribute {
	attrs := make([]*hclsyntax.Attribute, 0, len(body.Attributes))
	for _, attr := range body.Attributes {
		attrs = append(attrs, attr)
	}
	slices.SortFunc(attrs, func(a, b *hclsyntax.Attribute) int { return a.SrcRange.Start.Byte - b.SrcRange.Start.Byte })
	return attrs
}

// literalText is an argument's text when it is written as a plain string.
func literalText(attr *hclsyntax.Attribute) string {
	if attr == nil {
		return ""
	}
	return literalOf(attr.Expr)
}

// literalOf is an expression's text when it is a plain string or a bare key.
func literalOf(expr hclsyntax.Expression) string {
	switch e := expr.(type) {
	case *hclsyntax.TemplateExpr:
		if e.IsStringLiteral() {
			v, _ := e.Value(nil)
			return v.AsString()
		}
	case *hclsyntax.ObjectConsKeyExpr:
		if !e.ForceNonLiteral {
			if word := hcl.ExprAsKeyword(e.Wrapped); word != "" {
				return word
			}
		}
		return literalOf(e.Wrapped)
	}
	return ""
}

func literalIs(attr *hclsyntax.Attribute, want cty.Value) bool {
	if attr == nil {
		return false
	}
	literal, ok := attr.Expr.(*hclsyntax.LiteralValueExpr)
	return ok && literal.Val.RawEquals(want)
}

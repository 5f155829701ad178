package terraform

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/source"
)

// jsonBlocks are the top-level blocks of a JSON configuration file, with the number of their labels.
var jsonBlocks = map[string]int{
	"resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1, "check": 1,
	"locals": 0, "terraform": 0, "moved": 0, "import": 0, "removed": 0,
}

// parseJSON reads a .tf.json file into the tree that HCL's own syntax is parsed
// to. What stands inside a resource is all attributes: only the provider's schema
// tells a nested block from a map, so readers of blocks take attributes as well.
func parseJSON(f *source.File) (*hclsyntax.Body, []source.Diagnostic) {
	root, diags := source.ParseJSON(f)
	if len(diags) > 0 {
		return nil, diags
	}
	t := jsonTranslator{file: f}
	body := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}}
	if root == nil {
		return body, nil
	}
	t.each(root, func(object *source.Node) {
		for i := range object.Members {
			m := &object.Members[i]
			if labels, ok := jsonBlocks[m.Key]; ok {
				t.blocks(body, m.Key, labels, nil, m.Pos, m.Value)
			}
		}
	})
	if len(t.diags) > 0 {
		return nil, t.diags
	}
	return body, nil
}

// jsonTranslator makes HCL's syntax tree of a JSON one.
type jsonTranslator struct {
	file  *source.File
	diags []source.Diagnostic
	// literal leaves strings as they are: variable files hold no templates.
	literal bool
}

// each calls fn for an object, or for every object of an array.
func (t *jsonTranslator) each(n *source.Node, fn func(*source.Node)) {
	switch n.Kind {
	case source.Object:
		fn(n)
	case source.Array:
		for _, item := range n.Items {
			if item.Kind == source.Object {
				fn(item)
			}
		}
	case source.Null:
	default:
		t.diags = append(t.diags, source.Diagnostic{
			Level: source.Error, Message: "an object was expected here", Path: t.file.Path, Pos: n.Pos,
		})
	}
}

// blocks adds the blocks that stand below a type, label by label. header is the
// place of the last key, which stands for the block's header.
func (t *jsonTranslator) blocks(body *hclsyntax.Body, typ string, labels int, given []string, header source.Pos, n *source.Node) {
	t.each(n, func(object *source.Node) {
		if labels == 0 {
			at := t.rangeOf(keyOf(t.file, header))
			block := &hclsyntax.Block{Type: typ, Labels: slices.Clone(given), TypeRange: at, Body: t.body(object)}
			for range given {
				block.LabelRanges = append(block.LabelRanges, at)
			}
			body.Blocks = append(body.Blocks, block)
			return
		}
		for i := range object.Members {
			if m := &object.Members[i]; m.Key != "//" {
				t.blocks(body, typ, labels-1, append(slices.Clone(given), m.Key), m.Pos, m.Value)
			}
		}
	})
}

// keyOf narrows a member's place to its key.
func keyOf(f *source.File, member source.Pos) source.Pos {
	start, end := member.Start(), min(member.End(), len(f.Data))
	for i := start + 1; i < end; i++ {
		switch f.Data[i] {
		case '\\':
			i++
		case '"':
			return f.Span(start, i+1)
		}
	}
	return member
}

func (t *jsonTranslator) body(object *source.Node) *hclsyntax.Body {
	body := &hclsyntax.Body{Attributes: make(hclsyntax.Attributes, len(object.Members)), SrcRange: t.rangeOf(object.Pos)}
	for i := range object.Members {
		m := &object.Members[i]
		if m.Key == "//" {
			continue
		}
		at := t.rangeOf(m.Pos)
		if m.Key == "dynamic" && !t.literal {
			t.dynamic(body, m.Value)
			continue
		}
		body.Attributes[m.Key] = &hclsyntax.Attribute{Name: m.Key, Expr: t.expr(m.Value), SrcRange: at, NameRange: t.rangeOf(keyOf(t.file, m.Pos))}
	}
	return body
}

// dynamic adds the dynamic blocks of a body: by type, one or several.
func (t *jsonTranslator) dynamic(body *hclsyntax.Body, n *source.Node) {
	t.blocks(body, "dynamic", 1, nil, n.Pos, n)
	for _, b := range body.Blocks {
		content := b.Body.Attributes["content"]
		if content == nil {
			continue
		}
		for _, inner := range literalBodies(content.Expr) {
			b.Body.Blocks = append(b.Body.Blocks, &hclsyntax.Block{Type: "content", TypeRange: content.NameRange, Body: inner})
		}
	}
}

func (t *jsonTranslator) expr(n *source.Node) hclsyntax.Expression {
	at := t.rangeOf(n.Pos)
	switch n.Kind {
	case source.Bool:
		return &hclsyntax.LiteralValueExpr{Val: cty.BoolVal(n.Text == "true"), SrcRange: at}
	case source.Number:
		if v, err := cty.ParseNumberVal(n.Text); err == nil {
			return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: at}
		}
	case source.String:
		return t.template(n)
	case source.Array:
		tuple := &hclsyntax.TupleConsExpr{SrcRange: at, OpenRange: at, Exprs: make([]hclsyntax.Expression, len(n.Items))}
		for i, item := range n.Items {
			tuple.Exprs[i] = t.expr(item)
		}
		return tuple
	case source.Object:
		object := &hclsyntax.ObjectConsExpr{SrcRange: at, OpenRange: at, Items: make([]hclsyntax.ObjectConsItem, 0, len(n.Members))}
		for i := range n.Members {
			m := &n.Members[i]
			key := &source.Node{Kind: source.String, Text: m.Key, Pos: keyOf(t.file, m.Pos)}
			object.Items = append(object.Items, hclsyntax.ObjectConsItem{
				KeyExpr:   &hclsyntax.ObjectConsKeyExpr{Wrapped: t.template(key), ForceNonLiteral: true},
				ValueExpr: t.expr(m.Value),
			})
		}
		return object
	}
	return &hclsyntax.LiteralValueExpr{Val: cty.NullVal(cty.DynamicPseudoType), SrcRange: at}
}

// template reads a string, in which Terraform takes ${ } and %{ } for templates.
func (t *jsonTranslator) template(n *source.Node) hclsyntax.Expression {
	at := t.rangeOf(n.Pos)
	literal := &hclsyntax.TemplateExpr{
		Parts: []hclsyntax.Expression{&hclsyntax.LiteralValueExpr{Val: cty.StringVal(n.Text), SrcRange: at}}, SrcRange: at,
	}
	if t.literal || !strings.Contains(n.Text, "${") && !strings.Contains(n.Text, "%{") {
		return literal
	}
	text := []byte(n.Text)
	if _, deep := tooDeepTemplate(text, t.file.Path); deep {
		t.fail(n, depthMessage(), hcl.Range{})
		return literal
	}
	start := hcl.Pos{Byte: n.Pos.Start() + 1, Line: 1, Column: 1}
	expr, diags := hclsyntax.ParseTemplate(text, t.file.Path, start)
	if diags.HasErrors() {
		at := hcl.Range{}
		if s := diags[0].Subject; s != nil {
			at = *s
		}
		t.fail(n, "invalid template: "+firstError(diags), at)
		return literal
	}
	return expr
}

// fail reports an error inside a string: at its exact place where the string is
// written without escapes, else at the string.
func (t *jsonTranslator) fail(n *source.Node, message string, at hcl.Range) {
	pos := n.Pos
	if raw := t.file.Data[pos.Start():min(pos.End(), len(t.file.Data))]; !bytes.ContainsRune(raw, '\\') && at.End.Byte > at.Start.Byte && at.End.Byte <= pos.End() {
		pos = t.file.Span(at.Start.Byte, at.End.Byte)
	}
	t.diags = append(t.diags, source.Diagnostic{Level: source.Error, Message: message, Path: t.file.Path, Pos: pos})
}

// rangeOf is a place as HCL writes it. Only the bytes count.
func (t *jsonTranslator) rangeOf(p source.Pos) hcl.Range {
	return hcl.Range{
		Filename: t.file.Path,
		Start:    hcl.Pos{Byte: p.Start(), Line: 1, Column: 1},
		End:      hcl.Pos{Byte: p.End(), Line: 1, Column: 1},
	}
}

package terraform

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/akscan/akscan/internal/source"
)

// written is a text as its expression writes it, for the parsers of what it holds:
// JSON or YAML in a heredoc or a file.
type writtenText struct {
	text strings.Builder
	// parts map the text, in order, to the places where it is written.
	parts []textPart
	// holes are the values that aren't known, by the digits that stand for them in the text.
	holes map[string]hole
	root  *root
	// around is the place of the whole, for what is written in no file of the scan.
	around hcl.Range
}

// textPart is a stretch of text and its place.
type textPart struct {
	start, end int // in the text
	at         hcl.Range
	// exact says that the bytes of the place are those of the text.
	exact bool
}

// hole is an unknown value inside a text.
type hole struct {
	v  cty.Value
	at hcl.Range
}

// holeDigits begin what stands for an unknown value in a text. Digits are a value
// by themselves to JSON and YAML, and a part of any text within quotes.
const holeDigits = "90071992547409"

// textOfItem writes out the text that an item is, with digits in place of what
// isn't known. ok is false when it isn't text or nothing of it is known.
func textOfItem(i item) (*writtenText, bool) {
	t := &writtenText{root: i.s.root, holes: map[string]hole{}, around: i.at}
	i = i.resolve()
	if i.expr == nil || len(i.path) > 0 {
		return nil, false
	}
	switch e := unwrap(i.expr).(type) {
	case *hclsyntax.TemplateExpr:
		return t, t.template(i.s, e, i.ctx)
	case *hclsyntax.FunctionCallExpr:
		if s, template, ctx, ok := i.templateOf(e); ok {
			return t, t.template(s, template, ctx)
		}
	}
	v := plain(i.s.value(i.expr, i.ctx))
	if !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
		return nil, false
	}
	t.add(v.AsString(), i.at, false)
	return t, true
}

// templateOf is the template that a call of templatefile renders, with what it sees.
func (i item) templateOf(e *hclsyntax.FunctionCallExpr) (*scope, *hclsyntax.TemplateExpr, *hcl.EvalContext, bool) {
	if strings.TrimPrefix(e.Name, "core::") != "templatefile" || len(e.Args) != 2 || e.ExpandFinal {
		return nil, nil, nil, false
	}
	vars := plain(i.s.value(e.Args[1], i.ctx))
	if !vars.IsKnown() || vars.IsNull() || !vars.Type().IsObjectType() && !vars.Type().IsMapType() {
		return nil, nil, nil, false
	}
	data, err := i.s.root.files.read(textOf(i.s.value(e.Args[0], i.ctx)))
	if err != nil {
		return nil, nil, nil, false
	}
	expr, ctx, err := i.s.root.parseTemplate(string(data), "", vars.AsValueMap())
	template, ok := expr.(*hclsyntax.TemplateExpr)
	return &scope{root: i.s.root}, template, ctx, err == nil && ok
}

func (t *writtenText) template(s *scope, e *hclsyntax.TemplateExpr, ctx *hcl.EvalContext) bool {
	for _, part := range e.Parts {
		if !t.part(s, part, ctx) {
			return false
		}
	}
	return true
}

func (t *writtenText) add(text string, at hcl.Range, exact bool) {
	start := t.text.Len()
	t.text.WriteString(text)
	t.parts = append(t.parts, textPart{start, t.text.Len(), at, exact})
}

// part adds a part of a template.
func (t *writtenText) part(s *scope, e hclsyntax.Expression, ctx *hcl.EvalContext) bool {
	v, diags := s.eval(e, ctx)
	if diags.HasErrors() {
		return false
	}
	p := plain(v)
	if !p.IsKnown() {
		digits := fmt.Sprintf("%s%04d", holeDigits, len(t.holes))
		t.holes[digits] = hole{v, e.Range()}
		t.add(digits, e.Range(), false)
		return true
	}
	text, err := convert.Convert(p, cty.String)
	if err != nil || text.IsNull() {
		return false
	}
	if _, isLiteral := e.(*hclsyntax.LiteralValueExpr); !isLiteral || !t.lines(text.AsString(), e.Range()) {
		t.add(text.AsString(), e.Range(), false)
	}
	return true
}

// lines adds literal text line by line: a heredoc's indentation is taken off the
// front of each. false says that the text isn't written as it is.
func (t *writtenText) lines(text string, at hcl.Range) bool {
	f := t.root.places[at.Filename]
	if f == nil || at.End.Byte > len(f.Data) || at.Start.Byte > at.End.Byte {
		return false
	}
	raw := strings.SplitAfter(string(f.Data[at.Start.Byte:at.End.Byte]), "\n")
	lines := strings.SplitAfter(text, "\n")
	if len(raw) != len(lines) {
		return false
	}
	for i := range lines {
		if !strings.HasSuffix(raw[i], lines[i]) {
			return false
		}
	}
	from := at.Start
	for i := range lines {
		line := hcl.Range{Filename: at.Filename, Start: from, End: from}
		line.Start.Byte += len(raw[i]) - len(lines[i])
		line.End.Byte += len(raw[i])
		from = line.End
		t.add(lines[i], line, true)
	}
	return true
}

// parse parses the text, and brings the tree back to the places where it is written.
func (t *writtenText) parse(read reader) ([]*source.Node, bool) {
	docs, diags := read(source.NewSet().Add("text", []byte(t.text.String()), false))
	if len(diags) > 0 {
		return nil, false
	}
	for _, doc := range docs {
		t.restore(doc)
	}
	return docs, true
}

func parseJSONText(f *source.File) ([]*source.Node, []source.Diagnostic) {
	n, diags := source.ParseJSON(f)
	if n == nil {
		return nil, diags
	}
	return []*source.Node{n}, diags
}

// restore puts places and unknown values back into a tree.
func (t *writtenText) restore(n *source.Node) {
	start, end := n.Pos.Start(), n.Pos.End()
	n.Pos = t.place(start, end)
	for i := range n.Items {
		t.restore(n.Items[i])
	}
	for i := range n.Members {
		m := &n.Members[i]
		m.Pos = t.place(m.Pos.Start(), m.Pos.End())
		t.restore(m.Value)
	}
	if n.Kind == source.String || n.Kind == source.Number {
		t.fill(n, start, end)
	}
}

// fill makes a text that holds unknown values what it is: the value itself, or a
// text with parts that aren't known.
func (t *writtenText) fill(n *source.Node, start, end int) {
	if len(t.holes) == 0 || !strings.Contains(n.Text, holeDigits) {
		return
	}
	if h, ok := t.holes[n.Text]; ok {
		n.Kind, n.Symbol = source.Unknown, &symbolOf(h.v).Symbol
		n.Text = ""
		return
	}
	sym := &source.Symbol{}
	var expr strings.Builder
	rest := n.Text
	identified := true
	for {
		i := strings.Index(rest, holeDigits)
		if i < 0 || len(rest) < i+len(holeDigits)+4 {
			break
		}
		digits := rest[i : i+len(holeDigits)+4]
		sym.Present = sym.Present || i > 0
		expr.WriteString(rest[:i])
		if h, ok := t.holes[digits]; ok {
			part := symbolOf(h.v)
			if sym.Why == "" {
				sym.Why = part.Why
			}
			sym.Present = sym.Present || part.Present
			identified = identified && part.Expr != ""
			expr.WriteString("<" + part.Expr + ">")
		}
		rest = rest[i+len(digits):]
	}
	sym.Present = sym.Present || rest != ""
	expr.WriteString(rest)
	if identified {
		sym.Expr = identity("text(" + expr.String() + ")")
	}
	n.Kind, n.Symbol, n.Text = source.Unknown, sym, ""
}

// place is where a stretch of the text is written.
func (t *writtenText) place(start, end int) source.Pos {
	var at hcl.Range
	found := false
	for _, part := range t.parts {
		if part.end <= start && !(part.end == start && start == end) || part.start > end || part.start == end && found {
			continue
		}
		from, to := part.at.Start, part.at.End
		if part.exact {
			from.Byte = part.at.Start.Byte + max(0, start-part.start)
			to.Byte = part.at.Start.Byte + min(end, part.end) - part.start
		}
		if !found {
			at = hcl.Range{Filename: part.at.Filename, Start: from, End: to}
			found = true
		} else if part.at.Filename == at.Filename {
			at.End = to
		}
	}
	if pos := t.root.places.of(at); pos.IsValid() {
		return pos
	}
	return t.root.places.of(t.around)
}

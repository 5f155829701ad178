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
	// branches says that of an if whose condition isn't known its first branch is taken;
	// doubts are the stretches of the text that are there if it is.
	branches bool
	doubts   []doubtedPart
	root     *root
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

// doubtedPart is a stretch of text that may not be there; sym says why.
type doubtedPart struct {
	start, end int
	sym        *symbol
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
func textOfItem(i item, branches bool) (*writtenText, bool) {
	t := &writtenText{root: i.s.root, holes: map[string]hole{}, around: i.at, branches: branches}
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
	if call, ok := unwrapCall(i); ok && !v.IsKnown() && strings.TrimPrefix(call.Name, "core::") == "format" {
		return t, t.formatted(i.s, call, i.ctx)
	}
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

// directive adds what an if or for of a template makes, part by part; done is false when
// it is neither, or what it makes is one unknown value.
func (t *writtenText) directive(s *scope, e hclsyntax.Expression, ctx *hcl.EvalContext) (ok, done bool) {
	switch e := e.(type) {
	case *hclsyntax.ConditionalExpr:
		if e.SrcRange.Start.Byte >= e.Condition.Range().Start.Byte {
			return false, false // no directive, but an interpolation
		}
		condition := s.value(e.Condition, ctx)
		truth, known := truthOf(condition)
		// Over several lines, what it makes isn't one value.
		if !known && !t.branches && e.SrcRange.Start.Line == e.SrcRange.End.Line {
			return false, false
		}
		if !known {
			start := t.text.Len()
			ok := t.part(s, e.TrueResult, ctx)
			t.doubts = append(t.doubts, doubtedPart{start, t.text.Len(), symbolOf(condition)})
			return ok, true
		}
		if truth {
			return t.part(s, e.TrueResult, ctx), true
		}
		return t.part(s, e.FalseResult, ctx), true
	case *hclsyntax.TemplateExpr:
		return t.template(s, e, ctx), true
	case *hclsyntax.TemplateJoinExpr:
		loop, isLoop := e.Tuple.(*hclsyntax.ForExpr)
		if !isLoop || loop.CondExpr != nil {
			return false, false
		}
		collection := s.value(loop.CollExpr, ctx)
		p := plain(collection)
		if !p.IsKnown() || p.IsNull() || !p.CanIterateElements() || p.Type().IsSetType() && !p.IsWhollyKnown() || p.LengthInt() > maxPasses {
			return false, false
		}
		for it := p.ElementIterator(); it.Next(); {
			k, v := it.Element()
			if !t.part(s, loop.ValExpr, s.passContext(loop, ctx, k, inherit(v, collection), k)) {
				return false, true
			}
		}
		return true, true
	}
	return false, false
}

// part adds a part of a template.
func (t *writtenText) part(s *scope, e hclsyntax.Expression, ctx *hcl.EvalContext) bool {
	if t.text.Len() > maxText {
		return false
	}
	if ok, done := t.directive(s, e, ctx); done {
		return ok
	}
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
	from := at.Start
	// The marks ~ of what stands around take white space off, with the lines that are nothing else.
	for len(raw) > len(lines) && strings.TrimSpace(raw[0]) == "" {
		from.Byte += len(raw[0])
		raw = raw[1:]
	}
	for len(raw) > len(lines) && strings.TrimSpace(raw[len(raw)-1]) == "" {
		raw = raw[:len(raw)-1]
	}
	if len(raw) != len(lines) {
		return false
	}
	starts := make([]int, len(lines))
	for i, line := range lines {
		written := raw[i]
		if i == len(lines)-1 && !strings.HasSuffix(written, line) {
			written = strings.TrimRight(written, " \t\r\n")
		}
		if !strings.HasSuffix(written, line) {
			return false
		}
		starts[i] = len(written) - len(line)
	}
	for i, text := range lines {
		line := hcl.Range{Filename: at.Filename, Start: from, End: from}
		line.Start.Byte += starts[i]
		line.End.Byte = line.Start.Byte + len(text)
		from.Byte += len(raw[i])
		t.add(text, line, true)
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
		t.fill(n)
	}
	for _, d := range t.doubts {
		if d.start < end && start < d.end && n.Kind != source.Object && n.Kind != source.Array {
			doubtTree(n, d.sym)
		}
	}
}

// fill makes a text that holds unknown values what it is: the value itself, or a
// text with parts that aren't known.
func (t *writtenText) fill(n *source.Node) {
	if len(t.holes) == 0 || !strings.Contains(n.Text, holeDigits) {
		return
	}
	if h, ok := t.holes[n.Text]; ok {
		if encoded := symbolOf(h.v).encoded; encoded != cty.NilVal && n.Kind == source.Number {
			s := &scope{root: t.root}
			*n = *s.tree(encoded, item{s: s, at: h.at})
			return
		}
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

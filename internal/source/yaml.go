package source

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// ParseYAML reads every document of a YAML stream into a tree with positions.
// Values are those that kubectl reads: YAML 1.1's, so that an unquoted yes is a
// boolean. Anchors, aliases and merges are resolved; a value that an alias stands
// for has the alias's place, and the anchor's among its Origins. Empty documents
// are left out. A broken document costs only itself and one Error with the exact
// place, or a Note when it holds template actions and so isn't YAML yet. A key
// that stands twice in a mapping is a Warning.
func ParseYAML(f *File) ([]*Node, []Diagnostic) { return ParseYAMLWhere(f, nil) }

// ParseYAMLWhere is [ParseYAML] for those documents whose text want accepts; the
// others are passed over unread. A nil want accepts all.
func ParseYAMLWhere(f *File, want func(text []byte) bool) ([]*Node, []Diagnostic) {
	p := yamlParser{treeBuilder: treeBuilder{file: f}}
	var docs []*Node
	for d, ok := nextDocument(f.Data, yamlDocument{}); ok; d, ok = nextDocument(f.Data, d) {
		if want != nil && !want(f.Data[d.start:d.end]) {
			continue
		}
		if n := p.document(d); n != nil {
			docs = append(docs, n)
		}
	}
	return docs, p.diags
}

// yamlParser is a recursive-descent parser of one document at a time. The first
// error moves to the end of the document, so that every loop ends by itself; the
// nodes that come back after it are of no use, but never nil.
type yamlParser struct {
	treeBuilder
	data  []byte // the file up to the document's end
	at    int
	line  int // offset of the first byte of the line that at lies in
	inner int // offset of the first byte of that line that is no space; only sound from line on
	err   *Diagnostic
	diags []Diagnostic

	pairs   []yamlPair // stack of the members of the mappings being read
	anchors map[string]*yamlAnchor
	size    int // nodes of the document, those that aliases stand for included
	deepest int // the greatest depth since the last [yamlParser.enter]
}

// document parses one document; nil when it is empty or broken.
func (p *yamlParser) document(d yamlDocument) *Node {
	p.data, p.at, p.line = p.file.Data[:d.end], d.start, d.line
	p.err, p.anchors, p.size, p.deepest = nil, nil, 0, 0
	p.inner = -1
	p.pairs, p.items = p.pairs[:0], p.items[:0]
	if !d.marked {
		p.directives()
	}
	if p.space(); p.at == len(p.data) {
		return nil
	}
	if bad := illegalByte(p.data[d.start:]); bad >= 0 {
		p.failCharacter(d.start + bad)
	}
	n := p.block(yamlContext{indent: -1, fresh: !d.marked}, yamlProperties{})
	if p.space(); p.at < len(p.data) {
		p.fail(p.at, "expected the end of the document, found %s", p.found())
	}
	if p.err == nil {
		return n
	}
	if bytes.Contains(p.data[d.start:], []byte("{{")) {
		p.err.Level = Note
		p.err.Message = "passed over: this document holds template actions ({{ }}), so it isn't YAML yet"
		p.err.Hint = "render it first and scan the result, for a Helm chart: helm template CHART | scan -"
	}
	p.diags = append(p.diags, *p.err)
	return nil
}

// directives skips the %YAML and %TAG lines before a document's ---. Tags that
// are not YAML's own don't change a value, so nothing in them matters.
func (p *yamlParser) directives() {
	for {
		if p.space(); p.peek() != '%' || p.at != p.line {
			return
		}
		p.at = p.lineEnd(p.at)
	}
}

func (p *yamlParser) fail(at int, format string, args ...any) {
	if p.err == nil {
		end := at
		if at < len(p.data) {
			_, size := utf8.DecodeRune(p.data[at:])
			end = at + size
		}
		p.err = &Diagnostic{
			Level:   Error,
			Message: "invalid YAML: " + fmt.Sprintf(format, args...),
			Path:    p.file.Path,
			Pos:     p.file.Span(at, end),
		}
	}
	p.at = len(p.data)
}

func (p *yamlParser) failCharacter(at int) {
	r, size := utf8.DecodeRune(p.data[at:])
	if r == utf8.RuneError && size == 1 {
		p.fail(at, "byte 0x%02x is no UTF-8", p.data[at])
	} else {
		p.fail(at, "control character U+%04X", r)
	}
}

// found says what stands at the current place, for messages.
func (p *yamlParser) found() string {
	if p.at >= len(p.data) {
		return "the end of the document"
	}
	r, _ := utf8.DecodeRune(p.data[p.at:])
	return fmt.Sprintf("%q", r)
}

// space skips blanks, line breaks and comments.
func (p *yamlParser) space() {
	for p.at < len(p.data) {
		switch p.data[p.at] {
		case ' ', '\t':
			p.at++
		case '\n', '\r':
			p.at = p.afterBreak(p.at)
			p.line = p.at
		case '#':
			p.at = p.lineEnd(p.at)
		default:
			return
		}
	}
}

// afterBreak is the offset after the line break at i.
func (p *yamlParser) afterBreak(i int) int {
	if p.data[i] == '\r' && i+1 < len(p.data) && p.data[i+1] == '\n' {
		return i + 2
	}
	return i + 1
}

// lineEnd is the offset of the line break that ends the line of i.
func (p *yamlParser) lineEnd(i int) int {
	for i < len(p.data) && p.data[i] != '\n' && p.data[i] != '\r' {
		i++
	}
	return i
}

func (p *yamlParser) column() int { return p.at - p.line }

// firstOnLine reports whether nothing but the indentation stands before the current place.
func (p *yamlParser) firstOnLine() bool {
	if p.inner < p.line {
		p.inner = p.line
		for p.inner < len(p.data) && p.data[p.inner] == ' ' {
			p.inner++
		}
	}
	if p.at <= p.inner {
		return true
	}
	if p.data[p.inner] != '\t' {
		return false
	}
	for _, c := range p.data[p.inner:p.at] {
		if c != ' ' && c != '\t' {
			return false
		}
	}
	if p.at < len(p.data) {
		p.fail(p.inner, "a tab in the indentation; YAML indents with spaces")
	}
	return true
}

// peek is the byte at the current place, and 0, which no document holds, at the end.
func (p *yamlParser) peek() byte {
	if p.at < len(p.data) {
		return p.data[p.at]
	}
	return 0
}

// indicator reports whether c stands here and a blank, a line break or the end follows.
func (p *yamlParser) indicator(c byte) bool {
	return p.peek() == c && p.blankAt(p.at+1)
}

// blankAt reports whether a blank, a line break or the end of the document is at i.
func (p *yamlParser) blankAt(i int) bool {
	if i >= len(p.data) {
		return true
	}
	switch p.data[i] {
	case ' ', '\t', '\n', '\r':
		return true
	}
	return false
}

// illegalByte is the index of the first byte that can't stand in YAML: a control
// character, or one that is not UTF-8; -1 when there is none.
func illegalByte(text []byte) int {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError && size == 1 {
				return i
			}
			i += size - 1
		case c < ' ' && c != '\n' && c != '\r' && c != '\t', c == 0x7F:
			return i
		}
	}
	return -1
}

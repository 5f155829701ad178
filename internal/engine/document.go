package engine

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

// document is an [inventory.Sink] that builds the values OPA evaluates, without a
// detour through JSON or maps.
type document struct {
	frames []frame
	// texts are the terms of short texts: most of a document is the same few words.
	texts map[string]*ast.Term
	value ast.Value
}

// shortText is the length up to which texts share a term.
const shortText = 32

// frame is one object or array being built.
type frame struct {
	key   *ast.Term
	pairs [][2]*ast.Term
	items []*ast.Term
}

func newDocument() *document { return &document{texts: map[string]*ast.Term{}} }

func (d *document) put(t *ast.Term) {
	if len(d.frames) == 0 {
		d.value = t.Value
		return
	}
	f := &d.frames[len(d.frames)-1]
	if f.key != nil {
		f.pairs = append(f.pairs, [2]*ast.Term{f.key, t})
		f.key = nil
		return
	}
	f.items = append(f.items, t)
}

// begin opens a frame, on memory that an earlier one at the same depth has left.
func (d *document) begin() {
	if n := len(d.frames); n < cap(d.frames) {
		d.frames = d.frames[:n+1]
		f := &d.frames[n]
		f.key, f.pairs, f.items = nil, f.pairs[:0], f.items[:0]
		return
	}
	d.frames = append(d.frames, frame{})
}

func (d *document) end() *frame {
	f := &d.frames[len(d.frames)-1]
	d.frames = d.frames[:len(d.frames)-1]
	return f
}

func (d *document) BeginObject() { d.begin() }

func (d *document) EndObject() {
	f := d.end()
	d.put(ast.NewTerm(ast.NewObject(f.pairs...)))
}

func (d *document) BeginArray() { d.begin() }

func (d *document) EndArray() {
	f := d.end()
	if len(f.items) == 0 {
		d.put(ast.InternedEmptyArray)
		return
	}
	// The array keeps the slice that it is given.
	d.put(ast.ArrayTerm(append([]*ast.Term(nil), f.items...)...))
}

func (d *document) Key(name string) { d.frames[len(d.frames)-1].key = d.text(name) }

func (d *document) String(text string) { d.put(d.text(text)) }

func (d *document) text(text string) *ast.Term {
	if len(text) > shortText {
		return ast.StringTerm(text)
	}
	term, ok := d.texts[text]
	if !ok {
		term = ast.StringTerm(text)
		d.texts[text] = term
	}
	return term
}

func (d *document) Int(n int64) { d.put(ast.InternedTerm(int(n))) }

func (d *document) Bool(b bool) { d.put(ast.InternedTerm(b)) }

func (d *document) Null() { d.put(ast.InternedNullTerm) }

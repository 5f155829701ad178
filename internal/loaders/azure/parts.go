package azure

import (
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// Unit is what one row of a list, or one document that is no such list, gave.
type Unit struct {
	inventory.Loaded
	// Start is the byte offset of the row or document.
	Start int
}

// Document is a large document without its rows.
type Document struct {
	// Doc counts the documents before it.
	Doc  int
	node *source.Node
}

// Split cuts a large file into parts of about size bytes, in order, each for
// [LoadPart]. What stands around the rows of large documents comes back. As [source.SplitJSON] has
// it, nothing counts after an error in a part.
func Split(f *source.File, size int, part func(source.JSONPart)) ([]Document, []source.Diagnostic) {
	var documents []Document
	start, left := begin(f)
	diagnostics := source.SplitJSON(f, start, size, source.RowHandler{
		Members:  lists[:],
		Document: func(doc int, n *source.Node) { documents = append(documents, Document{doc, n}) },
	}, part)
	return documents, append(diagnostics, left...) // an error first
}

// Load reads what a document holds besides its rows; gave says whether those gave resources.
func (d Document) Load(f *source.File, gave bool) inventory.Loaded {
	l := &loader{file: f}
	if gave {
		l.before = -1
	}
	l.document(d.node, documentPlace(d.Doc))
	return l.Loaded
}

// LoadPart reads one part of a file, and calls each with every row or document of it
// in order. After a syntax error what stands before it has been handed over, and the error comes back.
func LoadPart(f *source.File, part source.JSONPart, each func(Unit)) []source.Diagnostic {
	l := &loader{file: f}
	start, embedded := part.Start, false
	hand := func() {
		loaded := l.Loaded
		l.Loaded, embedded = inventory.Loaded{}, len(loaded.Embedded) > 0
		each(Unit{Loaded: loaded, Start: start})
	}
	to := l.handler()
	row, document := to.Row, to.Document
	to.Begin = func(at int) { start = at }
	to.Reuse = func() bool { return !embedded }
	to.Row = func(doc int, key string, i int, n *source.Node) {
		if row(doc, key, i, n); part.Rows {
			hand()
		}
	}
	to.Document = func(doc int, n *source.Node) {
		document(doc, n)
		l.before = 0
		hand()
	}
	diagnostics := part.Parse(f, to)
	if !part.Rows && len(diagnostics) > 0 && len(l.Resources)+len(l.Embedded)+len(l.Diagnostics) > 0 {
		hand() // the rows of a document that breaks off
	}
	return diagnostics
}

package source

import (
	"bytes"
	"strings"
)

// RowHandler takes what [ParseJSONRows] reads, in the order of the file.
type RowHandler struct {
	// Members name the members that hold lists of rows, compared without regard to case.
	Members []string
	// Row takes an element of a list at the top of a document, or in one of those
	// members of an object at the top. doc counts the documents, i the elements; key is the member, "" for a list at the top.
	Row func(doc int, key string, i int, n *Node)
	// Begin may be nil. [JSONPart.Parse] tells it where each row or document of the part begins, before it's read.
	Begin func(at int)
	// Reuse may be nil. [JSONPart.Parse] asks it after each row or document of the part whether nothing
	// refers to its nodes any longer.
	Reuse func() bool
	// Document takes a document once all of it is read. Lists whose elements went to Row are empty in it.
	Document func(doc int, n *Node)
}

// ParseJSONRows is [ParseJSONDocuments] for lists of any length and any number of
// documents: each row and each document is handed over as soon as it's read, and is
// not kept. After a syntax error what stands before it has been handed over.
func ParseJSONRows(f *File, to RowHandler) []Diagnostic {
	return newJSONParser(f, 0).documents(to, func(int) bool { return false })
}

// ParseJSONLines is [ParseJSONRows] from a byte offset on for what may be documents in a line
// each: of such, a broken one doesn't hide those in the lines after it.
func ParseJSONLines(f *File, start int, to RowHandler) []Diagnostic {
	p := newJSONParser(f, start)
	errors := 0
	return p.documents(to, func(begin int) bool {
		const most = 20 // which are enough to see what is wrong
		errors++
		return errors < most && p.nextLine(begin)
	})
}

// documents reads all documents. After an error it asks whether to go on, giving the place
// where the broken one begins.
func (p *jsonParser) documents(to RowHandler, resume func(begin int) bool) []Diagnostic {
	var broken []Diagnostic
	for doc := 0; ; doc++ {
		if p.space(); p.at == len(p.data) && p.err == nil {
			return broken
		}
		begin := p.at
		n := p.documentOfRows(doc, to)
		if p.err == nil {
			to.Document(doc, n)
			continue
		}
		broken = append(broken, *p.err)
		if !resume(begin) {
			return broken
		}
	}
}

// nextLine goes on, after an error in the document that begins at a place, with the next line if
// that begins an object of its own and the error lies no further, or in text that the line leaves open.
func (p *jsonParser) nextLine(begin int) bool {
	end := bytes.IndexByte(p.data[begin:], '\n')
	if end < 0 {
		return false
	}
	next := begin + end + 1
	switch {
	case next >= len(p.data) || p.data[begin] != '{' || p.data[next] != '{':
		return false
	case p.err.Pos.Start() > next && !leavesTextOpen(p.data[begin:next]):
		return false
	}
	p.at, p.err = next, nil
	return true
}

// leavesTextOpen reports whether a text in quotes that begins in a line doesn't end there.
func leavesTextOpen(line []byte) bool {
	open := false
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			open = !open
		}
	}
	return open
}

func newJSONParser(f *File, at int) *jsonParser {
	return &jsonParser{treeBuilder: treeBuilder{file: f}, data: f.Data, at: at}
}

// documentOfRows reads the document at the current place and hands its rows over.
func (p *jsonParser) documentOfRows(doc int, to RowHandler) *Node {
	hand := func(key string) func(int, *Node) {
		return func(i int, n *Node) { to.Row(doc, key, i, n) }
	}
	switch {
	case p.err == nil && p.data[p.at] == '[':
		return p.rows(0, hand(""))
	case p.err == nil && p.data[p.at] == '{':
		return p.objectOfRows(to.Members, func(depth int, key string) *Node { return p.rows(depth, hand(key)) })
	}
	return p.value(0)
}

// rows reads the array at the current place and hands its elements over.
func (p *jsonParser) rows(depth int, row func(int, *Node)) *Node {
	open := p.at
	list := p.node(Array, open, open+1)
	p.at++
	for i := 0; ; i++ {
		p.space()
		switch {
		case p.err != nil:
			return nil
		case p.at >= len(p.data):
			p.failUnclosed(open)
			return nil
		case p.data[p.at] == ']':
			p.at++
			return list
		}
		n := p.value(depth + 1)
		if p.err != nil {
			return nil
		}
		row(i, n)
		if !p.comma(']') {
			return nil
		}
	}
}

// objectOfRows reads the object at the current place, which is the document. list
// reads the lists in the named members.
func (p *jsonParser) objectOfRows(members []string, list func(depth int, key string) *Node) *Node {
	open := p.at
	object := p.node(Object, open, open+1)
	p.at++
	for {
		p.space()
		switch {
		case p.err != nil:
			return nil
		case p.at >= len(p.data):
			p.failUnclosed(open)
			return nil
		case p.data[p.at] == '}':
			p.at++
			return object
		}
		key, pos, ok := p.key()
		if !ok {
			return nil
		}
		var n *Node
		if p.at < len(p.data) && p.data[p.at] == '[' && containsFoldedKey(members, key) {
			n = list(1, key)
		} else {
			n = p.value(1)
		}
		if p.err != nil {
			return nil
		}
		end := pos.End()
		if n.Kind != Object && n.Kind != Array {
			end = p.at
		}
		object.Members = append(object.Members, Member{Key: key, Pos: p.file.Span(pos.Start(), end), Value: n})
		if !p.comma('}') {
			return nil
		}
	}
}

// key reads a key and the colon after it, up to the value.
func (p *jsonParser) key() (key string, pos Pos, ok bool) {
	if p.data[p.at] != '"' {
		p.fail(p.at, "expected a key in double quotes or '}', found %s", p.found())
		return "", 0, false
	}
	start := p.at
	key = p.str()
	pos = p.file.Span(start, p.at)
	p.space()
	if p.err == nil && (p.at >= len(p.data) || p.data[p.at] != ':') {
		p.fail(p.at, "expected ':' after a key, found %s", p.found())
	}
	p.at++
	p.space()
	return key, pos, p.err == nil
}

func containsFoldedKey(keys []string, key string) bool {
	for _, k := range keys {
		if strings.EqualFold(k, key) {
			return true
		}
	}
	return false
}

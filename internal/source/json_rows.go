package source

import "strings"

// ParseJSONRows is [ParseJSONDocuments] for lists of any length: each element of a
// list at the top of a document, or in one of the named members of an object at the
// top (compared without regard to case), is handed to row as soon as it's read, and
// is not kept. key is the member that holds the list, "" for a list at the top; i
// counts the list's elements. The list itself comes back empty. After a syntax error
// the elements before it have been handed over.
func ParseJSONRows(f *File, members []string, row func(doc int, key string, i int, n *Node)) ([]*Node, []Diagnostic) {
	p := jsonParser{treeBuilder: treeBuilder{file: f}, data: f.Data}
	var docs []*Node
	for {
		if p.space(); p.at == len(p.data) && p.err == nil {
			return docs, nil
		}
		hand := func(key string) func(int, *Node) {
			return func(i int, n *Node) { row(len(docs), key, i, n) }
		}
		var n *Node
		switch {
		case p.err == nil && p.data[p.at] == '[':
			n = p.rows(0, hand(""))
		case p.err == nil && p.data[p.at] == '{':
			n = p.objectOfRows(members, hand)
		default:
			n = p.value(0)
		}
		if p.err != nil {
			return docs, []Diagnostic{*p.err}
		}
		docs = append(docs, n)
	}
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

// objectOfRows reads the object at the current place, which is the document. Lists
// in the named members are handed over by element.
func (p *jsonParser) objectOfRows(members []string, hand func(key string) func(int, *Node)) *Node {
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
			n = p.rows(1, hand(key))
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

package source

// soFarDepth is how deep [ParseJSONSoFar] keeps what was read before a syntax error:
// the members of the document, and the members or elements of each.
const soFarDepth = 2

// ParseJSONSoFar is [ParseJSON] for a document of which what stands before a syntax
// error is worth having: the members of an object at the top, and the elements or
// members of those, as far as each was read whole. Without any of that it's nil.
func ParseJSONSoFar(f *File) (*Node, []Diagnostic) {
	p := newJSONParser(f, 0)
	if p.space(); p.at == len(p.data) && p.err == nil {
		return nil, nil
	}
	n := p.soFar(0)
	if p.space(); p.err == nil && p.at < len(p.data) {
		p.fail(p.at, "expected the end of the file after the value")
	}
	if p.err != nil {
		return n, []Diagnostic{*p.err}
	}
	return n, nil
}

// soFar reads the value at the current place. After an error it's what was read of it; nil when that is nothing.
func (p *jsonParser) soFar(depth int) *Node {
	if p.err != nil || p.at >= len(p.data) || depth == soFarDepth {
		return p.wholeValue(depth)
	}
	open := p.at
	switch p.data[open] {
	case '[':
		list := p.node(Array, open, open+1)
		p.rows(depth, func(_ int, n *Node) { list.Items = append(list.Items, n) })
		return list
	case '{':
		object := p.node(Object, open, open+1)
		p.at++
		p.membersSoFar(object, open, depth)
		return object
	}
	return p.wholeValue(depth)
}

// wholeValue is value, but nil after an error.
func (p *jsonParser) wholeValue(depth int) *Node {
	n := p.value(depth)
	if p.err != nil {
		return nil
	}
	return n
}

// membersSoFar reads the members of the object whose opening brace stands at open.
func (p *jsonParser) membersSoFar(object *Node, open, depth int) {
	for {
		p.space()
		switch {
		case p.err != nil:
			return
		case p.at >= len(p.data):
			p.failUnclosed(open)
			return
		case p.data[p.at] == '}':
			p.at++
			return
		}
		key, pos, ok := p.key()
		if !ok {
			return
		}
		n := p.soFar(depth + 1)
		if n == nil {
			return
		}
		end := pos.End()
		if n.Kind != Object && n.Kind != Array {
			end = p.at
		}
		object.Members = append(object.Members, Member{Key: key, Pos: p.file.Span(pos.Start(), end), Value: n})
		if p.err != nil || !p.comma('}') {
			return
		}
	}
}

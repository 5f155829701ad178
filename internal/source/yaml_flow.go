package source

// yamlValue is a value that was read but not yet turned into a node, since
// whether it is a key, and which tag it has, is known only afterwards.
type yamlValue struct {
	node       *Node // what an alias stands for, or a flow collection
	alias      bool
	text       string // a scalar's text
	start, end int
	plain      bool // a scalar without quotes
}

// isMerge reports whether the value, as a key with this tag, merges other mappings into its own.
func (v yamlValue) isMerge(tag string) bool {
	return v.node == nil && v.text == "<<" && (v.plain && tag == "" || tag == "!!merge")
}

// inline reads a value that isn't a block: an alias, a flow collection, a quoted
// or plain scalar. indent is the column of the block collection around, depth how
// many collections are around, props what stands before it on its line.
func (p *yamlParser) inline(indent, depth int, flow bool, props yamlProperties) yamlValue {
	if p.at >= len(p.data) {
		p.fail(p.at, "expected a value, found the end of the document")
		return yamlValue{node: p.node(Null, p.at, p.at)}
	}
	switch c := p.peek(); c {
	case '*':
		if props.given() {
			p.failAliasProperties(p.at)
		}
		return yamlValue{node: p.alias(depth), alias: true}
	case '[':
		return yamlValue{node: p.flowSequence(indent, depth+1)}
	case '{':
		return yamlValue{node: p.flowMapping(indent, depth+1)}
	case '"':
		return p.doubleQuoted()
	case '\'':
		return p.singleQuoted()
	case ',', ']', '}', '#', '|', '>', '%', '@', '`':
		p.fail(p.at, "a value can't begin with %q; put it in quotes", c)
	case '-':
		if p.blankAt(p.at + 1) {
			p.fail(p.at, "a list item can't begin here")
		}
	case '?', ':':
		if p.blankAt(p.at+1) || flow {
			p.fail(p.at, "a value can't begin with %q; put it in quotes", c)
		}
	}
	if p.err != nil {
		return yamlValue{node: p.node(Null, p.at, p.at)}
	}
	return p.plain(indent, flow)
}

// flowValue reads one value of a flow collection; an empty one is null.
func (p *yamlParser) flowValue(indent, depth int) *Node {
	empty := p.at
	scope := p.enter(depth)
	var props yamlProperties
	for p.peek() == '&' || p.peek() == '!' {
		p.property(&props)
		empty = p.at
		p.space()
	}
	if p.at < len(p.data) {
		switch p.peek() {
		case ',', ']', '}', ':':
			return p.leave(scope, p.empty(empty, props), yamlProperties{})
		}
	}
	v := p.inline(indent, depth, true, props)
	return p.leave(scope, p.scalar(v, props.tag), props)
}

func (p *yamlParser) flowSequence(indent, depth int) *Node {
	p.checkDepth(depth)
	open, base := p.at, len(p.items)
	n := p.node(Array, open, open+1)
	p.at = min(p.at+1, len(p.data))
	for {
		if p.flowSpace(open); p.err != nil {
			return n
		}
		if p.peek() == ']' {
			p.at++
			n.Items = append([]*Node(nil), p.items[base:]...)
			p.items = p.items[:base]
			return n
		}
		p.items = append(p.items, p.flowItem(open, indent, depth))
		p.flowComma(open, ']')
	}
}

// flowItem reads one item of a flow sequence: a value, or a mapping of one pair without braces.
func (p *yamlParser) flowItem(open, indent, depth int) *Node {
	explicit := p.peek() == '?'
	if !explicit && p.peek() == ',' {
		p.fail(p.at, "expected a value before ','")
	}
	key, n := p.flowKey(open, indent, depth)
	if p.err != nil || !explicit && p.peek() != ':' {
		return n
	}
	p.checkDepth(depth + 1)
	n = p.node(Object, 0, 0)
	n.Pos = key.pos
	base := len(p.pairs)
	p.pair(base, key, p.flowPairValue(open, indent, depth+1))
	n.Members = p.closeMapping(base)
	return n
}

func (p *yamlParser) flowMapping(indent, depth int) *Node {
	p.checkDepth(depth)
	open, base := p.at, len(p.pairs)
	n := p.node(Object, open, open+1)
	p.at = min(p.at+1, len(p.data))
	for {
		if p.flowSpace(open); p.err != nil {
			return n
		}
		if p.peek() == '}' {
			p.at++
			n.Members = p.closeMapping(base)
			return n
		}
		if p.peek() == ',' {
			p.fail(p.at, "expected a key before ','")
		}
		key, _ := p.flowKey(open, indent, depth)
		value := p.flowPairValue(open, indent, depth)
		if p.err != nil {
			return n
		}
		p.pair(base, key, value)
		p.flowComma(open, '}')
	}
}

// flowKey reads what may be a key, and moves to what follows it.
func (p *yamlParser) flowKey(open, indent, depth int) (yamlKey, *Node) {
	if p.peek() == '?' {
		p.at++
		p.flowSpace(open)
	}
	start := p.at
	plain := p.peek() == '<'
	n := p.flowValue(indent, depth)
	p.flowSpace(open)
	key := keyOf(start, n)
	key.merge = plain && key.text == "<<"
	return key, n
}

// flowPairValue reads the ':' and the value after a key, both of which may be absent.
func (p *yamlParser) flowPairValue(open, indent, depth int) *Node {
	if p.err != nil || p.peek() != ':' {
		return p.empty(p.at, yamlProperties{})
	}
	p.at++
	if p.flowSpace(open); p.err != nil {
		return p.empty(p.at, yamlProperties{})
	}
	return p.flowValue(indent, depth)
}

// flowSpace moves to the next character of the flow collection that begins at open.
func (p *yamlParser) flowSpace(open int) {
	if p.space(); p.at >= len(p.data) && p.err == nil {
		line, _ := p.file.lineColumn(open)
		p.fail(lastText(p.data), "the document ends before the '%c' of line %d is closed", p.data[open], line)
	}
}

// flowComma takes the comma after a value; closing, which may stand instead, stays.
func (p *yamlParser) flowComma(open int, closing byte) {
	switch p.flowSpace(open); {
	case p.err != nil || p.peek() == closing:
	case p.peek() == ',':
		p.at++
	default:
		p.fail(p.at, "expected ',' or '%c' after a value, found %s", closing, p.found())
	}
}

// lastText is the offset after the last byte that is no white space.
func lastText(data []byte) int {
	end := len(data)
	for end > 0 {
		switch data[end-1] {
		case ' ', '\t', '\n', '\r':
			end--
			continue
		}
		break
	}
	return end
}

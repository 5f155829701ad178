package source

// yamlContext says what may stand at a place of a block collection.
type yamlContext struct {
	indent int  // the column of the collection around; -1 at the top
	fresh  bool // a block collection may begin on the line where the parser stands
	dash   bool // a sequence may begin at the column of the mapping around
	depth  int  // how many collections are around
}

// block reads the value that comes next, if one belongs here. props are the tag
// and anchor from lines above it.
func (p *yamlParser) block(c yamlContext, props yamlProperties) *Node {
	empty := p.at
	p.space()
	if p.firstOnLine() {
		c.fresh = true
		if column := p.column(); column < c.indent || column == c.indent && !(c.dash && p.indicator('-')) {
			return p.empty(empty, props)
		}
	}
	if p.at >= len(p.data) {
		return p.empty(empty, props)
	}
	scope := p.enter(c.depth)
	start, line := p.at, p.line
	var own yamlProperties
	for p.peek() == '&' || p.peek() == '!' {
		p.property(&own)
		after := p.at
		if p.space(); p.at >= len(p.data) {
			return p.leave(scope, p.empty(after, p.join(props, own)), yamlProperties{})
		}
		if p.line != line {
			// On a line of their own they belong to the whole value below.
			p.at, p.line = after, line
			return p.leave(scope, p.block(c, p.join(props, own)), yamlProperties{})
		}
	}
	switch {
	case p.at >= len(p.data):
		return p.empty(empty, props)
	case p.indicator('-'):
		if !c.fresh || own.given() {
			p.fail(p.at, "a list item can't begin here; it needs a line of its own")
		}
		return p.leave(scope, p.sequence(p.column(), c.depth+1), props)
	case p.indicator(':'):
		p.fail(p.at, "expected a key before ':'")
		return p.empty(p.at, props)
	case p.indicator('?'):
		if !c.fresh || own.given() {
			p.fail(p.at, "a key can't begin here; it needs a line of its own")
		}
		return p.leave(scope, p.mapping(p.column(), c.depth+1, nil), props)
	case p.peek() == '|' || p.peek() == '>':
		props = p.join(props, own)
		return p.leave(scope, p.scalar(p.blockScalar(c.indent), props.tag), props)
	}
	inner := p.enter(c.depth)
	v := p.inline(c.indent, c.depth, false, own)
	if colon := p.colon(); colon >= 0 {
		switch {
		case p.line != line:
			p.fail(colon, "a key can't begin here: a value of several lines stands before the ':'")
		case !c.fresh:
			p.fail(colon, "a key can't begin here; it needs a line of its own, or quotes around the text that holds ': '")
		}
		first := p.key(inner, start, v, own)
		return p.leave(scope, p.mapping(start-line, c.depth+1, &first), props)
	}
	if v.alias && props.given() {
		p.failAliasProperties(start)
	}
	props = p.join(props, own)
	return p.leave(scope, p.scalar(v, props.tag), props)
}

// colon is the offset of the ':' that makes a key of what was just read on this line; -1 when there is none.
func (p *yamlParser) colon() int {
	i := p.at
	for i < len(p.data) && (p.data[i] == ' ' || p.data[i] == '\t') {
		i++
	}
	if i < len(p.data) && p.data[i] == ':' && p.blankAt(i+1) {
		return i
	}
	return -1
}

// yamlKey is the key of a mapping's member.
type yamlKey struct {
	start  int // where it begins, its properties included
	pos    Pos // its place without them
	text   string
	isText bool // it is text, or a scalar that kubectl writes as text
	merge  bool // it is <<
}

// key makes a key of a value that was read.
func (p *yamlParser) key(s yamlScope, start int, v yamlValue, props yamlProperties) yamlKey {
	if v.node == nil && props.anchor == "" {
		kind, text := v.resolve(props.tag)
		p.leave(s, nil, yamlProperties{})
		return yamlKey{start, p.file.Span(v.start, v.end), text, kind != Null, v.isMerge(props.tag)}
	}
	key := keyOf(start, p.leave(s, p.scalar(v, props.tag), props))
	key.merge = v.isMerge(props.tag)
	return key
}

// keyOf makes a key of a node. JSON has no keys but text, so kubectl writes booleans and numbers as text.
func keyOf(start int, n *Node) yamlKey {
	return yamlKey{start: start, pos: n.Pos, text: n.Text, isText: n.Kind == String || n.Kind == Bool || n.Kind == Number}
}

// mapping reads the block mapping whose keys stand at a column. Its first key may have been read already.
func (p *yamlParser) mapping(column, depth int, first *yamlKey) *Node {
	p.checkDepth(depth)
	base := len(p.pairs)
	n := p.node(Object, p.at, p.at)
	n.Pos = 0
	for {
		var key yamlKey
		var value *Node
		switch {
		case first != nil:
			key, first = *first, nil
			value = p.mappingValue(column, depth)
		case p.indicator('?'):
			key, value = p.explicitPair(column, depth)
		case p.indicator(':'):
			p.fail(p.at, "expected a key before ':'")
		default:
			key = p.implicitKey(column, depth)
			value = p.mappingValue(column, depth)
		}
		if p.err != nil {
			return n
		}
		if n.Pos == 0 {
			n.Pos = key.pos
		}
		p.pair(base, key, value)
		if p.space(); p.at >= len(p.data) {
			break
		}
		if !p.firstOnLine() {
			p.fail(p.at, "expected the end of the line after a value, found %s", p.found())
		}
		if p.at >= len(p.data) || p.column() < column {
			break
		}
		switch {
		case p.column() > column:
			p.fail(p.at, "this line's indentation fits no key above it")
		case p.indicator('-'):
			p.fail(p.at, "a list item can't stand among the keys of a mapping")
		}
	}
	n.Members = p.closeMapping(base)
	return n
}

// mappingValue reads the ':' after a key that stands on one line, and its value.
func (p *yamlParser) mappingValue(column, depth int) *Node {
	colon := p.colon()
	if colon < 0 {
		p.fail(p.at, "expected ':' after a key")
		return p.empty(p.at, yamlProperties{})
	}
	p.at = colon + 1
	return p.block(yamlContext{indent: column, dash: true, depth: depth}, yamlProperties{})
}

// implicitKey reads a key, which stands on one line.
func (p *yamlParser) implicitKey(column, depth int) yamlKey {
	start, line := p.at, p.line
	scope := p.enter(depth)
	var props yamlProperties
	for p.peek() == '&' || p.peek() == '!' {
		p.property(&props)
		p.space()
	}
	v := p.inline(column, depth, false, props)
	key := p.key(scope, start, v, props)
	if p.err == nil && (p.line != line || p.colon() < 0) {
		p.fail(key.start, "expected ':' after a key")
	}
	return key
}

// explicitPair reads "? key" and the ": value" that may follow it.
func (p *yamlParser) explicitPair(column, depth int) (key yamlKey, value *Node) {
	p.at++
	p.blanks()
	start := p.at
	key = keyOf(start, p.block(yamlContext{indent: column, fresh: true, depth: depth}, yamlProperties{}))
	after := p.at
	if p.space(); p.at < len(p.data) && p.firstOnLine() && p.column() == column && p.indicator(':') {
		p.at++
		return key, p.block(yamlContext{indent: column, fresh: true, depth: depth}, yamlProperties{})
	}
	return key, p.empty(after, yamlProperties{})
}

// sequence reads the block sequence whose dashes stand at a column.
func (p *yamlParser) sequence(column, depth int) *Node {
	p.checkDepth(depth)
	base := len(p.items)
	n := p.node(Array, p.at, p.at+1)
	for p.indicator('-') {
		p.at++
		p.items = append(p.items, p.block(yamlContext{indent: column, fresh: true, depth: depth}, yamlProperties{}))
		if p.space(); p.at >= len(p.data) {
			break
		}
		if !p.firstOnLine() {
			p.fail(p.at, "expected the end of the line after a value, found %s", p.found())
		}
		if p.at >= len(p.data) || p.column() < column {
			break
		}
		if p.column() > column {
			p.fail(p.at, "this line's indentation fits no list item above it")
		}
	}
	n.Items = append([]*Node(nil), p.items[base:]...)
	p.items = p.items[:base]
	return n
}

// checkDepth refuses what is nested deeper than [MaxDepth].
func (p *yamlParser) checkDepth(depth int) {
	p.deepest = max(p.deepest, depth)
	if depth > MaxDepth {
		p.fail(p.at, "nested deeper than %d levels", MaxDepth)
	}
}

// blanks skips spaces and tabs.
func (p *yamlParser) blanks() {
	for p.peek() == ' ' || p.peek() == '\t' {
		p.at++
	}
}

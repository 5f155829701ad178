package source

import (
	"bytes"
	"strconv"
	"strings"
)

// maxExpanded is how many values the aliases of one document may stand for.
const maxExpanded = 1_000_000

// yamlProperties are what may stand before a value: a tag and an anchor.
type yamlProperties struct{ tag, anchor string }

func (props yamlProperties) given() bool { return props.tag != "" || props.anchor != "" }

// yamlAnchor is a value that aliases may stand for.
type yamlAnchor struct {
	node         *Node // nil while the value is being read
	size, height int   // how many nodes and levels it has
}

// property reads the tag or anchor that begins here.
func (p *yamlParser) property(props *yamlProperties) {
	start := p.at
	if p.peek() == '!' {
		if props.tag != "" {
			p.fail(start, "a second tag for one value")
			return
		}
		props.tag = p.tag()
		return
	}
	if props.anchor != "" {
		p.fail(start, "a second anchor for one value")
		return
	}
	if props.anchor = p.anchorName(); props.anchor == "" {
		p.fail(start, "expected a name after '&'")
		return
	}
	if p.anchors == nil {
		p.anchors = map[string]*yamlAnchor{}
	}
	p.anchors[props.anchor] = &yamlAnchor{}
}

func (p *yamlParser) tag() string {
	start := p.at
	verbatim := bytes.HasPrefix(p.data[start:], []byte("!<"))
	for !p.blankAt(p.at) && (verbatim || !flowIndicator(p.peek())) {
		p.at++
	}
	tag := viewString(p.data[start:p.at])
	if verbatim {
		tag = strings.TrimSuffix(tag[2:], ">")
	}
	if own, ok := strings.CutPrefix(tag, "tag:yaml.org,2002:"); ok {
		tag = "!!" + own
	}
	return tag
}

// anchorName reads the name after the '&' or '*' here; "" when there is none.
func (p *yamlParser) anchorName() string {
	p.at++
	start := p.at
	for p.at < len(p.data) && isAnchorByte(p.peek()) {
		p.at++
	}
	return viewString(p.data[start:p.at])
}

func isAnchorByte(c byte) bool {
	return c == '_' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// join puts together the properties of one value that stand on several lines.
func (p *yamlParser) join(outer, own yamlProperties) yamlProperties {
	if outer.tag != "" && own.tag != "" || outer.anchor != "" && own.anchor != "" {
		p.fail(p.at, "a second tag or anchor for one value")
	}
	if own.tag == "" {
		own.tag = outer.tag
	}
	if own.anchor == "" {
		own.anchor = outer.anchor
	}
	return own
}

// yamlScope measures the value that is being read, for its anchor.
type yamlScope struct{ size, depth, deepest int }

// enter begins the measuring of a value; depth is how many collections are around it.
func (p *yamlParser) enter(depth int) yamlScope {
	s := yamlScope{p.size, depth, p.deepest}
	p.deepest = depth
	return s
}

// leave ends it, and lets aliases stand for the value if it has an anchor.
func (p *yamlParser) leave(s yamlScope, n *Node, props yamlProperties) *Node {
	if props.anchor != "" && p.err == nil {
		*p.anchors[props.anchor] = yamlAnchor{n, p.size - s.size + 1, p.deepest - s.depth}
	}
	p.size++
	p.deepest = max(p.deepest, s.deepest)
	return n
}

// alias reads an alias and gives the value that it stands for, at the alias's own place.
func (p *yamlParser) alias(depth int) *Node {
	start := p.at
	if start >= len(p.data) {
		return p.node(Null, start, start)
	}
	name := p.anchorName()
	n := p.node(Null, start, p.at)
	a := p.anchors[name]
	switch {
	case name == "":
		p.fail(start, "expected a name after '*'; put text that begins with it in quotes")
	case a == nil:
		p.fail(start, "no anchor &%s stands before this alias", name)
	case a.node == nil:
		p.fail(start, "the value of &%s holds itself", name)
	case p.size+a.size > maxExpanded:
		p.fail(start, "the aliases stand for more than %d values", maxExpanded)
	case depth+a.height > MaxDepth:
		p.fail(start, "nested deeper than %d levels", MaxDepth)
	default:
		pos := n.Pos
		*n = *a.node
		n.Pos = pos
		n.Origins = append([]Pos{a.node.Pos}, a.node.Origins...)
		p.size += a.size
		p.deepest = max(p.deepest, depth+a.height)
	}
	return n
}

func (p *yamlParser) failAliasProperties(at int) {
	p.fail(at, "an alias can't have a tag or an anchor of its own")
}

// yamlPair is a member of a mapping that is being read.
type yamlPair struct {
	Member
	merged bool // it came through <<
}

// pair adds a member to the mapping whose members begin at base; the value of a
// << key is laid in where it stands, since kubectl lets the last one count.
func (p *yamlParser) pair(base int, key yamlKey, value *Node) {
	if p.err != nil {
		return
	}
	if key.merge {
		p.merge(base, value)
		return
	}
	if !key.isText {
		p.fail(key.start, "a key must be text, not a list, a mapping or null")
		return
	}
	pos := key.pos
	if value.Kind != Object && value.Kind != Array {
		pos = p.file.Span(pos.Start(), max(pos.End(), value.Pos.End()))
	}
	p.pairs = append(p.pairs, yamlPair{Member: Member{Key: key.text, Pos: pos, Value: value}})
}

// merge lays the members of a mapping, or of several of which the first counts most, into the one being read.
func (p *yamlParser) merge(base int, value *Node) {
	from := []*Node{value}
	if value.Kind == Array {
		from = value.Items
	}
	for i := len(from) - 1; i >= 0; i-- {
		if from[i].Kind != Object {
			p.fail(value.Pos.Start(), "<< needs a mapping, or a list of mappings")
			return
		}
		if p.size += len(from[i].Members); p.size > maxExpanded {
			p.fail(value.Pos.Start(), "the aliases stand for more than %d values", maxExpanded)
			return
		}
		for _, m := range from[i].Members {
			p.pairs = append(p.pairs, yamlPair{m, true})
		}
	}
}

// closeMapping gives the members from base on as those of one mapping. What a
// merge brought gives way to what stands after it, and the other way about; a
// key that is written twice is named.
func (p *yamlParser) closeMapping(base int) []Member {
	if p.err != nil {
		return nil
	}
	pairs := p.pairs[base:]
	p.pairs = p.pairs[:base]
	members := make([]Member, 0, len(pairs))
	replaced := p.replaced(pairs)
	for i, pair := range pairs {
		if replaced == nil || !replaced[i] {
			members = append(members, pair.Member)
		}
	}
	return members
}

// replaced marks the members that a later one of the same key replaces through a
// merge, and warns of keys that are simply written twice. It is nil when no key is there twice.
func (p *yamlParser) replaced(pairs []yamlPair) []bool {
	const few = 16
	var last map[string]int
	if len(pairs) > few {
		last = make(map[string]int, len(pairs))
	}
	var replaced []bool
	for i := range pairs {
		before := -1
		if last != nil {
			if at, ok := last[pairs[i].Key]; ok {
				before = at
			}
			last[pairs[i].Key] = i
		} else {
			for j := i - 1; j >= 0 && before < 0; j-- {
				if pairs[j].Key == pairs[i].Key {
					before = j
				}
			}
		}
		switch {
		case before < 0:
		case pairs[before].merged || pairs[i].merged:
			if replaced == nil {
				replaced = make([]bool, len(pairs))
			}
			replaced[before] = true
		default:
			p.warnTwice(pairs[before], pairs[i])
		}
	}
	return replaced
}

func (p *yamlParser) warnTwice(first, second yamlPair) {
	const most = 50 // of one file
	if len(p.diags) >= most {
		return
	}
	line, _ := p.file.lineColumn(first.Pos.Start())
	p.diags = append(p.diags, Diagnostic{
		Level:   Warning,
		Message: "the key " + strconv.Quote(second.Key) + " stands twice in one mapping, first in line " + strconv.Itoa(line) + "; the last one counts",
		Hint:    "remove one of them",
		Path:    p.file.Path,
		Pos:     second.Pos,
	})
}

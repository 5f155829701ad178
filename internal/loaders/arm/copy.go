package arm

import (
	"fmt"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// maxCopies is how often a copy loop may run: Azure's own limit.
const maxCopies = 800

// isPropertyCopy reports whether a member called copy is a list of copy loops.
func isPropertyCopy(n *source.Node) bool {
	if n.Kind != source.Array || len(n.Items) == 0 {
		return false
	}
	for _, item := range n.Items {
		if item.Kind != source.Object || item.Get("name") == nil || item.Get("count") == nil {
			return false
		}
	}
	return true
}

// propertyCopies makes the members of a list of copy loops.
func (e env) propertyCopies(list *source.Node) []source.Member {
	members := make([]source.Member, 0, len(list.Items))
	for _, item := range list.Items {
		name := item.Member("name")
		members = append(members, source.Member{Key: name.Value.Str(), Pos: name.Pos, Value: e.copied(item)})
	}
	return members
}

// copied runs a copy loop over its input. Where nobody knows how often it runs, the
// list isn't known; inside a resource one iteration stands for all.
func (e env) copied(loopNode *source.Node) *source.Node {
	input := loopNode.Get("input")
	if input == nil {
		return e.because("the copy loop has no input")
	}
	count, why := e.count(loopNode)
	name := strings.ToLower(loopNode.Get("name").Str())
	if why != "" {
		if !e.inResource {
			return e.symbols.unknown(part{
				base: short(fmt.Sprintf("%s copy at %d%s", e.t.id, int64(loopNode.Pos), e.loopsIdentity())), src: "copy", why: why, typ: arrayKind,
			})
		}
		return &source.Node{Kind: source.Array, Pos: loopNode.Pos, Items: []*source.Node{e.inLoop(loop{name: name, index: e.unknownIndex(loopNode, why)}).tree(input)}}
	}
	out := &source.Node{Kind: source.Array, Pos: loopNode.Pos}
	for i := range count {
		out.Items = append(out.Items, e.inLoop(loop{name: name, index: intNode(i)}).tree(input))
	}
	return out
}

// unknownIndex is the index of an iteration that stands for all.
func (e env) unknownIndex(loopNode *source.Node, why string) *source.Node {
	return e.symbols.unknown(part{
		base: short(fmt.Sprintf("%s copyIndex at %d%s", e.t.id, int64(loopNode.Pos), e.loopsIdentity())), src: "copyIndex()", why: why, present: true, typ: intKind,
	})
}

// inLoop is e inside one more loop.
func (e env) inLoop(l loop) env {
	e.loops = append(e.loops[:len(e.loops):len(e.loops)], l)
	return e
}

// count evaluates how often a copy loop runs; why says why that isn't known.
func (e env) count(loopNode *source.Node) (n int64, why string) {
	m := loopNode.Member("count")
	if m == nil {
		e.pos = loopNode.Pos
		e.fail(source.Warning, "copy: the loop has no count")
		return 0, "the copy loop has no count"
	}
	v := e.tree(m.Value)
	e.pos = m.Pos
	n, ok := intOf(v)
	switch {
	case !ok:
		if why = whyUnknown(v); why == "" {
			e.fail(source.Warning, "copy: the count is no whole number")
			why = "the count of its copy loop is no whole number"
		}
	case n < 0 || n > maxCopies:
		e.fail(source.Error, "copy: %d is outside of what Azure allows, 0 to %d; one iteration is judged for all", n, maxCopies)
		why = "its copy loop runs too often"
	}
	return n, why
}

// copyIndex is copyIndex([loop name] [, offset]).
func copyIndex(c *call) *source.Node {
	name, named := c.str(0)
	offset := int64(0)
	if n := len(c.args); n > 0 && (n == 2 || !named) {
		var ok bool
		if offset, ok = c.int(n - 1); !ok || n == 2 && !named {
			return nil
		}
	}
	var found *loop
	for i := range c.loops {
		l := &c.loops[i]
		// Without a name it's the loop of the resource, else the innermost one.
		if named && l.name == strings.ToLower(name) || !named && (found == nil || l.resource || !found.resource) {
			found = l
		}
	}
	switch {
	case found == nil && named:
		return c.fail(source.Warning, "copyIndex(): there is no copy loop '%s' here", name)
	case found == nil:
		return c.fail(source.Warning, "copyIndex() stands outside of a copy loop")
	}
	i, ok := intOf(found.index)
	if !ok {
		if offset == 0 {
			return found.index
		}
		c.args = append(c.args, found.index)
		return c.unknownResult()
	}
	return intNode(i + offset)
}

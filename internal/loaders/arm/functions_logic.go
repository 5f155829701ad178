package arm

import (
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// logicFunctions are the logical functions and comparisons.
func logicFunctions() map[string]function {
	constant := func(n *source.Node) function {
		return function{eval: func(*call) *source.Node { return n }}
	}
	return map[string]function{
		"true":            constant(boolNode(true)),
		"false":           constant(boolNode(false)),
		"null":            constant(nullNode()),
		"if":              {min: 3, max: 3, lazy: choose},
		"and":             {min: 1, max: -1, result: boolKind, lazy: andOr},
		"or":              {min: 1, max: -1, result: boolKind, lazy: andOr},
		"not":             {min: 1, max: 1, result: boolKind, eval: not},
		"bool":            {min: 1, max: 1, result: boolKind, eval: toBool},
		"equals":          {min: 2, max: 2, result: boolKind, eval: equals},
		"coalesce":        {min: 1, max: -1, lazy: coalesce},
		"less":            {min: 2, max: 2, result: boolKind, eval: compare},
		"lessOrEquals":    {min: 2, max: 2, result: boolKind, eval: compare},
		"greater":         {min: 2, max: 2, result: boolKind, eval: compare},
		"greaterOrEquals": {min: 2, max: 2, result: boolKind, eval: compare},
		"fail":            {min: 1, max: 1, eval: func(c *call) *source.Node { return c.because("the template stops here with fail()") }},
	}
}

// truth is a value as a boolean: known, and what it is. Azure takes "true" and
// "false" as text too.
func truth(n *source.Node) (is, known bool) {
	if n.Kind == source.Bool || n.Kind == source.String {
		switch strings.ToLower(n.Text) {
		case "true":
			return true, true
		case "false":
			return false, true
		}
	}
	return false, false
}

// choose is if(). Under a condition that isn't known, what both branches agree on is.
func choose(c *call) *source.Node {
	condition := c.eval(c.x.args[0])
	is, known := truth(condition)
	switch {
	case known:
		branch := c.x.args[2]
		if is {
			branch = c.x.args[1]
		}
		return c.from(c.eval(branch), condition)
	case condition.Kind != source.Unknown:
		return c.fail(source.Warning, "if(): the condition is neither true nor false")
	}
	yes, no := c.eval(c.x.args[1]), c.eval(c.x.args[2])
	return c.from(c.either(condition, yes, no), condition, yes, no)
}

// either is the value that is one of two under a condition that isn't known.
func (c *call) either(condition, yes, no *source.Node) *source.Node {
	switch {
	case !c.step(1):
		return c.because("the template takes too many steps to evaluate")
	case c.identityOf(yes) == c.identityOf(no):
		return yes
	case yes.Kind == source.Object && no.Kind == source.Object:
		return c.eitherObject(condition, yes, no)
	}
	p := part{
		base: short("if(" + c.identityOf(condition) + "," + c.identityOf(yes) + "," + c.identityOf(no) + ")"),
		src:  c.x.src, why: firstWhy(condition, yes, no),
		present: c.isPresent(yes) && c.isPresent(no),
	}
	if k := c.symbols.kindOf(yes); k == c.symbols.kindOf(no) {
		p.typ = k
	}
	if a, b := refOfValue(yes), refOfValue(no); a != nil && b != nil && a.Kind == b.Kind && a.Attribute == b.Attribute {
		p.ref = &source.Ref{Kind: a.Kind, Type: a.Type, Attribute: a.Attribute, Target: marked(p.base)}
		if a.Target == b.Target {
			p.ref = a
		}
	}
	return c.symbols.unknown(p)
}

// eitherObject is one of two objects: members that both agree on are known.
func (c *call) eitherObject(condition, yes, no *source.Node) *source.Node {
	var members []source.Member
	for _, m := range yes.Members {
		if other := no.Get(m.Key); other != nil {
			v := c.from(c.either(condition, m.Value, other), m.Value, other)
			members = append(members, source.Member{Key: m.Key, Pos: m.Pos, Value: v})
		} else {
			members = append(members, c.maybe(condition, m))
		}
	}
	for _, m := range no.Members {
		if yes.Get(m.Key) == nil {
			members = append(members, c.maybe(condition, m))
		}
	}
	return objectNode(members...)
}

// maybe is a member that may be missing.
func (c *call) maybe(condition *source.Node, m source.Member) source.Member {
	m.Value = c.from(c.symbols.unknown(part{
		base: short("if(" + c.identityOf(condition) + "," + c.identityOf(m.Value) + ")"),
		src:  c.x.src, why: firstWhy(condition), optional: true,
	}), m.Value)
	return m
}

func refOfValue(n *source.Node) *source.Ref {
	if n.Symbol == nil {
		return nil
	}
	return n.Symbol.Ref
}

// isPresent reports whether a value is certainly neither null nor empty.
func (c *call) isPresent(n *source.Node) bool {
	switch n.Kind {
	case source.Null:
		return false
	case source.String:
		return n.Text != ""
	case source.Array:
		return len(n.Items) > 0
	case source.Object:
		return c.hasCertain(n)
	case source.Unknown:
		return n.Symbol != nil && n.Symbol.Present
	}
	return true
}

// hasOptional reports whether some member of an object may be missing.
func (c *call) hasOptional(n *source.Node) bool {
	for _, m := range n.Members {
		if c.isOptional(m.Value) {
			return true
		}
	}
	return false
}

// hasUnknownName reports whether the name of some member of an object isn't known.
func hasUnknownName(n *source.Node) bool {
	for _, m := range n.Members {
		if m.Symbol != nil {
			return true
		}
	}
	return false
}

func (c *call) isOptional(n *source.Node) bool {
	if n.Kind != source.Unknown {
		return false
	}
	t := c.symbols.pieces(n)
	return len(t) == 1 && t[0].optional
}

// andOr is and() and or(): one argument may decide alone, whatever the others are.
func andOr(c *call) *source.Node {
	decides := c.x.name == "or"
	var args, open []*source.Node
	for _, x := range c.x.args {
		arg := c.eval(x)
		args = append(args, arg)
		switch is, known := truth(arg); {
		case known && is == decides:
			return c.from(boolNode(decides), args...)
		case !known && arg.Kind != source.Unknown:
			return c.fail(source.Warning, "%s(): an argument is neither true nor false", c.x.spelt)
		case !known:
			open = append(open, arg)
		}
	}
	if len(open) == 0 {
		return c.from(boolNode(!decides), args...)
	}
	if len(open) == 1 {
		return c.from(open[0], args...)
	}
	c.args = open
	return c.from(c.unknownResult(), args...)
}

func not(c *call) *source.Node {
	is, known := truth(c.args[0])
	if !known {
		return nil
	}
	return boolNode(!is)
}

func toBool(c *call) *source.Node {
	if is, known := truth(c.args[0]); known {
		return boolNode(is)
	}
	if i, ok := c.int(0); ok {
		return boolNode(i != 0)
	}
	if c.args[0].Kind == source.Unknown && c.symbols.kindOf(c.args[0]) == boolKind {
		return c.args[0]
	}
	return nil
}

func equals(c *call) *source.Node {
	is, known := c.equal(c.args[0], c.args[1])
	if !known {
		return nil
	}
	return boolNode(is)
}

// equal compares two values as equals() does; known is false where that can't be told.
func (c *call) equal(a, b *source.Node) (is, known bool) {
	if !c.step(1) {
		return false, false
	}
	if a.Kind == source.Unknown || b.Kind == source.Unknown {
		return c.equalUnknown(a, b)
	}
	if a.Kind != b.Kind {
		return false, true
	}
	switch a.Kind {
	case source.Null:
		return true, true
	case source.Bool, source.String:
		return a.Text == b.Text, true
	case source.Number:
		i, ok1 := intOf(a)
		j, ok2 := intOf(b)
		return ok1 && ok2 && i == j || a.Text == b.Text, true
	case source.Array:
		if len(a.Items) != len(b.Items) {
			return false, true
		}
		is, known = true, true
		for i := range a.Items {
			same, sure := c.equal(a.Items[i], b.Items[i])
			if sure && !same {
				return false, true
			}
			is, known = is && same, known && sure
		}
		return is && known, known
	}
	return c.equalObjects(a, b)
}

func (c *call) equalObjects(a, b *source.Node) (is, known bool) {
	if c.hasOptional(a) || c.hasOptional(b) || hasUnknownName(a) || hasUnknownName(b) {
		return false, false
	}
	if len(a.Members) != len(b.Members) {
		return false, true
	}
	is, known = true, true
	for _, m := range a.Members {
		other := b.Get(m.Key)
		if other == nil {
			return false, true
		}
		same, sure := c.equal(m.Value, other)
		if sure && !same {
			return false, true
		}
		is, known = is && same, known && sure
	}
	return is && known, known
}

// equalUnknown compares values of which one isn't known, or not wholly.
func (c *call) equalUnknown(a, b *source.Node) (is, known bool) {
	if a.Kind == b.Kind && a.Symbol != nil && b.Symbol != nil && a.Symbol.Expr == b.Symbol.Expr {
		return true, true
	}
	if a.Kind != source.Unknown {
		a, b = b, a
	}
	switch b.Kind {
	case source.Null:
		return false, a.Symbol.Present
	case source.String:
		if b.Text == "" && a.Symbol.Present {
			return false, true
		}
		return false, !couldBe(c.symbols.pieces(a), b.Text)
	}
	return false, false
}

// couldBe reports whether a text that isn't wholly known may come to be s: whether its
// known parts stand in s in their order.
func couldBe(t text, s string) bool {
	for i, p := range t {
		switch {
		case !p.known():
		case i == len(t)-1 && i > 0:
			return strings.HasSuffix(s, p.text)
		default:
			at := strings.Index(s, p.text)
			if at < 0 || i == 0 && at > 0 {
				return false
			}
			s = s[at+len(p.text):]
		}
	}
	return s == "" || len(t) > 0 && !t[len(t)-1].known()
}

// couldName reports whether a text that isn't wholly known may come to be the name of a member.
func couldName(n *source.Node, key text) bool {
	folded := make(text, len(key))
	for i, p := range key {
		if p.known() {
			p.text = strings.ToLower(p.text)
		}
		folded[i] = p
	}
	for _, m := range n.Members {
		if m.Symbol != nil || couldBe(folded, strings.ToLower(m.Key)) {
			return true
		}
	}
	return false
}

// coalesce is the first argument that isn't null.
func coalesce(c *call) *source.Node {
	var nulls []*source.Node // their origins say where what is left out would stand
	for i, x := range c.x.args {
		arg := c.eval(x)
		switch {
		case arg.Kind == source.Null:
			nulls = append(nulls, arg)
			continue
		case arg.Kind != source.Unknown || c.isPresent(arg) || i == len(c.x.args)-1:
			return c.from(arg, nulls...)
		}
		c.args = append(c.args, arg)
		for _, rest := range c.x.args[i+1:] {
			c.args = append(c.args, c.eval(rest))
		}
		return c.from(c.unknownResult(), c.args...)
	}
	return c.from(nullNode(), nulls...)
}

func compare(c *call) *source.Node {
	var order int
	if i, ok := c.int(0); ok {
		j, ok := c.int(1)
		if !ok {
			return nil
		}
		switch {
		case i < j:
			order = -1
		case i > j:
			order = 1
		}
	} else {
		a, ok1 := c.str(0)
		b, ok2 := c.str(1)
		if !ok1 || !ok2 {
			return nil
		}
		order = strings.Compare(a, b)
	}
	switch c.x.name {
	case "less":
		return boolNode(order < 0)
	case "lessorequals":
		return boolNode(order <= 0)
	case "greater":
		return boolNode(order > 0)
	}
	return boolNode(order >= 0)
}

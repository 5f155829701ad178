package arm

import (
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// collectionFunctions are the functions on text, lists and objects alike, and on lists.
func collectionFunctions() map[string]function {
	return map[string]function{
		"concat":          {min: 1, max: -1, eval: concat},
		"contains":        {min: 2, max: 2, result: boolKind, eval: contains},
		"empty":           {min: 1, max: 1, result: boolKind, eval: empty},
		"length":          {min: 1, max: 1, result: intKind, eval: length},
		"first":           {min: 1, max: 1, eval: edge},
		"last":            {min: 1, max: 1, eval: edge},
		"skip":            {min: 2, max: 2, eval: skipTake},
		"take":            {min: 2, max: 2, eval: skipTake},
		"indexOf":         {min: 2, max: 2, result: intKind, eval: indexOf},
		"lastIndexOf":     {min: 2, max: 2, result: intKind, eval: indexOf},
		"array":           {min: 1, max: 1, result: arrayKind, eval: toArray},
		"createArray":     {min: 0, max: -1, result: arrayKind, eval: func(c *call) *source.Node { return arrayNode(movedAll(c.args)) }},
		"flatten":         {min: 1, max: 1, result: arrayKind, eval: flatten},
		"intersection":    {min: 2, max: -1, eval: intersection},
		"union":           {min: 1, max: -1, eval: union},
		"range":           {min: 2, max: 2, result: arrayKind, eval: rangeOf},
		"tryGet":          {min: 2, max: -1, eval: tryGet},
		"indexFromEnd":    {min: 2, max: 2, eval: indexFromEnd},
		"tryIndexFromEnd": {min: 2, max: 2, eval: indexFromEnd},
		"map":             {min: 2, max: 2, result: arrayKind, lazy: lambdaMap},
		"filter":          {min: 2, max: 2, result: arrayKind, lazy: lambdaFilter},
		"reduce":          {min: 3, max: 3, lazy: lambdaReduce},
		"sort":            {min: 2, max: 2, result: arrayKind, lazy: lambdaSort},
		"toObject":        {min: 2, max: 3, result: objectKind, lazy: lambdaToObject},
		"groupBy":         {min: 2, max: 2, result: objectKind, lazy: lambdaGroupBy},
		"mapValues":       {min: 2, max: 2, result: objectKind, lazy: lambdaMapValues},
		"lambdaVariables": {min: 1, max: 1, lazy: lambdaVariable},
		"lambda":          {min: 1, max: -1, lazy: strayLambda},
		"parameters":      {min: 1, max: 1, eval: parameterValue},
		"variables":       {min: 1, max: 1, eval: variableValue},
		"copyIndex":       {min: 0, max: 2, result: intKind, eval: copyIndex},
	}
}

// concat joins texts, or lists.
func concat(c *call) *source.Node {
	isList, allText := false, true
	for _, arg := range c.args {
		k := c.symbols.kindOf(arg)
		isList = isList || k == arrayKind
		allText = allText && k != arrayKind && k != objectKind && arg.Kind != source.Null
	}
	if isList {
		var items []*source.Node
		for _, arg := range c.args {
			if arg.Kind != source.Array {
				return nil
			}
			items = append(items, arg.Items...)
		}
		if len(items) > maxValueSize {
			return c.fail(source.Error, "the list that concat() makes is longer than %d", maxValueSize)
		}
		if !c.step(len(items)) {
			return c.because("the template takes too many steps to evaluate")
		}
		return arrayNode(items)
	}
	if !allText {
		return nil
	}
	var out text
	for _, arg := range c.args {
		t, _ := c.symbols.textOf(arg)
		out = append(out, t...)
	}
	return c.textNode(out)
}

func contains(c *call) *source.Node {
	container, item := c.args[0], c.args[1]
	switch container.Kind {
	case source.Object:
		key, ok := c.symbols.textOf(item)
		name, known := key.known()
		switch {
		case !ok:
			return nil
		case !known && c.step(len(container.Members)) && !couldName(container, key):
			return boolNode(false)
		case !known:
			return nil
		}
		v := container.Get(name)
		if v != nil && c.isOptional(v) {
			return c.symbols.unknown(part{base: short(c.identity()), src: c.x.src, why: whyUnknown(v), typ: boolKind})
		}
		if v == nil && hasUnknownName(container) {
			return c.symbols.unknown(part{base: short(c.identity()), src: c.x.src, why: "a name in the object isn't known", typ: boolKind})
		}
		return boolNode(v != nil)
	case source.Array:
		sure := true
		for _, member := range container.Items {
			is, known := c.equal(member, item)
			if is && known {
				return boolNode(true)
			}
			sure = sure && known
		}
		if !sure {
			return nil
		}
		return boolNode(false)
	}
	t, ok := c.symbols.textOf(container)
	part, ok2 := c.str(1)
	if !ok || !ok2 {
		return nil
	}
	for _, p := range t {
		if p.known() && strings.Contains(p.text, part) {
			return boolNode(true)
		}
	}
	if _, known := t.known(); !known {
		return nil
	}
	return boolNode(false)
}

func empty(c *call) *source.Node {
	n := c.args[0]
	switch n.Kind {
	case source.Null:
		return boolNode(true)
	case source.String:
		return boolNode(n.Text == "")
	case source.Array:
		return boolNode(len(n.Items) == 0)
	case source.Object:
		if c.hasOptional(n) && !c.hasCertain(n) {
			return c.symbols.unknown(part{base: short(c.identity()), src: c.x.src, why: whyUnknown(n), typ: boolKind})
		}
		return boolNode(len(n.Members) == 0)
	case source.Unknown:
		if c.isPresent(n) {
			return boolNode(false)
		}
	}
	return nil
}

// hasCertain reports whether some member of an object is certainly there.
func (c *call) hasCertain(n *source.Node) bool {
	for _, m := range n.Members {
		if !c.isOptional(m.Value) {
			return true
		}
	}
	return false
}

func length(c *call) *source.Node {
	switch n := c.args[0]; n.Kind {
	case source.Array:
		return intNode(int64(len(n.Items)))
	case source.Object:
		if c.hasOptional(n) {
			return nil
		}
		return intNode(int64(len(n.Members)))
	case source.String:
		return intNode(int64(len([]rune(n.Text))))
	}
	return nil
}

// edge is first and last.
func edge(c *call) *source.Node {
	n := c.args[0]
	atEnd := c.x.name == "last"
	if n.Kind == source.Array {
		if len(n.Items) == 0 {
			return nullNode()
		}
		if atEnd {
			return n.Items[len(n.Items)-1]
		}
		return n.Items[0]
	}
	if n.Kind == source.Unknown && c.symbols.kindOf(n) != textKind {
		return nil
	}
	t, ok := c.symbols.textOf(n)
	if !ok {
		return nil
	}
	if len(t) == 0 {
		return stringNode("")
	}
	p := t[0]
	if atEnd {
		p = t[len(t)-1]
	}
	if !p.known() {
		return nil
	}
	runes := []rune(p.text)
	if atEnd {
		return stringNode(string(runes[len(runes)-1:]))
	}
	return stringNode(string(runes[:1]))
}

// skipTake is skip and take, on lists and text.
func skipTake(c *call) *source.Node {
	count, ok := c.int(1)
	if !ok {
		return nil
	}
	cut := func(n int) (from, to int) {
		at := int(min(max(count, 0), int64(n)))
		if c.x.name == "take" {
			return 0, at
		}
		return at, n
	}
	switch n := c.args[0]; n.Kind {
	case source.Array:
		from, to := cut(len(n.Items))
		return arrayNode(n.Items[from:to:to])
	case source.String:
		runes := []rune(n.Text)
		from, to := cut(len(runes))
		return stringNode(string(runes[from:to]))
	case source.Unknown:
		t := c.symbols.pieces(n)
		if c.x.name == "take" && len(t) > 0 && t[0].known() {
			if runes := []rune(t[0].text); int64(len(runes)) >= count {
				_, to := cut(len(runes))
				return stringNode(string(runes[:to]))
			}
			// The part that reaches into what isn't known leaves at least the known part.
			return c.symbols.unknown(part{base: short(c.identity()), src: c.x.src, why: t.why(), present: count > 0, typ: textKind})
		}
	}
	return nil
}

// indexOf is indexOf and lastIndexOf: text disregards case, lists don't.
func indexOf(c *call) *source.Node {
	backward := c.x.name == "lastindexof"
	if list := c.args[0]; list.Kind == source.Array {
		found := int64(-1)
		for i, item := range list.Items {
			is, known := c.equal(item, c.args[1])
			if !known {
				return nil
			}
			if is && (found < 0 || backward) {
				found = int64(i)
			}
		}
		return intNode(found)
	}
	s, ok1 := c.str(0)
	part, ok2 := c.str(1)
	if !ok1 || !ok2 {
		return nil
	}
	s, part = strings.ToLower(s), strings.ToLower(part)
	at := strings.Index(s, part)
	if backward {
		at = strings.LastIndex(s, part)
	}
	if at > 0 {
		at = len([]rune(s[:at]))
	}
	return intNode(int64(at))
}

func toArray(c *call) *source.Node {
	switch n := c.args[0]; {
	case n.Kind == source.Array:
		return n
	case n.Kind == source.Unknown && c.symbols.kindOf(n) == anyKind:
		return nil
	default:
		return arrayNode([]*source.Node{moved(n)})
	}
}

func flatten(c *call) *source.Node {
	if c.args[0].Kind != source.Array {
		return nil
	}
	var items []*source.Node
	for _, item := range c.args[0].Items {
		if item.Kind != source.Array {
			return nil
		}
		items = append(items, item.Items...)
	}
	if !c.step(len(items)) {
		return nil
	}
	return arrayNode(items)
}

func intersection(c *call) *source.Node {
	first := c.args[0]
	if !c.known() {
		return nil
	}
	in := func(other *source.Node, fits func(*source.Node) bool) bool {
		for _, item := range other.Items {
			if fits(item) {
				return true
			}
		}
		return false
	}
	switch first.Kind {
	case source.Array:
		var items []*source.Node
	next:
		for _, item := range first.Items {
			same := func(other *source.Node) bool { is, _ := c.equal(item, other); return is }
			for _, other := range c.args[1:] {
				if other.Kind != source.Array || !in(other, same) {
					continue next
				}
			}
			if !in(arrayNode(items), same) {
				items = append(items, item)
			}
		}
		return arrayNode(items)
	case source.Object:
		var members []source.Member
	nextMember:
		for _, m := range first.Members {
			for _, other := range c.args[1:] {
				v := other.Get(m.Key)
				if v == nil {
					continue nextMember
				}
				if is, _ := c.equal(m.Value, v); !is {
					continue nextMember
				}
			}
			members = append(members, m)
		}
		return objectNode(members...)
	}
	return nil
}

// union joins lists without duplicates, or merges objects, nested ones too.
func union(c *call) *source.Node {
	isList, isObject := false, false
	for _, arg := range c.args {
		isList = isList || arg.Kind == source.Array
		isObject = isObject || arg.Kind == source.Object
	}
	if isList {
		return c.unionLists()
	}
	if !isObject {
		return nil
	}
	return c.mergeAll(c.args, true)
}

// mergeAll lays objects over one another, the last on top; nil where one can't be an
// object. Of one that isn't known every member may be there.
func (c *call) mergeAll(objects []*source.Node, deep bool) *source.Node {
	out := objectNode()
	for i, n := range objects {
		n = c.partly(n)
		switch {
		case n == nil:
			return nil
		case i == 0:
			out = n
		default:
			out = c.mergeObjects(out, n, deep)
		}
	}
	return out
}

// partly is what isn't known as an object: one member without a known name stands for
// all that it may have. nil for what certainly is no object.
func (c *call) partly(n *source.Node) *source.Node {
	if n.Kind == source.Object {
		return n
	}
	if k := c.symbols.kindOf(n); n.Kind != source.Unknown || k != objectKind && k != anyKind {
		return nil
	}
	return c.from(objectNode(c.anyMember(n.Symbol.Expr, whyUnknown(n))), n)
}

// anyMember stands for members of which nothing is known, those of the value with the identity of.
func (c *call) anyMember(of, why string) source.Member {
	v := c.symbols.unknown(part{base: short(of + ".*"), src: c.x.src, why: why, optional: true})
	return source.Member{Key: v.Symbol.Expr, Symbol: v.Symbol, Value: v}
}

func (c *call) unionLists() *source.Node {
	var items []*source.Node
	seen := map[string]bool{}
	for _, arg := range c.args {
		if arg.Kind != source.Array {
			return nil
		}
		for _, item := range arg.Items {
			// Unknown items of one identity are one value; of two, they may be.
			if id := c.identityOf(item); !seen[id] && c.step(1) {
				seen[id] = true
				items = append(items, item)
			}
		}
	}
	return arrayNode(items)
}

// mergeObjects lays b over a; deep says that nested objects are merged too.
func (c *call) mergeObjects(a, b *source.Node, deep bool) *source.Node {
	if !c.step(10 + len(a.Members) + len(b.Members)) {
		return c.because("the template takes too many steps to evaluate")
	}
	index := make(map[string]int, len(a.Members)+len(b.Members))
	members := append(make([]source.Member, 0, len(a.Members)+len(b.Members)), a.Members...)
	var nameless []source.Member // those of a whose names aren't known
	for i, m := range members {
		index[strings.ToLower(m.Key)] = i
		if m.Symbol != nil {
			nameless = append(nameless, m)
		}
	}
	for _, m := range b.Members {
		switch {
		case m.Symbol == nil:
			continue
		case !c.step(8 * len(members)):
			return c.because("the template takes too many steps to evaluate")
		}
		for i, old := range members { // it may have the name of any of them
			if old.Key != m.Key {
				members[i].Value = c.laidOver(old.Value, m.Value, m.Symbol.Expr, m.Symbol.Why)
			}
		}
	}
	for _, m := range b.Members {
		i, ok := index[strings.ToLower(m.Key)]
		switch {
		case ok:
			m.Value = c.merged(members[i].Value, m.Value, deep)
			members[i] = m
			continue
		case deep && m.Symbol == nil:
			for _, under := range nameless { // which may have its name
				if v := under.Value; v.Kind != source.Object || len(v.Members) > 0 {
					m.Value = c.merged(c.below(under, m.Key), m.Value, deep)
				}
			}
		}
		index[strings.ToLower(m.Key)] = len(members)
		members = append(members, m)
	}
	return objectNode(members...)
}

// below is the value of a member without a known name, if its name is key.
func (c *call) below(m source.Member, key string) *source.Node {
	base := m.Key + "=" + strings.ToLower(key)
	if m.Value.Symbol != m.Symbol {
		base += ":" + c.identityOf(m.Value)
	}
	return c.symbols.unknown(part{base: short(base), src: c.x.src, why: m.Symbol.Why, optional: true})
}

// merged is the value of a member in two objects, the second laid over the first.
func (c *call) merged(old, over *source.Node, deep bool) *source.Node {
	switch {
	case c.isOptional(over):
		return c.laidOver(old, over, "", whyUnknown(over))
	case deep && over.Kind == source.Object:
		if under := c.partly(old); under != nil {
			return c.mergeObjects(under, over, deep)
		}
	case deep && old.Kind == source.Object && c.symbols.kindOf(over) == objectKind:
		return c.mergeObjects(old, c.partly(over), deep)
	case deep && over.Kind == source.Null && old.Kind != source.Null:
		return c.from(c.because("whether union() lets null win over a value isn't documented"), over, old)
	}
	return over
}

// laidOver is the old value or another, for nobody knows whether that is laid over it:
// name identifies its unknown name, and why says why.
func (c *call) laidOver(old, over *source.Node, name, why string) *source.Node {
	if c.identityOf(old) == c.identityOf(over) {
		return old
	}
	if name != "" {
		name += ":"
	}
	return c.from(c.symbols.unknown(part{
		base: short("either(" + c.identityOf(old) + "," + name + c.identityOf(over) + ")"),
		src:  c.x.src, why: why, optional: c.isOptional(old),
	}), over, old)
}

func rangeOf(c *call) *source.Node {
	start, ok1 := c.int(0)
	count, ok2 := c.int(1)
	if !ok1 || !ok2 {
		return nil
	}
	if count < 0 || count > 10_000 {
		return c.fail(source.Error, "range() makes at most 10000 numbers, not %d", count)
	}
	if !c.step(int(count)) {
		return nil
	}
	items := make([]*source.Node, count)
	for i := range items {
		items[i] = intNode(start + int64(i))
	}
	return arrayNode(items)
}

// tryGet follows members and indexes, and is null where one is missing.
func tryGet(c *call) *source.Node {
	n := c.args[0]
	for _, key := range c.args[1:] {
		switch {
		case n.Kind == source.Null:
			return nullNode()
		case n.Kind == source.Object && key.Kind == source.Unknown && c.symbols.kindOf(key) == textKind && c.step(len(n.Members)) && !couldName(n, c.symbols.pieces(key)):
			return nullNode()
		case n.Kind == source.Unknown || key.Kind == source.Unknown:
			n = c.index(n, key, c.x)
		case n.Kind == source.Object && key.Kind == source.String:
			v := n.Get(key.Text)
			switch {
			case v == nil && hasUnknownName(n):
				return c.because("whether " + c.x.args[0].src + " has a member '" + key.Text + "' isn't known")
			case v == nil:
				return nullNode()
			}
			n = v
		case n.Kind == source.Array && key.Kind == source.Number:
			i, ok := intOf(key)
			if !ok || i < 0 || i >= int64(len(n.Items)) {
				return nullNode()
			}
			n = n.Items[i]
		default:
			return nil
		}
	}
	return n
}

// indexFromEnd is an element counted from the end, from 1.
func indexFromEnd(c *call) *source.Node {
	list := c.args[0]
	i, ok := c.int(1)
	if list.Kind != source.Array || !ok {
		return nil
	}
	if i < 1 || i > int64(len(list.Items)) {
		if c.x.name == "tryindexfromend" {
			return nullNode()
		}
		return c.because(c.x.src + " is out of range")
	}
	return list.Items[int64(len(list.Items))-i]
}

package arm

import (
	"fmt"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// The limits of one evaluation: what no honest template comes near.
const (
	maxSteps      = 8_000_000 // values made or looked at
	maxValueSteps = 2_000_000 // the same for one expression
	maxCallDepth  = 1_000     // variables, outputs and functions that wait for one another
	maxValueSize  = 200_000   // nodes of one value
	maxValueDepth = 400       // levels of one value
	maxTextLength = 1 << 20   // bytes of one text
	maxPieces     = 2_000     // unknown parts of one text
	maxOrigins    = 12        // places that one value is said to come from
)

// evaluator is the state of one evaluation of a template, shared by the templates nested in it.
type evaluator struct {
	// scope names the evaluation, so that what is unknown in two of them differs.
	scope string
	// format and mode are those of the resources, and prefix begins their addresses.
	format inventory.Format
	mode   inventory.Mode
	prefix string
	// main is the template that was evaluated.
	main  *template
	files map[string]*source.File
	// inSpec are the templates that a template spec holds beside its main one, by their paths.
	inSpec    map[string]*source.Node
	functions map[string]function
	symbols   symbols
	parsed    map[string]parsedExpression
	// composed are the lists and objects that expressions yielded, as they were placed.
	composed map[*source.Node]bool
	// cutOff says that the template can't be read to its end, and that what it seems to lack may stand there.
	cutOff bool
	// said holds what was said once and isn't to be said again.
	said map[string]bool
	// steps, depth and instances count against the limits.
	steps, depth, instances int
	// until is how many steps the expression at the place outermost may come to; 0 outside of one.
	until     int
	outermost source.Pos
	// unequal counts the values that are too large to compare.
	unequal int
	found   inventory.Loaded
	// made are the resources of found.Embedded, in its order; nil where one is no resource of Azure.
	made []*instance
	// linked are the linked templates that were used.
	linked []*source.File
	// bicep is what the main template was compiled from; nil where that isn't among the files given.
	bicep *bicepFile
}

// parsedExpression is what [parseExpression] made of a text.
type parsedExpression struct {
	x   *expr
	err error
}

// env is what an expression sees.
type env struct {
	*evaluator
	// t is the template whose parameters, variables and scope the expression means.
	t *template
	// loops are the copy loops around it, the innermost last.
	loops []loop
	// locals are the variables of the lambdas around it, and inFunction the parameters
	// of the user-defined function whose body it is (nil outside of one).
	locals     *local
	inFunction map[string]*source.Node
	// then is what escaped expressions see that become expressions by it: those of a
	// nested template with outer scope, which is evaluated once more as it's deployed.
	then *env
	// inResource says that a resource is being evaluated, and quiet that what is wrong
	// in it is of no interest.
	inResource, quiet bool
	// given are the facts that the condition of the resource around it supposes.
	given *fact
	// pos is the place of the expression, for diagnostics.
	pos source.Pos
}

// loop is one copy loop: its name, lower-case, and the index of the iteration.
type loop struct {
	name  string
	index *source.Node
	// resource says that it makes resources, and not the items of a list.
	resource bool
}

// local is a variable of a lambda.
type local struct {
	name  string
	value *source.Node
	outer *local
}

// step counts work; false says that the budget is spent, and that the value at hand stays unknown.
func (ev *evaluator) step(n int) bool {
	ev.steps += n
	switch {
	case ev.steps > maxSteps:
		ev.say("steps", source.Diagnostic{
			Level:   source.Error,
			Message: "evaluating this template takes too many steps; the rest of its values stay unknown",
			Hint:    "look for copy loops or lambdas inside one another",
			Path:    ev.main.file.Path, Pos: ev.main.node.Pos,
		})
		return false
	case ev.until > 0 && ev.steps > ev.until:
		ev.say(fmt.Sprint("steps of ", int64(ev.outermost)), source.Diagnostic{
			Level:   source.Error,
			Message: "evaluating this expression takes too many steps; what it needs stays unknown",
			Hint:    "look for copy loops or lambdas inside one another",
			Path:    ev.main.file.Path, Pos: ev.outermost,
		})
		return false
	}
	return true
}

// enter counts a call that waits for another; false says that there are too many.
func (e env) enter() bool {
	if e.depth >= maxCallDepth {
		e.say("depth", source.Diagnostic{
			Level:   source.Error,
			Message: fmt.Sprintf("more than %d variables and functions refer to one another in a row; the values beyond stay unknown", maxCallDepth),
			Path:    e.t.file.Path, Pos: e.pos,
		})
		return false
	}
	e.depth++
	return true
}

func (ev *evaluator) leave() { ev.depth-- }

// say adds a diagnostic, once for each topic.
func (ev *evaluator) say(topic string, d source.Diagnostic) {
	if !ev.said[topic] {
		ev.said[topic] = true
		ev.found.Diagnostics = append(ev.found.Diagnostics, d)
	}
}

// fail says that something in the template is wrong at the expression's place, and
// makes the value unknown.
func (e env) fail(level source.Level, format string, args ...any) *source.Node {
	msg := fmt.Sprintf(format, args...)
	if e.quiet || e.cutOff && level == source.Warning {
		return e.because(msg)
	}
	e.say(fmt.Sprint("at ", int64(e.pos), msg), source.Diagnostic{Level: level, Message: msg, Path: e.t.file.Path, Pos: e.pos})
	return e.because(msg)
}

// because makes an unknown value that nothing else equals, for the reason why.
func (e env) because(why string) *source.Node {
	return e.symbols.unknown(part{base: fmt.Sprintf("%s at %d.%d", e.t.id, int64(e.pos), len(e.symbols)), src: "?", why: why})
}

// tree evaluates every expression in a tree of the template. What holds none comes back as it is.
func (e env) tree(n *source.Node) *source.Node {
	if n.Kind != source.String && n.Kind != source.Array && n.Kind != source.Object || n.Kind == source.String && !strings.HasPrefix(n.Text, "[") {
		return n
	}
	if !e.step(1) {
		return e.because("the template takes too many steps to evaluate")
	}
	switch n.Kind {
	case source.String:
		return e.str(n)
	case source.Array:
		return e.array(n)
	case source.Object:
		return e.object(n)
	}
	return n
}

func (e env) str(n *source.Node) *source.Node {
	switch {
	case isExpression(n.Text):
		return e.expression(n)
	case strings.HasPrefix(n.Text, "[["):
		plain := *n
		plain.Text = unescape(n.Text)
		if e.then != nil {
			then := *e.then
			then.loops, then.inResource, then.quiet = e.loops, e.inResource, e.quiet
			return then.str(&plain)
		}
		return &plain
	}
	return n
}

func (e env) array(n *source.Node) *source.Node {
	var items []*source.Node
	for i, item := range n.Items {
		v := e.tree(item)
		if items == nil && v != item {
			items = append(make([]*source.Node, 0, len(n.Items)), n.Items[:i]...)
		}
		if items != nil {
			items = append(items, v)
		}
	}
	if items == nil {
		return n
	}
	out := *n
	out.Items = items
	return &out
}

func (e env) object(n *source.Node) *source.Node {
	var members []source.Member
	for i, m := range n.Members {
		if strings.EqualFold(m.Key, "copy") && isPropertyCopy(m.Value) {
			if members == nil {
				members = append(make([]source.Member, 0, len(n.Members)), n.Members[:i]...)
			}
			members = append(members, e.propertyCopies(m.Value)...)
			continue
		}
		evaluated := e.key(m)
		evaluated.Value = e.tree(m.Value)
		if members == nil && (evaluated.Value != m.Value || evaluated.Key != m.Key) {
			members = append(make([]source.Member, 0, len(n.Members)), n.Members[:i]...)
		}
		if members != nil {
			members = append(members, evaluated)
		}
	}
	if members == nil {
		return n
	}
	out := *n
	out.Members = members
	return &out
}

// key evaluates a member's name.
func (e env) key(m source.Member) source.Member {
	if !isExpression(m.Key) {
		m.Key = unescape(m.Key)
		return m
	}
	v := e.expression(&source.Node{Kind: source.String, Text: m.Key, Pos: m.Pos})
	if named, ok := nameMember(v); ok {
		m.Key, m.Symbol = named.Key, named.Symbol
	}
	return m
}

// nameMember makes a member with a computed name. One that isn't known has its
// identity in place of the name. ok is false for a value that is no text.
func nameMember(name *source.Node) (m source.Member, ok bool) {
	switch name.Kind {
	case source.String:
		return source.Member{Key: name.Text}, true
	case source.Unknown:
		return source.Member{Key: name.Symbol.Expr, Symbol: name.Symbol}, true
	}
	return source.Member{}, false
}

// expression evaluates a string that is an expression. The value takes its place,
// and remembers where it came from.
func (e env) expression(n *source.Node) *source.Node {
	e.pos = n.Pos
	if e.until == 0 {
		e.until, e.outermost = e.steps+maxValueSteps, n.Pos
		defer func() { e.until = 0 }()
	}
	x, err := e.parse(n.Text)
	if err != nil {
		return e.placed(e.fail(source.Error, "invalid template expression: %v", err), n.Pos)
	}
	v := e.placed(e.eval(x), n.Pos)
	if len(v.Items)+len(v.Members) > 0 {
		e.composed[v] = true
	}
	if v.Kind == source.Unknown {
		v.Text = strings.TrimSpace(n.Text[1 : len(n.Text)-1])
	}
	return v
}

func (ev *evaluator) parse(text string) (*expr, error) {
	p, ok := ev.parsed[text]
	if !ok {
		p.x, p.err = parseExpression(text)
		ev.parsed[text] = p
	}
	return p.x, p.err
}

// placed is a value as it stands at a place of the template.
func (e env) placed(v *source.Node, pos source.Pos) *source.Node {
	if !e.fits(v) {
		v = e.fail(source.Error, "the value of this expression is larger than akscan evaluates")
	}
	out := *v
	out.Origins = originsOf(v)
	out.Pos = pos
	return &out
}

// originsOf lists the places that a value came from, its own first.
func originsOf(v *source.Node) []source.Pos {
	if !v.Pos.IsValid() {
		return v.Origins
	}
	return addOrigins([]source.Pos{v.Pos}, v.Origins)
}

// addOrigins appends places that aren't there yet.
func addOrigins(to, more []source.Pos) []source.Pos {
next:
	for _, pos := range more {
		if len(to) >= maxOrigins {
			break
		}
		for _, known := range to {
			if known == pos {
				continue next
			}
		}
		to = append(to, pos)
	}
	return to
}

// fits reports whether a value is within the limits, so that whoever walks it may.
func (e env) fits(v *source.Node) bool {
	left := maxValueSize
	return e.measure(v, &left, 0) && e.step((maxValueSize-left)/8)
}

func (e env) measure(v *source.Node, left *int, depth int) bool {
	if *left--; *left < 0 || depth > maxValueDepth {
		return false
	}
	for _, item := range v.Items {
		if !e.measure(item, left, depth+1) {
			return false
		}
	}
	for _, m := range v.Members {
		if !e.measure(m.Value, left, depth+1) {
			return false
		}
	}
	return true
}

// eval evaluates a parsed expression.
func (e env) eval(x *expr) *source.Node {
	if !e.step(1) {
		return e.because("the template takes too many steps to evaluate")
	}
	switch x.op {
	case literalOp:
		return x.value
	case memberOp:
		return e.supposed(e.member(e.eval(x.args[0]), x.name, x))
	case indexOp:
		return e.supposed(e.index(e.eval(x.args[0]), e.eval(x.args[1]), x))
	}
	return e.supposed(e.call(x))
}

// member is base.name.
func (e env) member(base *source.Node, name string, x *expr) *source.Node {
	switch base.Kind {
	case source.Object:
		if v := base.Get(name); v != nil {
			return e.inherit(v, base)
		}
		if hasUnknownName(base) {
			return e.because(fmt.Sprintf("whether %s has a member '%s' isn't known", x.args[0].src, name))
		}
		return e.because(fmt.Sprintf("%s has no member '%s'", x.args[0].src, name))
	case source.Unknown:
		return e.unknownMember(base, name, x)
	case source.Null:
		return e.because(fmt.Sprintf("%s is null and has no member '%s'", x.args[0].src, name))
	}
	return e.because(fmt.Sprintf("%s is no object and has no member '%s'", x.args[0].src, name))
}

// inherit is a part of a whole: it came from where the whole came from, after its own place.
func (e env) inherit(part, whole *source.Node) *source.Node {
	if part.Pos.IsValid() || len(part.Origins) > 0 || len(whole.Origins) == 0 && !whole.Pos.IsValid() {
		return part
	}
	out := *part
	out.Origins = originsOf(whole)
	return &out
}

// unknownMember is a member of what isn't known.
func (e env) unknownMember(base *source.Node, name string, x *expr) *source.Node {
	t := e.symbols.pieces(base)
	if len(t) == 1 && t[0].reference != nil {
		return e.attribute(t[0], name, x)
	}
	p := part{base: short(base.Symbol.Expr + "." + strings.ToLower(name)), src: x.src, why: t.why()}
	return e.from(e.symbols.unknown(p), base)
}

// index is base[key].
func (e env) index(base, key *source.Node, x *expr) *source.Node {
	if base.Kind == source.Unknown {
		if v, ok := e.assigned(base, key, x); ok {
			return e.from(v, key)
		}
	}
	switch {
	case key.Kind == source.String && base.Kind != source.Array:
		return e.member(base, key.Text, x)
	case base.Kind == source.Array && key.Kind == source.Number:
		if i, ok := intOf(key); ok && i >= 0 && i < int64(len(base.Items)) {
			return e.inherit(base.Items[i], base)
		}
		return e.because(fmt.Sprintf("%s has no element %s", x.args[0].src, key.Text))
	case base.Kind == source.Unknown && key.Kind == source.Number:
		return e.unknownMember(base, key.Text, x)
	case base.Kind == source.Unknown || key.Kind == source.Unknown:
		p := part{base: short(e.identityOf(base) + "[" + e.identityOf(key) + "]"), src: x.src, why: firstWhy(base, key)}
		return e.from(e.symbols.unknown(p), base, key)
	}
	return e.because(x.src + " can't be read: the index doesn't fit the value")
}

func firstWhy(nodes ...*source.Node) string {
	for _, n := range nodes {
		if why := whyUnknown(n); why != "" {
			return why
		}
	}
	return ""
}

// from is a computed value that came from where its arguments came from.
func (e env) from(v *source.Node, args ...*source.Node) *source.Node {
	var origins []source.Pos
	for _, arg := range args {
		origins = addOrigins(origins, originsOf(arg))
	}
	if len(origins) == 0 && !v.Pos.IsValid() && len(v.Origins) == 0 {
		return v
	}
	out := *v
	out.Origins = addOrigins(originsOf(v), origins)
	out.Pos = 0
	return &out
}

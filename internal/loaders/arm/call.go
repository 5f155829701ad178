package arm

import (
	"math"
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// function is a template function.
type function struct {
	// min and max are how many arguments it takes; max < 0 is any number.
	min, max int
	// result is what its value certainly is, and present says that it's never empty:
	// both count where the value stays unknown.
	result  kind
	present bool
	// eval computes the value; nil says that it can't be told from these arguments.
	eval func(c *call) *source.Node
	// lazy is in place of eval for what doesn't evaluate all its arguments.
	lazy func(c *call) *source.Node
}

// call is one call of a function.
type call struct {
	env
	x    *expr
	f    *function
	args []*source.Node
}

// call calls a function by its name.
func (e env) call(x *expr) *source.Node {
	f, ok := e.functions[x.name]
	if !ok {
		return e.callUser(x)
	}
	if len(x.args) < f.min || f.max >= 0 && len(x.args) > f.max {
		return e.fail(source.Warning, "%s() doesn't take %d arguments", x.spelt, len(x.args))
	}
	c := &call{env: e, x: x, f: &f}
	if f.lazy != nil {
		return f.lazy(c)
	}
	c.evalArgs()
	v := f.eval(c)
	if v == nil {
		v = c.unknownResult()
	}
	return e.from(v, c.args...)
}

func (c *call) evalArgs() {
	c.args = make([]*source.Node, len(c.x.args))
	for i, arg := range c.x.args {
		c.args[i] = c.eval(arg)
	}
}

// unknownResult is the value of a call that can't be computed: equal calls have equal values.
func (c *call) unknownResult() *source.Node {
	why := firstWhy(c.args...)
	if why == "" {
		return c.fail(source.Warning, "the arguments of %s() don't fit", c.x.spelt)
	}
	return c.symbols.unknown(part{
		base: short(c.identity()), src: c.x.src, why: why, present: c.f.present, typ: c.f.result,
	})
}

// identity identifies the call by its function and arguments.
func (c *call) identity() string {
	ids := make([]string, len(c.args))
	for i, arg := range c.args {
		ids[i] = c.identityOf(arg)
	}
	return c.x.name + "(" + strings.Join(ids, ",") + ")"
}

// runtime is the value of a call that only Azure can compute, for the reason why.
func (c *call) runtime(why string) *source.Node {
	return c.symbols.unknown(part{
		base: short(c.t.id + " " + c.identity()), src: c.x.src, why: why, present: c.f.present, typ: c.f.result,
	})
}

// callUser calls a function that the template defines.
func (e env) callUser(x *expr) *source.Node {
	args := make([]*source.Node, len(x.args))
	for i, arg := range x.args {
		args[i] = e.eval(arg)
	}
	f := e.t.function(x.name)
	if f == nil {
		why := "akscan doesn't know the template function " + x.spelt + "()"
		if strings.HasPrefix(x.name, "list") {
			why = "only Azure answers " + x.spelt + "()"
		} else if !e.quiet {
			e.say("function "+e.t.file.Path+" "+x.name, source.Diagnostic{
				Level: source.Warning, Message: why, Hint: "the values that it computes stay unknown", Path: e.t.file.Path, Pos: e.pos,
			})
		}
		c := &call{env: e, x: x, f: &function{}, args: args}
		return e.from(c.runtime(why), args...)
	}
	if len(args) != len(f.parameters) {
		return e.fail(source.Warning, "%s() doesn't take %d arguments", x.spelt, len(args))
	}
	if !e.enter() {
		return e.because("too many functions call one another")
	}
	defer e.leave()
	inner := env{evaluator: e.evaluator, t: e.t, pos: e.pos, inFunction: make(map[string]*source.Node, len(args))}
	for i, name := range f.parameters {
		inner.inFunction[name] = args[i]
	}
	return e.from(inner.tree(f.output), args...)
}

// isKnown reports whether no part of a value is unknown.
func isKnown(n *source.Node) bool { return whyUnknown(n) == "" }

// known reports whether no part of any argument is unknown.
func (c *call) known() bool {
	for _, arg := range c.args {
		if !isKnown(arg) {
			return false
		}
	}
	return true
}

// str is an argument that is a known string.
func (c *call) str(i int) (string, bool) {
	if i < len(c.args) && c.args[i].Kind == source.String {
		return c.args[i].Text, true
	}
	return "", false
}

// int is an argument that is a known whole number.
func (c *call) int(i int) (int64, bool) {
	if i >= len(c.args) {
		return 0, false
	}
	return intOf(c.args[i])
}

// intOf is a Number as a whole number.
func intOf(n *source.Node) (int64, bool) {
	if n.Kind != source.Number {
		return 0, false
	}
	if i, err := strconv.ParseInt(n.Text, 10, 64); err == nil {
		return i, true
	}
	f, err := strconv.ParseFloat(n.Text, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) >= 1<<53 {
		return 0, false
	}
	return int64(f), true
}

func stringNode(s string) *source.Node { return &source.Node{Kind: source.String, Text: s} }

func intNode(i int64) *source.Node {
	return &source.Node{Kind: source.Number, Text: strconv.FormatInt(i, 10)}
}

func boolNode(b bool) *source.Node {
	return &source.Node{Kind: source.Bool, Text: strconv.FormatBool(b)}
}

func nullNode() *source.Node { return &source.Node{Kind: source.Null} }

func arrayNode(items []*source.Node) *source.Node {
	return &source.Node{Kind: source.Array, Items: items}
}

func objectNode(members ...source.Member) *source.Node {
	return &source.Node{Kind: source.Object, Members: members}
}

// member makes a member that a function computed: it stands where the function is
// called, and its value came from where that stood.
func member(key string, v *source.Node) source.Member {
	return source.Member{Key: key, Value: moved(v)}
}

// moved is a value taken from its place: the place becomes its first origin.
func moved(v *source.Node) *source.Node {
	if !v.Pos.IsValid() {
		return v
	}
	out := *v
	out.Origins, out.Pos = originsOf(v), 0
	return &out
}

// movedAll is moved for every value of a list.
func movedAll(list []*source.Node) []*source.Node {
	out := make([]*source.Node, len(list))
	for i, v := range list {
		out[i] = moved(v)
	}
	return out
}

// long reports whether a text of n bytes is over the limit.
func long(n int) bool { return n < 0 || n > maxTextLength }

// textNode makes the value of a text, if that is within the limits.
func (c *call) textNode(t text) *source.Node {
	t = join(t)
	size := 0
	for _, p := range t {
		size += len(p.identity())
	}
	if !c.step(len(t) + size/32) {
		return c.because("the template takes too many steps to evaluate")
	}
	if long(size) || len(t) > maxPieces {
		return c.fail(source.Error, "the text that %s() makes is longer than %d bytes", c.x.spelt, maxTextLength)
	}
	return c.symbols.node(t)
}

// functionTable lists every template function by its lower-case name.
func functionTable() map[string]function {
	table := map[string]function{}
	for _, part := range []map[string]function{
		textFunctions(), collectionFunctions(), objectFunctions(), numberFunctions(), logicFunctions(),
		encodingFunctions(), dateFunctions(), cidrFunctions(), scopeFunctions(), resourceFunctions(),
	} {
		for name, f := range part {
			table[strings.ToLower(name)] = f
		}
	}
	return table
}

package arm

import (
	"slices"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// lambda is a function value: lambda('name', ..., body).
type lambda struct {
	names []string
	body  *expr
}

// lambdaArg reads the lambda among a call's arguments; nil, with a diagnostic, when it isn't one.
func (c *call) lambdaArg(i, minNames, maxNames int) *lambda {
	if i >= len(c.x.args) {
		return nil
	}
	x := c.x.args[i]
	if x.op != callOp || x.name != "lambda" || len(x.args) == 0 {
		c.fail(source.Warning, "%s() needs a lambda() as its argument %d", c.x.spelt, i+1)
		return nil
	}
	l := &lambda{body: x.args[len(x.args)-1]}
	for _, arg := range x.args[:len(x.args)-1] {
		if arg.op != literalOp || arg.value.Kind != source.String {
			c.fail(source.Warning, "lambda(): the names of its variables must be text")
			return nil
		}
		l.names = append(l.names, strings.ToLower(arg.value.Text))
	}
	if len(l.names) < minNames || len(l.names) > maxNames {
		c.fail(source.Warning, "the lambda of %s() has %d variables", c.x.spelt, len(l.names))
		return nil
	}
	return l
}

// apply calls a lambda with as many of the values as it has variables.
func (c *call) apply(l *lambda, values ...*source.Node) *source.Node {
	e := c.env
	for i, name := range l.names {
		e.locals = &local{name: name, value: values[i], outer: e.locals}
	}
	return e.eval(l.body)
}

// lambdaVariable is lambdaVariables('name').
func lambdaVariable(c *call) *source.Node {
	name := c.eval(c.x.args[0])
	for l := c.locals; l != nil; l = l.outer {
		if strings.EqualFold(l.name, name.Str()) {
			return l.value
		}
	}
	return c.fail(source.Warning, "there is no lambda variable '%s' here", name.Str())
}

func strayLambda(c *call) *source.Node {
	return c.fail(source.Warning, "lambda() stands where no function takes one")
}

// lambdaCall prepares a call whose first argument is a value and whose second is a
// lambda. ok is false, with the value of the call, where it can't be computed.
func (c *call) lambdaCall(want source.NodeKind, minNames, maxNames int) (l *lambda, v *source.Node, ok bool) {
	if l = c.lambdaArg(1, minNames, maxNames); l == nil {
		return nil, c.because(c.x.spelt + "() has no lambda"), false
	}
	list := c.eval(c.x.args[0])
	c.args = []*source.Node{list}
	if list.Kind == want && !(want == source.Object && c.hasOptional(list)) {
		return l, list, true
	}
	why := whyUnknown(list)
	if why == "" {
		return nil, c.fail(source.Warning, "the argument of %s() doesn't fit", c.x.spelt), false
	}
	// The lambda's text is part of the identity: it's a function of more than its list.
	p := part{base: short(c.t.id + " " + c.x.name + "(" + c.identityOf(list) + "," + l.body.src + ")" + c.loopsIdentity()), src: c.x.src, why: why, typ: c.f.result}
	return nil, c.from(c.symbols.unknown(p), list), false
}

func lambdaMap(c *call) *source.Node {
	l, list, ok := c.lambdaCall(source.Array, 1, 2)
	if !ok {
		return list
	}
	out := make([]*source.Node, len(list.Items))
	for i, item := range list.Items {
		out[i] = moved(c.apply(l, item, intNode(int64(i))))
	}
	return c.from(arrayNode(out), list)
}

func lambdaFilter(c *call) *source.Node {
	l, list, ok := c.lambdaCall(source.Array, 1, 2)
	if !ok {
		return list
	}
	var out []*source.Node
	for i, item := range list.Items {
		keep := c.apply(l, item, intNode(int64(i)))
		is, known := truth(keep)
		if !known {
			return c.from(c.symbols.unknown(part{
				base: short(c.t.id + " filter(" + c.identityOf(list) + "," + l.body.src + ")" + c.loopsIdentity()), src: c.x.src,
				why: orElse(whyUnknown(keep), "filter() can't be computed"), typ: arrayKind,
			}), list)
		}
		if is {
			out = append(out, item)
		}
	}
	return c.from(arrayNode(out), list)
}

func lambdaReduce(c *call) *source.Node {
	l := c.lambdaArg(2, 2, 3)
	if l == nil {
		return c.because("reduce() has no lambda")
	}
	list, sum := c.eval(c.x.args[0]), c.eval(c.x.args[1])
	c.args = []*source.Node{list, sum}
	if list.Kind != source.Array {
		return c.from(c.unknownResult(), list, sum)
	}
	for i, item := range list.Items {
		sum = c.apply(l, sum, item, intNode(int64(i)))
	}
	return c.from(sum, list)
}

func lambdaSort(c *call) *source.Node {
	l, list, ok := c.lambdaCall(source.Array, 2, 2)
	if !ok {
		return list
	}
	sure, why := true, ""
	out := slices.Clone(list.Items)
	slices.SortStableFunc(out, func(a, b *source.Node) int {
		if !sure {
			return 0
		}
		less := c.apply(l, a, b)
		before, known := truth(less)
		if !known {
			sure, why = false, whyUnknown(less)
			return 0
		}
		if before {
			return -1
		}
		if after, _ := truth(c.apply(l, b, a)); after {
			return 1
		}
		return 0
	})
	if !sure {
		return c.from(c.symbols.unknown(part{
			base: short(c.t.id + " sort(" + c.identityOf(list) + "," + l.body.src + ")" + c.loopsIdentity()), src: c.x.src,
			why: orElse(why, "sort() can't be computed"), present: len(out) > 0, typ: arrayKind,
		}), list)
	}
	return c.from(arrayNode(out), list)
}

func lambdaToObject(c *call) *source.Node {
	l, list, ok := c.lambdaCall(source.Array, 1, 1)
	if !ok {
		return list
	}
	var value *lambda
	if len(c.x.args) > 2 {
		if value = c.lambdaArg(2, 1, 1); value == nil {
			return c.because("toObject() has no lambda")
		}
	}
	out := objectNode()
	for _, item := range list.Items {
		named, ok := nameMember(c.apply(l, item))
		if !ok {
			return c.fail(source.Warning, "toObject(): a name isn't text")
		}
		v := item
		if value != nil {
			v = c.apply(value, item)
		}
		named.Value = moved(v)
		out = c.mergeObjects(out, objectNode(named), false)
	}
	return c.from(out, list)
}

func lambdaGroupBy(c *call) *source.Node {
	l, list, ok := c.lambdaCall(source.Array, 1, 1)
	if !ok {
		return list
	}
	var members []source.Member
	for _, item := range list.Items {
		key := c.apply(l, item)
		if key.Kind != source.String {
			return c.from(c.symbols.unknown(part{
				base: short(c.t.id + " groupBy(" + c.identityOf(list) + "," + l.body.src + ")" + c.loopsIdentity()), src: c.x.src,
				why: orElse(whyUnknown(key), "groupBy() can't be computed"), typ: objectKind,
			}), list)
		}
		i := slices.IndexFunc(members, func(m source.Member) bool { return strings.EqualFold(m.Key, key.Text) })
		if i < 0 {
			i = len(members)
			members = append(members, member(key.Text, arrayNode(nil)))
		}
		members[i].Value.Items = append(members[i].Value.Items, moved(item))
	}
	return c.from(objectNode(members...), list)
}

func lambdaMapValues(c *call) *source.Node {
	l, object, ok := c.lambdaCall(source.Object, 1, 1)
	if !ok {
		return object
	}
	members := make([]source.Member, len(object.Members))
	for i, m := range object.Members {
		m.Pos, m.Value = 0, moved(c.apply(l, m.Value))
		members[i] = m
	}
	return c.from(objectNode(members...), object)
}

// loopsIdentity identifies the iterations of the copy loops around an expression,
// and the variables of the lambdas around it.
func (e env) loopsIdentity() string {
	var b strings.Builder
	for _, l := range e.loops {
		b.WriteString(" " + l.name + "=" + e.identityOf(l.index))
	}
	for l := e.locals; l != nil; l = l.outer {
		b.WriteString(" " + l.name + "=" + e.identityOf(l.value))
	}
	return b.String()
}

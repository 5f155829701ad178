package arm

import "github.com/akscan/akscan/internal/source"

// fact is the value of something that isn't known, supposed because a resource is
// made only where its condition holds.
type fact struct {
	of    string // identifies what isn't known
	value *source.Node
	outer *fact
}

// suppose is e where a condition is known to be true or false, with what follows for its parts.
func (e env) suppose(x *expr, is bool) env {
	v := e.eval(x)
	if e.symbols.kindOf(v) == boolKind {
		e = e.supposeValue(v, boolNode(is))
	}
	switch {
	case x.op != callOp:
	case x.name == "not" && len(x.args) == 1:
		e = e.suppose(x.args[0], !is)
	case x.name == "and" && is, x.name == "or" && !is:
		for _, arg := range x.args {
			e = e.suppose(arg, is)
		}
	case x.name == "equals" && is && len(x.args) == 2:
		// Text stays unknown: ids are made of it, here and where nothing is supposed.
		a, b := e.eval(x.args[0]), e.eval(x.args[1])
		if b.Kind == source.Bool {
			e = e.supposeValue(a, b)
		} else if a.Kind == source.Bool {
			e = e.supposeValue(b, a)
		}
	}
	return e
}

func (e env) supposeValue(unknown, value *source.Node) env {
	if unknown.Kind == source.Unknown && unknown.Symbol != nil {
		e.given = &fact{of: unknown.Symbol.Expr, value: value, outer: e.given}
	}
	return e
}

// supposed is a value, known if a fact says it.
func (e env) supposed(v *source.Node) *source.Node {
	if v.Kind != source.Unknown || v.Symbol == nil {
		return v
	}
	for f := e.given; f != nil; f = f.outer {
		if f.of == v.Symbol.Expr {
			return e.from(f.value, v)
		}
	}
	return v
}

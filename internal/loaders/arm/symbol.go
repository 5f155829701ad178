package arm

import "github.com/akscan/akscan/internal/source"

// symbol is what is known of an unknown value, beyond what [source.Symbol] says.
type symbol struct {
	source.Symbol
	text text
}

// kind is the type of a value, as far as it's certain.
type kind uint8

const (
	anyKind kind = iota
	textKind
	boolKind
	intKind
	arrayKind
	objectKind
)

// symbols remembers the symbols of one evaluation.
type symbols map[*source.Symbol]*symbol

// node makes the value of a text: a String when all of it is known, else an
// Unknown. Either carries the reference that the text amounts to.
func (s symbols) node(t text) *source.Node {
	t = join(t)
	ref := refOf(t)
	if known, ok := t.known(); ok {
		n := &source.Node{Kind: source.String, Text: known}
		if ref != nil {
			n.Symbol = &source.Symbol{Expr: t.expr(), Present: true, Ref: ref}
		}
		return n
	}
	sym := &symbol{text: t, Symbol: source.Symbol{Why: t.why(), Expr: t.expr(), Present: t.present(), Ref: ref}}
	s[&sym.Symbol] = sym
	return &source.Node{Kind: source.Unknown, Symbol: &sym.Symbol}
}

// unknown makes a value of one unknown piece.
func (s symbols) unknown(p part) *source.Node { return s.node(unknown(p)) }

// textOf is a value as text; ok is false for what has no text (null, a list, an object).
func (s symbols) textOf(n *source.Node) (t text, ok bool) {
	switch n.Kind {
	case source.String, source.Number:
		return literal(n.Text), true
	case source.Bool:
		return literal(boolText(n)), true
	case source.Unknown:
		return s.pieces(n), true
	}
	return nil, false
}

// boolText is a boolean as ARM writes it into text.
func boolText(n *source.Node) string {
	if n.Text == "true" {
		return "True"
	}
	return "False"
}

// pieces are the pieces of an Unknown.
func (s symbols) pieces(n *source.Node) text {
	if sym := s[n.Symbol]; sym != nil {
		return sym.text
	}
	p := part{base: "?", src: "?", why: "its value is not in the files given"}
	if sym := n.Symbol; sym != nil {
		// What another format doesn't know keeps what that one says of it.
		p = part{base: sym.Expr, src: "?", why: sym.Why, present: sym.Present, ref: sym.Ref}
	}
	return unknown(p)
}

// kindOf is what a value certainly is.
func (s symbols) kindOf(n *source.Node) kind {
	switch n.Kind {
	case source.String:
		return textKind
	case source.Bool:
		return boolKind
	case source.Number:
		return intKind
	case source.Array:
		return arrayKind
	case source.Object:
		return objectKind
	case source.Unknown:
		if t := s.pieces(n); len(t) == 1 && t[0].fold == "" {
			return t[0].typ
		}
		return textKind
	}
	return anyKind
}

// whyUnknown is the reason of the first unknown value or name in a tree; "" when all is known.
func whyUnknown(n *source.Node) string {
	if n.Kind == source.Unknown {
		if n.Symbol != nil {
			return n.Symbol.Why
		}
		return "its value is not in the files given"
	}
	for _, item := range n.Items {
		if why := whyUnknown(item); why != "" {
			return why
		}
	}
	for _, m := range n.Members {
		if m.Symbol != nil {
			return m.Symbol.Why
		}
		if why := whyUnknown(m.Value); why != "" {
			return why
		}
	}
	return ""
}

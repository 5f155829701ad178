package arm

import (
	"slices"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// piece is a piece of a text: literal, or unknown.
type piece struct {
	// text is a literal piece's.
	text string
	// fold is "", or the function that changed the case of an unknown piece's letters.
	fold string
	// part is what is known of an unknown piece; nil for a literal one.
	*part
}

// part is what is known of an unknown piece of text.
type part struct {
	// base identifies it, whatever its letters' case.
	base string
	// src is the expression that it was written as, for names.
	src string
	why string
	// present says that it's certainly not empty.
	present bool
	// optional says that the member whose value it is may be missing.
	optional bool
	// typ is what its value certainly is.
	typ kind
	ref *source.Ref
	// reference is set where it is (an attribute of) a resource's runtime state.
	reference *reference
}

func (p piece) known() bool { return p.part == nil }

// identity is the piece as it stands in a symbol's Expr.
func (p piece) identity() string {
	if p.known() {
		return p.text
	}
	if p.fold != "" {
		return marked(p.fold + " " + p.base)
	}
	return marked(p.base)
}

// marked tells what isn't known from text, in an identity.
func marked(base string) string { return "\x01" + base + "\x02" }

// text is a text of which parts may be unknown.
type text []piece

func literal(s string) text {
	if s == "" {
		return nil
	}
	return text{{text: s}}
}

// unknown is a text that is one unknown part.
func unknown(p part) text { return text{{part: &p}} }

// join puts texts one after another, and literal pieces that meet into one.
func join(parts ...text) text {
	var out text
	for _, part := range parts {
		for _, p := range part {
			switch n := len(out); {
			case p.known() && p.text == "":
			case p.known() && n > 0 && out[n-1].known():
				out[n-1].text += p.text
			default:
				out = append(out, p)
			}
		}
	}
	return out
}

// known is the text when no part of it is unknown.
func (t text) known() (string, bool) {
	switch {
	case len(t) == 0:
		return "", true
	case len(t) == 1 && t[0].known():
		return t[0].text, true
	}
	return "", false
}

// expr identifies the text: equal texts have equal identities.
func (t text) expr() string {
	var b strings.Builder
	for _, p := range t {
		b.WriteString(p.identity())
	}
	return b.String()
}

// canonical identifies the text as Azure compares ids: without regard to case. The
// suffix of the cloud's vaults stands as the public cloud's.
func (t text) canonical() string {
	var b strings.Builder
	for _, p := range t {
		switch {
		case p.known():
			b.WriteString(strings.ToLower(p.text))
		case p.base == vaultSuffix:
			b.WriteString(publicVaultSuffix)
		default:
			// An id is cut at its slashes, so what isn't known has none.
			b.WriteString(marked(strings.ReplaceAll(p.base, "/", "|")))
		}
	}
	return strings.TrimRight(b.String(), "/")
}

// present reports whether the text is certainly not empty.
func (t text) present() bool {
	return slices.ContainsFunc(t, func(p piece) bool { return p.known() && p.text != "" || !p.known() && p.present })
}

// why is what is missing to know the text: rather a value that could be given than
// the scope, which no file tells.
func (t text) why() string {
	why := ""
	for _, p := range t {
		if p.known() {
			continue
		}
		if !isScopePart(p.base) {
			return p.why
		}
		why = p.why
	}
	return why
}

// shown writes the text as part of a name: literal parts as they are, and a text
// that has unknown parts as an expression.
func (t text) shown() string {
	if s, ok := t.known(); ok {
		return s
	}
	if len(t) == 1 {
		return t[0].src
	}
	parts := make([]string, len(t))
	for i, p := range t {
		if p.known() {
			parts[i] = "'" + strings.ReplaceAll(p.text, "'", "''") + "'"
		} else {
			parts[i] = p.src
		}
	}
	return "concat(" + strings.Join(parts, ", ") + ")"
}

// split cuts the text at the separators in its literal parts.
func (t text) split(separators ...string) []text {
	out := []text{nil}
	for _, p := range t {
		if !p.known() {
			out[len(out)-1] = append(out[len(out)-1], p)
			continue
		}
		for i, part := range splitAny(p.text, separators) {
			if i > 0 {
				out = append(out, nil)
			}
			if part != "" {
				out[len(out)-1] = append(out[len(out)-1], piece{text: part})
			}
		}
	}
	return out
}

// splitAny splits at whichever separator comes next.
func splitAny(s string, separators []string) []string {
	var out []string
	for {
		at, size := -1, 0
		for _, sep := range separators {
			if i := strings.Index(s, sep); sep != "" && i >= 0 && (at < 0 || i < at) {
				at, size = i, len(sep)
			}
		}
		if at < 0 {
			return append(out, s)
		}
		out = append(out, s[:at])
		s = s[at+size:]
	}
}

package arm

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
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
		return "\x01" + p.fold + " " + p.base + "\x02"
	}
	return "\x01" + p.base + "\x02"
}

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
			b.WriteString("\x01" + p.base + "\x02")
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

// whyUnknown is the reason of the first unknown value in a tree; "" when all is known.
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
		if why := whyUnknown(m.Value); why != "" {
			return why
		}
	}
	return ""
}

// identityOf identifies any value, so that equal ones have equal identities.
func identityOf(n *source.Node) string {
	var b strings.Builder
	writeIdentity(&b, n)
	return short(b.String())
}

func writeIdentity(b *strings.Builder, n *source.Node) {
	switch n.Kind {
	case source.Null:
		b.WriteString("null")
	case source.Bool, source.Number:
		b.WriteString(n.Text)
	case source.String:
		b.WriteString("'" + strings.ReplaceAll(n.Text, "'", "''") + "'")
	case source.Array:
		b.WriteByte('[')
		for _, item := range n.Items {
			writeIdentity(b, item)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case source.Object:
		b.WriteByte('{')
		for _, m := range n.Members {
			b.WriteString("'" + m.Key + "':")
			writeIdentity(b, m.Value)
			b.WriteByte(',')
		}
		b.WriteByte('}')
	case source.Unknown:
		if n.Symbol != nil {
			b.WriteString(n.Symbol.Expr)
		}
	}
}

// short keeps an identity short: a long one becomes its hash.
func short(identity string) string {
	if len(identity) <= 256 {
		return identity
	}
	sum := sha256.Sum256([]byte(identity))
	return "#" + hex.EncodeToString(sum[:16])
}

// refOf is the typed reference that a text amounts to; nil when it is none: the id
// of a resource, the URL of a key, or one attribute alone.
func refOf(t text) *source.Ref {
	switch {
	case len(t) == 0:
		return nil
	case !t[0].known():
		if len(t) == 1 && t[0].fold == "" {
			return t[0].ref
		}
		if t[0].reference != nil {
			return keyRef(t)
		}
	case strings.HasPrefix(t[0].text, "/"):
		return idRef(t)
	case strings.HasPrefix(t[0].text, "https:"):
		return keyRef(t)
	}
	return nil
}

// idRef recognises a resource id: [SCOPE]/providers/NAMESPACE/TYPE/NAME[/TYPE/NAME...].
func idRef(t text) *source.Ref {
	typ, ok := typeOfID(t)
	if !ok {
		return nil
	}
	return newRef(typ, source.RefID, t.canonical())
}

// newRef makes a reference to a resource of a type.
func newRef(typ, attribute, target string) *source.Ref {
	ref := &source.Ref{Kind: "other", Type: typ, Attribute: attribute, Target: target}
	if known, ok := inventory.LookupAzureType(typ); ok {
		ref.Kind, ref.Type = string(known.Kind), known.Name
	}
	return ref
}

// typeOfID is the type of the resource that an id leads to.
func typeOfID(id text) (string, bool) {
	segments := id.split("/")
	at := -1
	for i, segment := range segments {
		if s, ok := segment.known(); ok && strings.EqualFold(s, "providers") {
			at = i
		}
	}
	rest := segments[at+1:]
	if at < 0 || len(rest) < 3 || len(rest)%2 == 0 {
		return "", false
	}
	namespace, ok := rest[0].known()
	if !ok || namespace == "" {
		return "", false
	}
	typ := namespace
	for i := 1; i < len(rest); i += 2 {
		part, ok := rest[i].known()
		if !ok || part == "" || len(rest[i+1]) == 0 {
			return "", false
		}
		typ += "/" + part
	}
	return typ, true
}

// The suffix of the vaults' host names, which depends on the cloud.
const (
	vaultSuffix       = "environment().suffixes.keyvaultDns"
	publicVaultSuffix = ".vault.azure.net"
)

// keyRef recognises the URL of a key: https://VAULT.SUFFIX/keys/NAME[/VERSION],
// or the same after a vault's vaultUri.
func keyRef(t text) *source.Ref {
	segments := t.split("/")
	var target string
	if !t[0].known() {
		r := t[0].reference
		if r.path != "vaulturi" || t[0].fold != "" {
			return nil
		}
		// The URI ends in a slash, so its segment goes on with "keys".
		first := segments[0]
		if len(first) == 1 && len(segments) > 1 && len(segments[1]) == 1 && segments[1][0].text == "keys" {
			segments = segments[2:] // written with a slash of its own
		} else if len(first) == 2 && first[1].text == "keys" {
			segments = segments[1:]
		} else {
			return nil
		}
		if len(segments) == 0 {
			return nil
		}
		target = r.target + "/keys/" + segments[0].canonical()
	} else {
		if scheme, ok := segments[0].known(); !ok || scheme != "https:" || len(segments) < 5 {
			return nil
		}
		if word, ok := segments[3].known(); !ok || word != "keys" || len(segments[2]) == 0 {
			return nil
		}
		target = "https://" + segments[2].canonical() + "/keys/" + segments[4].canonical()
		segments = segments[4:]
	}
	for len(segments) > 1 && len(segments[len(segments)-1]) == 0 {
		segments = segments[:len(segments)-1]
	}
	if len(segments[0]) == 0 {
		return nil
	}
	switch len(segments) {
	case 1:
		return newRef("Microsoft.KeyVault/vaults/keys", source.RefKeyVersionless, target)
	case 2:
		return newRef("Microsoft.KeyVault/vaults/keys", source.RefKeyVersioned, target)
	}
	return nil
}

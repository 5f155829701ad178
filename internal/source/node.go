package source

import "strings"

// NodeKind is the JSON type of a [Node].
type NodeKind uint8

// The kinds of node.
const (
	Null NodeKind = iota
	Bool
	Number
	String
	Array
	Object
	// Unknown is a value that the files can't tell; only trees that a loader
	// evaluated (a template expression, a Terraform expression) hold it.
	Unknown
)

// Node is a value of a JSON or YAML document, or of a tree that a loader
// evaluated out of its own format, with the place where it stands.
type Node struct {
	Kind NodeKind
	// Pos is the value's place: a scalar's whole text, the opening bracket of a JSON
	// object or array, the first key of a YAML mapping.
	Pos Pos
	// Text is a String's decoded text, a Number's digits as written, "true" or "false";
	// of an Unknown it's the expression that it was written as, for names, where the loader gives it.
	Text string
	// Items are an Array's values, in order.
	Items []*Node
	// Members are an Object's, in the order of the file. Duplicate keys stay: see [Node.Get].
	Members []Member
	// Symbol says what is known of an Unknown node; also set on a String that was
	// computed and whose text holds nothing unknown, when it has a Ref.
	Symbol *Symbol
	// Origins are the places that the value came from, the nearest first
	// (a variable's default, a parameter file), when it doesn't stand at Pos itself.
	Origins []Pos
}

// Member is one key of an Object with its value.
type Member struct {
	Key string
	// Pos is the field's place: from the key through the end of a scalar value; of a
	// composite value the key alone.
	Pos   Pos
	Value *Node
	// Symbol says what is known of a key that was computed and isn't known.
	Symbol *Symbol
}

// Symbol stands for a value that the files can't tell, or not wholly.
type Symbol struct {
	// Why says what is missing, in the user's own terms: "var.des_id has no default".
	Why string
	// Expr identifies the value: two symbols of equal Expr are the same value, although
	// nobody knows it. It begins with the scope it holds in (a Terraform root, one
	// evaluation of a template), so equal text in two scopes differs. Never shown.
	Expr string
	// Present says that the value is certainly neither null nor empty: an attribute of a
	// resource, the result of an id function, text with a literal part.
	Present bool
	// Ref says what kind of thing an attribute belongs to, when the value is one.
	Ref *Ref
}

// Target is the identity of the resource that the value leads to; "" when none is known, and for no symbol.
func (s *Symbol) Target() string {
	if s == nil || s.Ref == nil {
		return ""
	}
	return s.Ref.Target
}

// Ref is a typed reference: the attribute of a resource, of a data source, or the result of an id function.
type Ref struct {
	// Kind is the inventory kind of what is referred to ("key", "disk_encryption_set"),
	// or "other" for a type the inventory doesn't hold.
	Kind string
	// Type is the type as the format names it: azurerm_key_vault_key, Microsoft.KeyVault/vaults/keys.
	Type string
	// Attribute says which of its values this is; see the Ref... constants.
	Attribute string
	// Target identifies the resource itself, whichever attribute was asked for: the
	// scope and the address (Terraform), the scope and the canonical resource id with
	// its unknown parts spelled out (ARM). The resource lists the same text among its
	// identities. Never shown.
	Target string
}

// The values of [Ref.Attribute].
const (
	RefID             = "id"              // the Azure resource id
	RefKeyVersioned   = "key_versioned"   // a key's identifier URL with its version
	RefKeyVersionless = "key_versionless" // a key's identifier URL without a version
	RefPrincipal      = "principal"       // the object id that grants to an identity are made to
	RefOther          = "other"           // any other attribute
)

// Get returns the member of that name, compared without regard to case, and nil
// when there is none. Of duplicate keys the last wins, as every JSON reader has it.
func (n *Node) Get(key string) *Node {
	if m := n.Member(key); m != nil {
		return m.Value
	}
	return nil
}

// Member is [Node.Get] with the field's own place.
func (n *Node) Member(key string) *Member {
	if n == nil || n.Kind != Object {
		return nil
	}
	var folded *Member
	for i := len(n.Members) - 1; i >= 0; i-- {
		m := &n.Members[i]
		switch {
		case len(m.Key) != len(key):
		case m.Key == key:
			return m
		case folded == nil && strings.EqualFold(m.Key, key):
			folded = m
		}
	}
	return folded
}

// At follows a path of member names; nil as soon as one is missing.
func (n *Node) At(path ...string) *Node {
	for _, key := range path {
		if n = n.Get(key); n == nil {
			return nil
		}
	}
	return n
}

// Str is a String's text; "" for anything else.
func (n *Node) Str() string {
	if n == nil || n.Kind != String {
		return ""
	}
	return n.Text
}

// Relocate gives a tree and all in it one place: that of the text that it was read out of.
func Relocate(n *Node, pos Pos) {
	n.Pos = pos
	for _, item := range n.Items {
		Relocate(item, pos)
	}
	for i := range n.Members {
		n.Members[i].Pos = pos
		Relocate(n.Members[i].Value, pos)
	}
}

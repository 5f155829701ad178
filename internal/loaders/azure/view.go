package azure

import (
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// view shows one Azure resource to the property table.
type view struct {
	typ     string
	mode    inventory.Mode
	format  inventory.Format // Azure or ARM: the column is the same
	version string
	// node is the resource's object, and props the object that paths below
	// `properties` start at: node itself where it's flattened, nil where it's left out.
	node, props *source.Node
	// partial says why an absent property isn't told by this input; "" when absent means absent.
	partial string
	// columns says that the row may name properties by their path, as columns of az graph
	// query; keyEntry that it is a key as Key Vault's own API shows it, with names of its own.
	columns, keyEntry bool
	// renamed says that properties may stand under names that nobody knows here.
	renamed bool
	// versionRow says that of a key only one version is shown, and not the key itself;
	// policy that its rotation policy is.
	versionRow, policy bool
}

func (v *view) Format() inventory.Format           { return v.format }
func (v *view) Mode() inventory.Mode               { return v.mode }
func (v *view) Type() string                       { return v.typ }
func (v *view) Version() string                    { return v.version }
func (v *view) Knows(inventory.TerraformName) bool { return true }

// Lookup reads the value at a path; see [inventory.View].
func (v *view) Lookup(path string) inventory.Value {
	if path == "" {
		return inventory.UnsetValue(v.node.Pos)
	}
	n := v.props
	if rest, ok := strings.CutPrefix(path, "/"); ok {
		n, path = v.node, rest
	}
	if v.policy {
		return v.lookupPolicy(path)
	}
	if v.versionRow && strings.HasPrefix(path, "attributes.") && path != "attributes.recoveryLevel" {
		return inventory.UnknownValue("the row shows one version of the key", v.node.Pos)
	}
	if n == nil {
		return v.absent()
	}
	if m := v.alias(path); m != nil {
		return v.value(m.Value, m.Key, m.Pos)
	}
	within := n
	pos := v.node.Pos
	if n == v.node && v.columns {
		if m, rest := v.column(path); m != nil {
			if rest == "" {
				return v.value(m.Value, path[strings.LastIndexByte(path, '.')+1:], m.Pos)
			}
			n, path, pos = m.Value, rest, m.Pos
		}
	}
	for {
		key, rest, more := strings.Cut(path, ".")
		var next *source.Node
		switch n.Kind {
		case source.Object:
			if m := n.Member(key); m != nil {
				next, pos = m.Value, m.Pos
			}
		case source.Array:
			i, err := strconv.Atoi(key)
			if err != nil {
				return v.broken(n, pos, path)
			}
			if i >= 0 && i < len(n.Items) {
				next, pos = n.Items[i], n.Items[i].Pos
			}
		default:
			return v.broken(n, pos, path)
		}
		switch {
		case next == nil:
			if v.format == inventory.ARM {
				if why := unknownName(n); why != "" {
					return inventory.UnknownValue(why, pos)
				}
			}
			if n != within && !v.renamed {
				return v.unset() // what shows an object shows all of it
			}
			return v.absent()
		case !more:
			return v.value(next, key, pos)
		}
		n, path = next, rest
	}
}

// unknownName says why the name of some member of an object isn't known, so that it
// may be any; "" when all are.
func unknownName(n *source.Node) string {
	for i := range n.Members {
		if s := n.Members[i].Symbol; s != nil {
			return "the name of a field beside it isn't known: " + s.Why
		}
	}
	return ""
}

// lookupPolicy reads a key of which only the rotation policy is shown. Every other
// property isn't told.
func (v *view) lookupPolicy(path string) inventory.Value {
	within := &view{node: v.node, props: v.node}
	rest, isPolicy := strings.CutPrefix(path, "rotationPolicy.")
	for _, own := range [...]string{"lifetimeActions", "expiresIn", "attributes.expiryTime"} {
		isPolicy = isPolicy || path == own || strings.HasPrefix(path, own+".")
	}
	if !isPolicy {
		return v.absent()
	}
	found := within.Lookup(rest)
	if found.State == inventory.Unknown && strings.HasSuffix(path, ".type") {
		// What az writes as a word, REST writes as an object: the path may end early.
		return inventory.UnsetValue(v.node.Pos)
	}
	return found
}

// value is the value at the end of a path, whose last part is key.
func (v *view) value(n *source.Node, key string, pos source.Pos) inventory.Value {
	switch {
	case n.Kind == source.Number && isWord(key):
		return inventory.UnknownValue("PowerShell wrote a number in place of the word (ConvertTo-Json needs -EnumsAsStrings)", pos)
	case n.Kind == source.Object && key[0] >= '0' && key[0] <= '9':
		return inventory.SetValue(true, pos) // an element that is there
	case n.Kind == source.String && isCutOff(n.Text, key):
		return v.broken(n, pos, key)
	case n.Kind == source.String && strings.Contains(n.Text, keyPort):
		// PowerShell's identifiers of keys name the port, and Azure keeps what it was given.
		return inventory.SetValue(strings.Replace(n.Text, keyPort, "/keys/", 1), pos)
	case n.Kind == source.Unknown && strings.EqualFold(key, "roleDefinitionId"):
		// Only the last part names the role, and that may be known although the scope before it isn't.
		if role, ok := knownEnd(n.Symbol); ok {
			known := inventory.SetValue(role, pos)
			known.Origins = n.Origins
			return known
		}
	}
	return inventory.NodeValue(n, pos)
}

// words are the properties that are one of a few words, in place of which PowerShell writes a number.
var words = [...]string{
	"type", "encryptionType", "defaultAction", "bypass", "publicNetworkAccess", "keyVaultNetworkAccess", "keySource",
	"infrastructureEncryption", "kty", "principalType", "osDiskType", "state", "action",
}

func isWord(key string) bool {
	for _, word := range words {
		if strings.EqualFold(word, key) {
			return true
		}
	}
	return false
}

// isCutOff reports whether a text stands where PowerShell left out an object, or joined the words of a list.
func isCutOff(text, key string) bool {
	for _, object := range [...]string{"userAssignedIdentities", "lifetimeActions", "capabilities"} {
		if strings.EqualFold(object, key) {
			return true
		}
	}
	for _, list := range [...]string{"keyOps", "key_ops", "keys", "permissionsToKeys"} {
		if strings.EqualFold(list, key) {
			return strings.ContainsAny(text, " `")
		}
	}
	return false
}

// knownEnd is the last part of an id, if that is known.
func knownEnd(s *source.Symbol) (string, bool) {
	if s == nil || s.Ref == nil || s.Ref.Attribute != source.RefID {
		return "", false
	}
	end := s.Ref.Target[strings.LastIndexByte(s.Ref.Target, '/')+1:]
	return end, end != "" && !strings.ContainsRune(end, '\x01')
}

// alias finds a property under the name that only some exports use.
func (v *view) alias(path string) *source.Member {
	switch {
	case v.typ == assignmentType && path == "principalId" && v.props == v.node:
		return v.node.Member("objectId") // PowerShell's
	case v.typ == assignmentType && path == "principalType" && v.props == v.node:
		return v.node.Member("objectType") // PowerShell's
	case v.typ == policyType && path == "permissions.keys":
		return v.node.Member("permissionsToKeys") // PowerShell's
	case v.keyEntry && path == "kty":
		return v.node.Member("keyType") // PowerShell's
	case v.keyEntry:
		name, ok := strings.CutPrefix(path, "attributes.")
		if !ok || isObject(v.node.Get("attributes")) && name != "recoveryLevel" {
			return nil
		}
		switch name {
		case "exp":
			name = "expires"
		case "nbf":
			name = "notBefore"
		}
		return v.node.Member(name) // PowerShell's, of a row that has no attributes or has them cut off
	}
	return nil
}

// column finds the longest beginning of a path that a query projected without a name of its
// own, properties.a.b being called properties_a_b, and what is left of the path below it.
func (v *view) column(path string) (m *source.Member, rest string) {
	for name := path; ; {
		if m := v.node.Member("properties_" + strings.ReplaceAll(name, ".", "_")); m != nil {
			return m, strings.TrimPrefix(path[len(name):], ".")
		}
		i := strings.LastIndexByte(name, '.')
		if i < 0 {
			return nil, ""
		}
		name = name[:i]
	}
}

// member is the member of the properties that has a name.
func (v *view) member(name string) *source.Member {
	if v.columns {
		if m, _ := v.column(name); m != nil {
			return m
		}
	}
	return v.props.Member(name)
}

// absent is the value of a field that isn't there.
func (v *view) absent() inventory.Value {
	if v.partial != "" {
		return inventory.UnknownValue(v.partial, v.node.Pos)
	}
	return v.unset()
}

// unset is the value of a field that certainly isn't there.
func (v *view) unset() inventory.Value {
	absent := inventory.UnsetValue(v.node.Pos)
	absent.Origins = v.node.Origins // where an object that a template computes was written
	return absent
}

// broken is the value at a path that ends early, at something that isn't an object.
// rest is the path below it.
func (v *view) broken(n *source.Node, pos source.Pos, rest string) inventory.Value {
	switch n.Kind {
	case source.Null:
		if v.partial != "" && n == v.node.Get("properties") {
			return v.absent()
		}
		absent := inventory.UnsetValue(pos)
		absent.Origins = n.Origins
		// Only a null right above the field says that the input could have shown it.
		absent.Null = !strings.Contains(rest, ".")
		return absent
	case source.Unknown:
		return inventory.NodeValue(memberOfUnknown(n, rest), pos)
	}
	why := "what should be an object is cut off or replaced here (PowerShell's ConvertTo-Json needs -Depth 100)"
	if v.format == inventory.ARM {
		why = "an object was expected here"
	}
	u := inventory.UnknownValue(why, pos)
	u.Origins = n.Origins
	return u
}

// memberOfUnknown is what stands at a path below a value that isn't known: not
// known either, nor certainly there.
func memberOfUnknown(n *source.Node, path string) *source.Node {
	m := &source.Node{Kind: source.Unknown, Pos: n.Pos, Origins: n.Origins}
	if s := n.Symbol; s != nil {
		m.Symbol = &source.Symbol{Why: s.Why}
		if s.Expr != "" {
			m.Symbol.Expr = s.Expr + "." + strings.ToLower(path)
		}
	}
	return m
}

// Keys lists the member names of the object at a path; see [inventory.View].
func (v *view) Keys(path string) []string {
	n := v.props
	if rest, ok := strings.CutPrefix(path, "/"); ok {
		n, path = v.node, rest
	}
	for key := range strings.SplitSeq(path, ".") {
		if i, err := strconv.Atoi(key); err == nil && n != nil && n.Kind == source.Array && i >= 0 && i < len(n.Items) {
			n = n.Items[i]
		} else if key != "" {
			n = n.Get(key)
		}
	}
	if n == nil {
		return nil
	}
	keys := make([]string, 0, len(n.Members))
	for _, m := range n.Members {
		keys = append(keys, m.Key)
	}
	return keys
}

package inventory

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// State says what is known of a property.
type State string

// The states. A property always has exactly one.
const (
	Set     State = "set"     // written in the input, and its value is known
	Default State = "default" // absent, and Value is what Azure or Kubernetes then does
	Unset   State = "unset"   // absent, and nothing stands in for it
	Unknown State = "unknown" // may be anything; Symbol.Why says what is missing
)

// Value is one property of one resource.
type Value struct {
	State State
	// Value is a bool, string, int64 or []string as the property's [Type] says; nil for Unset and Unknown.
	Value any
	// Pos is the field's place or, for an absent field, where it would stand.
	Pos source.Pos
	// Origins are the places that the value came from, the nearest first, when it doesn't stand at Pos itself.
	Origins []source.Pos
	// Symbol describes an Unknown value; on a Set reference it carries the typed reference.
	Symbol *source.Symbol
	// Hidden marks an Unknown whose field this input could not have shown (an API
	// version or provider that doesn't have it), as against one that it shows but doesn't decide.
	Hidden bool
	// Overlaid marks a value that another resource sets (azapi_update_resource and its like).
	Overlaid bool
	// Ignored says why what is written at Pos doesn't count: a name that the provider
	// version in force doesn't have, a property that the API version doesn't. "" where nothing is.
	Ignored string
	// Null marks an absent field that the input spells out as null.
	Null bool
	// Items are the elements of a list, each with its own place.
	Items []Value

	// targets are the resources that a reference leads to; set by [Value.SetTargets].
	targets []*Resource
}

// SetValue is a known value that stands at pos.
func SetValue(v any, pos source.Pos) Value { return Value{State: Set, Value: v, Pos: pos} }

// UnsetValue is an absent field, pos being where it would stand.
func UnsetValue(pos source.Pos) Value { return Value{State: Unset, Pos: pos} }

// UnknownValue is a value that can't be told, for the reason why.
func UnknownValue(why string, pos source.Pos) Value {
	return Value{State: Unknown, Pos: pos, Symbol: &source.Symbol{Why: why}}
}

// NodeValue turns a tree's value into a property's, before its type is checked:
// scalars become bool, string, int64 or float64, an array []any, an object
// map[string]any. The elements of an array, and the names of an object's members, are its Items as well.
func NodeValue(n *source.Node, pos source.Pos) Value {
	v := Value{State: Set, Pos: pos, Origins: n.Origins, Symbol: n.Symbol}
	switch n.Kind {
	case source.Null:
		v.State, v.Null = Unset, true
	case source.Unknown:
		v.State = Unknown
		if v.Symbol == nil {
			v.Symbol = &source.Symbol{Why: "its value is not in the files given"}
		}
	default:
		v.Items = items(n)
		raw, unknown := plain(n)
		if unknown != nil {
			v.State, v.Symbol = Unknown, unknown
		} else {
			v.Value = raw
		}
	}
	return v
}

// items are the elements of an array, or the names of an object's members, each with its own place.
func items(n *source.Node) []Value {
	var list []Value
	for _, item := range n.Items {
		list = append(list, NodeValue(item, item.Pos))
	}
	for i := range n.Members {
		m := &n.Members[i]
		name := SetValue(m.Key, m.Pos)
		if name.Symbol = m.Symbol; name.Symbol != nil {
			name.State, name.Value = Unknown, nil
		}
		list = append(list, name)
	}
	return list
}

// plain is a node as a Go value; the symbol of the first unknown part when it isn't wholly known.
func plain(n *source.Node) (any, *source.Symbol) {
	switch n.Kind {
	case source.Bool:
		return n.Text == "true", nil
	case source.Number:
		if i, err := strconv.ParseInt(n.Text, 10, 64); err == nil {
			return i, nil
		}
		f, err := strconv.ParseFloat(n.Text, 64)
		if err != nil {
			return n.Text, nil
		}
		if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
			return int64(f), nil
		}
		return f, nil
	case source.String:
		return n.Text, nil
	case source.Array:
		items := make([]any, 0, len(n.Items))
		for _, item := range n.Items {
			p, unknown := plain(item)
			if unknown != nil {
				return nil, unknown
			}
			items = append(items, p)
		}
		return items, nil
	case source.Object:
		members := make(map[string]any, len(n.Members))
		for _, m := range n.Members {
			p, unknown := plain(m.Value)
			if unknown != nil {
				return nil, unknown
			}
			members[m.Key] = p
		}
		return members, nil
	case source.Unknown:
		if n.Symbol != nil {
			return nil, n.Symbol
		}
		return nil, &source.Symbol{Why: "its value is not in the files given"}
	}
	return nil, nil
}

// Known reports whether the value is decided, by the input or by a default.
func (v Value) Known() bool { return v.State == Set || v.State == Default }

// Present reports whether the value is certainly neither absent nor empty,
// be it known or not.
func (v *Value) Present() bool {
	switch v.State {
	case Set, Default:
		return v.Value != "" && v.Value != nil
	case Unknown:
		return v.Symbol != nil && v.Symbol.Present
	}
	return false
}

// Text is a known string; "" for anything else.
func (v Value) Text() string {
	s, _ := v.Value.(string)
	return s
}

// Bool is a known boolean; false for anything else.
func (v Value) Bool() bool {
	b, _ := v.Value.(bool)
	return b
}

// SetTargets records the resources that a reference leads to.
func (v *Value) SetTargets(targets []*Resource) { v.targets = targets }

// Targets are the resources that a reference leads to, as found by the link step.
func (v Value) Targets() []*Resource { return v.targets }

// Identity is the text by which a reference is compared: a known id in its
// canonical form, or the symbol's expression; "" when there is nothing to compare.
func (v Value) Identity() string {
	switch {
	case v.Symbol.Target() != "":
		return v.Symbol.Target()
	case v.State == Unknown && v.Symbol != nil:
		return v.Symbol.Expr
	case v.Known():
		return Canonical(v.Text())
	}
	return ""
}

// Canonical brings an id to the form in which Azure compares it: lower-case,
// without a trailing slash. It serves resource ids and key URLs alike.
func Canonical(id string) string {
	return strings.ToLower(strings.TrimRight(strings.TrimSpace(id), "/"))
}

// convert checks a Set value against the type of its property, and converts
// what the formats convert themselves: the text "true" to a boolean, digits to
// a number, a single value to a list of one. What doesn't fit becomes Unknown.
func convert(t Type, v Value) Value {
	if v.State != Set {
		return v
	}
	ok := true
	switch t {
	case Bool:
		switch raw := v.Value.(type) {
		case bool:
		case string:
			switch strings.ToLower(raw) {
			case "true":
				v.Value = true
			case "false":
				v.Value = false
			default:
				ok = false
			}
		default:
			ok = false
		}
	case Integer:
		switch raw := v.Value.(type) {
		case int64:
		case float64:
			v.Value = int64(raw)
		case string:
			i, err := strconv.ParseInt(raw, 10, 64)
			if ok = err == nil; ok {
				v.Value = i
			}
		default:
			ok = false
		}
	case Text, Reference:
		switch raw := v.Value.(type) {
		case string:
		case bool:
			v.Value = strconv.FormatBool(raw)
		case int64:
			v.Value = strconv.FormatInt(raw, 10)
		case float64:
			v.Value = strconv.FormatFloat(raw, 'f', -1, 64)
		default:
			ok = false
		}
	case List:
		var texts []string
		switch raw := v.Value.(type) {
		case []string:
			texts = raw
		case []any:
			texts = make([]string, 0, len(raw))
			for _, item := range raw {
				texts = append(texts, fmt.Sprint(item))
			}
		case string:
			texts = []string{raw}
		default:
			ok = false
		}
		v.Value = texts
	}
	if !ok {
		u := UnknownValue(fmt.Sprintf("%s was expected, not %s", t.describe(), describe(v.Value)), v.Pos)
		u.Origins = v.Origins
		return u
	}
	return v
}

func describe(raw any) string {
	switch raw := raw.(type) {
	case string:
		return strconv.Quote(raw)
	case bool, int64, float64:
		return fmt.Sprint(raw)
	case []any, []string:
		return "a list"
	}
	return "an object"
}

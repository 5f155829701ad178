package rego

import (
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// builtin is one of the functions that Rego has of itself.
type builtin struct {
	name string
	// here is our own function for it, if there is one; opa is OPA's.
	here func(args []Value) (result Value, done bool)
	opa  topdown.BuiltinFunc
}

func builtinOf(name string) builtin { return builtin{name, here(name), topdown.GetBuiltin(name)} }

// here gives our own function for those that are called most: to convert their arguments
// for OPA costs more than most of them do. A case that one leaves to OPA isn't done.
func here(name string) func(args []Value) (result Value, done bool) {
	switch name {
	case "equal":
		return func(args []Value) (Value, bool) { return equal(args[0], args[1]), true }
	case "neq":
		return func(args []Value) (Value, bool) { return !equal(args[0], args[1]), true }
	case "lt":
		return func(args []Value) (Value, bool) { return compare(args[0], args[1]) < 0, true }
	case "lte":
		return func(args []Value) (Value, bool) { return compare(args[0], args[1]) <= 0, true }
	case "gt":
		return func(args []Value) (Value, bool) { return compare(args[0], args[1]) > 0, true }
	case "gte":
		return func(args []Value) (Value, bool) { return compare(args[0], args[1]) >= 0, true }
	case "count":
		return func(args []Value) (Value, bool) {
			n := length(args[0])
			return n, n != nil
		}
	case "internal.member_2":
		return func(args []Value) (Value, bool) { return contains(args[1], args[0]), true }
	case "array.concat":
		return concatArrays
	case "object.get":
		return getMember
	case "object.union":
		return func(args []Value) (Value, bool) {
			if rank(args[0]) != rankObject || rank(args[1]) != rankObject {
				return nil, false
			}
			return union(args[0], args[1]), true
		}
	case "sprintf":
		return formatted
	case "concat":
		return joined
	case "contains":
		return onTexts(func(a, b string) Value { return strings.Contains(a, b) })
	case "startswith":
		return onTexts(func(a, b string) Value { return strings.HasPrefix(a, b) })
	case "endswith":
		return onTexts(func(a, b string) Value { return strings.HasSuffix(a, b) })
	case "lower":
		return func(args []Value) (Value, bool) {
			text, ok := args[0].(string)
			if !ok {
				return nil, false
			}
			if lower := strings.ToLower(text); lower != text {
				return lower, true
			}
			return args[0], true
		}
	}
	return nil
}

func onTexts(fn func(a, b string) Value) func([]Value) (Value, bool) {
	return func(args []Value) (Value, bool) {
		a, ok := args[0].(string)
		b, also := args[1].(string)
		if !ok || !also {
			return nil, false
		}
		return fn(a, b), true
	}
}

// contains reports whether a value is a member of a collection, not a key.
func contains(of, v Value) bool {
	same := func(other Value) bool { return equal(v, other) }
	switch of := of.(type) {
	case *array:
		return slices.ContainsFunc(of.items, same)
	case *record:
		return slices.ContainsFunc(of.values, same)
	case *dict:
		return slices.ContainsFunc(of.values, same)
	case *set:
		return of.find(v) >= 0
	}
	return false
}

func concatArrays(args []Value) (Value, bool) {
	a, ok := args[0].(*array)
	b, also := args[1].(*array)
	switch {
	case !ok || !also:
		return nil, false
	case len(a.items) == 0:
		return b, true
	case len(b.items) == 0:
		return a, true
	}
	return &array{slices.Concat(a.items, b.items)}, true
}

func getMember(args []Value) (Value, bool) {
	if rank(args[0]) != rankObject {
		return nil, false
	}
	found := args[0]
	if path, ok := args[1].(*array); ok {
		for _, key := range path.items {
			found = member(found, key)
		}
	} else {
		found = member(found, args[1])
	}
	if found == nil {
		return args[2], true
	}
	return found, true
}

// union merges objects, and what objects they have under one key; of others, b's counts.
func union(a, b Value) Value {
	var merged Value = &dict{keys: new(set)}
	if r, ok := a.(*record); ok {
		merged = &record{r.shape, slices.Clone(r.values)}
	} else {
		eachMember(a, func(key, value Value) { insert(merged, key, value) })
	}
	eachMember(b, func(key, value Value) {
		if had := member(a, key); had != nil && rank(had) == rankObject && rank(value) == rankObject {
			value = union(had, value)
		}
		merged = insert(merged, key, value)
	})
	return merged
}

func eachMember(object Value, fn func(key, value Value)) {
	switch o := object.(type) {
	case *record:
		for i, key := range o.shape.values {
			fn(key, o.values[i])
		}
	case *dict:
		for i, key := range o.keys.items {
			fn(key, o.values[i])
		}
	}
}

// formatted is sprintf, where all there is to print are texts and integers.
func formatted(args []Value) (Value, bool) {
	format, ok := args[0].(string)
	values, also := args[1].(*array)
	if !ok || !also {
		return nil, false
	}
	plain := make([]any, len(values.items))
	for i, v := range values.items {
		switch v.(type) {
		case string, int64:
			plain[i] = v
		default:
			return nil, false
		}
	}
	return fmt.Sprintf(format, plain...), true
}

func joined(args []Value) (Value, bool) {
	var items []Value
	switch of := args[1].(type) {
	case *array:
		items = of.items
	case *set:
		items = of.order()
	}
	separator, ok := args[0].(string)
	if !ok || len(items) == 0 {
		return nil, false
	}
	texts := make([]string, len(items))
	for i, v := range items {
		if texts[i], ok = v.(string); !ok {
			return nil, false
		}
	}
	return strings.Join(texts, separator), true
}

// toOPA converts a value for OPA's functions.
func toOPA(v Value) *ast.Term {
	switch v := v.(type) {
	case bool:
		return ast.InternedTerm(v)
	case int64:
		return ast.InternedTerm(int(v))
	case Number:
		return ast.NewTerm(ast.Number(v))
	case string:
		return ast.StringTerm(v)
	case *array:
		items := make([]*ast.Term, len(v.items))
		for i, item := range v.items {
			items[i] = toOPA(item)
		}
		return ast.ArrayTerm(items...)
	case *record, *dict:
		object := ast.NewObject()
		eachMember(v, func(key, value Value) { object.Insert(toOPA(key), toOPA(value)) })
		return ast.NewTerm(object)
	case *set:
		items := make([]*ast.Term, len(v.items))
		for i, item := range v.items {
			items[i] = toOPA(item)
		}
		return ast.SetTerm(items...)
	}
	return ast.InternedNullTerm
}

// fromOPA converts what OPA's functions give; nil for what has no value.
func fromOPA(t *ast.Term) Value {
	switch v := t.Value.(type) {
	case ast.Null:
		return Null{}
	case ast.Boolean:
		return bool(v)
	case ast.Number:
		return number(string(v))
	case ast.String:
		return string(v)
	case *ast.Array:
		a := new(array)
		v.Foreach(func(item *ast.Term) { a.items = append(a.items, fromOPA(item)) })
		return a
	case ast.Object:
		d := &dict{keys: new(set)}
		v.Foreach(func(key, value *ast.Term) { insert(d, fromOPA(key), fromOPA(value)) })
		return d
	case ast.Set:
		s := new(set)
		v.Foreach(func(item *ast.Term) { s.add(fromOPA(item)) })
		return s
	}
	return nil
}

package rego

import (
	"cmp"
	"encoding/json"
	"hash/maphash"
	"math"
	"math/big"
	"slices"
	"strings"
)

// Value is a value of Rego: nil where it is undefined, else [Null], a bool, an int64, a
// [Number], a string, or an array, object or set of this package. OPA's own values are
// made for programs that may change and print them; these are for being read, many
// times over: an object of the input knows where each member is.
type Value any

// Null is the value null.
type Null struct{}

// Number is a number that isn't written as an integer of 64 bits: its text.
type Number string

// array is a list of values.
type array struct{ items []Value }

// record is an object whose keys are texts, most of which the policies name.
type record struct {
	shape  *shape
	values []Value
}

// dict is any other object.
type dict struct {
	keys   *set
	values []Value // by the place of the key in the set
}

// set holds values once each, in the order in which they came.
type set struct {
	items []Value
	// index finds the last item with a hash, before those with the same one.
	index  map[uint64]int
	before []int
	sorted []Value // nil until asked for
}

// The order of the types, which is OPA's, after what is undefined.
const (
	rankUndefined = iota
	rankNull
	rankBool
	rankNumber
	rankText
	rankArray
	rankObject
	rankSet
)

func rank(v Value) int {
	switch v.(type) {
	case nil:
		return rankUndefined
	case Null:
		return rankNull
	case bool:
		return rankBool
	case int64, Number:
		return rankNumber
	case string:
		return rankText
	case *array:
		return rankArray
	case *record, *dict:
		return rankObject
	}
	return rankSet
}

func equal(a, b Value) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case string:
		b, ok := b.(string)
		return ok && a == b
	case int64:
		switch b := b.(type) {
		case int64:
			return a == b
		case Number:
			return compare(a, b) == 0
		}
		return false
	case bool, Null:
		return a == b
	}
	return a == b || rank(a) == rank(b) && compare(a, b) == 0
}

// compare orders values as OPA does.
func compare(a, b Value) int {
	if c := cmp.Compare(rank(a), rank(b)); c != 0 {
		return c
	}
	switch a := a.(type) {
	case bool:
		switch b := b.(bool); {
		case a == b:
			return 0
		case b:
			return -1
		}
		return 1
	case int64:
		if b, ok := b.(int64); ok {
			return cmp.Compare(a, b)
		}
		return float(a).Cmp(float(b))
	case Number:
		return float(a).Cmp(float(b))
	case string:
		return strings.Compare(a, b.(string))
	case *array:
		return slices.CompareFunc(a.items, b.(*array).items, compare)
	case *record, *dict:
		x, y := keysOf(a), keysOf(b)
		for i := range min(len(x), len(y)) {
			if c := compare(x[i], y[i]); c != 0 {
				return c
			}
			if c := compare(member(a, x[i]), member(b, y[i])); c != 0 {
				return c
			}
		}
		return cmp.Compare(len(x), len(y))
	case *set:
		return slices.CompareFunc(a.order(), b.(*set).order(), compare)
	}
	return 0
}

// float is a number for comparing. Like OPA, it takes a text for a decimal number of some precision.
func float(v Value) *big.Float {
	switch v := v.(type) {
	case int64:
		return new(big.Float).SetInt64(v)
	case Number:
		if f, _, err := big.ParseFloat(string(v), 10, 256, big.ToNearestEven); err == nil {
			return f
		}
	}
	return new(big.Float)
}

// number makes a value of a number's text: an int64 where it is written as one. How it is written, sprintf shows.
func number(text string) Value {
	if n, err := json.Number(text).Int64(); err == nil {
		return n
	}
	return Number(text)
}

// member looks a key up; nil where there is none. A member of a set is itself.
func member(of, key Value) Value {
	switch of := of.(type) {
	case *record:
		if name, ok := key.(string); ok {
			if i := of.shape.find(name); i >= 0 {
				return of.values[i]
			}
		}
	case *dict:
		if i := of.keys.find(key); i >= 0 {
			return of.values[i]
		}
	case *array:
		i, ok := key.(int64)
		if n, also := key.(Number); also {
			// 1.0 is a place, too.
			exact := big.Below
			i, exact = float(n).Int64()
			ok = exact == big.Exact
		}
		if ok && i >= 0 && i < int64(len(of.items)) {
			return of.items[i]
		}
	case *set:
		if of.find(key) >= 0 {
			return key
		}
	}
	return nil
}

// length is the number of members or characters; nil where there is no such thing.
func length(v Value) Value {
	switch v := v.(type) {
	case *array:
		return int64(len(v.items))
	case *record:
		return int64(len(v.values))
	case *dict:
		return int64(len(v.values))
	case *set:
		return int64(len(v.items))
	case string:
		return int64(len([]rune(v)))
	}
	return nil
}

// keysOf lists an object's keys, in order.
func keysOf(v Value) []Value {
	switch v := v.(type) {
	case *record:
		return v.shape.order()
	case *dict:
		return v.keys.order()
	}
	return nil
}

// insert puts a member into an object, in place of one that it has. What comes back is the object to use from now on.
func insert(object, key, value Value) Value {
	switch o := object.(type) {
	case *record:
		name, ok := key.(string)
		if !ok {
			return insert(asDict(o), key, value)
		}
		if i := o.shape.find(name); i >= 0 {
			o.values[i] = value
		} else {
			o.shape = o.shape.with(name)
			o.values = append(o.values, value)
		}
	case *dict:
		if i := o.keys.find(key); i >= 0 {
			o.values[i] = value
		} else {
			o.keys.add(key)
			o.values = append(o.values, value)
		}
	}
	return object
}

func asDict(r *record) *dict {
	d := &dict{keys: new(set)}
	eachMember(r, func(key, value Value) { insert(d, key, value) })
	return d
}

// add puts a value into a set, unless it is there.
func (s *set) add(v Value) {
	h := hash(v)
	if s.findHashed(v, h) >= 0 {
		return
	}
	if s.index == nil {
		s.index = map[uint64]int{}
	}
	before := -1
	if last, ok := s.index[h]; ok {
		before = last
	}
	s.index[h] = len(s.items)
	s.items, s.before, s.sorted = append(s.items, v), append(s.before, before), nil
}

// find is the place of a value; -1 where the set doesn't have it.
func (s *set) find(v Value) int { return s.findHashed(v, hash(v)) }

func (s *set) findHashed(v Value, h uint64) int {
	i, ok := s.index[h]
	if !ok {
		return -1
	}
	for i >= 0 && !equal(s.items[i], v) {
		i = s.before[i]
	}
	return i
}

// order gives the values in OPA's order.
func (s *set) order() []Value {
	if s.sorted == nil {
		s.sorted = slices.SortedFunc(slices.Values(s.items), compare)
	}
	return s.sorted
}

// hash is the same for values that are equal.
func hash(v Value) uint64 {
	const prime = 0x9e3779b97f4a7c15
	switch v := v.(type) {
	case bool:
		if v {
			return 1
		}
		return 2
	case int64:
		return math.Float64bits(float64(v)) * prime
	case Number:
		f, _ := float(v).Float64()
		return math.Float64bits(f) * prime
	case string:
		return maphash.String(seed, v)
	case *array:
		h := uint64(3)
		for _, item := range v.items {
			h = h*prime + hash(item)
		}
		return h
	case *record:
		h := uint64(4)
		for i, key := range v.shape.keys {
			h += hashMember(maphash.String(seed, key), hash(v.values[i]))
		}
		return h
	case *dict:
		h := uint64(4)
		for i, key := range v.keys.items {
			h += hashMember(hash(key), hash(v.values[i]))
		}
		return h
	case *set:
		h := uint64(5)
		for _, item := range v.items {
			h += hash(item) * prime
		}
		return h
	}
	return 6
}

func hashMember(key, value uint64) uint64 {
	return (key ^ value*0xff51afd7ed558ccd) * 0x9e3779b97f4a7c15
}

var seed = maphash.MakeSeed()

// Member follows keys into objects; nil as soon as one is missing.
func Member(v Value, keys ...string) Value {
	for _, key := range keys {
		r, ok := v.(*record)
		if !ok {
			v = member(v, key)
			continue
		}
		v = nil
		if i := r.shape.find(key); i >= 0 {
			v = r.values[i]
		}
	}
	return v
}

// Each calls fn for the members of an array or a set, in the order in which they came.
func Each(v Value, fn func(Value)) {
	var items []Value
	switch v := v.(type) {
	case *array:
		items = v.items
	case *set:
		items = v.items
	}
	for _, item := range items {
		fn(item)
	}
}

// Print gives a value as Rego has it, for messages.
func Print(v Value) string {
	if v == nil {
		return "undefined"
	}
	return toOPA(v).String()
}

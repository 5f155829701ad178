package rego

import (
	"math/rand"
	"strconv"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// randomValue makes a value that is likely to resemble others.
func randomValue(r *rand.Rand, depth int) Value {
	kinds := 9
	if depth == 0 {
		kinds = 6
	}
	text := func() string { return []string{"", "a", "b", "ab", "é"}[r.Intn(5)] }
	switch r.Intn(kinds) {
	case 0:
		return Null{}
	case 1:
		return r.Intn(2) == 0
	case 2:
		return int64(r.Intn(4) - 1)
	case 3:
		return number([]string{"1.0", "1.5", "-0.5", "2e0", "100000000000000000000"}[r.Intn(5)])
	case 4, 5:
		return text()
	case 6:
		a := new(array)
		for range r.Intn(3) {
			a.items = append(a.items, randomValue(r, depth-1))
		}
		return a
	case 7:
		s := new(set)
		for range r.Intn(3) {
			s.add(randomValue(r, depth-1))
		}
		return s
	}
	if r.Intn(2) == 0 {
		var object Value = &record{shape: new(shape)}
		for range r.Intn(3) {
			object = insert(object, text(), randomValue(r, depth-1))
		}
		return object
	}
	d := &dict{keys: new(set)}
	for range r.Intn(3) {
		insert(d, randomValue(r, depth-1), randomValue(r, depth-1))
	}
	return d
}

// TestValues holds our values against OPA's: how they compare, what is equal, what a collection holds.
func TestValues(t *testing.T) {
	sign := func(n int) int { return min(max(n, -1), 1) }
	equals := 0
	for seed := range int64(20_000) {
		r := rand.New(rand.NewSource(seed))
		a, b := randomValue(r, 2), randomValue(r, 2)
		x, y := toOPA(a), toOPA(b)
		if have, want := sign(compare(a, b)), sign(x.Value.Compare(y.Value)); have != want {
			t.Fatalf("seed %d: %s and %s compare as %d, OPA has %d", seed, Print(a), Print(b), have, want)
		}
		same := x.Equal(y)
		if equal(a, b) != same {
			t.Fatalf("seed %d: whether %s equals %s: OPA says %t", seed, Print(a), Print(b), same)
		}
		if same {
			if equals++; hash(a) != hash(b) {
				t.Fatalf("seed %d: %s and %s are equal, and their hashes differ", seed, Print(a), Print(b))
			}
		}
		if back := fromOPA(x); !equal(a, back) || Print(back) != Print(a) {
			t.Fatalf("seed %d: %s comes back as %s", seed, Print(a), Print(back))
		}
		have, want := member(a, b), x.Get(y)
		if (have == nil) != (want == nil) || have != nil && !toOPA(have).Equal(want) {
			t.Fatalf("seed %d: %s of %s is %s, OPA has %v", seed, Print(b), Print(a), Print(have), want)
		}
	}
	if equals < 100 {
		t.Errorf("only %d pairs were equal", equals)
	}
}

// TestHere holds our own functions for built-in ones against OPA's.
func TestHere(t *testing.T) {
	builtins := []string{
		"equal", "neq", "lt", "lte", "gt", "gte", "count", "internal.member_2", "array.concat", "object.get", "object.union", "sprintf", "concat",
		"contains", "startswith", "endswith", "lower",
	}
	done := map[string]int{}
	for seed := range int64(5_000) {
		r := rand.New(rand.NewSource(seed))
		for _, name := range builtins {
			declared := ast.BuiltinMap[name]
			args := make([]Value, declared.Decl.Arity())
			terms := make([]*ast.Term, len(args))
			for i := range args {
				args[i] = randomValue(r, 2)
				if name == "sprintf" && i == 0 {
					args[i] = []string{"%s", "%d and %v", "%5d%%", "", "%s %s"}[r.Intn(5)]
				}
				terms[i] = toOPA(args[i])
			}
			have, ok := here(name)(args)
			if !ok {
				continue
			}
			done[name]++
			var want *ast.Term
			err := builtinOf(name).opa(emptyContext, terms, func(answer *ast.Term) error {
				want = answer
				return nil
			})
			if err != nil {
				t.Fatalf("seed %d: %s of %v is %s, OPA fails: %v", seed, name, terms, Print(have), err)
			}
			if !toOPA(have).Equal(want) {
				t.Fatalf("seed %d: %s of %v is %s, OPA has %v", seed, name, terms, Print(have), want)
			}
		}
	}
	for _, name := range builtins {
		if done[name] == 0 {
			t.Errorf("%s was never compared", name)
		}
	}
}

// TestSetsAndDicts fills collections with many members, by way of their hashes.
func TestSetsAndDicts(t *testing.T) {
	s, d := new(set), &dict{keys: new(set)}
	for round := range 2 {
		for i := range 1000 {
			key := &array{[]Value{int64(i), strconv.Itoa(i)}}
			s.add(key)
			insert(d, key, int64(i+round))
		}
	}
	if len(s.items) != 1000 || len(d.values) != 1000 {
		t.Fatalf("%d and %d members, want 1000 each", len(s.items), len(d.values))
	}
	if got := member(d, &array{[]Value{int64(7), "7"}}); got != int64(8) {
		t.Errorf("the member is %v, want the one put there last, 8", got)
	}
	if first := s.order()[0]; Print(first) != `[0, "0"]` {
		t.Errorf("the first in order is %s", Print(first))
	}
}

// TestDocument builds an input and looks into it.
func TestDocument(t *testing.T) {
	p := assembled(t, "package t\n\nanswer := [input.list[1].name, input.missing.name] if input.list\n\nanswer := input.list[0].name", "t/answer")
	d := p.NewDocument()
	d.BeginObject()
	d.Key("list")
	d.BeginArray()
	for i, name := range []string{"a", "b"} {
		d.BeginObject()
		d.Key("name")
		d.String(name)
		d.Key("n")
		d.Int(int64(i))
		d.Key("none")
		d.Null()
		d.Key("ok")
		d.Bool(true)
		d.Key("empty")
		d.BeginArray()
		d.EndArray()
		d.EndObject()
	}
	d.EndArray()
	d.EndObject()
	if got, want := Print(d.root), `{"list": [{"empty": [], "n": 0, "name": "a", "none": null, "ok": true}, {"empty": [], "n": 1, "name": "b", "none": null, "ok": true}]}`; got != want {
		t.Errorf("the document is %s, want %s", got, want)
	}
	got, err := p.Evaluation(t.Context(), d).Ask("data.t.answer")
	if err != nil || got != "a" {
		t.Errorf("%v, %v", got, err)
	}
	list := Member(d.root, "list")
	var names []string
	Each(list, func(v Value) { names = append(names, Member(v, "name").(string)) })
	if len(names) != 2 || Member(list, "x", "y") != nil {
		t.Errorf("names are %v", names)
	}
}

package rego

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/topdown"
)

var emptyContext = topdown.BuiltinContext{}

func assembled(t *testing.T, text string, entries ...string) *Program {
	t.Helper()
	plan, err := planned(t, []string{text}, entries...)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Assemble(plan, entries)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const sample = `package t

f(x) := sprintf("%s of %d", [x, count(input.items)]) if x != null

deep(n) := [m | some m in [n, n]; m > 0]

answers contains f(name) if {
	some name in {"a", "b"}
	not name == input.not
}

answers contains {"number": 1.50, "yes": true, "deep": deep(3)}`

func TestEncode(t *testing.T) {
	p := assembled(t, sample, "t/answers")
	data := p.Encode()
	back, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(back.Encode(), data) {
		t.Error("what is decoded encodes differently")
	}
	for _, p := range []*Program{p, back} {
		d := p.NewDocument()
		d.BeginObject()
		d.Key("items")
		d.BeginArray()
		d.Int(1)
		d.EndArray()
		d.EndObject()
		got, err := p.Evaluation(t.Context(), d).Ask("data.t.answers")
		if want := `{"a of 1", "b of 1", {"deep": [3, 3], "number": 1.50, "yes": true}}`; err != nil || Print(got) != want {
			t.Errorf("%s, %v, want %s", Print(got), err, want)
		}
	}
	for n := range data {
		if _, err := Decode(data[:n]); err == nil {
			t.Fatalf("%d of %d bytes decode", n, len(data))
		}
	}
	if _, err := Decode(bytes.Replace(data, []byte("sprintf"), []byte("sprintx"), 1)); err == nil || !strings.Contains(err.Error(), "sprintx") {
		t.Errorf("a built-in function that doesn't exist: %v", err)
	}
}

func TestAssembleErrors(t *testing.T) {
	for name, text := range map[string]string{
		"WithStmt":        "package t\n\na := 1 if input.x with input as {\"x\": 1}",
		"walk":            "package t\n\na contains v if walk(input, [_, v])",
		"CallDynamicStmt": "package t\n\na := data.t.rules[input.x].y\n\nrules.b.y := 1\n\nrules.c.y := 2",
	} {
		plan, err := planned(t, []string{text}, "t/a")
		if err != nil {
			t.Fatal(name, err)
		}
		if _, err := Assemble(plan, []string{"t/a"}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAskErrors(t *testing.T) {
	p := assembled(t, `package t

two := 1 if input.a

two := 2 if input.b

clash := {k: v | some [k, v] in [["a", 1], ["a", 2]]}

fine := "fine"

fails := to_number("x")

refers := two`, "t/two", "t/clash", "t/fine", "t/fails", "t/refers")
	d := p.NewDocument()
	d.BeginObject()
	for _, key := range []string{"a", "b"} {
		d.Key(key)
		d.Bool(true)
	}
	d.EndObject()
	e := p.Evaluation(t.Context(), d)
	for _, rule := range []string{"two", "clash", "refers", "two"} {
		if got, err := e.Ask("data.t." + rule); err == nil || !strings.Contains(err.Error(), "gives more than one value") {
			t.Errorf("%s: %v, %v", rule, got, err)
		}
	}
	for rule, want := range map[string]Value{"fine": "fine", "fails": nil, "absent": nil} {
		if got, err := e.Ask("data.t." + rule); err != nil || got != want {
			t.Errorf("%s: %v, %v", rule, got, err)
		}
	}
}

// TestFault asks a program that is broken: that must not end the scan.
func TestFault(t *testing.T) {
	p := assembled(t, "package t\n\na := 1 if input == {}", "t/a")
	for i := range p.code {
		p.code[i] = opCount
	}
	if got, err := p.Evaluation(t.Context(), p.NewDocument()).Ask("data.t.a"); err == nil || !strings.Contains(err.Error(), "data.t.a") {
		t.Errorf("%v, %v", got, err)
	}
}

// TestDeadline ends a rule that would take for ever.
func TestDeadline(t *testing.T) {
	p := assembled(t, "package t\n\nn := count([1 | some i in input; some j in input; some k in input; i + j + k < 0])", "t/n")
	d := p.NewDocument()
	d.BeginArray()
	for i := range 2000 {
		d.Int(int64(i))
	}
	d.EndArray()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Evaluation(ctx, d).Ask("data.t.n"); err != context.Canceled {
		t.Errorf("the error is %v", err)
	}
}

// TestStacks calls deep enough for the memory of calls to be extended, again and again.
func TestStacks(t *testing.T) {
	const depth = 200
	var text strings.Builder
	text.WriteString("package t\n\nanswer contains f0(x) if some x in input\n")
	for i := range depth {
		fmt.Fprintf(&text, "\nf%d(x) := [y | some y in [x, f%d(x)]][i] if some i in [0, 1]; i == 1\n", i, i+1)
	}
	fmt.Fprintf(&text, "\nf%d(x) := x + 1\n", depth)
	p := assembled(t, strings.ReplaceAll(text.String(), "[i] if some i in [0, 1]; i == 1", "[1]"), "t/answer")
	d := p.NewDocument()
	d.BeginArray()
	for i := range 5 {
		d.Int(int64(i))
	}
	d.EndArray()
	got, err := p.Evaluation(t.Context(), d).Ask("data.t.answer")
	if err != nil || Print(got) != "{1, 2, 3, 4, 5}" {
		t.Errorf("%s, %v", Print(got), err)
	}
}

package finding

import (
	"math/rand"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akscan/akscan/internal/source"
)

func TestSeverity(t *testing.T) {
	order := []Severity{Critical, High, Medium, Low, NoteLevel}
	for i, s := range order {
		for j, threshold := range order {
			if got, want := s.AtLeast(threshold), i <= j; got != want {
				t.Errorf("%s.AtLeast(%s) = %t, want %t", s, threshold, got, want)
			}
		}
		if s.AtLeast(NoSeverity) {
			t.Errorf("%s reaches none", s)
		}
	}
	if s, ok := ParseSeverity("HIGH"); !ok || s != High {
		t.Errorf("ParseSeverity(HIGH) = %q, %t", s, ok)
	}
	if _, ok := ParseSeverity("severe"); ok {
		t.Error("ParseSeverity(severe) is ok")
	}
}

func TestFingerprint(t *testing.T) {
	// The value is part of the output contract: it must never change.
	const want = "b35203049ae3bb6fcbb781e59ae7e4ba3ef32b04096a8b58693615e735b64bda"
	if got := Fingerprint("etcd/kms-encryption", "main.tf", "azurerm_kubernetes_cluster.this", "kms_enabled"); got != want {
		t.Errorf("Fingerprint = %s, want %s", got, want)
	}
	prints := map[string][]string{}
	for _, parts := range [][]string{
		{"a", "b", "c", "d"}, {"ab", "", "c", "d"}, {"a", "b", "cd", ""}, {"", "ab", "c", "d"}, {"a", "b", "", "cd"},
	} {
		p := Fingerprint(parts[0], parts[1], parts[2], parts[3])
		if other, ok := prints[p]; ok {
			t.Errorf("%q and %q have one fingerprint", parts, other)
		}
		prints[p] = parts
	}
}

func TestSetFingerprints(t *testing.T) {
	files := source.NewSet()
	f := files.Add("sub/a.yaml", []byte("kind: StorageClass\n"), false)
	find := func(pos source.Pos, address string) Finding {
		return Finding{Rule: "r/a", Pos: pos, Resource: Resource{Address: address}, Property: "p"}
	}
	findings := []Finding{
		find(f.Span(0, 4), "x"), find(f.Span(6, 8), "x"), find(f.Span(6, 8), "y"), find(f.Span(9, 9), "x"), find(0, "x"),
	}
	SetFingerprints(findings, files, func(path string) string { return "repo/" + path })
	x := Fingerprint("r/a", "repo/sub/a.yaml", "x", "p")
	want := []string{x, x + ":2", Fingerprint("r/a", "repo/sub/a.yaml", "y", "p"), x + ":3", Fingerprint("r/a", "", "x", "p")}
	var got []string
	for _, f := range findings {
		got = append(got, f.Fingerprint)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSortIsTotal(t *testing.T) {
	files := source.NewSet()
	// Added out of order: the path decides, not the index.
	b := files.Add("b.tf", make([]byte, 100), false)
	a := files.Add("a.tf", make([]byte, 100), false)
	find := func(s Severity, pos source.Pos, rule, address, message string) Finding {
		return Finding{Severity: s, Pos: pos, Rule: rule, Resource: Resource{Address: address}, Message: message}
	}
	want := []Finding{
		find(Critical, b.Span(50, 51), "z/z", "z", "z"),
		find(High, a.Span(1, 2), "a/a", "a", "a"),
		find(High, a.Span(1, 2), "a/a", "a", "b"),
		find(High, a.Span(1, 2), "a/a", "b", "a"),
		find(High, a.Span(1, 2), "a/b", "a", "a"),
		find(High, a.Span(9, 10), "a/a", "a", "a"),
		find(High, b.Span(0, 1), "a/a", "a", "a"),
		find(NoteLevel, 0, "a/a", "a", "a"),
		find(NoteLevel, a.Span(0, 1), "a/a", "a", "a"),
	}
	for seed := range int64(20) {
		got := slices.Clone(want)
		rand.New(rand.NewSource(seed)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		Sort(got, files)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

func TestMerge(t *testing.T) {
	f := source.NewSet().Add("main.tf", make([]byte, 100), false)
	find := func(pos source.Pos, address, message string, suppressed *Suppression) Finding {
		return Finding{Rule: "r/a", Verdict: Fail, Pos: pos, Message: message, Resource: Resource{Address: address}, Suppressed: suppressed}
	}
	muted := &Suppression{Reason: "known"}
	findings := []Finding{
		find(f.Span(1, 2), `m["a"].x`, "off", nil),
		find(f.Span(1, 2), `m["b"].x`, "on", nil),
		find(f.Span(1, 2), `m["c"].x`, "off", nil),
		find(f.Span(1, 2), `m["c"].x`, "off", nil),
		find(f.Span(1, 2), `m["d"].x`, "off", muted),
		find(f.Span(3, 4), `m["a"].x`, "off", nil),
		find(f.Span(3, 4), "left out", "off", nil),
		find(0, "a", "off", nil),
		find(0, "b", "off", nil),
	}
	var got [][]string
	for m := range Merge(findings, func(f *Finding) bool { return f.Resource.Address != "left out" }) {
		var addresses []string
		for _, r := range m.Instances {
			addresses = append(addresses, r.Address)
		}
		got = append(got, addresses)
	}
	want := [][]string{{`m["a"].x`, `m["c"].x`}, {`m["b"].x`}, {`m["d"].x`}, {`m["a"].x`}, {"a"}, {"b"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRun(t *testing.T) {
	run := Run{
		Rules:  []Rule{{ID: "a/a"}, {ID: "b/b", Title: "B"}},
		Inputs: []Input{{File: "a"}}, Resources: 3,
		Findings: []Finding{{Verdict: Fail}, {Verdict: Open}, {Verdict: Pass}, {Verdict: Pass}, {Verdict: Fail, Suppressed: &Suppression{}}},
		Diagnostics: []source.Diagnostic{
			{Level: source.Error, Path: "x.tf"}, {Level: source.Error, Path: "x.tf"}, {Level: source.Error, Path: "y.tf"},
			{Level: source.Warning, Path: "z.tf"}, {Level: source.Error},
		},
	}
	if diff := cmp.Diff(Summary{Fail: 1, Open: 1, Pass: 2, Suppressed: 1, Files: 1, Resources: 3}, run.Summary()); diff != "" {
		t.Error(diff)
	}
	if got := run.Rule("b/b").Title; got != "B" {
		t.Errorf("Rule(b/b).Title = %q", got)
	}
	if got := run.Rule("c/c"); got.ID != "" {
		t.Errorf("Rule(c/c) = %v", got)
	}
	if got := run.NotRead(); got != 2 {
		t.Errorf("NotRead = %d, want 2", got)
	}
}

package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/source"
)

func textOf(t *testing.T, run *finding.Run, o TextOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Text(&b, run, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTextEstate(t *testing.T) {
	run := estateRun(t)
	golden(t, "estate.txt", textOf(t, run, TextOptions{}))
	golden(t, "estate-narrow-colour.txt", textOf(t, run, TextOptions{Color: true, Width: 72}))
	golden(t, "estate-quiet.txt", textOf(t, run, TextOptions{Quiet: true}))
}

// excerptRun holds one finding for each awkward thing that source can be.
func excerptRun(t *testing.T) *finding.Run {
	b := newRun(t)
	b.Rules = nil
	add := func(message string, pos source.Pos, related ...finding.Related) {
		b.Findings = append(b.Findings, finding.Finding{
			Rule: "test/excerpt", Verdict: finding.Fail, Severity: finding.Medium, Message: message,
			Resource: finding.Resource{Kind: "cluster", Address: "x"}, Pos: pos, Related: related,
		})
	}
	rel := func(message string, pos source.Pos) finding.Related {
		return finding.Related{Message: message, Pos: pos}
	}

	f := b.file("a-labels.tf", "terraform", 1, "x = var.a ? local.b : var.c\n")
	add("several labels on one line", b.at(f, "x", 1), rel("the condition", b.at(f, "var.a", 1)), rel("if so", b.at(f, "local.b", 1)), rel("if not", b.at(f, "var.c", 1)))
	add("a label within the field", b.at(f, "x = var.a ? local.b : var.c", 1), rel("the part that counts", b.at(f, "local.b", 1)))
	add("two labels on one spot", b.at(f, "x", 1), rel("the one", b.at(f, "var.c", 1)), rel("the other", b.at(f, "var.c", 1)))

	f = b.file("b-gaps.tf", "terraform", 1, "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n")
	add("gaps of one line and of more", b.at(f, "three", 1), rel("next", b.at(f, "four", 1)), rel("one between", b.at(f, "six", 1)), rel("three between", b.at(f, "ten", 1)))

	f = b.file("c-wide.tf", "terraform", 1, "\tname = \"集群\" # é\t🔒\n\t集群 = false\n")
	add("wide characters and tabs", b.at(f, "集群 = false", 1), rel("wide", b.at(f, "集群", 1)), rel("behind them", b.at(f, "🔒", 1)))

	f = b.file("d-crlf.tf", "terraform", 1, "a {\r\n  b = 1\r\n}\r\n")
	add("CRLF", b.at(f, "a {\r\n", 1))
	add("CRLF, all lines", b.at(f, "a {\r\n  b = 1\r\n}\r\n", 1))
	add("the end of the file", f.Span(len(f.Data), len(f.Data)))
	add("the end of a line", f.Span(3, 3))

	f = b.file("e-empty.yaml", "kubernetes", 1, "")
	add("an empty file", f.Span(0, 0))

	f = b.file("f-long.json", "azure", 1, `{"start":1,"pad":"`+strings.Repeat("x", 150)+`","here":true,"pad":"`+strings.Repeat("集", 100)+`","there":false,"pad":"`+strings.Repeat("y", 3000)+`","end":null}`)
	add("a long line", b.at(f, `"here":true`, 1), rel("at its start", b.at(f, `"start":1`, 1)), rel("behind", b.at(f, `"there":false`, 1)), rel("far behind", b.at(f, `"end":null`, 1)))
	add("a field longer than the line", b.at(f, strings.Repeat("y", 3000), 1))

	f = b.file("g-hostile.yaml", "kubernetes", 1, "a: \"\x1b[31mred\x07\" # \u202etxet\u202c \xff\x80\nclean: yes\n")
	add("a line that \x1b[2Jsteers the\nterminal", b.at(f, "red", 1))

	f = b.file("i-absent.json", "azure", 1, "[\n  {\n    \"id\": \"/x\",\n    \"name\": \"aks\",\n    \"adminPassword\": \"hunter2\",\n    \"tags\": null\n  },\n  {\n    \"id\": \"/y\"\n  }\n]\n")
	add("a field that isn't there. It would stand in this object.", b.at(f, "{", 1))
	add("one in a short object", b.at(f, "{", 2), rel("the other one", b.at(f, `"name"`, 1)))
	f = b.file("j-absent.yaml", "kubernetes", 1, "apiVersion: storage.k8s.io/v1\nkind: StorageClass\n---\n- parameters:\n    a: b\n    c: d\n  x: y\n- z\n")
	add("a field that isn't in the document", b.at(f, "apiVersion", 1))
	add("a field that isn't in the mapping", b.at(f, "parameters", 1), rel("beside", b.at(f, "c: d", 1)))

	f = b.file("h-secret.tf", "terraform", 1, "connection_string = \"AccountKey=abcdef\" # and\npassword = \"hunter2\"\n")
	add("secrets", b.at(f, `password = "hunter2"`, 1), rel("whole", b.at(f, "AccountKey=abcdef", 1)), rel("a part of one", b.at(f, "bcd", 1)))
	return b.finish()
}

func TestTextExcerpts(t *testing.T) {
	golden(t, "excerpts.txt", textOf(t, excerptRun(t), TextOptions{Width: 80}))
}

func TestTextNothing(t *testing.T) {
	b := newRun(t)
	b.Resources, b.PassedOver = 0, 2
	b.file("a.tf", "terraform", 0, "")
	run := b.finish()
	if got, want := string(textOf(t, run, TextOptions{})), "nothing judged: no resource of AKS recognised in 1 file; 2 files passed over\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := textOf(t, run, TextOptions{Quiet: true}); len(got) != 0 {
		t.Errorf("quiet says %q", got)
	}
}

func TestTextClean(t *testing.T) {
	b := newRun(t)
	b.file("a.tf", "terraform", 2, "")
	b.Resources = 2
	b.Findings = []finding.Finding{{Verdict: finding.Pass}, {Verdict: finding.Fail, Suppressed: &finding.Suppression{}}}
	if got, want := string(textOf(t, b.finish(), TextOptions{})), "0 fail, 0 open, 1 pass, 1 suppressed: 2 resources in 1 file\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What is shown is a choice; the last line counts everything.
func TestTextShow(t *testing.T) {
	run := estateRun(t)
	run.Show = map[finding.Verdict]bool{finding.Pass: true}
	run.Diagnostics = nil
	golden(t, "estate-pass.txt", textOf(t, run, TextOptions{}))
}

func TestDiagnostics(t *testing.T) {
	run := estateRun(t)
	var b bytes.Buffer
	if err := Diagnostics(&b, run.Files, run.Diagnostics); err != nil {
		t.Fatal(err)
	}
	all := textOf(t, run, TextOptions{})
	if b.Len() == 0 || !bytes.Contains(all, b.Bytes()) || bytes.Contains(b.Bytes(), []byte("etcd")) {
		t.Errorf("got %s", b.Bytes())
	}
}

func TestRemedy(t *testing.T) {
	rule := &finding.Rule{Remediation: map[string]string{"arm": "A\n", "azure": "Z", "pulumi": "P"}}
	for _, test := range []struct {
		format, text, of string
		own              bool
	}{
		{"arm", "A", "arm", true},
		{"azure", "Z", "azure", true},
		{"terraform", "A", "arm", false},
		{"terraform-state", "A", "arm", false},
		{"pulumi", "P", "pulumi", true},
	} {
		if text, of, own := remedy(rule, test.format); text != test.text || of != test.of || own != test.own {
			t.Errorf("remedy for %s: %q, %s, %t", test.format, text, of, own)
		}
	}
	rule.Remediation["terraform"] = "T"
	if text, _, own := remedy(rule, "terraform-plan"); text != "T" || !own {
		t.Errorf("remedy for a plan: %q, %t", text, own)
	}
	if text, _, _ := remedy(&finding.Rule{}, "arm"); text != "" {
		t.Errorf("remedy of a rule without one: %q", text)
	}
}

// The lines shown below a mark may have more digits than the mark's own.
func TestTextContextGrowsADigit(t *testing.T) {
	b := newRun(t)
	f := b.file("a.json", "arm", 1, strings.Repeat("\n", 8)+"{\n  \"a\": 1,\n  \"b\": 2\n}\n")
	b.Resources = 1
	b.Findings = []finding.Finding{{Rule: "r/a", Verdict: finding.Fail, Severity: finding.High, Message: "Wrong.", Pos: f.Span(8, 9)}}
	if got := string(textOf(t, b.finish(), TextOptions{})); !strings.Contains(got, " 9 | {") || !strings.Contains(got, "10 |   \"a\": 1,") {
		t.Errorf("got\n%s", got)
	}
}

// Notes that differ in their place alone are said once.
func TestTextNotesTogether(t *testing.T) {
	set := source.NewSet()
	f := set.Add("main.tf", []byte(strings.Repeat("module \"x\" {}\n", 8)), true)
	run := &finding.Run{Files: set}
	for i := range 8 {
		at := f.Span(14*i, 14*i+10)
		run.Diagnostics = append(run.Diagnostics,
			source.Diagnostic{Level: source.Note, Message: "the module isn't on disk", Hint: "terraform init fetches it", Pos: at},
			source.Diagnostic{Level: source.Warning, Message: "this is a warning", Pos: at})
	}
	got := string(textOf(t, run, TextOptions{}))
	for text, want := range map[string]int{
		"the module isn't on disk": 1, "terraform init fetches it": 1, "--> main.tf:1:1": 2, "= and: main.tf:2:1\n": 1, "= and: main.tf:5:1\n": 1,
		"main.tf:6:1\n": 1, "= and: in 3 other places\n": 1, "this is a warning": 8,
	} {
		if n := strings.Count(got, text); n != want {
			t.Errorf("%q is there %d times, not %d:\n%s", text, n, want, got)
		}
	}
}

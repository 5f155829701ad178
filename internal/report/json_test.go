package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/akscan/akscan/internal/finding"
)

func jsonOf(t *testing.T, run *finding.Run) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := JSON(&b, run); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// schemaAt compiles the JSON Schema in a file.
func schemaAt(t testing.TB, path string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate checks a document against a schema.
func validate(t testing.TB, s *jsonschema.Schema, document []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatalf("not JSON: %v", err)
	}
	if err := s.Validate(v); err != nil {
		t.Errorf("%v", err)
	}
}

const outputSchema = "../../docs/output.schema.json"

func TestJSONEstate(t *testing.T) {
	got := jsonOf(t, estateRun(t))
	validate(t, schemaAt(t, outputSchema), got)
	golden(t, "estate.json", got)
}

func TestJSONEmpty(t *testing.T) {
	got := jsonOf(t, newRun(t).finish())
	validate(t, schemaAt(t, outputSchema), got)
	want := `{
  "version": 1,
  "tool": {"name":"akscan","version":"1.2.3"},
  "summary": {"fail":0,"open":0,"pass":0,"suppressed":0,"files":0,"resources":1},
  "results": [],
  "inputs": [],
  "diagnostics": []
}
`
	if string(got) != want {
		t.Errorf("got %s", got)
	}
}

// What is shown is a choice, but a suppressed result is always there and everything is counted.
func TestJSONShow(t *testing.T) {
	run := estateRun(t)
	type key struct {
		Kind       finding.Verdict
		Suppressed bool
	}
	for _, test := range []struct {
		show []finding.Verdict
		want map[key]int
	}{
		{nil, map[key]int{{finding.Fail, true}: 1}},
		{[]finding.Verdict{finding.Pass}, map[key]int{{finding.Fail, true}: 1, {finding.Pass, false}: 1}},
		{[]finding.Verdict{finding.Fail, finding.Open, finding.Pass}, map[key]int{{finding.Fail, true}: 1, {finding.Pass, false}: 1, {finding.Open, false}: 1, {finding.Fail, false}: 6}},
	} {
		run.Show = map[finding.Verdict]bool{}
		for _, v := range test.show {
			run.Show[v] = true
		}
		var out struct {
			Summary finding.Summary
			Results []struct {
				Kind       finding.Verdict
				Suppressed *struct{ Reason string }
			}
		}
		if err := json.Unmarshal(jsonOf(t, run), &out); err != nil {
			t.Fatal(err)
		}
		got := map[key]int{}
		for _, r := range out.Results {
			got[key{r.Kind, r.Suppressed != nil}]++
		}
		if len(got) != len(test.want) {
			t.Errorf("%v: %v, want %v", test.show, got, test.want)
		}
		for k, n := range test.want {
			if got[k] != n {
				t.Errorf("%v: %d of %v, want %d", test.show, got[k], k, n)
			}
		}
		if want := (finding.Summary{Fail: 6, Open: 1, Pass: 1, Suppressed: 1, Files: 6, Resources: 7}); out.Summary != want {
			t.Errorf("%v: summary %v, want %v", test.show, out.Summary, want)
		}
	}
}

// failingWriter takes so many bytes and no more.
type failingWriter int

var errFull = errors.New("disk full")

func (w *failingWriter) Write(p []byte) (int, error) {
	if len(p) > int(*w) {
		n := int(*w)
		*w = 0
		return n, errFull
	}
	*w -= failingWriter(len(p))
	return len(p), nil
}

func TestWriterFails(t *testing.T) {
	run := estateRun(t)
	for name, write := range map[string]func(w *failingWriter) error{
		"text":  func(w *failingWriter) error { return Text(w, run, TextOptions{}) },
		"json":  func(w *failingWriter) error { return JSON(w, run) },
		"sarif": func(w *failingWriter) error { return SARIF(w, run, SARIFOptions{}) },
	} {
		for _, room := range []failingWriter{0, 10, 2000} {
			if err := write(&room); !errors.Is(err, errFull) {
				t.Errorf("%s: error %v", name, err)
			}
		}
	}
}

func TestSameBytes(t *testing.T) {
	run := estateRun(t)
	first := string(jsonOf(t, run)) + string(sarifOf(t, run, SARIFOptions{Profile: ProfileFull})) + string(textOf(t, run, TextOptions{}))
	for range 20 {
		again := string(jsonOf(t, run)) + string(sarifOf(t, run, SARIFOptions{Profile: ProfileFull})) + string(textOf(t, run, TextOptions{}))
		if again != first {
			t.Fatal("two reports of one run differ")
		}
	}
	if strings.Contains(first, "hunter2") {
		t.Error("a secret is shown")
	}
}

package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	oparego "github.com/open-policy-agent/opa/v1/rego"

	"github.com/akscan/akscan/internal/engine"
	"github.com/akscan/akscan/internal/estate"
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/rego"
	"github.com/akscan/akscan/policies"
)

// TestAgainstOPA asks OPA itself about every example, and about the set-ups of testdata: each rule, and the notes,
// must answer what the compiled program does.
func TestAgainstOPA(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	opa := prepareOPA(t)
	program, err := rego.Decode(policies.Program)
	if err != nil {
		t.Fatal(err)
	}
	folders := []string{"../../testdata/seed/right", "../../testdata/seed/wrong", "../../testdata/estate"}
	for _, rule := range engine.Rules() {
		_, examples := examplesOf(t, rule.ID)
		for _, e := range examples {
			folder := filepath.Join(t.TempDir(), filepath.FromSlash(rule.ID), filepath.FromSlash(e.name))
			if err := os.MkdirAll(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			e.write(t, folder)
			folders = append(folders, folder)
		}
	}
	answers := 0
	for _, folder := range folders {
		e, err := estate.Load(t.Context(), []string{folder}, estate.Options{Jobs: 1})
		if err != nil {
			t.Fatal(err)
		}
		about := inventory.Context{
			Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Scan: inventory.Count(e.Graph.Resources), Defaults: e.Defaults,
		}
		var text bytes.Buffer
		document := inventory.NewJSON(&text)
		inventory.Encode(document, e.Graph.Resources, about)
		if err := document.Flush(); err != nil {
			t.Fatal(err)
		}
		input, err := ast.ValueFromReader(&text)
		if err != nil {
			t.Fatal(err)
		}
		set, err := opa.Eval(t.Context(), oparego.EvalParsedInput(input))
		if err != nil {
			t.Fatal(err)
		}
		all := set[0].Expressions[0].Value.(*ast.Term)
		ours := program.NewDocument()
		inventory.Encode(ours, e.Graph.Resources, about)
		evaluation := program.Evaluation(t.Context(), ours)
		check := func(path ...string) {
			have, err := evaluation.Ask("data.akscan." + strings.Join(path, "."))
			if err != nil {
				t.Fatal(err)
			}
			want := all
			for _, key := range path {
				if want = want.Get(ast.StringTerm(key)); want == nil {
					return // a rule that names no subjects of its own
				}
			}
			answers++
			if rego.Print(have) != want.String() {
				t.Errorf("%s: %s answers\n%s\nOPA has\n%s", folder, strings.Join(path, "/"), rego.Print(have), want)
			}
		}
		for _, rule := range engine.Rules() {
			category, name, _ := strings.Cut(rule.ID, "/")
			check("rules", category, name, "results")
			check("rules", category, name, "subjects")
		}
		check("notes", "notes")
		e.Close()
	}
	if answers < len(folders)*len(engine.Rules()) {
		t.Errorf("only %d answers were compared", answers)
	}
}

// prepareOPA compiles the policies with OPA, to answer all that they say at once.
func prepareOPA(t *testing.T) oparego.PreparedEvalQuery {
	t.Helper()
	options := []func(*oparego.Rego){
		oparego.Query("data.akscan"), oparego.SetRegoVersion(ast.RegoV1),
		oparego.GenerateJSON(func(term *ast.Term, _ *oparego.EvalContext) (any, error) { return term, nil }),
	}
	root := os.DirFS(policiesFolder)
	err := fs.WalkDir(root, ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".rego") || strings.HasSuffix(path, "_test.rego") || strings.Contains(path, "/testing/") {
			return err
		}
		text, err := fs.ReadFile(root, path)
		options = append(options, oparego.Module(path, string(text)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	query, err := oparego.New(options...).PrepareForEval(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return query
}

package rego

import (
	"crypto/rand"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/compile"
	"github.com/open-policy-agent/opa/v1/ir"
	"github.com/open-policy-agent/opa/v1/test/cases"
)

// planned makes a plan of modules, by way of OPA's compiler.
func planned(t *testing.T, modules []string, entries ...string) (*ir.Policy, error) {
	t.Helper()
	b := &bundle.Bundle{Data: map[string]any{}}
	b.SetRegoVersion(ast.RegoV1)
	for i, text := range modules {
		path := string(rune('a'+i)) + ".rego"
		module, err := ast.ParseModuleWithOpts(path, text, ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			return nil, err
		}
		b.Modules = append(b.Modules, bundle.ModuleFile{URL: path, Path: path, Raw: []byte(text), Parsed: module})
	}
	compiler := compile.New().WithTarget(compile.TargetPlan).WithBundle(b).WithEntrypoints(entries...)
	if err := compiler.Build(t.Context()); err != nil {
		return nil, err
	}
	var plan ir.Policy
	return &plan, json.Unmarshal(compiler.Bundle().PlanModules[0].Raw, &plan)
}

// TestConformance runs OPA's own cases: every one whose query is a rule, and that a plan can be made of.
func TestConformance(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and of no use to the race detector, which -short goes with")
	}
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/open-policy-agent/opa").Output()
	if err != nil {
		t.Skip("no go command to find OPA's cases with:", err)
	}
	set, err := cases.Load(filepath.Join(strings.TrimSpace(string(dir)), "v1", "test", "cases", "testdata", "v1"))
	if err != nil {
		t.Fatal(err)
	}
	rule := regexp.MustCompile(`^data\.([a-z0-9_.]+) = x$`)
	run, skipped := 0, map[string]int{}
	for _, c := range set.Cases {
		m := rule.FindStringSubmatch(c.Query)
		if m == nil || c.WantError != nil || c.WantErrorCode != nil || c.StrictError {
			skipped["another query"]++
			continue
		}
		// The first look into the store that OPA keeps data in; the second need the network.
		if strings.HasSuffix(c.Note, "level integer") || strings.HasSuffix(c.Note, "/nested integer") || strings.HasPrefix(c.Note, "net.lookup") || strings.HasPrefix(c.Note, "http") {
			skipped["out of reach"]++
			continue
		}
		t.Run(c.Note, func(t *testing.T) {
			entry := strings.ReplaceAll(m[1], ".", "/")
			plan, err := planned(t, c.Modules, entry)
			if err != nil {
				skipped["no plan"]++
				t.Skip(err)
			}
			p, err := Assemble(plan, []string{entry})
			if err != nil {
				skipped["not supported"]++
				t.Skip(err)
			}
			e := p.Evaluation(t.Context(), p.NewDocument())
			e.builtin.Time, e.builtin.Seed = ast.NumberTerm(json.Number("1700000000000000000")), rand.Reader
			if c.InputTerm != nil {
				e.input = fromOPA(ast.MustParseTerm(*c.InputTerm))
			} else if c.Input != nil {
				e.input = fromOPA(ast.NewTerm(ast.MustInterfaceToValue(*c.Input)))
			}
			if c.Data != nil {
				e.data = fromOPA(ast.NewTerm(ast.MustInterfaceToValue(*c.Data)))
			}
			have, err := e.Ask("data." + m[1])
			if err != nil {
				t.Fatal(err)
			}
			run++
			// Results are compared as JSON has them: a set is an array.
			var got, want ast.Value
			if c.WantResult != nil && len(*c.WantResult) > 0 {
				want = ast.MustInterfaceToValue((*c.WantResult)[0]["x"])
			}
			if have != nil {
				plain, err := ast.JSON(toOPA(have).Value)
				if err != nil {
					t.Fatal(err)
				}
				got = ast.MustInterfaceToValue(plain)
				if list, ok := got.(*ast.Array); ok && c.SortBindings {
					got = list.Sorted()
				}
			}
			if ast.Compare(got, want) != 0 {
				t.Errorf("%s\nhave %v\nwant %v", strings.Join(c.Modules, "\n"), got, want)
			}
		})
	}
	t.Logf("%d cases run, left out: %v", run, skipped)
	if run < 1000 {
		t.Errorf("only %d of OPA's %d cases were run", run, len(set.Cases))
	}
}

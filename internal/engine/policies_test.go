package engine

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/rego/compile"
)

var update = flag.Bool("update", false, "rewrite the generated files")

// folder is where the policies lie, for tests that write.
const folder = "../../policies"

// regoFiles lists the .rego files of the policies.
func regoFiles(t testing.TB) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(os.DirFS(folder), ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(p, ".rego") {
			files = append(files, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// readPolicy reads a file of the policies.
func readPolicy(t testing.TB, p string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, p))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func parseAll(t testing.TB, files []string) map[string]*ast.Module {
	t.Helper()
	modules := map[string]*ast.Module{}
	for _, p := range files {
		m, err := ast.ParseModuleWithOpts(p, readPolicy(t, p), ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1})
		if err != nil {
			t.Fatal(err)
		}
		modules[p] = m
	}
	return modules
}

func isTest(p string) bool {
	return strings.HasSuffix(p, "_test.rego") || strings.HasPrefix(p, "akscan/testing/")
}

// TestPoliciesCompile compiles the policies in full: strict, type-checked against
// the schema of the document, with the capabilities that a run has.
func TestPoliciesCompile(t *testing.T) {
	schemas := ast.NewSchemaSet()
	var schema any
	raw, err := json.Marshal(inventory.Schema())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	schemas.Put(ast.MustParseRef("schema.input"), schema)
	modules := parseAll(t, slices.DeleteFunc(regoFiles(t), isTest))
	compiler := ast.NewCompiler().WithStrict(true).WithSchemas(schemas).WithUseTypeCheckAnnotations(true).WithCapabilities(compile.Capabilities())
	if compiler.Compile(modules); compiler.Failed() {
		for _, e := range compiler.Errors {
			t.Error(e)
		}
	}
}

// TestSchemaIsChecked makes sure that a misspelt property doesn't get by.
func TestSchemaIsChecked(t *testing.T) {
	schemas := ast.NewSchemaSet()
	var schema any
	raw, _ := json.Marshal(inventory.Schema())
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	schemas.Put(ast.MustParseRef("schema.input"), schema)
	modules := parseAll(t, []string{"akscan/akscan.rego"})
	modules["x.rego"] = ast.MustParseModuleWithOpts("package akscan.rules.etcd.x\n\nresults contains cluster.key if {\n\tsome cluster in input.clusters\n\tcluster.kms_enable.present\n}\n",
		ast.ParserOptions{RegoVersion: ast.RegoV1})
	compiler := ast.NewCompiler().WithSchemas(schemas).WithUseTypeCheckAnnotations(true)
	if compiler.Compile(modules); !compiler.Failed() || !strings.Contains(compiler.Errors.Error(), "kms_enable") {
		t.Errorf("a misspelt property compiles: %v", compiler.Errors)
	}
}

func TestPoliciesAreFormatted(t *testing.T) {
	for _, p := range regoFiles(t) {
		text := []byte(readPolicy(t, p))
		formatted, err := format.SourceWithOpts(p, text, format.Opts{RegoVersion: ast.RegoV1})
		if err != nil {
			t.Error(err)
			continue
		}
		if !bytes.Equal(text, formatted) {
			if *update {
				if err := os.WriteFile(filepath.Join(folder, p), formatted, 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			t.Errorf("%s is not as opa fmt has it (run go generate ./...):\n%s", p, cmp.Diff(string(formatted), string(text)))
		}
	}
}

// TestRulesAskTheLibrary refuses rules that look at a property's state or value
// themselves: the library's questions can't forget the unknown.
func TestRulesAskTheLibrary(t *testing.T) {
	for p, m := range parseAll(t, slices.DeleteFunc(regoFiles(t), isTest)) {
		if strings.HasPrefix(p, "akscan/lib/") {
			continue
		}
		for _, rule := range m.Rules {
			ast.WalkRefs(rule, func(ref ast.Ref) bool {
				for _, term := range ref[1:] {
					if s, ok := term.Value.(ast.String); ok && (s == "value" || s == "state") {
						t.Errorf("%s: %s reads a property without the library", term.Location, ref)
					}
				}
				return false
			})
		}
	}
}

// TestRuleFolders holds the house order: one folder a rule, its package path its
// folder, a test and examples beside it.
func TestRuleFolders(t *testing.T) {
	for p, m := range parseAll(t, slices.DeleteFunc(regoFiles(t), isTest)) {
		rest, ok := strings.CutPrefix(p, "akscan/rules/")
		if !ok {
			continue
		}
		parts := strings.Split(rest, "/")
		if len(parts) != 3 || parts[2] != parts[1]+".rego" {
			t.Errorf("%s: a rule is rules/CATEGORY/NAME/NAME.rego", p)
			continue
		}
		if want := fmt.Sprintf(`data.akscan.rules.%s["%s"]`, parts[0], parts[1]); strings.ReplaceAll(m.Package.Path.String(), `["`+parts[1]+`"]`, "."+parts[1]) != strings.ReplaceAll(want, `["`+parts[1]+`"]`, "."+parts[1]) {
			t.Errorf("%s: its package is %s, want %s", p, m.Package.Path, want)
		}
		for _, beside := range []string{parts[1] + "_test.rego", "examples.txtar"} {
			if _, err := os.Stat(filepath.Join(folder, path.Dir(p), beside)); err != nil {
				t.Errorf("%s: %s is missing", path.Dir(p), beside)
			}
		}
	}
}

// TestPolicyTests runs the policies' own tests.
func TestPolicyTests(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and of no use to the race detector, which -short goes with")
	}
	compiler := ast.NewCompiler().WithCapabilities(compile.Capabilities()).WithEnablePrintStatements(true)
	store := inmem.New()
	txn, err := store.NewTransaction(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	results, err := tester.NewRunner().SetCompiler(compiler).SetStore(store).SetModules(parseAll(t, regoFiles(t))).
		SetTimeout(time.Minute).CapturePrintOutput(true).RunTests(t.Context(), txn)
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for r := range results {
		ran++
		var failed []string
		for name, sub := range r.SubResults.Iter {
			if sub.Fail {
				failed = append(failed, strings.Join(name, "/"))
			}
		}
		if r.Error != nil || r.Fail {
			t.Errorf("%s: %s failed %v %v\n%s", r.Location, r.Name, failed, r.Error, r.Output)
		}
	}
	if ran == 0 {
		t.Error("no policy test ran")
	}
}

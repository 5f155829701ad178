package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/akscan/akscan/internal/engine"
	"github.com/akscan/akscan/internal/source"
)

// policiesFolder is where the policies lie, whatever folder a test moves to.
var policiesFolder = func() string {
	folder, err := filepath.Abs("../../policies")
	if err != nil {
		panic(err)
	}
	return folder
}()

// example is one of a rule's examples: a file, or a folder of files.
type example struct {
	name    string // terraform/bad
	format  string // terraform, arm, azure, kubernetes
	outcome string // bad, good, unknown
	files   []txtar.File
}

// examplesOf reads the examples of a rule.
func examplesOf(t testing.TB, rule string) (comment string, examples []example) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(policiesFolder, "akscan", "rules", rule, "examples.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(data)
	for _, file := range archive.Files {
		parts := strings.SplitN(file.Name, "/", 3)
		if len(parts) < 2 {
			t.Fatalf("%s: the example %q isn't named FORMAT/OUTCOME", rule, file.Name)
		}
		name := parts[0] + "/" + parts[1]
		if len(parts) == 2 {
			name = strings.TrimSuffix(name, path.Ext(name))
		}
		outcome, _, _ := strings.Cut(path.Base(name), "-")
		if i := slices.IndexFunc(examples, func(e example) bool { return e.name == name }); i >= 0 {
			examples[i].files = append(examples[i].files, file)
			continue
		}
		examples = append(examples, example{name, parts[0], outcome, []txtar.File{file}})
	}
	return strings.TrimSpace(string(archive.Comment)), examples
}

// write puts the example's files into a folder and gives the paths to scan, relative to it.
func (e *example) write(t testing.TB, folder string) {
	t.Helper()
	for _, file := range e.files {
		target := filepath.Join(folder, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// jsonOutput is what tests read of the JSON report.
type jsonOutput struct {
	Summary     struct{ Fail, Open, Pass, Resources int }
	Results     []jsonResult
	Diagnostics []struct{ Level, Message string }
}

type jsonResult struct {
	Rule, Kind, Severity, Message string
	Resource                      struct{ Kind, Name, Address, Format, Mode string }
	Location                      *source.Region
}

// scanJSON runs the program and reads its JSON report.
func scanJSON(t testing.TB, args ...string) (out jsonOutput, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), streams{in: strings.NewReader(""), out: &stdout, err: &stderr}, "scan", append([]string{"--format", "json"}, args...))
	if err := json.Unmarshal(stdout.Bytes(), &out); err != nil {
		t.Fatalf("%v: exit %d, %v\n%s%s", args, code, err, stdout.String(), stderr.String())
	}
	return out, code
}

// neverFails holds the rules that nothing given can prove broken: they only pass or stay open.
var neverFails = map[string]bool{"etcd/secrets-rewritten": true}

// TestExamples scans each example of each rule by itself: bad ones fail, good
// ones pass, unknown ones stay open.
func TestExamples(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	for _, rule := range engine.Rules() {
		t.Run(rule.ID, func(t *testing.T) {
			_, examples := examplesOf(t, rule.ID)
			seen := map[string]bool{}
			for _, e := range examples {
				seen[e.format+" "+e.outcome] = true
				t.Run(e.name, func(t *testing.T) {
					folder := t.TempDir()
					e.write(t, folder)
					out, _ := scanJSON(t, "--rule", rule.ID, "--show", "fail,open,pass", "--now", "2026-06-01", folder)
					s := out.Summary
					ok := map[string]bool{
						"bad":     s.Fail > 0,
						"good":    s.Pass > 0 && s.Fail == 0 && s.Open == 0,
						"unknown": s.Open > 0 && s.Fail == 0,
					}
					right, known := ok[e.outcome]
					if !known {
						t.Fatalf("the outcome %q is none of bad, good, unknown", e.outcome)
					}
					if !right {
						t.Errorf("came to %d fail, %d open, %d pass: %+v", s.Fail, s.Open, s.Pass, out.Results)
					}
					for _, d := range out.Diagnostics {
						if d.Level == "error" {
							t.Errorf("error: %s", d.Message)
						}
					}
				})
			}
			for format := range rule.Remediation {
				for _, outcome := range []string{"bad", "good"} {
					if outcome == "bad" && neverFails[rule.ID] {
						continue
					}
					if !seen[format+" "+outcome] {
						t.Errorf("no example %s/%s, although the rule says how to mend it in that format", format, outcome)
					}
				}
			}
		})
	}
}

// seedRules are the rules that the seed article's own warnings stand behind.
var seedRules = []string{
	"disk/customer-key", "disk/des-key-rotation", "etcd/cluster-identity", "etcd/customer-key", "etcd/key-id", "etcd/kms-encryption",
	"host/encryption", "host/feature-registered", "storage/claim-customer-key", "storage/class-customer-key", "storage/class-des-id",
	"storage/workload-customer-key", "vault/purge-protection", "vault/soft-delete",
}

// TestSeed scans the seed article's set-up, right and wrong.
func TestSeed(t *testing.T) {
	right, code := scanJSON(t, "--show", "fail,open,pass", "--now", "2026-06-01", "../../testdata/seed/right")
	if code != exitClean {
		t.Errorf("right: exit %d", code)
	}
	for _, r := range right.Results {
		// That a key is made in Terraform is worth a note, however right the rest is.
		if r.Kind == "open" || r.Kind == "fail" && r.Rule != "key/in-state" {
			t.Errorf("right: %s %s %s: %s", r.Kind, r.Rule, r.Resource.Address, r.Message)
		}
	}
	wrong, code := scanJSON(t, "--now", "2026-06-01", "../../testdata/seed/wrong")
	if code != exitFindings {
		t.Errorf("wrong: exit %d", code)
	}
	for _, rule := range seedRules {
		has := func(out jsonOutput, kind string) bool {
			return slices.ContainsFunc(out.Results, func(r jsonResult) bool { return r.Rule == rule && r.Kind == kind })
		}
		if !has(wrong, "fail") {
			t.Errorf("%s fails nowhere in testdata/seed/wrong", rule)
		}
		if !has(right, "pass") {
			t.Errorf("%s passes nowhere in testdata/seed/right", rule)
		}
	}
}

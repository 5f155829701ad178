package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/rego/compile"
	"github.com/akscan/akscan/internal/source"
)

// engineOf compiles rules given as text, each judging vaults, in packages akscan.rules.test.NAME.
func engineOf(t *testing.T, rules map[string]string) *Engine {
	t.Helper()
	modules := map[string]string{}
	var entries []string
	e := &Engine{}
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		modules[name] = "package akscan.rules.test." + name + "\n\n" + rules[name]
		known := &entry{ID: "test/" + name, OwnSubjects: strings.Contains(rules[name], "subjects contains")}
		e.rules = append(e.rules, finding.Rule{ID: known.ID, Severity: finding.High, Kinds: []string{"key_vault"}})
		e.entries = append(e.entries, known)
		if entries = append(entries, "akscan/rules/"+known.ID+"/results"); known.OwnSubjects {
			entries = append(entries, "akscan/rules/"+known.ID+"/subjects")
		}
	}
	var err error
	if e.program, err = compile.Compile(t.Context(), modules, entries); err != nil {
		t.Fatal(err)
	}
	return e
}

// bare is a view in which nothing is set.
type bare struct{ pos source.Pos }

func (b bare) Format() inventory.Format           { return inventory.ARM }
func (b bare) Mode() inventory.Mode               { return inventory.Declared }
func (b bare) Type() string                       { return "Microsoft.KeyVault/vaults" }
func (b bare) Version() string                    { return "" }
func (b bare) Knows(inventory.TerraformName) bool { return true }
func (b bare) Keys(string) []string               { return nil }
func (b bare) Lookup(string) inventory.Value      { return inventory.UnsetValue(b.pos) }

// vaults makes n vaults, of which the last is only referred to, each a part of its own.
func vaults(n int) [][]*inventory.Resource {
	f := source.NewSet().Add("x.json", make([]byte, 1000), false)
	var all []*inventory.Resource
	var parts [][]*inventory.Resource
	for i := range n {
		r := inventory.New(inventory.KeyVault, bare{f.Span(i, i+1)})
		r.Name, r.Address = fmt.Sprintf("v%d", i), fmt.Sprintf("v%d", i)
		r.Existing = i == n-1
		all = append(all, r)
		parts = append(parts, []*inventory.Resource{r})
	}
	inventory.Number(all)
	return parts
}

const passing = `results contains {"subject": v.key, "property": {"name": "", "pos": v.pos, "origins": []}, "verdict": "pass", "message": "Fine."} if {
	some v in input.key_vaults
	not v.existing
}`

func TestEvaluate(t *testing.T) {
	tests := []struct {
		name  string
		rules map[string]string
		// findings are "rule address verdict severity message", diagnostics their beginnings.
		findings, diagnostics []string
	}{
		{"a result for each subject", map[string]string{"a": passing}, []string{"test/a v0 pass high Fine.", "test/a v1 pass high Fine."}, nil},
		{"fail beats open beats pass, the graver beats the milder", map[string]string{"a": passing + `
results contains {"subject": v.key, "property": {"name": "", "pos": 0, "origins": []}, "verdict": verdict, "severity": severity, "message": "Other."} if {
	some v in input.key_vaults
	some [name, verdict, severity] in [["v0", "open", "high"], ["v1", "open", "high"], ["v1", "fail", "low"], ["v1", "fail", "medium"]]
	v.name == name
}`}, []string{"test/a v0 open high Other.", "test/a v1 fail medium Other."}, nil},
		{"a subject without a verdict is open, and said", map[string]string{"a": strings.ReplaceAll(passing, "not v.existing", `v.name == "v0"`)}, []string{
			"test/a v0 pass high Fine.", "test/a v1 open high The rule gave no verdict, which is a fault in akscan: please report it.",
		}, []string{"the rule test/a broke its contract: it gave no verdict on v1"}},
		{"a rule that names its subjects", map[string]string{"a": strings.ReplaceAll(passing, "not v.existing", `v.name == "v0"`) + `
subjects contains v.key if {
	some v in input.key_vaults
	v.name == "v0"
}`}, []string{"test/a v0 pass high Fine."}, nil},
		{"a result on nobody", map[string]string{"a": passing + `
results contains {"subject": 99, "verdict": "fail", "message": "Other."}`}, []string{"test/a v0 pass high Fine.", "test/a v1 pass high Fine."},
			[]string{"the rule test/a broke its contract: a result has no subject"}},
		{"a verdict that is none", map[string]string{"a": passing + `
results contains {"subject": v.key, "verdict": "maybe", "message": "Other."} if some v in input.key_vaults`},
			[]string{"test/a v0 pass high Fine.", "test/a v1 pass high Fine."}, []string{"the rule test/a broke its contract: a result on v"}},
		{"one rule that fails to evaluate doesn't cost the others", map[string]string{"a": passing, "b": `results contains {"subject": v.key, "property": {"name": "", "pos": 0, "origins": []}, "verdict": "pass", "message": clash(v)} if {
	some v in input.key_vaults
	not v.existing
}

clash(v) := "One." if v.name

clash(v) := "Two." if v.address`}, []string{
			"test/a v0 pass high Fine.", "test/a v1 pass high Fine.",
			"test/b v0 open high The rule gave no verdict, which is a fault in akscan: please report it.",
			"test/b v1 open high The rule gave no verdict, which is a fault in akscan: please report it.",
		}, []string{"the rule test/b broke its contract: "}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			verdicts, err := engineOf(t, test.rules).Evaluate(t.Context(), vaults(3), inventory.Context{Now: time.Unix(0, 0)}, 2)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range verdicts.Findings {
				got = append(got, fmt.Sprintf("%s %s %s %s %s", f.Rule, f.Resource.Address, f.Verdict, f.Severity, f.Message))
			}
			slices.Sort(got)
			if diff := cmp.Diff(test.findings, got); diff != "" {
				t.Error(diff)
			}
			if len(test.diagnostics) == 0 && len(verdicts.Diagnostics) > 0 {
				t.Errorf("diagnostics: %v", verdicts.Diagnostics)
			}
			for _, want := range test.diagnostics {
				if !slices.ContainsFunc(verdicts.Diagnostics, func(d source.Diagnostic) bool {
					return d.Level == source.Error && strings.HasPrefix(d.Message, want)
				}) {
					t.Errorf("no diagnostic begins with %q: %v", want, verdicts.Diagnostics)
				}
			}
		})
	}
}

// TestBatches shows that verdicts don't depend on how parts fall into batches.
func TestBatches(t *testing.T) {
	verdicts, err := engineOf(t, map[string]string{"a": passing}).Evaluate(t.Context(), vaults(350), inventory.Context{}, 4)
	if err != nil || len(verdicts.Findings) != 349 || len(verdicts.Diagnostics) > 0 {
		t.Errorf("%d findings, %v, %v", len(verdicts.Findings), verdicts.Diagnostics, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := engineOf(t, map[string]string{"a": passing}).Evaluate(ctx, vaults(3), inventory.Context{}, 1); err == nil {
		t.Error("a cancelled evaluation gives no error")
	}
}

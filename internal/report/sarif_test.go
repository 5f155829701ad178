package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/source"
)

func sarifOf(t testing.TB, run *finding.Run, o SARIFOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := SARIF(&b, run, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const sarifSchemaFile = "testdata/sarif-2.1.0.schema.json"

func TestSARIFEstate(t *testing.T) {
	run := estateRun(t)
	schema := schemaAt(t, sarifSchemaFile)
	for name, o := range map[string]SARIFOptions{
		"estate-github.sarif": {},
		"estate-full.sarif": {Profile: ProfileFull, Category: "prod", InRepository: func(path string) string { return "infra/" + path },
			HelpURI: func(rule string) string { return "https://example.com/rules/" + rule }},
	} {
		t.Run(name, func(t *testing.T) {
			got := sarifOf(t, run, o)
			validate(t, schema, got)
			golden(t, name, got)
			multitool(t, got)
		})
	}
}

// multitoolAdvice are its notes on what a scan leaves out on purpose.
var multitoolAdvice = map[string]bool{
	"SARIF2002": true, // messages by id and arguments: GitHub reads texts
	"SARIF2003": true, // the repository's address: akscan doesn't ask git
	"SARIF2006": true, // addresses that can't be reached: there may be no network
	"SARIF2009": true, // rule ids of letters and a number: ours say what they mean
	"SARIF2010": true, // snippets, ...
	"SARIF2011": true, // ... their surroundings, ...
	"SARIF2013": true, // ... and whole files: the source stays where it is
}

// multitool runs Microsoft's own validator, with GitHub's rules, where it is installed.
func multitool(t *testing.T, log []byte) {
	tool := os.Getenv("AKSCAN_SARIF_MULTITOOL")
	if tool == "" {
		t.Log("AKSCAN_SARIF_MULTITOOL doesn't name sarif-multitool: only the schema was checked")
		return
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.sarif"), filepath.Join(dir, "out.sarif")
	if err := os.WriteFile(in, log, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool, "validate", "--rule-kind", "Sarif;Gh;Ghas", "--level", "Error;Warning;Note", "-o", out, in)
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	// It exits with 0 whatever it finds.
	found, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Runs []struct {
			Results []struct {
				RuleID  string
				Level   string
				Message struct{ Arguments []string }
			}
		}
	}
	if err := json.Unmarshal(found, &answer); err != nil {
		t.Fatal(err)
	}
	for _, run := range answer.Runs {
		for _, r := range run.Results {
			if multitoolAdvice[r.RuleID] {
				continue
			}
			t.Errorf("%s %s: %q", r.RuleID, r.Level, r.Message.Arguments)
		}
	}
}

// sarifLog is what the tests read of a log.
type sarifLog struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				SemanticVersion string
				Rules           []struct{ ID, Name, HelpURI string }
			}
		}
		AutomationDetails *struct{ ID string }
		Invocations       []struct {
			ExecutionSuccessful        bool
			ToolExecutionNotifications []struct {
				Level   string
				Message struct{ Text string }
			}
		}
		Artifacts []struct {
			Location struct {
				URI   string
				Index *int
			}
			Length int
		}
		Results []sarifLogResult
	}
}

type sarifLogResult struct {
	RuleID       string
	RuleIndex    int
	Kind, Level  string
	Message      struct{ Text string }
	Suppressions *[]struct{ Kind, Justification string }
	Locations    []struct {
		PhysicalLocation struct {
			ArtifactLocation struct {
				URI   string
				Index *int
			}
			Region struct{ StartLine, StartColumn, EndLine, EndColumn int }
		}
		LogicalLocations []struct{ FullyQualifiedName string }
	}
	PartialFingerprints map[string]string
}

func readSARIF(t *testing.T, run *finding.Run, o SARIFOptions) sarifLog {
	t.Helper()
	var log sarifLog
	data := sarifOf(t, run, o)
	if err := json.Unmarshal(data, &log); err != nil {
		t.Fatal(err)
	}
	// A long list is the same thing over and over.
	if len(run.Findings) < 1000 {
		validate(t, schemaAt(t, sarifSchemaFile), data)
	}
	if len(log.Runs) != 1 {
		t.Fatalf("%d runs", len(log.Runs))
	}
	return log
}

func TestSARIFUnknownProfile(t *testing.T) {
	err := SARIF(io.Discard, newRun(t).finish(), SARIFOptions{Profile: "gitlab"})
	if err == nil || !strings.Contains(err.Error(), `"gitlab"`) {
		t.Errorf("error %v", err)
	}
}

func TestSARIFEmpty(t *testing.T) {
	run := newRun(t)
	run.Rules, run.Version = nil, "dev"
	log := readSARIF(t, run.finish(), SARIFOptions{})
	if log.Runs[0].Results == nil {
		t.Error("results is absent: GitHub's action throws")
	}
	if v := log.Runs[0].Tool.Driver.SemanticVersion; v != "" {
		t.Errorf("semanticVersion %q of version dev", v)
	}
	if log.Runs[0].AutomationDetails != nil {
		t.Error("an id without a category")
	}
}

func TestSARIFCategory(t *testing.T) {
	log := readSARIF(t, newRun(t).finish(), SARIFOptions{Category: "aks/prod"})
	if id := log.Runs[0].AutomationDetails.ID; id != "aks/prod/" {
		t.Errorf("id %q: GitHub takes what stands before the last slash", id)
	}
}

// GitHub makes an alert of whatever it is given, so it's given failures that count alone.
func TestSARIFProfiles(t *testing.T) {
	run := estateRun(t)
	// What is shown is for people.
	run.Show = map[finding.Verdict]bool{finding.Pass: true}
	for _, r := range readSARIF(t, run, SARIFOptions{}).Runs[0].Results {
		if r.Kind != "" || r.Suppressions != nil || len(r.Locations) != 1 {
			t.Errorf("%s: kind %q, suppressions %v, %d locations", r.RuleID, r.Kind, r.Suppressions, len(r.Locations))
		}
		if strings.Contains(r.Message.Text, "module that nobody can see") {
			t.Error("a result without a file")
		}
		if r.PartialFingerprints["primaryLocationLineHash"] == "" || r.PartialFingerprints[finding.FingerprintKey] == "" {
			t.Errorf("%s: fingerprints %v", r.RuleID, r.PartialFingerprints)
		}
	}
	full := readSARIF(t, run, SARIFOptions{Profile: ProfileFull}).Runs[0]
	got := map[string]int{}
	for _, r := range full.Results {
		state := r.Kind + " " + r.Level
		if r.Suppressions == nil {
			t.Errorf("%s has no suppressions: all have them or none", r.RuleID)
		} else if len(*r.Suppressions) > 0 {
			state += " suppressed"
		}
		got[state]++
		if id := full.Tool.Driver.Rules[r.RuleIndex].ID; id != r.RuleID {
			t.Errorf("ruleIndex of %s is that of %s", r.RuleID, id)
		}
		location := r.Locations[0].PhysicalLocation.ArtifactLocation
		if location.URI != "" && (location.Index == nil || full.Artifacts[*location.Index].Location.URI != location.URI) {
			t.Errorf("%s: the index of %s is wrong", r.RuleID, location.URI)
		}
	}
	want := map[string]int{"fail error": 3, "fail warning": 1, "fail note": 1, "fail error suppressed": 1, "open none": 1, "pass none": 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSARIFInstances(t *testing.T) {
	b := newRun(t)
	f := b.file("a.tf", "terraform", 100, "x\n")
	for i := range 30 {
		b.Findings = append(b.Findings, finding.Finding{
			Rule: "not/in-force", Verdict: finding.Fail, Severity: finding.Low, Message: "off", Pos: f.Span(0, 1),
			Resource: finding.Resource{Kind: "cluster", Address: fmt.Sprintf("x[%d](1)", i)},
		})
	}
	r := readSARIF(t, b.finish(), SARIFOptions{}).Runs[0]
	if n := len(r.Results); n != 1 {
		t.Fatalf("%d results", n)
	}
	if n := len(r.Results[0].Locations[0].LogicalLocations); n != 30 {
		t.Errorf("%d logical locations", n)
	}
	text := r.Results[0].Message.Text
	if !strings.HasPrefix(text, "off. 30 resources: 'x[0] (1)', ") || !strings.HasSuffix(text, " and 10 more.") {
		t.Errorf("message %q", text)
	}
	if id := r.Tool.Driver.Rules[r.Results[0].RuleIndex].ID; id != "not/in-force" {
		t.Errorf("the result's rule is %s", id)
	}
}

// The message's links lead to related locations, whatever is in their texts.
func TestSARIFLinks(t *testing.T) {
	b := newRun(t)
	f := b.file("a.tf", "terraform", 1, "x y z\n")
	b.Findings = []finding.Finding{{
		Rule: "a/b", Verdict: finding.Fail, Severity: finding.Low, Message: "off [see](9)", Pos: f.Span(0, 1),
		Resource: finding.Resource{Kind: "cluster"},
		Related:  []finding.Related{{Message: "var.m[0]", Pos: f.Span(2, 3)}, {Message: "nowhere"}, {Message: "last.", Pos: f.Span(4, 5)}, {Pos: f.Span(4, 5)}},
	}}
	text := readSARIF(t, b.finish(), SARIFOptions{}).Runs[0].Results[0].Message.Text
	want := `off [see] (9). [Var.m\[0\]](1) (a.tf:1). Nowhere. [Last](2) (a.tf:1). Resource: 'cluster'.`
	if text != want {
		t.Errorf("message %q, want %q", text, want)
	}
}

func TestSARIFRegions(t *testing.T) {
	b := newRun(t)
	f := b.file("a.tf", "terraform", 1, "x = <<E\r\n🔒\r\nE\r\n")
	b.Findings = []finding.Finding{{Rule: "a/b", Verdict: finding.Fail, Severity: finding.Low, Message: "off", Pos: f.Span(0, len(f.Data)-2)}}
	run := b.finish()
	github := readSARIF(t, run, SARIFOptions{}).Runs[0].Results[0].Locations[0].PhysicalLocation.Region
	full := readSARIF(t, run, SARIFOptions{Profile: ProfileFull}).Runs[0].Results[0].Locations[0].PhysicalLocation.Region
	// On GitHub the first line alone, so that a pull request that changes it is annotated.
	if github.StartLine != 1 || github.StartColumn != 1 || github.EndLine != 1 || github.EndColumn != 8 {
		t.Errorf("github: %+v", github)
	}
	if full.EndLine != 3 || full.EndColumn != 2 {
		t.Errorf("full: %+v", full)
	}
}

// The hash is of the file as on disk, which is what GitHub hashes.
func TestSARIFHashOfRawBytes(t *testing.T) {
	b := newRun(t)
	raw := append([]byte{0xEF, 0xBB, 0xBF}, "kind: StorageClass\n"...)
	f := b.Files.Add("a.yaml", raw, false)
	b.Findings = []finding.Finding{{Rule: "a/b", Verdict: finding.Fail, Severity: finding.Low, Message: "off", Pos: f.Span(0, 4)}}
	got := readSARIF(t, b.finish(), SARIFOptions{}).Runs[0].Results[0].PartialFingerprints["primaryLocationLineHash"]
	if want := lineHashes(raw, map[int]bool{1: true})[1]; got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
}

func TestSARIFSuccess(t *testing.T) {
	broken := source.Diagnostic{Level: source.Error, Message: "broken", Path: "a.tf"}
	tests := []struct {
		name        string
		diagnostics []source.Diagnostic
		inputs      []string
		resources   int
		want        bool
	}{
		{"nothing there", nil, nil, 0, true},
		{"all read", nil, []string{"a.tf"}, 1, true},
		{"a warning", []source.Diagnostic{{Level: source.Warning, Message: "w", Path: "a.tf"}}, []string{"a.tf"}, 0, true},
		{"the only one broken", []source.Diagnostic{broken}, []string{"a.tf"}, 0, false},
		{"unreadable", []source.Diagnostic{broken}, nil, 0, false},
		{"one of two broken", []source.Diagnostic{broken}, []string{"a.tf", "b.tf"}, 0, true},
		{"broken in part", []source.Diagnostic{broken}, []string{"a.tf"}, 1, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newRun(t)
			b.Diagnostics, b.Resources = test.diagnostics, test.resources
			for _, in := range test.inputs {
				b.Inputs = append(b.Inputs, finding.Input{File: in})
			}
			if got := readSARIF(t, b.finish(), SARIFOptions{}).Runs[0].Invocations[0].ExecutionSuccessful; got != test.want {
				t.Errorf("executionSuccessful is %t", got)
			}
		})
	}
}

// manyRun is a run of n results, each at a place of its own.
func manyRun(tb testing.TB, n int) *finding.Run {
	run := &finding.Run{Tool: "akscan", Version: "1.2.3", Files: source.NewSet(), Rules: testRules(), Resources: n, Show: map[finding.Verdict]bool{finding.Fail: true}}
	const line = "  kms_enabled = false\n"
	f := run.Files.Add("main.tf", []byte(strings.Repeat(line, n)), false)
	run.Inputs = []finding.Input{{File: "main.tf", SHA256: strings.Repeat("0", 64), Format: "terraform", Resources: n}}
	run.Findings = make([]finding.Finding, n)
	for i := range run.Findings {
		at := i*len(line) + 2
		run.Findings[i] = finding.Finding{
			Rule: "etcd/kms-encryption", Verdict: finding.Fail, Severity: finding.High, Message: "etcd isn't encrypted with a key of yours: KMS is off",
			Resource: cluster(fmt.Sprintf("azurerm_kubernetes_cluster.this[%d]", i), "terraform"),
			Property: "kms_enabled", Pos: f.Span(at, at+len(line)-3), Fingerprint: strings.Repeat("0", 64),
			Related: []finding.Related{{Message: finding.OriginMessage, Pos: f.Span(at, at+3)}},
		}
	}
	return run
}

func TestSARIFLimit(t *testing.T) {
	run := readSARIF(t, manyRun(t, sarifMaxResults+5), SARIFOptions{}).Runs[0]
	if n := len(run.Results); n != sarifMaxResults {
		t.Errorf("%d results", n)
	}
	notes := run.Invocations[0].ToolExecutionNotifications
	if len(notes) != 1 || notes[0].Level != "warning" || !strings.Contains(notes[0].Message.Text, "the 5 results least grave are left out") {
		t.Errorf("notifications %v", notes)
	}
	if n := len(readSARIF(t, manyRun(t, sarifMaxResults+5), SARIFOptions{Profile: ProfileFull}).Runs[0].Results); n != sarifMaxResults+5 {
		t.Errorf("%d results in the full profile", n)
	}
}

func BenchmarkReports(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		run := manyRun(b, n)
		for _, format := range []struct {
			name  string
			write func(w io.Writer) error
		}{
			{"text", func(w io.Writer) error { return Text(w, run, TextOptions{Width: 100}) }},
			{"json", func(w io.Writer) error { return JSON(w, run) }},
			{"sarif-github", func(w io.Writer) error { return SARIF(w, run, SARIFOptions{}) }},
			{"sarif-full", func(w io.Writer) error { return SARIF(w, run, SARIFOptions{Profile: ProfileFull}) }},
		} {
			b.Run(fmt.Sprintf("%s/%d", format.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for range b.N {
					if err := format.write(io.Discard); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func TestMarkdown(t *testing.T) {
	text := "Do this:\n  az aks update\n    --flag\n\n  az aks show\nand that.\n"
	want := "Do this:\n```\naz aks update\n  --flag\n\naz aks show\n```\nand that."
	if diff := cmp.Diff(want, markdown(text)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("a\n```\nb\n```", markdown("a\n  b")); diff != "" {
		t.Error(diff)
	}
}

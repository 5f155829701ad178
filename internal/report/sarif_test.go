package report

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/akscan/akscan/internal/finding"
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

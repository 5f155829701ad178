package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/akscan/akscan/internal/engine"
)

// TestEstate holds the report on testdata/estate, one realistic estate, against the
// golden want.txt beside it; -update rewrites that. Read the difference as an auditor would.
func TestEstate(t *testing.T) {
	t.Chdir("../../testdata/estate")
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), streams{in: strings.NewReader(""), out: &stdout, err: &stderr}, "scan", []string{"--now", "2026-06-01", "--no-color", "."})
	if code != exitFindings {
		t.Errorf("exit %d: %s", code, stderr.String())
	}
	if *update {
		if err := os.WriteFile("want.txt", stdout.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("want.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got := stdout.String(); got != string(want) {
		line := 0
		gots, wants := strings.Split(got, "\n"), strings.Split(string(want), "\n")
		for line < len(gots) && line < len(wants) && gots[line] == wants[line] {
			line++
		}
		t.Errorf("the report differs from want.txt at line %d (go test ./cmd/scan -run TestEstate -update rewrites it):\n got %s\nwant %s",
			line+1, strings.Join(gots[line:min(line+3, len(gots))], "\n     "), strings.Join(wants[line:min(line+3, len(wants))], "\n     "))
	}
}

// TestEveryRule wants each rule to fail somewhere in testdata, and to pass somewhere, so that
// what is shown to users holds all that can be found.
func TestEveryRule(t *testing.T) {
	seen := map[string]bool{}
	for _, folder := range []string{"seed/right", "seed/wrong", "estate"} {
		out, _ := scanJSON(t, "--show", "fail,open,pass", "--now", "2026-06-01", "../../testdata/"+folder)
		for _, r := range out.Results {
			seen[r.Rule+" "+r.Kind] = true
		}
		for _, d := range out.Diagnostics {
			t.Errorf("%s: %s: %s", folder, d.Level, d.Message)
		}
	}
	for _, rule := range engine.Rules() {
		wrong := "fail"
		if neverFails[rule.ID] {
			wrong = "open"
		}
		for _, kind := range []string{wrong, "pass"} {
			if !seen[rule.ID+" "+kind] {
				t.Errorf("no result of %s in testdata is %s", rule.ID, kind)
			}
		}
	}
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/akscan/akscan/internal/engine"
	"github.com/akscan/akscan/internal/inventory"
)

// TestNeeds judges every example, and the set-ups of testdata, with all rules: those that
// would not have been loaded must have nothing to say.
func TestNeeds(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
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
	all, err := engine.Compile(t.Context(), engine.Rules(), engine.Contents{})
	if err != nil {
		t.Fatal(err)
	}
	leftOut := 0
	for _, folder := range folders {
		e, err := load([]string{folder}, strings.NewReader(""), &inputFlags{jobs: 1})
		if err != nil {
			t.Fatal(err)
		}
		loaded := map[string]bool{}
		for _, rule := range engine.For(engine.ContentsOf(e.graph.Resources), engine.Rules()) {
			loaded[rule.ID] = true
		}
		verdicts, err := all.Evaluate(t.Context(), e.graph.Parts, inventory.Context{
			Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Scan: inventory.Count(e.graph.Resources), Defaults: e.defaults,
		}, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range verdicts.Findings {
			if !loaded[f.Rule] {
				t.Errorf("%s: %s isn't loaded, and says: %s", folder, f.Rule, f.Message)
			}
		}
		leftOut += len(engine.Rules()) - len(loaded)
		e.close()
	}
	if leftOut == 0 {
		t.Error("no rule was ever left out")
	}
}

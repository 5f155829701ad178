package terraform

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/akscan/akscan/internal/source"
)

// FuzzLoad loads any text as a root: as HCL, and as JSON when it begins like it.
// Nothing may panic, and two runs may not differ.
func FuzzLoad(f *testing.F) {
	cases, err := filepath.Glob("testdata/load/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range cases {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if isConfig(file.Name) {
				f.Add(string(file.Data))
			}
		}
	}
	for _, name := range []string{"expressions.txt", "errors.txt"} {
		data, err := os.ReadFile("testdata/oracle/" + name)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if !strings.HasPrefix(line, "#") && strings.TrimSpace(line) != "" {
				f.Add("variable \"u\" {}\nlocals {\n  l = [var.u, \"x\"]\n  people = [{ name = var.u, langs = [] }]\n}\nresource \"azurerm_key_vault\" \"v\" {\n  name = jsonencode(" +
					strings.TrimSpace(line) + ")\n  purge_protection_enabled = var.u\n}\n")
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		name := "main.tf"
		if strings.HasPrefix(text, "{") {
			name = "main.tf.json"
		}
		run := func() string {
			set := source.NewSet()
			loaded := LoadFile(set, set.Add(name, []byte(text), false), Options{})
			for _, d := range loaded.Diagnostics {
				if strings.Contains(d.Message, "akscan failed") {
					t.Fatalf("%s\n%s", d.Message, text)
				}
			}
			return show(set, loaded)
		}
		if first, second := run(), run(); first != second {
			t.Errorf("two runs differ:\n%s\n%s", first, second)
		}
	})
}

// FuzzPlan loads any JSON as a plan and as a state.
func FuzzPlan(f *testing.F) {
	cases, err := filepath.Glob("testdata/load/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range cases {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, "plan.json") || strings.HasSuffix(file.Name, "state.json") || strings.HasSuffix(file.Name, ".tfstate") {
				f.Add(string(file.Data))
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		set := source.NewSet()
		// "-" has no folder, so that no configuration is looked for beside it.
		file := set.Add("-", []byte(text), false)
		loaded := LoadPlans(set, []*source.File{file}, Options{})
		loaded.Append(LoadState(file))
		for _, d := range loaded.Diagnostics {
			if strings.Contains(d.Message, "akscan failed") {
				t.Fatalf("%s\n%s", d.Message, text)
			}
		}
	})
}

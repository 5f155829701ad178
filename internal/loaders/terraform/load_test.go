package terraform

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

var update = flag.Bool("update", false, "rewrite what the cases of testdata/load are expected to come to")

// TestLoad loads the configuration in each file of testdata/load and compares
// what comes of it with the file's last part. The archive's comment says what the
// case is about; lines of it that begin with "var " are given as --var, a line
// "folders" limits the scan, "show" names what else to print, and "plan" and "state" name files to load as such instead.
func TestLoad(t *testing.T) {
	names, err := filepath.Glob("testdata/load/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range names {
		name, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want := archive.Files[len(archive.Files)-1]
			if want.Name != "want" {
				t.Fatal("the last file of the archive isn't named want")
			}
			archive.Files = archive.Files[:len(archive.Files)-1]
			unpack(t, string(txtar.Format(archive)))
			var o Options
			var also []string
			scan := folders(t)
			for line := range strings.Lines(string(archive.Comment)) {
				line = strings.TrimSpace(line)
				if pair, ok := strings.CutPrefix(line, "var "); ok {
					o.Values = append(o.Values, Given{Var: pair})
				}
				if list, ok := strings.CutPrefix(line, "folders "); ok {
					scan = strings.Fields(list)
				}
				if list, ok := strings.CutPrefix(line, "show "); ok {
					also = strings.Fields(list)
				}
				if within, ok := strings.CutPrefix(line, "within "); ok {
					o.Within = within
				}
			}
			set := source.NewSet()
			for line := range strings.Lines(string(archive.Comment)) {
				if file, ok := strings.CutPrefix(strings.TrimSpace(line), "var-file "); ok {
					data, err := os.ReadFile(file)
					if err != nil {
						t.Fatal(err)
					}
					o.Values = append(o.Values, Given{File: set.Add(file, data, true)})
				}
			}
			var loaded inventory.Loaded
			documents := false
			for line := range strings.Lines(string(archive.Comment)) {
				kind, name, _ := strings.Cut(strings.TrimSpace(line), " ")
				if kind != "plan" && kind != "state" {
					continue
				}
				documents = true
				f, err := set.Read(name)
				if err != nil {
					t.Fatal(err)
				}
				if kind == "plan" {
					loaded.Append(LoadPlans(set, []*source.File{f}, o))
				} else {
					loaded.Append(LoadState(f))
				}
			}
			if !documents {
				loaded = Load(set, scan, o)
			}
			got := show(set, loaded, also...)
			if *update {
				want.Data = []byte(got)
				archive.Files = append(archive.Files, want)
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			diff(t, got, string(want.Data))
		})
	}
}

package arm

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

var update = flag.Bool("update", false, "rewrite what the tests want by what they get")

// printer writes what a loader gave compactly.
type printer struct {
	strings.Builder
	set *source.Set
}

// at is a place: its file if that isn't the template, its line, and the beginning of its text.
func (p *printer) at(pos source.Pos) string {
	if !pos.IsValid() {
		return "NOWHERE"
	}
	f, r := p.set.File(pos), p.set.Region(pos)
	text := string(f.Data[pos.Start():pos.End()])
	if text, _, _ = strings.Cut(text, "\n"); len(text) > 40 {
		text = text[:40] + "..."
	}
	return fmt.Sprintf("%s:%d `%s`", f.Path, r.StartLine, text)
}

// identity makes the identities of symbols readable.
func identity(s string) string { return strings.NewReplacer("\x01", "<", "\x02", ">").Replace(s) }

func (p *printer) loaded(loaded inventory.Loaded) {
	for _, e := range loaded.Embedded {
		h := e.Host
		fmt.Fprintf(p, "%s\n", h.Address)
		fmt.Fprintf(p, "  %s %q at %s", h.AzureType, h.Name, p.at(h.Pos))
		if h.Existing {
			p.WriteString(" existing")
		}
		p.WriteString("\n")
		for _, id := range h.Identities[:min(1, len(h.Identities))] {
			fmt.Fprintf(p, "  id %s\n", identity(id))
		}
		if h.Parent.State != "" {
			fmt.Fprintf(p, "  parent %s\n", identity(h.Parent.Identity()))
		}
		for _, m := range e.Node.Members {
			if m.Key != "name" || m.Value.Kind == source.Unknown {
				p.tree("  "+m.Key, m.Value, m.Pos)
			}
		}
	}
	for _, d := range loaded.Diagnostics {
		fmt.Fprintf(p, "%s: %s at %s\n", d.Level, d.Message, p.at(d.Pos))
	}
}

// tree writes the leaves of a tree.
func (p *printer) tree(path string, n *source.Node, pos source.Pos) {
	switch {
	case len(n.Items) > 0:
		for i, item := range n.Items {
			p.tree(fmt.Sprintf("%s[%d]", path, i), item, item.Pos)
		}
		return
	case len(n.Members) > 0:
		for _, m := range n.Members {
			p.tree(path+"."+m.Key, m.Value, m.Pos)
		}
		return
	}
	fmt.Fprintf(p, "%s = ", path)
	switch n.Kind {
	case source.Null:
		p.WriteString("null")
	case source.String:
		fmt.Fprintf(p, "%q", n.Text)
	case source.Array:
		p.WriteString("[]")
	case source.Object:
		p.WriteString("{}")
	case source.Unknown:
		p.WriteString("unknown")
	default:
		p.WriteString(n.Text)
	}
	if s := n.Symbol; s != nil {
		if n.Kind == source.Unknown {
			fmt.Fprintf(p, " %s (%s)", identity(s.Expr), s.Why)
		}
		if s.Present && n.Kind == source.Unknown {
			p.WriteString(" present")
		}
		if s.Ref != nil {
			fmt.Fprintf(p, " -> %s %s %s", s.Ref.Kind, s.Ref.Attribute, identity(s.Ref.Target))
		}
	}
	fmt.Fprintf(p, " at %s", p.at(pos))
	for _, origin := range n.Origins {
		fmt.Fprintf(p, " from %s", p.at(origin))
	}
	p.WriteString("\n")
}

// evaluate runs all evaluations of the files of an archive.
func evaluate(t testing.TB, archive *txtar.Archive, explicit ...string) string {
	t.Helper()
	p := &printer{set: source.NewSet()}
	var files, given []*source.File
	for _, a := range archive.Files {
		if a.Name == "want" {
			continue
		}
		f := p.set.Add(a.Name, a.Data, false)
		if strings.HasPrefix(filepath.Ext(a.Name), ".bicep") {
			f.Format = source.Bicep
		}
		if slices.Contains(explicit, a.Name) {
			given = append(given, f)
		} else {
			files = append(files, f)
		}
	}
	evaluations, diagnostics := Evaluations(files, given)
	for _, d := range diagnostics {
		fmt.Fprintf(p, "%s: %s at %s\n", d.Level, d.Message, p.at(d.Pos))
	}
	for _, e := range evaluations {
		if len(evaluations) > 1 || len(e.Parameters) > 0 {
			fmt.Fprintf(p, "# %s\n", e.scope())
		}
		p.loaded(e.Load())
	}
	return p.String()
}

// TestLoad evaluates each case of testdata.
func TestLoad(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil || len(archive.Files) < 2 {
				t.Fatal("not a case of templates and what they give", err)
			}
			_, explicit, _ := strings.Cut(string(archive.Comment), "--parameters ")
			got := evaluate(t, archive, strings.Fields(explicit)...)
			want := &archive.Files[len(archive.Files)-1]
			if *update {
				want.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(string(want.Data), got); diff != "" {
				t.Error(diff)
			}
			if strings.Contains(got, "NOWHERE") {
				t.Error("something has no place")
			}
		})
	}
}

package terraform

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// unpack writes a txtar literal into a temporary folder and makes it the current one.
func unpack(tb testing.TB, text string) {
	tb.Helper()
	dir := tb.TempDir()
	for _, f := range txtar.Parse([]byte(text)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			tb.Fatal(err)
		}
	}
	if t, ok := tb.(*testing.T); ok {
		t.Chdir(dir)
	} else if b, ok := tb.(*testing.B); ok {
		b.Chdir(dir)
	}
}

// folders lists the folders below the current one that hold configuration.
func folders(tb testing.TB) []string {
	tb.Helper()
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(name string, d os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".terraform":
			return filepath.SkipDir
		case !d.IsDir() && isConfig(d.Name()):
			seen[filepath.ToSlash(filepath.Dir(name))] = true
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	var dirs []string
	for dir := range seen {
		dirs = append(dirs, dir)
	}
	sort.Strings(dirs)
	return dirs
}

// shown are the properties that cases are about: new rows of the property table
// don't change what they come to.
var shown = map[string]bool{
	"kms_enabled": true, "kms_key": true, "kms_network_access": true, "disk_encryption_set": true, "identity_type": true,
	"location": true, "host_encryption": true, "vm_size": true, "cluster": true, "vault_key": true, "vault": true,
	"purge_protection": true, "key_type": true, "source": true, "version": true, "inputs": true,
	"role": true, "role_id": true, "principal": true, "scope": true, "key_permissions": true, "inline": true, "customer_key": true,
	"ignored_changes": true, "azurerm_version": true, "azurerm_oldest": true, "azurerm_constraint": true, "azurerm_locked": true,
	"azapi_version": true, "arguments": true, "clusters": true, "clusters_without_kms": true, "azure_type": true, "body_form": true,
	"dependencies": true, "dependencies_in_doubt": true, "identities": true, "kubelet_identity": true,
}

// asides are kinds and properties that only the cases about them show.
var asides = map[string]bool{"terraform_module": true, "azapi_resource": true, "dependencies": true, "dependencies_in_doubt": true, "above": true}

// counted is how many resources were loaded that a user would call so.
func counted(loaded inventory.Loaded) int {
	n := 0
	for _, r := range loaded.Resources {
		if !asides[string(r.Kind)] {
			n++
		}
	}
	return n
}

// show prints what was loaded, a resource or property a line. Only properties that
// the configuration says something of are shown.
func show(set *source.Set, loaded inventory.Loaded, also ...string) string {
	var b strings.Builder
	isHidden := func(name string) bool { return asides[name] && !slices.Contains(also, name) }
	for _, r := range loaded.Resources {
		if isHidden(string(r.Kind)) {
			continue
		}
		mode := ""
		if r.Existing {
			mode = " existing"
		}
		fmt.Fprintf(&b, "%s %s%s %q @%s\n", r.Kind, r.Address, mode, r.Name, at(set, r.Pos))
		for _, p := range r.Info().Properties {
			if !shown[p.Name] || isHidden(p.Name) {
				continue
			}
			showValue(&b, set, p.Name, *r.Property(p.Name))
		}
		if !isHidden("above") {
			for _, above := range r.Above {
				fmt.Fprintf(&b, "  (above) %s\n", strings.ReplaceAll(above, "\x00", "|"))
			}
		}
	}
	for _, e := range loaded.Embedded {
		showEmbedded(&b, set, e)
	}
	for _, d := range loaded.Diagnostics {
		fmt.Fprintf(&b, "%s: %s @%s %s\n", d.Level, d.Message, at(set, d.Pos), d.Path)
	}
	return b.String()
}

func showValue(b *strings.Builder, set *source.Set, name string, v inventory.Value) {
	switch v.State {
	case inventory.Default, inventory.Unset:
		if !v.Null && len(v.Origins) == 0 {
			return
		}
		fmt.Fprintf(b, "  %s: %s", name, v.State)
	case inventory.Set:
		fmt.Fprintf(b, "  %s = %v", name, v.Value)
	case inventory.Unknown:
		fmt.Fprintf(b, "  %s ? %s", name, v.Symbol.Why)
		if v.Symbol.Present {
			b.WriteString(" !")
		}
		if r := v.Symbol.Ref; r != nil {
			_, target, _ := strings.Cut(r.Target, "\x00")
			fmt.Fprintf(b, " -> %s.%s %s", r.Kind, r.Attribute, target)
		}
	}
	fmt.Fprintf(b, " @%s", at(set, v.Pos))
	for _, o := range v.Origins {
		fmt.Fprintf(b, " < %s", at(set, o))
	}
	b.WriteByte('\n')
	for _, item := range v.Items {
		if item.State == inventory.Unknown {
			showValue(b, set, "  -", item)
		}
	}
}

// showEmbedded prints a tree, an object's member or a list's item a line.
func showEmbedded(b *strings.Builder, set *source.Set, e inventory.Embedded) {
	h := e.Host
	fmt.Fprintf(b, "%s %s %s %q @%s", e.Format, h.Address, h.AzureType, h.Name, at(set, h.Pos))
	if h.Overlay {
		b.WriteString(" overlay")
	}
	if h.Existing {
		b.WriteString(" existing")
	}
	b.WriteByte('\n')
	if h.Parent.State != "" && h.Parent.State != inventory.Unset {
		showValue(b, set, "(parent)", h.Parent)
	}
	for _, id := range h.Identities[1:] {
		fmt.Fprintf(b, "  (identity) %s\n", strings.ReplaceAll(id, "\x00", "|"))
	}
	showNode(b, set, e.Node, "", e.Node.Pos, 1)
}

func showNode(b *strings.Builder, set *source.Set, n *source.Node, key string, pos source.Pos, depth int) {
	fmt.Fprintf(b, "%s%s", strings.Repeat("  ", depth), key)
	switch n.Kind {
	case source.Object, source.Array:
		fmt.Fprintf(b, " @%s", at(set, pos))
		if n.Pos != pos {
			fmt.Fprintf(b, " %s", at(set, n.Pos))
		}
		b.WriteByte('\n')
		for _, m := range n.Members {
			showNode(b, set, m.Value, m.Key, m.Pos, depth+1)
		}
		for i, item := range n.Items {
			showNode(b, set, item, fmt.Sprint(i), item.Pos, depth+1)
		}
		return
	case source.Unknown:
		showValue(b, set, "", inventory.Value{State: inventory.Unknown, Symbol: n.Symbol, Pos: pos, Origins: n.Origins})
		return
	case source.Null:
		b.WriteString(" null")
	default:
		fmt.Fprintf(b, " = %s", n.Text)
	}
	fmt.Fprintf(b, " @%s", at(set, pos))
	for _, o := range n.Origins {
		fmt.Fprintf(b, " < %s", at(set, o))
	}
	b.WriteByte('\n')
}

func at(set *source.Set, p source.Pos) string {
	if !p.IsValid() {
		return "-"
	}
	r := set.Region(p)
	return fmt.Sprintf("%s:%d:%d-%d", r.File, r.StartLine, r.StartColumn, r.EndColumn)
}

func diff(t *testing.T, got, want string) {
	t.Helper()
	if d := cmp.Diff(strings.TrimSpace(want), strings.TrimSpace(got)); d != "" {
		t.Errorf("(-want +got):\n%s\ngot:\n%s", d, got)
	}
}

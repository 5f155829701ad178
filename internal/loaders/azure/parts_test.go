package azure

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// described writes down what was loaded, sorted: the order of loading doesn't count.
func described(loaded inventory.Loaded) string {
	var b strings.Builder
	for _, r := range loaded.Resources {
		fmt.Fprintf(&b, "%d %s %s %q %q %v\n", r.Pos, r.Kind, r.Mode, r.Address, r.Name, r.Identities)
	}
	for _, e := range loaded.Embedded {
		fmt.Fprintf(&b, "embedded %d %s\n", e.Host.Pos, e.Host.Scope)
	}
	for _, d := range loaded.Diagnostics {
		fmt.Fprintf(&b, "%s %d %s\n", d.Level, d.Pos, d.Message)
	}
	lines := strings.Split(b.String(), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// loadByParts is [Load] in parts.
func loadByParts(f *source.File, size int) inventory.Loaded {
	var all, rest inventory.Loaded
	gave := map[int]bool{}
	var failed []source.Diagnostic
	failedIn := 0
	documents, between := Split(f, size, func(part source.JSONPart) {
		if failed != nil {
			return
		}
		n := 0
		failed = LoadPart(f, part, func(u Unit) {
			// A row by itself gives the same.
			var again inventory.Loaded
			LoadPart(f, part.One(u.Start, n), func(alone Unit) { again.Append(alone.Loaded) })
			if got, want := described(again), described(u.Loaded); got != want {
				panic(fmt.Sprintf("the unit at %d is %s by itself, not %s", u.Start, got, want))
			}
			n++
			gave[part.Doc] = gave[part.Doc] || len(u.Resources) > 0
			all.Append(u.Loaded)
		})
		failedIn = part.Doc
	})
	for _, d := range documents {
		if failed == nil || d.Doc < failedIn {
			rest.Append(d.Load(f, gave[d.Doc]))
		}
	}
	all.Append(rest)
	for _, d := range append(failed, between...) {
		all.Diagnostics = append(all.Diagnostics, d)
		break
	}
	return all
}

func TestParts(t *testing.T) {
	vault := func(i int) string {
		return fmt.Sprintf(`{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v%d", "properties": {"vaultUri": "x", "accessPolicies": [{}, {"objectId": "o"}]}}`, i)
	}
	vaults := vault(1) + ", " + vault(2) + ",\n" + vault(3)
	for name, text := range map[string]string{
		"list":            "[" + vaults + "]",
		"rest":            `{"value": [` + vaults + `], "nextLink": "https://x"}`,
		"graph":           `{"count": 3, "data": [` + vaults + `], "skip_token": "x"}`,
		"empty":           `{"value": [` + strings.Repeat(`{"a": "b"},`, 50) + `], "nextLink": "https://x"}`,
		"lines":           vault(1) + "\n" + vault(2) + "\n" + `{"value": [` + vaults + `], "nextLink": "x"}` + vault(4),
		"broken row":      "[" + vaults + `, {"a": ]` + vault(4) + "]",
		"broken list":     "[" + vaults + vault(4) + "]",
		"broken document": vault(1) + `{"value": [` + vault(2) + `, ` + vault(3) + "}",
		"cut off":         `{"value": [` + vaults,
		"without ids":     `[{"name": "v", "properties": {"vaultUri": "x"}}, {"properties": {"vaultUri": "x", "enableSoftDelete": true, "enableSoftDelete": true}}]`,
		"after warnings":  "WARNING: x\n[" + vaults + "]",
		"a template":      `[{"properties": {"template": {"contentVersion": "1", "resources": []}}}, ` + vault(1) + "]",
	} {
		t.Run(name, func(t *testing.T) {
			f := source.NewSet().Add("a.json", []byte(text), false)
			want := described(Load(f))
			for _, size := range []int{1, 150, 400, 1 << 20} {
				if diff := cmp.Diff(want, described(loadByParts(f, size))); diff != "" {
					t.Errorf("in parts of %d: %s", size, diff)
				}
			}
		})
	}
}

// BenchmarkParts says how fast a list of clusters is read; the file is named by AKSCAN_EXPORT.
func BenchmarkParts(b *testing.B) {
	path := os.Getenv("AKSCAN_EXPORT")
	if path == "" {
		b.Skip("AKSCAN_EXPORT names no file")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	f := source.NewSet().Add(path, data, false)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, diagnostics := Split(f, 512<<10, func(part source.JSONPart) { LoadPart(f, part, func(Unit) {}) }); diagnostics != nil {
			b.Fatal(diagnostics)
		}
	}
}

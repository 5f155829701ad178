package source

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func openPath(t *testing.T, large opener, path string) ([]byte, bool) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return large(f)
}

// A file that is cut short while it's mapped is an error, and not the end of the program.
func TestFileCutShort(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(path, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	var m mappings
	data, ok := openPath(t, m.opener(1), path)
	if !ok {
		t.Skipf("%s maps no files", runtime.GOOS)
	}
	defer m.close()
	if err := WhileMapped(func() error { _ = data[len(data)-1]; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 10); err != nil {
		t.Fatal(err)
	}
	sum := 0
	err := WhileMapped(func() error {
		for _, b := range data {
			sum += int(b)
		}
		return nil
	})
	if !errors.Is(err, ErrChanged) {
		t.Errorf("reading a file that was cut short gives %v", err)
	}
}

func TestOnlyLargeRegularFilesAreMapped(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	if err := os.WriteFile(path, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	var m mappings
	defer m.close()
	for _, c := range []struct {
		path  string
		above int64
	}{{path, 4}, {dir, 0}} {
		if _, ok := openPath(t, m.opener(c.above), c.path); ok {
			t.Errorf("%s was mapped", c.path)
		}
	}
}

// What is found doesn't depend on whether files are read or mapped.
func TestFindMapped(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.json":    `[{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v", "type": "Microsoft.KeyVault/vaults"}]`,
		"mark.json": "\xEF\xBB\xBF" + `{"type": "Microsoft.KeyVault/vaults"}`,
		"class":     "apiVersion: storage.k8s.io/v1\nkind: StorageClass\n",
		"README":    "Nothing of ours.",
		"none.json": `{"a": 1}`,
		"zero.json": "",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	describe := func(o FindOptions) string {
		set := NewSet()
		defer set.Close()
		input, err := os.Open(filepath.Join(dir, "a.json"))
		if err != nil {
			t.Fatal(err)
		}
		defer input.Close()
		o.Stdin = input
		found, err := Find(set, []string{dir, "-"}, o)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, f := range found.Documents {
			fmt.Fprintf(&b, "%s %s %q %q\n", f.Path, f.Format, f.Data, f.Raw)
		}
		fmt.Fprintf(&b, "%d passed over\n%v\n", found.PassedOver, found.Diagnostics)
		return b.String()
	}
	want := describe(FindOptions{})
	if !strings.Contains(want, "a.json azure") || !strings.Contains(want, "- azure") {
		t.Fatal(want)
	}
	if diff := cmp.Diff(want, describe(FindOptions{MapAbove: 1})); diff != "" {
		t.Error(diff)
	}
}

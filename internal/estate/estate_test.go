package estate

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/akscan/akscan/internal/source"
)

// clusters is an export of n clusters.
func clusters(n int) string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c%d", "properties": {}}`, i)
	}
	return "[" + strings.Join(rows, ",\n") + "]"
}

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestLoad(t *testing.T) {
	root := write(t, map[string]string{
		"main.tf":    `resource "azurerm_kubernetes_cluster" "this" { name = var.name }` + "\n" + `variable "name" {}`,
		"az.json":    clusters(20),
		"other.json": `{"not": "ours"}`,
		"class.yaml": "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: a\nprovisioner: disk.csi.azure.com\n",
		"broken.tf":  "resource {",
		"value.vars": "name = \"x\"\n",
	})
	for name, limits := range map[string]Limits{"kept": {}, "streamed": {Above: 1, PartSize: 200}} {
		t.Run(name, func(t *testing.T) {
			e, err := Load(t.Context(), []string{root}, Options{Jobs: 2, Limits: limits, Values: []Value{{Text: filepath.Join(root, "value.vars"), File: true}}})
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close()
			byFile, all := e.Recognised()
			if all != 22 {
				t.Errorf("%d resources are recognised in %v, want 22", all, byFile)
			}
			if (e.stream != nil) != (name == "streamed") {
				t.Errorf("it is streamed: %t", e.stream != nil)
			}
			if len(e.Diagnostics) == 0 || !strings.HasSuffix(e.Files.File(e.Diagnostics[0].Pos).Path, "broken.tf") {
				t.Errorf("nothing is said of the broken file: %v", e.Diagnostics)
			}
			for _, in := range e.Inputs(byFile, true) {
				if in.SHA256 == "" || strings.HasSuffix(in.File, "az.json") && in.Resources != 20 {
					t.Errorf("the input is %+v", in)
				}
			}
		})
	}
}

func TestLoadErrors(t *testing.T) {
	root := write(t, map[string]string{"az.json": clusters(100)})
	for name, o := range map[string]Options{
		"--var-file nowhere.tfvars": {Values: []Value{{Text: "nowhere.tfvars", File: true}}},
		"--parameters nowhere.json": {Parameters: []string{"nowhere.json"}},
	} {
		_, err := Load(t.Context(), []string{root}, o)
		var hint source.HintError
		if !errors.As(err, &hint) || hint.Hint == "" || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Load(t.Context(), []string{filepath.Join(root, "nowhere")}, Options{}); err == nil {
		t.Error("a path that doesn't exist gives no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Load(ctx, []string{root}, Options{Jobs: 1, Limits: Limits{Above: 1, PartSize: 200}}); !errors.Is(err, context.Canceled) {
		t.Errorf("once interrupted: %v", err)
	}
}

package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/akscan/akscan/"

// TestHouse holds the order of the packages: data flows one way, and a library is
// imported in one place.
func TestHouse(t *testing.T) {
	// What each package may import of the module.
	allowed := map[string][]string{
		"internal/source":    nil,
		"internal/inventory": {"internal/source"},
		"internal/finding":   {"internal/source"},
		"internal/link":      {"internal/source", "internal/inventory"},
		"internal/engine":    {"internal/source", "internal/inventory", "internal/finding", "internal/rego", "policies"},
		"internal/estate": {
			"internal/source", "internal/inventory", "internal/finding", "internal/link", "internal/engine",
			"internal/loaders/terraform", "internal/loaders/arm", "internal/loaders/azure", "internal/loaders/kubernetes",
		},
		"internal/rego":         nil,
		"internal/rego/compile": {"internal/rego"},
		"internal/report":       {"internal/source", "internal/finding"},
		"policies":              nil,
	}
	// Libraries that are a package's alone; those of "" are for tests, or for nobody:
	// the program starts no process and opens no connection.
	owners := map[string]string{
		"github.com/open-policy-agent/opa": "internal/rego internal/rego/compile",
		"github.com/owenrumney/go-sarif":   "internal/report",
		"github.com/spf13/cobra":           "cmd/scan",
		"github.com/hashicorp/hcl":         "internal/loaders/terraform",
		"github.com/zclconf/go-cty":        "internal/loaders/terraform",
		"github.com/hashicorp/go-version":  "internal/loaders/terraform",
		"go.yaml.in/yaml":                  "internal/source",
		"github.com/santhosh-tekuri":       "",
		"github.com/rogpeppe/go-internal":  "",
		"pgregory.net/rapid":               "",
		"github.com/google/go-cmp":         "",
		"net/http":                         "",
		"os/exec":                          "",
	}
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Name", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p struct {
			ImportPath, Name string
			Imports          []string
		}
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.ImportPath, module)
		may, listed := allowed[name]
		switch {
		case name == "cmd/scan":
			continue
		case strings.HasPrefix(name, "internal/loaders/"):
			may = []string{"internal/source", "internal/inventory"}
		case !listed:
			t.Errorf("%s is no room of the house: add it here and to CONTRIBUTING.md, or put it elsewhere", name)
		}
		if p.Name == "main" {
			t.Errorf("%s is a second main package: pre-commit would install it", name)
		}
		for _, imported := range p.Imports {
			if inner, ok := strings.CutPrefix(imported, module); ok && !slices.Contains(may, inner) {
				t.Errorf("%s imports %s", name, inner)
			}
			for library, owner := range owners {
				if (imported == library || strings.HasPrefix(imported, library+"/")) && !slices.Contains(strings.Fields(owner), name) {
					t.Errorf("%s imports %s, which is for %q alone", name, imported, owner)
				}
			}
		}
	}
}

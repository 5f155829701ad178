package engine

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/rego"
	"github.com/akscan/akscan/internal/rego/compile"
	"github.com/akscan/akscan/internal/source"
)

//go:generate go test . -run ^(TestGenerated|TestPoliciesAreFormatted)$ -update

// TestGenerated holds the generated files of the policies against what makes them,
// and rewrites them with -update.
func TestGenerated(t *testing.T) {
	t.Run("catalogue", func(t *testing.T) {
		var buf bytes.Buffer
		enc := json.NewEncoder(&buf)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(makeCatalogue(t)); err != nil {
			t.Fatal(err)
		}
		generated(t, "catalogue.json", buf.Bytes())
	})
	t.Run("program", func(t *testing.T) {
		generated(t, "program.bin", makeProgram(t).Encode())
	})
	t.Run("test defaults", func(t *testing.T) {
		text, err := format.SourceWithOpts("defaults.rego", testDefaults(t), format.Opts{RegoVersion: ast.RegoV1})
		if err != nil {
			t.Fatal(err)
		}
		generated(t, "akscan/testing/defaults.rego", text)
	})
}

func generated(t *testing.T, path string, want []byte) {
	t.Helper()
	have, err := os.ReadFile(filepath.Join(folder, path))
	if err == nil && bytes.Equal(have, want) {
		return
	}
	if !*update {
		difference := "it is compiled from other policies"
		if utf8.Valid(want) {
			difference = cmp.Diff(string(have), string(want))
		}
		t.Errorf("policies/%s is out of date (run go generate ./...): %s", path, difference)
		return
	}
	if err := os.WriteFile(filepath.Join(folder, path), want, 0o644); err != nil {
		t.Fatal(err)
	}
}

// makeCatalogue makes the catalogue of the rules' METADATA.
func makeCatalogue(t *testing.T) *catalogue {
	c := new(catalogue)
	for path, m := range parseAll(t, slices.DeleteFunc(regoFiles(t), isTest)) {
		if rest, ok := strings.CutPrefix(path, "akscan/rules/"); ok {
			parts := strings.Split(rest, "/")
			c.Rules = append(c.Rules, ruleEntry(t, parts[0]+"/"+parts[1], m))
		}
	}
	slices.SortFunc(c.Rules, func(a, b entry) int { return strings.Compare(a.ID, b.ID) })
	return c
}

// makeProgram compiles the policies. What can be asked for is what each rule answers, and the notes.
func makeProgram(t *testing.T) *rego.Program {
	modules := map[string]string{}
	for _, path := range slices.DeleteFunc(regoFiles(t), isTest) {
		modules[path] = readPolicy(t, path)
	}
	entries := []string{"akscan/notes/notes"}
	for _, e := range makeCatalogue(t).Rules {
		entries = append(entries, "akscan/rules/"+e.ID+"/results")
		if e.OwnSubjects {
			entries = append(entries, "akscan/rules/"+e.ID+"/subjects")
		}
	}
	p, err := compile.Compile(t.Context(), modules, entries)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// ruleEntry reads a rule's METADATA, strictly.
func ruleEntry(t *testing.T, id string, m *ast.Module) entry {
	var meta *ast.Annotations
	for _, a := range m.Annotations {
		if a.Scope == "package" {
			meta = a
		}
	}
	if meta == nil {
		t.Fatalf("%s: the package has no METADATA", id)
	}
	e := entry{ID: id, Title: meta.Title, Description: strings.TrimSpace(meta.Description)}
	for _, r := range meta.RelatedResources {
		e.References = append(e.References, finding.Reference{Description: r.Description, URL: r.Ref.String()})
	}
	raw, err := json.Marshal(meta.Custom)
	if err != nil {
		t.Fatal(err)
	}
	var custom struct {
		Severity    finding.Severity    `json:"severity"`
		Kinds       []string            `json:"kinds"`
		Remediation map[string]string   `json:"remediation"`
		Compliance  map[string][]string `json:"compliance"`
		Aliases     []string            `json:"aliases"`
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&custom); err != nil {
		t.Fatalf("%s: custom METADATA: %v", id, err)
	}
	e.Severity, e.Kinds, e.Remediation, e.Compliance, e.Aliases = custom.Severity, custom.Kinds, custom.Remediation, custom.Compliance, custom.Aliases
	for key, text := range e.Remediation {
		e.Remediation[key] = strings.TrimSpace(text)
		if !slices.Contains([]string{"terraform", "arm", "azure", "kubernetes"}, key) {
			t.Errorf("%s: remediation for an unknown format %q", id, key)
		}
	}
	if _, ok := finding.ParseSeverity(string(e.Severity)); !ok {
		t.Errorf("%s: unknown severity %q", id, e.Severity)
	}
	for what, missing := range map[string]bool{
		"title": e.Title == "", "description": e.Description == "", "related_resources": len(e.References) == 0,
		"kinds": len(e.Kinds) == 0, "remediation": len(e.Remediation) == 0, "compliance": len(e.Compliance) == 0,
	} {
		if missing {
			t.Errorf("%s: METADATA without %s", id, what)
		}
	}
	for _, rule := range m.Rules {
		if rule.Head.Ref().String() == "subjects" || rule.Head.Name == "subjects" {
			e.OwnSubjects = true
		}
	}
	return e
}

// testDefaults is the Rego that gives tests every property of every kind, absent.
func testDefaults(t *testing.T) []byte {
	var buf bytes.Buffer
	buf.WriteString("# Generated from the property table by go generate ./...; edit internal/inventory instead.\npackage akscan.testing\n\nempty_document := ")
	document := inventory.NewJSON(&buf)
	inventory.Encode(document, nil, inventory.Context{Scan: inventory.Count(nil)})
	if err := document.Flush(); err != nil {
		t.Fatal(err)
	}
	buf.WriteString("\nproperties := ")
	properties := inventory.NewJSON(&buf)
	properties.BeginObject()
	for _, kind := range inventory.Kinds() {
		properties.Key(string(kind.Kind))
		properties.BeginObject()
		for i := range kind.Properties {
			properties.Key(kind.Properties[i].Name)
			inventory.EncodeEmpty(properties, &kind.Properties[i], source.Pos(i+1))
		}
		properties.EndObject()
	}
	properties.EndObject()
	if err := properties.Flush(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

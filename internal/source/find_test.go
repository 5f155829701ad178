package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tree writes files below a new folder and makes it the current one. A name that
// ends in '/' is a folder, a text that begins with "-> " a link.
func tree(t *testing.T, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	for name, text := range files {
		name = filepath.FromSlash(name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if target, ok := strings.CutPrefix(text, "-> "); ok {
			err = os.Symlink(target, name)
		} else if strings.HasSuffix(name, string(filepath.Separator)) {
			err = os.MkdirAll(name, 0o755)
		} else {
			err = os.WriteFile(name, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// find runs Find and writes what it found, one thing a line.
func find(t *testing.T, o FindOptions, paths ...string) string {
	t.Helper()
	set := NewSet()
	found, err := Find(set, paths, o)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i, f := range found.Documents {
		if i > 0 && f.Index() <= found.Documents[i-1].Index() {
			t.Errorf("%s isn't in the order of the indexes", f.Path)
		}
		out = append(out, fmt.Sprintf("%s %s", f.Path, f.Format))
	}
	for _, dir := range found.Terraform {
		out = append(out, dir+" folder")
	}
	if found.PassedOver > 0 {
		out = append(out, fmt.Sprintf("passed over %d", found.PassedOver))
	}
	for _, d := range found.Diagnostics {
		place := d.Path
		if d.Pos.IsValid() {
			r := set.Region(d.Pos)
			if r.File != d.Path {
				t.Errorf("the diagnostic's place is in %q, its path is %q", r.File, d.Path)
			}
			place = fmt.Sprintf("%s:%d:%d", place, r.StartLine, r.StartColumn)
		}
		out = append(out, strings.TrimSuffix(fmt.Sprintf("%s %s: %s; %s", d.Level, place, d.Message, d.Hint), "; "))
	}
	return strings.Join(out, "\n")
}

func check(t *testing.T, got string, want ...string) {
	t.Helper()
	if got != strings.Join(want, "\n") {
		t.Errorf("found\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

const (
	aClass   = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: a\n"
	aService = "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n"
	aCluster = `{"type": "Microsoft.ContainerService/ManagedClusters", "name": "a"}`
	aVault   = `[{"id": "/subscriptions/0/resourceGroups/r/providers/microsoft.keyvault/vaults/v"}]`
)

func TestFindFolder(t *testing.T) {
	tree(t, map[string]string{
		"b/class.yaml":            aClass,
		"b/service.yml":           aService,
		"a/cluster.json":          aCluster,
		"a/package.json":          `{"name": "x"}`,
		"a/notes.txt":             aClass,
		"a/export":                aVault,
		"a/script":                "#!/bin/sh\necho apiVersion\n",
		"a/program":               "\x7fELF\x00\x00",
		"infra/main.tf":           "",
		"infra/env/prod.tfvars":   "",
		"infra/mod/main.tofu":     "",
		"infra/json/x.tf.json":    "{}",
		"infra/lock/.hidden.tf":   "",
		".terraform/m/main.tf":    "",
		".git/config.yaml":        aClass,
		"empty.json":              "",
		"b/.hidden/class.yaml":    aClass,
		"pipeline/.github/x.yaml": "on: push\n",
	})
	want := []string{
		"a/cluster.json azure", "a/export azure", "b/.hidden/class.yaml kubernetes", "b/class.yaml kubernetes",
		"infra folder", "infra/json folder", "infra/mod folder", "passed over 6",
	}
	check(t, find(t, FindOptions{}, "."), want...)
	check(t, find(t, FindOptions{Jobs: 1}, "a", "./b/", ".", "a/cluster.json"), want...)
	check(t, find(t, FindOptions{}, "b"), "b/.hidden/class.yaml kubernetes", "b/class.yaml kubernetes", "passed over 1")
	t.Chdir("b")
	check(t, find(t, FindOptions{}, "../a", "../infra/mod/"), "../a/cluster.json azure", "../a/export azure", "../infra/mod folder", "passed over 3")
}

func TestFindNamed(t *testing.T) {
	tree(t, map[string]string{
		"class.txt":       aClass,
		"broken.json":     "{\n  \"a\": [\n}\n",
		"broken.yaml":     "a: b\n  c: d\n",
		"other.yaml":      "a: b\n",
		"other.md":        "# a\n",
		"empty.yaml":      "",
		"tf/main.tf":      "",
		"tf/prod.tfvars":  "",
		"vars/a.tfvars":   "",
		"x.bicep":         "param a string\n",
		"y.bicep":         "resource k 'Microsoft.KeyVault/vaults@2023-07-01' = {\n}\n",
		"y.json":          `{"contentVersion": "1", "resources": [{"type": "Microsoft.KeyVault/vaults"}]}`,
		"my chart/y.yaml": "",
	})
	check(t, find(t, FindOptions{Exclude: []string{"*"}}, "class.txt", "tf/main.tf", "tf/prod.tfvars"), "class.txt kubernetes", "tf folder")
	check(t, find(t, FindOptions{}, "broken.json"), "passed over 1", "error broken.json:3:1: invalid JSON: expected a value, found '}'")
	check(t, find(t, FindOptions{}, "broken.yaml"), "passed over 1",
		"error broken.yaml:2:4: invalid YAML: a key can't begin here: a value of several lines stands before the ':'")
	check(t, find(t, FindOptions{}, "other.yaml", "empty.yaml", "other.md"), "passed over 3",
		"warning empty.yaml: passed over: the file is empty",
		"warning other.md: passed over: nothing in it is a resource that akscan reads",
		"warning other.yaml: passed over: nothing in it is a resource that akscan reads")
	check(t, find(t, FindOptions{}, "vars/a.tfvars"),
		"warning vars/a.tfvars: passed over: its folder holds no Terraform configuration; name the folder of the configuration, and give the file with --var-file")
	check(t, find(t, FindOptions{}, "."), "y.bicep bicep", "y.json arm", "tf folder", "passed over 6")
	check(t, find(t, FindOptions{}, "x.bicep"), "x.bicep bicep",
		"note x.bicep: passed over: Bicep has to be compiled first; compile it and scan the result: az bicep build --file x.bicep")
	check(t, find(t, FindOptions{}, "y.bicep"), "y.bicep bicep",
		"note y.bicep: passed over: what it compiles to lies beside it, but isn't among the files given; scan that: scan y.json")
}

func TestFindBicepParameters(t *testing.T) {
	const vault = "resource k 'Microsoft.KeyVault/vaults@2023-07-01' = {\n}\n"
	tree(t, map[string]string{
		"a/main.bicep":          vault,
		"a/main.json":           `{"contentVersion": "1", "resources": [{"type": "Microsoft.KeyVault/vaults"}]}`,
		"a/dev.bicepparam":      "// for the developers\nusing 'main.bicep'\nparam a = 1\n",
		"b/other.bicep":         "param a string\n",
		"b/other.bicepparam":    "using './other.bicep'\nparam a = 'x'\n",
		"b/registry.bicepparam": "using 'br:example.azurecr.io/a:1'\n",
		"b/none.bicepparam":     "param a = 'x'\n",
	})
	check(t, find(t, FindOptions{}, "a", "b"), "a/dev.bicepparam bicep", "a/main.bicep bicep", "a/main.json arm", "passed over 4")
	check(t, find(t, FindOptions{}, "b/other.bicepparam"), "b/other.bicepparam bicep",
		"note b/other.bicepparam: passed over: Bicep has to be compiled first; compile it and scan the result beside the template: az bicep build-params --file b/other.bicepparam")
}

func TestFindStandardInput(t *testing.T) {
	tree(t, map[string]string{"a.yaml": aClass})
	for text, want := range map[string]string{
		aClass:                      "- kubernetes",
		aCluster:                    "- azure",
		"resource \"a\" \"b\" {\n}": "- terraform",
		"terraform {}\n":            "- terraform",
		"---\n{" + aClass[:0] + "\"kind\": \"Pod\", \"apiVersion\": \"v1\"}\n": "- kubernetes",
		"": "passed over 1\nwarning -: passed over: the file is empty",
	} {
		check(t, find(t, FindOptions{Stdin: strings.NewReader(text)}, "-", "-"), want)
	}
	check(t, find(t, FindOptions{Stdin: strings.NewReader(aCluster)}, "a.yaml", "-"), "- azure", "a.yaml kubernetes")
	if _, err := Find(NewSet(), []string{"-"}, FindOptions{}); err == nil {
		t.Error("no standard input is no error")
	}
}

func TestFindErrors(t *testing.T) {
	tree(t, map[string]string{"a.yaml": aClass, "b.yaml": aClass, "c/d.yaml": aClass, "deep.json": strings.Repeat("[", 1<<20)})
	for _, path := range []string{"none", "none/x.tf", "none.json"} {
		if _, err := Find(NewSet(), []string{path}, FindOptions{}); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := Find(NewSet(), []string{"."}, FindOptions{Exclude: []string{"[a"}}); err == nil {
		t.Error("a broken glob is no error")
	}
	check(t, find(t, FindOptions{}, "deep.json"), "passed over 1", "error deep.json:1:501: invalid JSON: nested deeper than 500 levels")
	check(t, find(t, FindOptions{}, "."), "a.yaml kubernetes", "b.yaml kubernetes", "c/d.yaml kubernetes", "passed over 1",
		"error deep.json:1:501: invalid JSON: nested deeper than 500 levels")
	if os.Getuid() == 0 {
		t.Skip("root reads what nobody else may")
	}
	_ = os.Chmod("b.yaml", 0)
	_ = os.Chmod("c", 0)
	defer func() { _ = os.Chmod("c", 0o755) }()
	check(t, find(t, FindOptions{}, "a.yaml", "."), "a.yaml kubernetes", "passed over 1",
		"error c: can't search it: permission denied; make it readable, or leave it out with --exclude",
		"error b.yaml: can't read it: permission denied; make it readable, or leave it out with --exclude",
		"error deep.json:1:501: invalid JSON: nested deeper than 500 levels")
	if _, err := Find(NewSet(), []string{"b.yaml"}, FindOptions{}); !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
}

func TestFindLinks(t *testing.T) {
	tree(t, map[string]string{
		"in/real/a.yaml":    aClass,
		"in/a.yaml":         "-> real/a.yaml",
		"in/b.yaml":         "-> ../out/b.yaml",
		"in/c.yaml":         "-> c.yaml",
		"in/loop":           "-> .",
		"in/up":             "-> ../..",
		"in/tf/main.tf":     "-> ../../out/main.tf",
		"in/gone.yaml":      "-> nothing",
		"out/b.yaml":        aClass,
		"out/main.tf":       "",
		"in/ignored/x":      "",
		"in/.gitignore":     "ignored/*.yaml\n",
		"in/ignored/d.yml":  "-> d.yaml",
		"in/ignored/d.yaml": aClass,
	})
	check(t, find(t, FindOptions{}, "in"), "in/ignored/d.yml kubernetes", "in/real/a.yaml kubernetes", "in/tf folder", "passed over 1")
	check(t, find(t, FindOptions{}, "in/b.yaml"), "in/b.yaml kubernetes")
	check(t, find(t, FindOptions{}, "in/loop/real"), "in/loop/real/a.yaml kubernetes")
}

func TestFindIgnores(t *testing.T) {
	tree(t, map[string]string{
		".git/info/exclude":   "local.yaml\n",
		".gitignore":          "out/\n*.gen.yaml\n!keep.gen.yaml\n/top.yaml\n",
		"a/.gitignore":        "!x.gen.yaml\nsub/deep.yaml\n",
		"a/x.gen.yaml":        aClass,
		"a/y.gen.yaml":        aClass,
		"a/keep.gen.yaml":     aClass,
		"a/top.yaml":          aClass,
		"a/sub/deep.yaml":     aClass,
		"a/sub/sub/deep.yaml": aClass,
		"a/local.yaml":        aClass,
		"out/b.yaml":          aClass,
		"out/c/d.yaml":        aClass,
		"top.yaml":            aClass,
		"other/.git/HEAD":     "",
		"other/z.gen.yaml":    aClass,
		"vendor/lib/b.yaml":   aClass,
	})
	check(t, find(t, FindOptions{Exclude: []string{"vendor"}}, "."),
		"a/keep.gen.yaml kubernetes", "a/sub/sub/deep.yaml kubernetes", "a/top.yaml kubernetes", "a/x.gen.yaml kubernetes", "other/z.gen.yaml kubernetes")
	check(t, find(t, FindOptions{Exclude: []string{"./a/", "other/**"}}, "."), "vendor/lib/b.yaml kubernetes")
	check(t, find(t, FindOptions{Exclude: []string{"lib/*.yaml", "a", "other"}}, "."))
	check(t, find(t, FindOptions{}, "a/sub"), "a/sub/sub/deep.yaml kubernetes")
	check(t, find(t, FindOptions{}, "out"), "out/b.yaml kubernetes", "out/c/d.yaml kubernetes")
	check(t, find(t, FindOptions{}, "out/c", "top.yaml"), "out/c/d.yaml kubernetes", "top.yaml kubernetes")
}

func TestFindCharts(t *testing.T) {
	const template = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: {{ .Release.Name }}\n"
	tree(t, map[string]string{
		"my chart/Chart.yaml":                      "name: a\n",
		"my chart/values.yaml":                     "a: b\n",
		"my chart/templates/claim.yaml":            template,
		"my chart/templates/two.yaml":              "apiVersion: v1\nkind: {{ .Values.kind }}\n",
		"my chart/templates/service.yaml":          "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n",
		"my chart/templates/class.yaml":            aClass,
		"my chart/charts/sub/Chart.yaml":           "name: b\n",
		"my chart/charts/sub/templates/claim.yaml": template,
		"my chart/crds/x.yaml":                     aService,
		"other/claim.yaml":                         template,
	})
	class := "my chart/templates/class.yaml kubernetes"
	check(t, find(t, FindOptions{}, "my chart"),
		"my chart/charts/sub/templates/claim.yaml helm-template", "my chart/templates/claim.yaml helm-template", class, "my chart/templates/two.yaml helm-template",
		"passed over 5",
		"note my chart/Chart.yaml: passed over: 3 files are templates of a Helm chart and no YAML yet; scan what they render to: helm template 'my chart' | scan -")
	t.Chdir("my chart/charts/sub/templates")
	check(t, find(t, FindOptions{}, "claim.yaml"), "claim.yaml helm-template",
		"note ../../../Chart.yaml: passed over: one file is a template of a Helm chart and no YAML yet; scan what they render to: helm template ../../.. | scan -")
	t.Chdir("../../../../other")
	check(t, find(t, FindOptions{}, "."), "claim.yaml kubernetes")
}

func TestFindKustomizations(t *testing.T) {
	tree(t, map[string]string{
		"base/kustomization.yaml":             "resources:\n- class.yaml\n- ../shared\n- https://example.com/x\n",
		"base/class.yaml":                     aClass,
		"shared/Kustomization":                "resources: [claim.yaml]\n",
		"shared/claim.yaml":                   aClass,
		"overlays/a/kustomization.yml":        "resources: [../../base]\npatches:\n- path: patches/class.yaml\n- patch: |-\n    kind: StorageClass\n",
		"overlays/a/patches/class.yaml":       aClass,
		"overlays/b/kustomization.yaml":       "bases: [../../shared]\npatchesStrategicMerge:\n- class.yaml\n- |\n  a: b\n",
		"overlays/b/class.yaml":               aClass,
		"overlays/c/kustomization.yaml":       "resources: [../../base]\n",
		"overlays/loop/kustomization.yaml":    "resources: [., ../loop]\nnamespace: x\n",
		"overlays/broken/kustomization.yaml":  "resources: [\n",
		"overlays/nothing/kustomization.yaml": "resources: [nothing.yaml, /etc]\nnamespace: x\n",
		"z.yaml":                              aClass,
	})
	note := "note %s: the manifests that this kustomization builds from are judged as they stand; it may change them; scan what it builds: kubectl kustomize %s | scan -"
	check(t, find(t, FindOptions{}, "."), "base/class.yaml kubernetes", "shared/claim.yaml kubernetes", "z.yaml kubernetes", "passed over 10",
		fmt.Sprintf(note, "overlays/a/kustomization.yml", "overlays/a"), fmt.Sprintf(note, "overlays/b/kustomization.yaml", "overlays/b"))
	const only = "note %s: passed over: it only changes other manifests, for %s; scan what comes of it: kubectl kustomize %s | scan -"
	check(t, find(t, FindOptions{}, "overlays/a/patches/class.yaml", "base/class.yaml"), "base/class.yaml kubernetes", "passed over 1",
		fmt.Sprintf(only, "overlays/a/patches/class.yaml", "overlays/a/kustomization.yml", "overlays/a"),
		fmt.Sprintf(note, "overlays/a/kustomization.yml", "overlays/a"))
	t.Chdir("overlays/b")
	check(t, find(t, FindOptions{}, "class.yaml"), "passed over 1", fmt.Sprintf(only, "class.yaml", "kustomization.yaml", "."))
}

// BenchmarkFind searches a tree of files of which one in a hundred is ours.
func BenchmarkFind(b *testing.B) {
	dir := b.TempDir()
	const files = 2000
	for i := range files {
		folder := filepath.Join(dir, fmt.Sprintf("d%d", i/20))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			b.Fatal(err)
		}
		name, text := fmt.Sprintf("f%d.json", i), "{"+strings.Repeat("\"name\": \"some text of no meaning\",\n", 60)+"\"end\": [1, 2, 3]}"
		switch {
		case i%100 == 0:
			name, text = fmt.Sprintf("f%d.yaml", i), aClass
		case i%3 == 1:
			name, text = fmt.Sprintf("f%d.yaml", i), strings.Repeat(aService+"---\n", 20)
		case i%3 == 2:
			name, text = fmt.Sprintf("f%d.go", i), "package main\n"
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("*.tmp\n/build/\nnode_modules/\n!keep.*\n"), 0o644); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		found, err := Find(NewSet(), []string{dir}, FindOptions{})
		if err != nil || len(found.Documents) != files/100 {
			b.Fatal(found, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*files), "µs/file")
}

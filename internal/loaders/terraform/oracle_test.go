package terraform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/akscan/akscan/internal/source"
)

// The oracle is the terraform binary itself: every expression of
// testdata/oracle becomes an output, and must come to what terraform plans.

// expressions reads a list of expressions, one a line; a heredoc takes the lines up to its end.
func expressions(t *testing.T, name string) []string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	marker := ""
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case marker != "":
			list[len(list)-1] += "\n" + line
			if strings.TrimSpace(line) == marker {
				marker = ""
			}
		case line == "" || strings.HasPrefix(line, "#"):
		default:
			list = append(list, line)
			if rest, ok := strings.CutPrefix(line, "<<"); ok {
				marker = strings.TrimPrefix(rest, "-")
			}
		}
	}
	return list
}

// planned is what terraform plans for the outputs of the configuration in a
// folder; an output that is unknown until it is applied is left out.
func planned(t *testing.T, dir string) map[string]any {
	t.Helper()
	terraform, err := exec.LookPath("terraform")
	if err != nil {
		t.Skip("terraform isn't installed: there is nothing to compare with")
	}
	run := func(args ...string) []byte {
		cmd := exec.Command(terraform, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_CLI_CONFIG_FILE="+os.DevNull)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("terraform %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
		}
		return out
	}
	run("plan", "-input=false", "-no-color", "-out=plan.bin")
	var plan struct {
		PlannedValues struct {
			Outputs map[string]struct{ Value json.RawMessage }
		} `json:"planned_values"`
	}
	if err := json.Unmarshal(run("show", "-json", "-no-color", "plan.bin"), &plan); err != nil {
		t.Fatal(err)
	}
	outputs := map[string]any{}
	for name, o := range plan.PlannedValues.Outputs {
		if o.Value != nil {
			outputs[name] = decode(t, o.Value)
		}
	}
	return outputs
}

// evaluated is what this package makes of the outputs.
func evaluated(t *testing.T, dir string) map[string]any {
	t.Helper()
	t.Chdir(dir)
	set := source.NewSet()
	r := rootOf(t, set, ".")
	outputs := map[string]any{}
	for name := range r.top.mod.outputs {
		v, _ := r.top.output(name).UnmarkDeep()
		if v.IsWhollyKnown() {
			outputs[name] = plainJSON(t, v)
		}
	}
	return outputs
}

func plainJSON(t *testing.T, v cty.Value) any {
	t.Helper()
	data, err := ctyjson.Marshal(v, v.Type())
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, data)
}

func decode(t *testing.T, data []byte) any {
	t.Helper()
	var plain any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&plain); err != nil {
		t.Fatal(err)
	}
	return plain
}

// rootOf reads the configuration in a folder as a root, without judging it.
func rootOf(t testing.TB, set *source.Set, dir string) *root {
	t.Helper()
	l := newLoader(set, []string{dir}, Options{})
	l.readAll([]string{dir})
	for _, d := range l.diags {
		t.Errorf("%s: %s", d.Path, d.Message)
	}
	if m := l.modules[dir]; m.configs != nil {
		m.revive()
	}
	return l.newRoot(l.folders[dir])
}

// oracleDir copies the oracle's configuration to a folder of its own, with an output for each expression.
func oracleDir(t *testing.T, outputs []string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "oracle"))); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i, expr := range outputs {
		fmt.Fprintf(&b, "output \"e%d\" {\n  value = %s\n}\n", i, expr)
	}
	if err := os.WriteFile(filepath.Join(dir, "outputs.tf"), []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestAgainstTerraform(t *testing.T) {
	exprs := expressions(t, "testdata/oracle/expressions.txt")
	dir := oracleDir(t, exprs)
	want := planned(t, dir)
	got := evaluated(t, dir)
	for i, expr := range exprs {
		name := fmt.Sprintf("e%d", i)
		w, known := want[name]
		g, isKnown := got[name]
		if known != isKnown || !reflect.DeepEqual(w, g) {
			t.Errorf("%s\n  terraform: %v (known: %t)\n  akscan:    %v (known: %t)", expr, w, known, g, isKnown)
		}
	}
}

func TestErrorsAgainstTerraform(t *testing.T) {
	exprs := expressions(t, "testdata/oracle/errors.txt")
	outputs := slices.Clone(exprs)
	for i := range outputs {
		outputs[i] = "can(" + outputs[i] + ")"
	}
	dir := oracleDir(t, outputs)
	want := planned(t, dir)
	got := evaluated(t, dir)
	for i, expr := range exprs {
		name := fmt.Sprintf("e%d", i)
		if want[name] != false {
			t.Errorf("%s is no error to terraform, but %v", expr, want[name])
		}
		if got[name] != false {
			t.Errorf("%s is no error to akscan, but %v", expr, got[name])
		}
	}
}

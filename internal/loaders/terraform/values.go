package terraform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/akscan/akscan/internal/source"
)

// isVariableFile reports whether Terraform reads a file of a root's folder for
// values without being told to.
func isVariableFile(name string) bool {
	return name == "terraform.tfvars" || name == "terraform.tfvars.json" ||
		strings.HasSuffix(name, ".auto.tfvars") || strings.HasSuffix(name, ".auto.tfvars.json")
}

// sortVariableFiles brings variable files into the order in which Terraform reads
// them, a later one winning.
func sortVariableFiles(names []string) {
	rank := func(name string) int {
		switch name {
		case "terraform.tfvars":
			return 0
		case "terraform.tfvars.json":
			return 1
		}
		return 2
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
}

// parseValues reads a variable file: expressions by variable, in no particular order.
func parseValues(f *source.File) (hclsyntax.Attributes, []source.Diagnostic) {
	if !strings.HasSuffix(f.Path, ".json") {
		body, diags := parse(f)
		if body == nil {
			return nil, diags
		}
		return body.Attributes, diags
	}
	root, diags := source.ParseJSON(f)
	if len(diags) > 0 || root == nil {
		return nil, diags
	}
	if root.Kind != source.Object {
		return nil, []source.Diagnostic{{
			Level: source.Error, Message: "a variable file holds one JSON object", Path: f.Path, Pos: root.Pos,
		}}
	}
	t := jsonTranslator{file: f, literal: true}
	body := t.body(root)
	return body.Attributes, t.diags
}

// commandLineValue is one --var, or the values of one --var-file.
type commandLineValue struct {
	pair  string // NAME=VALUE; "" for a file
	attrs hclsyntax.Attributes
}

// variableValues collects the values for a root's variables, the strongest last:
// the environment, its own variable files, then what the command line gives, in its order.
func (w *workspace) variableValues(own []hclsyntax.Attributes) map[string]given {
	values := map[string]given{}
	take := func(attrs hclsyntax.Attributes, final bool) {
		for name, attr := range attrs {
			values[name] = given{expr: attr.Expr, at: attr.SrcRange, final: final}
		}
	}
	for _, pair := range w.options.Env {
		if name, text, ok := strings.Cut(pair, "="); ok {
			values[name] = given{text: text}
		}
	}
	for _, attrs := range own {
		take(attrs, false)
	}
	for _, value := range w.given {
		take(value.attrs, true)
		if name, text, ok := strings.Cut(value.pair, "="); ok {
			values[strings.TrimSpace(name)] = given{text: text, final: true}
		}
	}
	return values
}

// undeclaredVars says of each --var that no root has such a variable.
func (w *workspace) undeclaredVars(roots []*root) []source.Diagnostic {
	var diags []source.Diagnostic
	for _, value := range w.given {
		pair := value.pair
		if pair == "" {
			continue
		}
		name, _, ok := strings.Cut(pair, "=")
		name = strings.TrimSpace(name)
		declared := slices.ContainsFunc(roots, func(r *root) bool { return r.top.mod.variables[name] != nil })
		switch {
		case !ok:
			diags = append(diags, source.Diagnostic{
				Level: source.Error, Message: fmt.Sprintf("--var %s has no value", pair), Hint: "write --var NAME=VALUE",
			})
		case !declared && len(roots) > 0:
			diags = append(diags, source.Diagnostic{
				Level: source.Warning, Message: fmt.Sprintf("--var %s: no root module declares such a variable", name),
				Hint: "is the name spelt right?",
			})
		}
	}
	return diags
}

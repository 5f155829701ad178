// Package arm evaluates ARM deployment templates: it resolves the expressions of
// each resource as a deployment would, as far as the template and its parameters
// tell, and hands the resources over as positioned trees. What they don't tell
// stays unknown, with a reason and an identity.
package arm

import (
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// Evaluation is one template with one set of parameters.
type Evaluation struct {
	Template *source.File
	// Parameters are the parameter files, later ones winning; none means the defaults.
	Parameters []*source.File
	// bicep is the Bicep file beside the template, if there is one.
	bicep *source.File
	// files are the files that linked templates are looked up among, by path.
	files map[string]*source.File
	// loaded is the result, where pairing has needed it already.
	loaded *inventory.Loaded
}

// scope names the evaluation.
func (e Evaluation) scope() string {
	paths := []string{e.Template.Path}
	for _, f := range e.Parameters {
		paths = append(paths, f.Path)
	}
	return strings.Join(paths, " + ")
}

// Load evaluates the template. Each of its resources, and those of the templates
// that it deploys, comes back as an [inventory.Embedded] of format ARM, if it's of a
// type that the inventory holds. A value that can't be told is a node of kind
// Unknown; a resource whose condition is false isn't there. Of a template with a
// syntax error the resources before it come back, and the error.
func (e Evaluation) Load() inventory.Loaded {
	if e.loaded != nil {
		return *e.loaded
	}
	loaded, _ := e.evaluate()
	return loaded
}

// evaluate is Load; linked lists the linked templates that were used.
func (e Evaluation) evaluate() (loaded inventory.Loaded, linked []*source.File) {
	root, diagnostics := source.ParseJSONSoFar(e.Template)
	if root == nil {
		return inventory.Loaded{Diagnostics: diagnostics}, nil
	}
	if message, pos := notTemplate(root); message != "" {
		if len(diagnostics) > 0 {
			return inventory.Loaded{Diagnostics: diagnostics}, nil
		}
		return inventory.Loaded{Diagnostics: []source.Diagnostic{{
			Level: source.Error, Message: message, Hint: "a template is an object with $schema, contentVersion and resources",
			Path: e.Template.Path, Pos: pos,
		}}}, nil
	}
	ev := newEvaluator(e.scope(), e.files)
	ev.found.Diagnostics, ev.cutOff = diagnostics, len(diagnostics) > 0
	if e.bicep != nil {
		ev.bicep = readBicep(e.bicep)
	}
	t := ev.start(e.Template, root)
	for _, f := range e.Parameters {
		ev.found.Diagnostics = append(ev.found.Diagnostics, t.giveFile(f)...)
	}
	t.run()
	ev.doubtGrants()
	ev.keepVariantsApart()
	return ev.found, ev.linked
}

// newEvaluator prepares an evaluation.
func newEvaluator(scope string, files map[string]*source.File) *evaluator {
	return &evaluator{
		scope: scope, format: inventory.ARM, mode: inventory.Declared, files: files, functions: functionTable(),
		symbols: symbols{}, parsed: map[string]parsedExpression{}, composed: map[*source.Node]bool{}, said: map[string]bool{},
	}
}

// start makes the main template, deployed nobody knows where.
func (ev *evaluator) start(f *source.File, root *source.Node) *template {
	t := newTemplate(ev, f, root, ev.scope)
	ev.main = t
	t.subscription = unknown(part{base: ev.scope + " " + subscriptionPart, src: "subscription().subscriptionId", why: whyDeployed, present: true, typ: textKind})
	t.group = unknown(part{base: ev.scope + " " + groupPart, src: "resourceGroup().name", why: whyDeployed, present: true, typ: textKind})
	t.setScope()
	return t
}

// notTemplate says why a document is no template; "" when it is one.
func notTemplate(root *source.Node) (message string, pos source.Pos) {
	switch {
	case root.Kind != source.Object:
		return "not a deployment template: an object was expected", root.Pos
	case root.Get("resources") == nil:
		return "not a deployment template: it has no resources", root.Pos
	}
	if m := root.Member("resources"); m.Value.Kind != source.Array && m.Value.Kind != source.Object {
		return "not a deployment template: resources must be a list or an object", m.Pos
	}
	return "", 0
}

// giveFile sets parameters as a parameter file lists them. A file that can't be read
// leaves every parameter unknown, for nobody knows which it sets.
func (t *template) giveFile(f *source.File) []source.Diagnostic {
	if strings.HasSuffix(f.Path, source.ParametersExt) {
		t.giveBicep(f)
		return nil
	}
	root, diagnostics := source.ParseJSON(f)
	if len(diagnostics) > 0 {
		for _, p := range t.parameters {
			p.missing = "the parameter file " + f.Path + " can't be read"
		}
		return diagnostics
	}
	values := root.Get("parameters")
	if values == nil && root.Get("$schema") == nil {
		values = root
	}
	t.give(values, nil)
	return nil
}

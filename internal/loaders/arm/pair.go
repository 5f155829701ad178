package arm

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// Evaluations pairs templates with the parameter files that lie beside them, in the
// order of files: X.json with each X.parameters*.json, X.*.parameters.json or X.bicepparam.json; and a
// parameter file that is named after no template, with the one template of the
// folder that defines all its parameters. Each parameter file makes one evaluation, and a template
// without any is evaluated with its defaults; so does one of Bicep (.bicepparam) that
// uses the template and isn't compiled beside it. Explicit parameter files replace
// those found, and together make one evaluation of each template. A template that
// another one links to is evaluated only as part of that.
//
// files hold templates and parameter files, told apart by what is in them, and the
// Bicep files that templates may be compiled from.
func Evaluations(files []*source.File, explicit []*source.File) ([]Evaluation, []source.Diagnostic) {
	byPath := make(map[string]*source.File, len(files))
	folders := map[string]*folder{}
	var templates []*source.File
	bicep := map[string]*source.File{}
	var bicepParameters []*source.File
	for _, f := range files {
		if f.Format == source.Bicep && strings.HasSuffix(f.Path, source.ParametersExt) {
			bicepParameters = append(bicepParameters, f)
			continue
		}
		if f.Format == source.Bicep {
			bicep[strings.TrimSuffix(f.Path, path.Ext(f.Path))] = f
			continue
		}
		dir := path.Dir(f.Path)
		if folders[dir] == nil {
			folders[dir] = &folder{}
		}
		if slices.Contains(explicit, f) {
			continue
		}
		byPath[f.Path] = f
		if isParameterFile(f) {
			folders[dir].parameters = append(folders[dir].parameters, f)
			continue
		}
		templates = append(templates, f)
		folders[dir].templates = append(folders[dir].templates, f)
	}
	var evaluations []Evaluation
	for _, f := range templates {
		sets := [][]*source.File{explicit}
		if len(explicit) == 0 {
			sets = withBicepParameters(folders[path.Dir(f.Path)].parametersOf(f), f, bicepParameters)
		}
		for _, set := range sets {
			evaluations = append(evaluations, Evaluation{
				Template: f, Parameters: set, files: byPath, bicep: bicep[strings.TrimSuffix(f.Path, path.Ext(f.Path))],
			})
		}
	}
	evaluations, linked := withoutLinked(evaluations)
	var diagnostics []source.Diagnostic
	if len(explicit) == 0 {
		for _, f := range files {
			if f.Format != source.Bicep && isParameterFile(f) && !linked[f] {
				diagnostics = append(diagnostics, folders[path.Dir(f.Path)].unused(f)...)
			}
		}
	}
	return evaluations, diagnostics
}

// folder is what one folder holds.
type folder struct {
	templates, parameters []*source.File
	// pairs are the parameter files of each template, once [folder.pair] has made them.
	pairs map[*source.File][]*source.File
}

// parametersOf lists the parameter files of a template, each alone; one empty set when there is none.
func (d *folder) parametersOf(template *source.File) [][]*source.File {
	if d.pairs == nil {
		d.pair()
	}
	var sets [][]*source.File
	for _, f := range d.pairs[template] {
		sets = append(sets, []*source.File{f})
	}
	if len(sets) == 0 {
		return [][]*source.File{nil}
	}
	return sets
}

// pair finds the templates of every parameter file.
func (d *folder) pair() {
	d.pairs = map[*source.File][]*source.File{}
	for _, f := range d.parameters {
		var of []*source.File
		for _, template := range d.templates {
			switch {
			case !namedAfter(f, template):
			case len(of) > 0 && len(stemOf(template)) < len(stemOf(of[0])):
			case len(of) > 0 && len(stemOf(template)) > len(stemOf(of[0])):
				of = []*source.File{template} // the longest name is meant
			default:
				of = append(of, template)
			}
		}
		if len(of) == 0 {
			for _, template := range d.templates {
				if definesAll(template, f) {
					of = append(of, template)
				}
			}
			if len(of) > 1 {
				of = nil // nobody knows which one is meant
			}
		}
		for _, template := range of {
			d.pairs[template] = append(d.pairs[template], f)
		}
	}
}

// unused says why a parameter file is used by no template: it's broken, or fits none.
func (d *folder) unused(f *source.File) []source.Diagnostic {
	if d.pairs == nil {
		d.pair()
	}
	for _, set := range d.pairs {
		if slices.Contains(set, f) {
			return nil
		}
	}
	root, diagnostics := source.ParseJSON(f)
	if len(diagnostics) > 0 || len(d.templates) == 0 || root == nil {
		return diagnostics
	}
	return []source.Diagnostic{{
		Level: source.Note, Message: "this parameter file belongs to no template of its folder and isn't used",
		Hint: "name it after its template (main.parameters.json), or give it with --parameters", Path: f.Path, Pos: root.Pos,
	}}
}

// namedAfter reports whether a parameter file is named after a template: directly, or
// with words between (main.prod.parameters.json).
func namedAfter(parameters, template *source.File) bool {
	rest, ok := strings.CutPrefix(stemOf(parameters), stemOf(template))
	if !ok || rest == "" || !strings.ContainsAny(rest[:1], ".-_") {
		return false
	}
	return strings.Contains(rest, ".param") || strings.Contains(rest, "-param") || strings.Contains(rest, "_param") || rest == ".bicepparam"
}

// stemOf is a file's name without .json, lower-case.
func stemOf(f *source.File) string {
	return strings.TrimSuffix(strings.ToLower(path.Base(f.Path)), ".json")
}

// isParameterFile reports whether a file lists parameters and is no template.
func isParameterFile(f *source.File) bool {
	lower := bytes.ToLower(f.Data[:min(len(f.Data), 4096)])
	switch {
	case bytes.Contains(lower, []byte("deploymentparameters.json")):
		return true
	case bytes.Contains(lower, []byte("deploymenttemplate.json")):
		// Azure doesn't look at what a parameter file calls itself.
		return strings.Contains(stemOf(f), ".parameters") && !bytes.Contains(f.Data, []byte(`"resources"`))
	}
	return !bytes.Contains(f.Data, []byte(`"resources"`)) && bytes.Contains(f.Data, []byte(`"parameters"`))
}

// definesAll reports whether a template defines every parameter that a file lists.
func definesAll(template, parameters *source.File) bool {
	t, _ := source.ParseJSON(template)
	p, _ := source.ParseJSON(parameters)
	defined, given := t.Get("parameters"), membersOf(p.Get("parameters"))
	for _, m := range given {
		if defined.Get(m.Key) == nil {
			return false
		}
	}
	return len(given) > 0
}

// tried is evaluate, but nil when that panics: Load will again, where it's caught.
func (e Evaluation) tried() (loaded *inventory.Loaded, linked []*source.File) {
	defer func() {
		if recover() != nil {
			loaded, linked = nil, nil
		}
	}()
	l, linked := e.evaluate()
	return &l, linked
}

// withoutLinked drops the evaluations of templates that others link to. To know
// these, templates with links are evaluated. linked are all files that are linked to.
func withoutLinked(all []Evaluation) (rest []Evaluation, linked map[*source.File]bool) {
	links := map[*source.File][]*source.File{}
	linked = map[*source.File]bool{}
	for i := range all {
		if data := all[i].Template.Data; !bytes.Contains(data, []byte("templateLink")) && !bytes.Contains(data, []byte("parametersLink")) {
			continue
		}
		loaded, to := all[i].tried()
		all[i].loaded = loaded
		links[all[i].Template] = append(links[all[i].Template], to...)
		for _, f := range to {
			linked[f] = true
		}
	}
	if len(linked) == 0 {
		return all, linked
	}
	// Of templates that link to one another in a circle, the first stands for all.
	reached := map[*source.File]bool{}
	var reach func(f *source.File)
	reach = func(f *source.File) {
		for _, to := range links[f] {
			if !reached[to] {
				reached[to] = true
				reach(to)
			}
		}
	}
	for _, e := range all {
		if !linked[e.Template] {
			reach(e.Template)
		}
	}
	kept := map[*source.File]bool{}
	for _, e := range all {
		if linked[e.Template] && !kept[e.Template] {
			if reached[e.Template] {
				continue
			}
			reach(e.Template)
		}
		kept[e.Template] = true
		rest = append(rest, e)
	}
	return rest, linked
}

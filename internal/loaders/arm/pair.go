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
// order of files: X.json with each X.parameters*.json, or X.bicepparam.json; and
// where a folder has one template, that with each parameter file there whose
// parameters it defines. Each parameter file makes one evaluation, and a template
// without any is evaluated with its defaults. Explicit parameter files replace
// those found, and together make one evaluation of each template. A template that
// another one links to is evaluated only as part of that.
//
// files hold templates and parameter files, told apart by what is in them.
func Evaluations(files []*source.File, explicit []*source.File) ([]Evaluation, []source.Diagnostic) {
	byPath := make(map[string]*source.File, len(files))
	folders := map[string]*folder{}
	var templates []*source.File
	for _, f := range files {
		dir := path.Dir(f.Path)
		if folders[dir] == nil {
			folders[dir] = &folder{}
		}
		if slices.Contains(explicit, f) {
			continue
		}
		if isParameterFile(f) {
			folders[dir].parameters = append(folders[dir].parameters, f)
			continue
		}
		byPath[f.Path] = f
		templates = append(templates, f)
		folders[dir].templates = append(folders[dir].templates, f)
	}
	var evaluations []Evaluation
	for _, f := range templates {
		sets := [][]*source.File{explicit}
		if len(explicit) == 0 {
			sets = folders[path.Dir(f.Path)].parametersOf(f)
		}
		for _, set := range sets {
			evaluations = append(evaluations, Evaluation{Template: f, Parameters: set, files: byPath})
		}
	}
	return withoutLinked(evaluations), nil
}

// folder is what one folder holds.
type folder struct{ templates, parameters []*source.File }

// parametersOf lists the parameter files of a template, each alone; one empty set when there is none.
func (d *folder) parametersOf(template *source.File) [][]*source.File {
	stem := stemOf(template)
	var sets [][]*source.File
	for _, f := range d.parameters {
		rest, ok := strings.CutPrefix(stemOf(f), stem)
		named := ok && (strings.HasPrefix(rest, ".param") || strings.HasPrefix(rest, "-param") || rest == ".bicepparam")
		if named || len(d.templates) == 1 && definesAll(template, f) {
			sets = append(sets, []*source.File{f})
		}
	}
	if len(sets) == 0 {
		return [][]*source.File{nil}
	}
	return sets
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
		return false
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
// these, templates with links are evaluated.
func withoutLinked(all []Evaluation) []Evaluation {
	links := map[*source.File][]*source.File{}
	linked := map[*source.File]bool{}
	for i := range all {
		if !bytes.Contains(all[i].Template.Data, []byte("templateLink")) {
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
		return all
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
	var out []Evaluation
	for _, e := range all {
		if linked[e.Template] && !kept[e.Template] {
			if reached[e.Template] {
				continue
			}
			reach(e.Template)
		}
		kept[e.Template] = true
		out = append(out, e)
	}
	return out
}

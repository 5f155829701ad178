package arm

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// assignment is `param NAME = VALUE`, which begins a line.
var assignment = regexp.MustCompile(`(?m)^[ \t]*param[ \t]+([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*([^\r\n]*)`)

// plainValue is a value that needs no evaluation, with what may follow it on its line.
var plainValue = regexp.MustCompile(`^((true|false)|(null)|(-?[0-9]+)|'([^'\\$\r\n]*)')[ \t]*(?://.*)?$`)

// withBicepParameters adds the parameter files of Bicep that set the parameters of a
// template and have not been compiled beside it: each makes one evaluation.
func withBicepParameters(sets [][]*source.File, template *source.File, given []*source.File) [][]*source.File {
	for _, f := range given {
		used := source.BicepUsed(f)
		if used != template.Path && strings.TrimSuffix(used, ".bicep")+".json" != template.Path {
			continue
		}
		stem := strings.ToLower(strings.TrimSuffix(f.Path, source.ParametersExt))
		compiled := slices.ContainsFunc(sets, func(set []*source.File) bool {
			return len(set) == 1 && slices.Contains([]string{stem + ".json", stem + ".parameters.json", stem + ".bicepparam.json"}, strings.ToLower(set[0].Path))
		})
		if compiled {
			continue
		}
		if len(sets) == 1 && len(sets[0]) == 0 {
			sets = nil
		}
		sets = append(sets, []*source.File{f})
	}
	return sets
}

// giveBicep sets parameters as a parameter file of Bicep does, as far as it writes them
// down plainly. What it computes isn't known.
func (t *template) giveBicep(f *source.File) {
	for _, m := range assignment.FindAllSubmatchIndex(f.Data, -1) {
		p := t.parameters[strings.ToLower(string(f.Data[m[2]:m[3]]))]
		if p == nil {
			continue
		}
		parts := plainValue.FindSubmatch(bytes.TrimRight(f.Data[m[4]:m[5]], " \t"))
		if parts == nil {
			p.given, p.missing = nil, "parameter '"+p.name+"' is computed by "+f.Path+" (az bicep build-params compiles it)"
			continue
		}
		pos := f.Span(m[4], m[4]+len(parts[1]))
		v := &source.Node{Pos: pos}
		switch {
		case len(parts[2]) > 0:
			v.Kind, v.Text = source.Bool, string(parts[2])
		case len(parts[3]) > 0:
			v.Kind = source.Null
		case len(parts[4]) > 0:
			v.Kind, v.Text = source.Number, string(parts[4])
		default:
			v.Kind, v.Text = source.String, string(parts[5])
		}
		p.given, p.from, p.missing = &source.Node{Kind: source.Object, Pos: pos, Members: []source.Member{{Key: "value", Pos: pos, Value: v}}}, nil, ""
	}
}

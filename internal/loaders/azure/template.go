package azure

import (
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// specification is a version of a template spec as a deployment of it, with the templates that it links to.
func specification(properties *source.Node) *source.Node {
	main := properties.Member("mainTemplate")
	out := &source.Node{Kind: source.Object, Pos: properties.Pos, Members: []source.Member{{Key: "template", Pos: main.Pos, Value: main.Value}}}
	if linked := properties.Member("linkedTemplates"); linked != nil {
		out.Members = append(out.Members, *linked)
	}
	return out
}

// builtParameters is what `bicep build-params --stdout` prints, the template and its
// parameters as texts, as the deployment that it means; nil when an object isn't that.
func (l *loader) builtParameters(n *source.Node) *source.Node {
	template, parameters := n.Member("templateJson"), n.Member("parametersJson")
	if template == nil || parameters == nil || template.Value.Kind != source.String {
		return nil
	}
	out := &source.Node{Kind: source.Object, Pos: n.Pos, Members: []source.Member{{Key: "template", Pos: template.Pos, Value: l.text(template)}}}
	if given := l.text(parameters).Get("parameters"); given != nil {
		out.Members = append(out.Members, source.Member{Key: "parameters", Pos: parameters.Pos, Value: given})
	}
	return out
}

// readText puts the object in place of properties that stand there as text, as a query's
// tostring() and spreadsheets have them. Text that is no JSON stays: it's cut off.
func (l *loader) readText(n *source.Node) {
	m := n.Member("properties")
	if m == nil || !strings.HasPrefix(strings.TrimLeft(m.Value.Str(), " \t\r\n"), "{") {
		return
	}
	if p, diagnostics := source.ParseJSON(source.NewSet().Add("", []byte(m.Value.Str()), false)); len(diagnostics) == 0 {
		source.Relocate(p, m.Pos)
		m.Value = p
	}
}

// text is the JSON that the text of a member holds. All of it stands where the member does.
func (l *loader) text(m *source.Member) *source.Node {
	n, diagnostics := source.ParseJSON(source.NewSet().Add("", []byte(m.Value.Str()), false))
	if len(diagnostics) > 0 {
		l.Diagnostics = append(l.Diagnostics, source.Diagnostic{
			Level: source.Error, Message: "the text of " + m.Key + ": " + strings.TrimPrefix(diagnostics[0].Message, "invalid JSON: "),
			Path: l.file.Path, Pos: m.Pos,
		})
	}
	if n == nil {
		return &source.Node{Kind: source.Null, Pos: m.Pos}
	}
	source.Relocate(n, m.Pos)
	return n
}

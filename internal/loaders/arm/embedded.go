package arm

import (
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// Deploys reports whether a tree found in another format is a deployment, which
// [LoadEmbedded] reads, and not a resource by itself.
func Deploys(e inventory.Embedded) bool {
	name, _ := e.Host.SplitType()
	if name == "" {
		name = e.Node.Get("type").Str()
	}
	return e.Format == inventory.ARM && strings.EqualFold(name, deploymentType)
}

// LoadEmbedded evaluates the template of a deployment that another loader found
// inside its own format: {"properties": {"template": {...}, "parameters": {NAME:
// {"value": ...}, "linkedTemplates": [{"path": ..., "template": ...}]}}. The resources take the host's format, mode and scope, and their
// addresses begin with its own. What the host's format doesn't know of a parameter
// keeps its identity. A template that isn't known gives nothing.
func LoadEmbedded(e inventory.Embedded) inventory.Loaded {
	properties := e.Node.Get("properties")
	node := properties.Get("template")
	if message, _ := notTemplate(orNull(node)); message != "" {
		return inventory.Loaded{}
	}
	ev := newEvaluator(strings.TrimSpace(e.Host.Scope+" "+e.Host.Address), nil)
	ev.format, ev.mode = e.Host.Format, e.Host.Mode
	if e.Host.Address != "" {
		ev.prefix = e.Host.Address + "/"
	}
	if list := properties.Get("linkedTemplates"); list != nil {
		ev.inSpec = map[string]*source.Node{}
		for _, item := range list.Items {
			ev.inSpec[cleanPath(item.Get("path").Str())] = item.Get("template")
		}
	}
	t := ev.start(&source.File{}, node)
	t.give(properties.Get("parameters"), nil)
	if link := properties.Get("parametersLink"); link != nil && link.Kind != source.Null {
		t.missingFile()
	}
	t.run()
	ev.doubtGrants()
	ev.keepVariantsApart()
	return ev.found
}

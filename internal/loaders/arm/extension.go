package arm

import (
	"regexp"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// manifestType is the type of a Kubernetes object as Bicep's Kubernetes extension
// writes it: GROUP/KIND@VERSION, the core group by that name.
var manifestType = regexp.MustCompile(`^([A-Za-z0-9.-]+)/([A-Za-z0-9]+)@(v[0-9a-z]+)$`)

// manifest is a resource of the Kubernetes extension as the object that it makes in a
// cluster, for the loader of those; ok is false for any other resource.
func (in *instance) manifest() (e inventory.Embedded, ok bool) {
	if in.node.Get("import") == nil && in.node.Get("extension") == nil {
		return e, false
	}
	parts := manifestType.FindStringSubmatch(in.typ)
	properties := in.node.Member("properties")
	if parts == nil || properties == nil {
		return e, false
	}
	body := in.e.settled(in.e.tree(properties.Value), properties.Pos)
	if body.Kind != source.Object {
		return e, false
	}
	version := parts[1] + "/" + parts[3]
	if parts[1] == "core" {
		version = parts[3]
	}
	pos := in.node.Pos
	if m := in.node.Member("type"); m != nil {
		pos = m.Pos
	}
	word := func(key, text string) source.Member {
		return source.Member{Key: key, Pos: pos, Value: &source.Node{Kind: source.String, Text: text, Pos: pos}}
	}
	object := &source.Node{Kind: source.Object, Pos: in.node.Pos, Members: append([]source.Member{
		word("apiVersion", version), word("kind", parts[2]),
	}, body.Members...)}
	name := body.At("metadata", "name")
	shown := name.Str()
	if name != nil && name.Kind == source.Unknown {
		shown = name.Text
	}
	return inventory.Embedded{Format: inventory.Kubernetes, Node: object, Host: inventory.Host{
		Format: in.t.ev.format, Mode: in.t.ev.mode, Type: in.typ, Address: in.t.ev.prefix + in.typ + "/" + shown,
		Scope: in.t.ev.scope, Pos: in.node.Pos, Existing: in.existing,
	}}, true
}

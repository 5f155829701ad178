package azure

import (
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// place says where in a document the loader is, and what that says of the resources there.
type place struct {
	// pointer is the JSON pointer (RFC 6901) of the value; "" for the document itself.
	pointer string
	// depth counts the wrappers around the value.
	depth int
	// row marks an element of a list.
	row bool
	// graph marks a row of az graph query, whose projection may have dropped any field.
	graph bool
	// request marks what is sent to Azure, as against what came from there.
	request bool
	// inside marks what lies in an object of unknown form: only what says its type is taken there.
	inside bool
	// version is the API version that the document was written with; "" when not known.
	version string
}

// maxWrappers is how many objects and lists are looked through for resources.
const maxWrappers = 8

// down is the place of a member or element of the value at p.
func (p place) down(keys ...any) place {
	p.pointer = pointerTo(p.pointer, keys...)
	p.depth++
	return p
}

// pointerTo extends a JSON pointer (RFC 6901) by member names and list indexes.
func pointerTo(pointer string, keys ...any) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	for _, key := range keys {
		switch key := key.(type) {
		case string:
			pointer += "/" + escape.Replace(key)
		case int:
			pointer += "/" + strconv.Itoa(key)
		}
	}
	return pointer
}

// document reads the resources of a value, whatever wraps them.
func (l *loader) document(n *source.Node, at place) {
	if n == nil || at.depth > maxWrappers {
		return
	}
	switch n.Kind {
	case source.Array:
		l.rows(n, at)
	case source.Object:
		l.object(n, at)
	}
}

func (l *loader) rows(n *source.Node, at place) {
	at.row = true
	for i, item := range n.Items {
		l.document(item, at.down(i))
	}
}

func (l *loader) object(n *source.Node, at place) {
	if l.example(n, at) {
		return
	}
	t, id, as := recognise(n)
	switch {
	case as == foreign:
		return
	case as == byName && (!at.inside || isWhole(n, t)),
		as == keyEntry && (!at.inside || n.Get("attributes") != nil),
		as == byShape && !at.inside && !isEnvelope(n):
		l.resource(n, t, id, as, at)
		return
	}
	if l.envelope(n, at) {
		return
	}
	at.inside, at.row = true, false
	for _, m := range n.Members {
		l.document(m.Value, at.down(m.Key))
	}
}

// isWhole reports whether an object that names one of our types is the resource
// itself, as against a reference to it.
func isWhole(n *source.Node, t inventory.AzureType) bool {
	if p := n.Get("properties"); p != nil {
		return true
	}
	for _, key := range marks(t) {
		if n.Get(key) != nil {
			return true
		}
	}
	return false
}

// isEnvelope reports whether an object is a list with its rows in `value` or `data`.
func isEnvelope(n *source.Node) bool {
	for _, key := range [...]string{"value", "data"} {
		if v := n.Get(key); v != nil && v.Kind == source.Array {
			return true
		}
	}
	return false
}

// envelope reads the rows of a list: REST's `value` (with nextLink) or the `data`
// of az graph query.
func (l *loader) envelope(n *source.Node, at place) bool {
	found := false
	for _, key := range [...]string{"value", "data"} {
		m := n.Member(key)
		if m == nil || m.Value.Kind != source.Array {
			continue
		}
		found = true
		rows := at.down(m.Key)
		rows.graph = at.graph || key == "data"
		l.rows(m.Value, rows)
	}
	return found
}

// example reads a recorded call: {"parameters": ..., "responses": {"200": {"body": ...}}},
// the form of the examples in Azure's REST specifications. Of the responses only
// the first success that has a body counts, and the request only without one.
func (l *loader) example(n *source.Node, at place) bool {
	parameters, responses := n.Member("parameters"), n.Member("responses")
	if responses == nil || responses.Value.Kind != source.Object {
		return false
	}
	if parameters != nil {
		at.version = parameters.Value.Get("api-version").Str()
	}
	for _, m := range responses.Value.Members {
		if code, err := strconv.Atoi(m.Key); err != nil || code < 200 || code > 299 {
			continue
		}
		if body := m.Value.Member("body"); body != nil && (body.Value.Kind == source.Object || body.Value.Kind == source.Array) {
			l.document(body.Value, at.down(responses.Key, m.Key, body.Key))
			return true
		}
	}
	if parameters != nil && parameters.Value.Kind == source.Object {
		at.request = true
		for _, m := range parameters.Value.Members {
			l.document(m.Value, at.down(parameters.Key, m.Key))
		}
	}
	return true
}

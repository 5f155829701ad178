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

// escapePointer escapes a member's name for a JSON pointer (RFC 6901).
var escapePointer = strings.NewReplacer("~", "~0", "/", "~1")

// pointerTo extends a JSON pointer (RFC 6901) by member names and list indexes.
func pointerTo(pointer string, keys ...any) string {
	for _, key := range keys {
		switch key := key.(type) {
		case string:
			pointer += "/" + escapePointer.Replace(key)
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
	for i, item := range n.Items {
		l.row(item, at, i)
	}
}

// row reads an element of the list at a place.
func (l *loader) row(n *source.Node, at place, i int) {
	at.row = true
	l.document(n, at.down(i))
}

// lists are the members that hold the rows of a list: REST's, and az graph query's.
var lists = [...]string{"value", "data"}

// list is the place of the list in such a member.
func (p place) list(key string) place {
	p = p.down(key)
	p.graph = p.graph || strings.EqualFold(key, "data")
	return p
}

func (l *loader) object(n *source.Node, at place) {
	if n.Get("policyRule") != nil || n.At("properties", "policyRule") != nil {
		return // what a policy would deploy isn't declared
	}
	if l.deployment(n, at) || l.example(n, at) || l.changes(n, at) || l.prediction(n, at) {
		return
	}
	t, id, as := recognise(n)
	if as != nothing && as != foreign {
		joinWords(n)
		l.readText(n)
	}
	switch {
	case as == foreign:
		return
	case as == byName && (!at.inside || isWhole(n, t)),
		as == keyEntry && (!at.inside || n.Get("attributes") != nil),
		as == keyPolicy, as == sizeRow && (!at.inside || n.Get("capabilities") != nil),
		as == byShape && !at.inside && !isEnvelope(n):
		l.resource(n, t, id, as, at)
		if m := n.Member("resources"); m != nil && m.Value.Kind == source.Array && as == byName {
			l.rows(m.Value, at.down(m.Key)) // of those that belong to it, as some exporters write them
		}
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
	for _, key := range lists {
		if v := n.Get(key); v != nil && v.Kind == source.Array {
			return true
		}
	}
	return false
}

// envelope reads the rows of a list in `value` or `data`, and says when it goes on elsewhere.
func (l *loader) envelope(n *source.Node, at place) bool {
	found := false
	for _, key := range lists {
		m := n.Member(key)
		switch {
		case m == nil:
			continue
		case m.Value.Kind == source.Array:
			l.rows(m.Value, at.list(m.Key))
		case !l.table(m.Value, at.list(m.Key)):
			continue
		}
		found = true
	}
	if found {
		l.noteNextPage(n)
	}
	return found
}

// noteNextPage says that a list goes on, for what isn't in it can't be judged.
func (l *loader) noteNextPage(n *source.Node) {
	for _, key := range [...]string{"nextLink", "skip_token", "$skipToken"} {
		if m := n.Member(key); m != nil && m.Value.Str() != "" && len(l.Resources) > l.before {
			l.Diagnostics = append(l.Diagnostics, source.Diagnostic{
				Level: source.Note, Message: "this list goes on (" + m.Key + "); what is on its next page isn't judged",
				Hint: "export the further pages too (az follows them by itself)", Path: l.file.Path, Pos: m.Pos,
			})
			return
		}
	}
}

// table reads the older form of a resource graph's answer: {"columns": [{"name": ...}], "rows": [[...]]}.
func (l *loader) table(n *source.Node, at place) bool {
	columns, rows := n.Get("columns"), n.Get("rows")
	if columns == nil || rows == nil || columns.Kind != source.Array || rows.Kind != source.Array {
		return false
	}
	for i, row := range rows.Items {
		if row.Kind != source.Array {
			continue
		}
		object := &source.Node{Kind: source.Object, Pos: row.Pos}
		for j, cell := range row.Items {
			if j < len(columns.Items) {
				object.Members = append(object.Members, source.Member{Key: columns.Items[j].Get("name").Str(), Pos: cell.Pos, Value: cell})
			}
		}
		l.row(object, at.down("rows"), i)
	}
	return true
}

// deployment hands back a template that stands inside other JSON, alone or with its
// parameters: its values are expressions, not yet what a resource has.
func (l *loader) deployment(n *source.Node, at place) bool {
	properties := n
	if p := n.Get("properties"); p != nil && (p.Get("template") != nil || p.Get("mainTemplate") != nil) {
		properties = p
	}
	if built := l.builtParameters(n); built != nil {
		properties = built
	}
	switch {
	case isTemplate(properties.Get("template")):
	case isTemplate(properties.Get("mainTemplate")):
		properties = specification(properties)
	case isTemplate(n):
		properties = &source.Node{Kind: source.Object, Pos: n.Pos, Members: []source.Member{{Key: "template", Pos: n.Pos, Value: n}}}
	default:
		return false
	}
	l.Embedded = append(l.Embedded, inventory.Embedded{
		Format: inventory.ARM,
		Node:   &source.Node{Kind: source.Object, Pos: n.Pos, Members: []source.Member{{Key: "properties", Pos: properties.Pos, Value: properties}}},
		Host: inventory.Host{
			Format: inventory.ARM, Mode: inventory.Declared, Type: deploymentType, AzureType: deploymentType,
			Scope: l.file.Path + at.pointer, Pos: n.Pos,
		},
	})
	return true
}

// isTemplate reports whether an object is a deployment template.
func isTemplate(n *source.Node) bool {
	return n.Get("resources") != nil && (n.Get("contentVersion").Str() != "" ||
		strings.Contains(strings.ToLower(n.Get("$schema").Str()), "deploymenttemplate.json"))
}

// changes reads the answer of a deployment's what-if: of each resource what it will
// be. What is deleted or not touched by the deployment is no subject.
func (l *loader) changes(n *source.Node, at place) bool {
	list := n.Get("changes")
	if list == nil {
		list = n.At("properties", "changes")
		at = at.down("properties")
	}
	if list == nil || list.Kind != source.Array {
		return false
	}
	if len(list.Items) == 0 {
		// What may change besides, depending on what nobody knows yet, is neither there nor declared.
		return n.Get("potentialChanges") != nil || n.At("properties", "potentialChanges") != nil
	}
	for _, item := range list.Items {
		if item.Get("changeType") == nil || item.Get("resourceId") == nil {
			return false
		}
	}
	at.request = true
	for i, item := range list.Items {
		switch strings.ToLower(item.Get("changeType").Str()) {
		case "create", "deploy", "modify", "nochange":
			after := at.down("changes", i, "after")
			l.document(item.Get("after"), after)
		}
	}
	return true
}

// prediction reads a snapshot that Bicep takes of what a template would deploy.
func (l *loader) prediction(n *source.Node, at place) bool {
	m := n.Member("predictedResources")
	if m == nil || m.Value.Kind != source.Array {
		return false
	}
	at.request = true
	l.rows(m.Value, at.down(m.Key))
	return true
}

// example reads a recorded call: {"parameters": ..., "responses": {"200": {"body": ...}}},
// the form of the examples in Azure's REST specifications. Of the responses only
// the first success that has a body counts, and the request only without one: it may
// also stand alone, known by the API version that it names.
func (l *loader) example(n *source.Node, at place) bool {
	parameters, responses := n.Member("parameters"), n.Member("responses")
	recorded := &source.Node{}
	if responses != nil && responses.Value.Kind == source.Object {
		recorded = responses.Value
	} else if parameters == nil || parameters.Value.Get("api-version").Str() == "" {
		return false
	}
	if parameters != nil {
		at.version = parameters.Value.Get("api-version").Str()
	}
	for _, m := range recorded.Members {
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

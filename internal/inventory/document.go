package inventory

import (
	"time"

	"github.com/akscan/akscan/internal/source"
)

// SchemaVersion is the version of the shared input document.
const SchemaVersion = 1

// Context is what the document says besides its resources.
type Context struct {
	// Now is the time that expiry is judged at.
	Now time.Time
	// KMSEnabledAt is when KMS was switched on at the latest; the zero time when nobody said.
	KMSEnabledAt time.Time
	// Scan counts the scan-wide properties over the whole scan; see [Count].
	Scan ScanCounts
	// Defaults are the places of [Loaded.Defaults]. They aren't part of the document: what
	// is said of an origin depends on them.
	Defaults map[source.Pos]bool
}

// ScanCounts says, by kind and property, on how many resources a scan-wide property is present.
type ScanCounts map[Kind]map[string]Presence

// Presence counts resources by whether they have a property.
type Presence struct {
	Present   int // certainly neither absent nor empty, whether its value is known or not
	Absent    int
	Undecided int
	True      int // of those present, the ones that are true
}

// Count counts the scan-wide properties of all resources that exist or will exist.
func Count(resources []*Resource) ScanCounts {
	counts := ScanCounts{}
	for i := range kinds {
		for j := range kinds[i].Properties {
			if p := &kinds[i].Properties[j]; p.ScanWide {
				if counts[kinds[i].Kind] == nil {
					counts[kinds[i].Kind] = map[string]Presence{}
				}
				counts[kinds[i].Kind][p.Name] = Presence{}
			}
		}
	}
	for _, r := range resources {
		if r.Existing || r.Overlay != nil {
			continue
		}
		for name, n := range counts[r.Kind] {
			switch v := r.Property(name); {
			case v.Present():
				n.Present++
				if v.Bool() {
					n.True++
				}
			case v.State == Unknown:
				n.Undecided++
			default:
				n.Absent++
			}
			counts[r.Kind][name] = n
		}
	}
	return counts
}

// Sink takes a document piece by piece, in the order in which JSON is written.
type Sink interface {
	BeginObject()
	Key(name string)
	EndObject()
	BeginArray()
	EndArray()
	String(text string)
	Int(n int64)
	Bool(b bool)
	Null()
}

// Encode writes the shared input document of some resources, as [Schema] describes
// it. Every reference leads only to resources among those given, and to those of
// shared kinds, of which the document gets copies that are marked as existing, so
// that no rule judges them twice.
func Encode(to Sink, resources []*Resource, ctx Context) {
	e := newEncoder(to, len(resources))
	for _, r := range resources {
		e.add(r)
	}
	shared := e.shared(resources)
	for _, r := range shared {
		e.add(r)
	}
	e.findReferrers(resources)
	byKind := byKind(resources)
	e.document(ctx, func(kind Kind) {
		for _, r := range byKind[kind] {
			e.resource(r, false)
		}
		for _, r := range shared {
			if r.Kind == kind {
				e.resource(r, true)
			}
		}
	})
}

func byKind(resources []*Resource) map[Kind][]*Resource {
	byKind := make(map[Kind][]*Resource, len(kinds))
	for _, r := range resources {
		byKind[r.Kind] = append(byKind[r.Kind], r)
	}
	return byKind
}

// document writes what stands in the document besides resources. list writes the
// elements of a kind's array.
func (e *encoder) document(ctx Context, list func(Kind)) {
	e.BeginObject()
	e.int("version", SchemaVersion)
	e.text("now", ctx.Now.UTC().Format(time.RFC3339))
	enabled := ""
	if !ctx.KMSEnabledAt.IsZero() {
		enabled = ctx.KMSEnabledAt.UTC().Format(time.RFC3339)
	}
	e.text("kms_enabled_at", enabled)
	e.scan(ctx.Scan)
	for i := range kinds {
		e.Key(kinds[i].Plural)
		e.BeginArray()
		list(kinds[i].Kind)
		e.EndArray()
	}
	e.EndObject()
}

// encoder knows where each resource stands in the document being built.
type encoder struct {
	Sink
	index     map[*Resource]int
	count     map[Kind]int
	referrers map[*Resource][]referrer
	// firstKey is added to the resources' own keys.
	firstKey int
}

func newEncoder(to Sink, resources int) *encoder {
	return &encoder{Sink: to, index: make(map[*Resource]int, resources), count: make(map[Kind]int, len(kinds)), referrers: map[*Resource][]referrer{}}
}

// referrer is one edge, seen from its target.
type referrer struct {
	kind     Kind
	index    int
	property string
}

func (e *encoder) add(r *Resource) {
	e.index[r] = e.count[r.Kind]
	e.count[r.Kind]++
}

// shared lists the resources of shared kinds that the given ones lead to and that are not among them.
func (e *encoder) shared(resources []*Resource) []*Resource {
	var found []*Resource
	seen := map[*Resource]bool{}
	for _, r := range resources {
		r.References(func(_ *Property, v *Value) {
			for _, target := range v.targets {
				if _, here := e.index[target]; target.IsShared() && !here && !seen[target] {
					seen[target] = true
					found = append(found, target)
				}
			}
		})
	}
	return found
}

func (e *encoder) findReferrers(resources []*Resource) {
	for _, r := range resources {
		index := e.index[r]
		r.References(func(p *Property, v *Value) {
			for _, target := range v.targets {
				from := referrer{r.Kind, index, p.Name}
				if known := e.referrers[target]; len(known) == 0 || known[len(known)-1] != from {
					e.referrers[target] = append(known, from)
				}
			}
		})
	}
}

func (e *encoder) text(key, text string) {
	e.Key(key)
	e.String(text)
}

func (e *encoder) int(key string, n int64) {
	e.Key(key)
	e.Int(n)
}

func (e *encoder) bool(key string, b bool) {
	e.Key(key)
	e.Bool(b)
}

func (e *encoder) scan(counts ScanCounts) {
	e.Key("scan")
	e.BeginObject()
	for i := range kinds {
		properties, ok := counts[kinds[i].Kind]
		if !ok {
			continue
		}
		e.Key(string(kinds[i].Kind))
		e.BeginObject()
		for _, name := range sortedKeys(properties) {
			n := properties[name]
			e.Key(name)
			e.BeginObject()
			e.int("present", int64(n.Present))
			e.int("absent", int64(n.Absent))
			e.int("undecided", int64(n.Undecided))
			e.int("true", int64(n.True))
			e.EndObject()
		}
		e.EndObject()
	}
	e.EndObject()
}

func (e *encoder) resource(r *Resource, copied bool) {
	e.BeginObject()
	e.int("key", int64(e.firstKey+r.key))
	e.text("kind", string(r.Kind))
	e.text("type", r.Type)
	e.text("name", r.Name)
	e.text("address", r.Address)
	e.text("format", string(r.Format))
	e.text("mode", string(r.Mode))
	e.text("api_version", r.APIVersion)
	e.bool("existing", r.Existing || copied)
	e.int("pos", int64(r.Pos))
	e.Key("referrers")
	e.BeginArray()
	for _, from := range e.referrers[r] {
		e.BeginObject()
		e.text("kind", string(from.kind))
		e.int("index", int64(from.index))
		e.text("property", from.property)
		e.EndObject()
	}
	e.EndArray()
	for i := range r.values {
		p := &r.info.Properties[i]
		e.Key(p.Name)
		e.value(p, p.Type, &r.values[i])
	}
	e.EndObject()
}

// EncodeEmpty writes a property as the document has it when the field is absent and
// nothing stands in for it: what tests start from. pos is its place.
func EncodeEmpty(to Sink, p *Property, pos source.Pos) {
	v := UnsetValue(pos)
	e := encoder{Sink: to}
	e.value(p, p.Type, &v)
}

// value writes one property, or one item of a list of references.
func (e *encoder) value(p *Property, t Type, v *Value) {
	e.BeginObject()
	e.text("name", p.Name)
	e.text("state", string(v.State))
	e.Key("value")
	e.raw(p, t, v)
	e.int("pos", int64(v.Pos))
	e.Key("origins")
	e.BeginArray()
	for _, pos := range v.Origins {
		e.Int(int64(pos))
	}
	e.EndArray()
	why := ""
	if v.Symbol != nil && v.State == Unknown {
		why = v.Symbol.Why
	}
	e.text("why", why)
	e.bool("present", v.Present())
	e.bool("hidden", v.Hidden)
	e.bool("overlaid", v.Overlaid)
	e.text("ignored", v.Ignored)
	switch t {
	case Text:
		id := ""
		if v.State == Unknown && v.Symbol != nil {
			id = v.Symbol.Expr
		}
		e.text("id", id)
	case Reference:
		e.reference(p, v)
	}
	e.EndObject()
}

// raw writes the value itself.
func (e *encoder) raw(p *Property, t Type, v *Value) {
	if t == References {
		e.BeginArray()
		for i := range v.Items {
			e.value(p, Reference, &v.Items[i])
		}
		e.EndArray()
		return
	}
	switch raw := v.Value.(type) {
	case bool:
		e.Bool(raw)
	case string:
		e.String(raw)
	case int64:
		e.Int(raw)
	case []string:
		e.BeginArray()
		for _, text := range raw {
			e.String(text)
		}
		e.EndArray()
	default: // unset, unknown
		e.Null()
	}
}

func (e *encoder) reference(p *Property, v *Value) {
	id, kind, attribute := v.Identity(), "", ""
	if v.Symbol != nil && v.Symbol.Ref != nil {
		kind, attribute = v.Symbol.Ref.Kind, v.Symbol.Ref.Attribute
		if p.Via != "" && attribute != p.Via {
			id = "" // another attribute of it doesn't stand for the resource
		}
	}
	e.text("id", id)
	e.Key("ref")
	e.BeginObject()
	e.text("kind", kind)
	e.text("attribute", attribute)
	e.EndObject()
	e.Key("targets")
	e.BeginArray()
	for _, target := range v.targets {
		if i, ok := e.index[target]; ok {
			e.BeginObject()
			e.text("kind", string(target.Kind))
			e.int("index", int64(i))
			e.EndObject()
		}
	}
	e.EndArray()
}

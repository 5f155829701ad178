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

// Encode builds the shared input document of some resources: plain maps, slices
// and scalars, as [Schema] describes them. Every reference leads only to
// resources among those given, and to those of shared kinds, of which the
// document gets copies that are marked as existing, so that no rule judges them twice.
func Encode(resources []*Resource, ctx Context) map[string]any {
	e := encoder{index: make(map[*Resource]int, len(resources)), count: make(map[Kind]int, len(kinds))}
	for _, r := range resources {
		e.add(r)
	}
	shared := e.shared(resources)
	for _, r := range shared {
		e.add(r)
	}
	e.findReferrers(resources)
	arrays := make(map[Kind][]any, len(kinds))
	for _, r := range resources {
		arrays[r.Kind] = append(arrays[r.Kind], e.resource(r, false))
	}
	for _, r := range shared {
		arrays[r.Kind] = append(arrays[r.Kind], e.resource(r, true))
	}
	document := map[string]any{
		"version":        SchemaVersion,
		"now":            ctx.Now.UTC().Format(time.RFC3339),
		"kms_enabled_at": "",
		"scan":           encodeScan(ctx.Scan),
	}
	if !ctx.KMSEnabledAt.IsZero() {
		document["kms_enabled_at"] = ctx.KMSEnabledAt.UTC().Format(time.RFC3339)
	}
	for i := range kinds {
		array := arrays[kinds[i].Kind]
		if array == nil {
			array = []any{}
		}
		document[kinds[i].Plural] = array
	}
	return document
}

// encoder knows where each resource stands in the document being built.
type encoder struct {
	index     map[*Resource]int
	count     map[Kind]int
	referrers map[*Resource][]referrer
}

// referrer is one edge, seen from its target.
type referrer struct {
	from     *Resource
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
				if _, here := e.index[target]; target.info.Shared && !here && !seen[target] {
					seen[target] = true
					found = append(found, target)
				}
			}
		})
	}
	return found
}

func (e *encoder) findReferrers(resources []*Resource) {
	e.referrers = map[*Resource][]referrer{}
	for _, r := range resources {
		r.References(func(p *Property, v *Value) {
			for _, target := range v.targets {
				from := referrer{r, p.Name}
				if known := e.referrers[target]; len(known) == 0 || known[len(known)-1] != from {
					e.referrers[target] = append(known, from)
				}
			}
		})
	}
}

func encodeScan(counts ScanCounts) map[string]any {
	scan := map[string]any{}
	for kind, properties := range counts {
		of := map[string]any{}
		for name, n := range properties {
			of[name] = map[string]any{"present": n.Present, "absent": n.Absent, "undecided": n.Undecided, "true": n.True}
		}
		scan[string(kind)] = of
	}
	return scan
}

func (e *encoder) resource(r *Resource, copied bool) map[string]any {
	object := make(map[string]any, len(r.values)+len(metaProperties))
	object["key"] = r.key
	object["kind"] = string(r.Kind)
	object["type"] = r.Type
	object["name"] = r.Name
	object["address"] = r.Address
	object["format"] = string(r.Format)
	object["mode"] = string(r.Mode)
	object["api_version"] = r.APIVersion
	object["existing"] = r.Existing || copied
	object["pos"] = int64(r.Pos)
	referrers := make([]any, 0, len(e.referrers[r]))
	for _, from := range e.referrers[r] {
		referrers = append(referrers, map[string]any{"kind": string(from.from.Kind), "index": e.index[from.from], "property": from.property})
	}
	object["referrers"] = referrers
	for i := range r.values {
		p := &r.info.Properties[i]
		object[p.Name] = encodeValue(p, p.Type, &r.values[i], e.index)
	}
	return object
}

// EmptyProperty is a property as the document has it when the field is absent and
// nothing stands in for it: what tests start from. pos is its place.
func EmptyProperty(p *Property, pos source.Pos) map[string]any {
	v := UnsetValue(pos)
	return encodeValue(p, p.Type, &v, nil)
}

func encodeValue(p *Property, t Type, v *Value, index map[*Resource]int) map[string]any {
	object := map[string]any{
		"name": p.Name, "state": string(v.State), "value": v.Value, "pos": int64(v.Pos), "origins": encodeOrigins(v.Origins),
		"why": "", "present": v.Present(), "hidden": v.Hidden, "overlaid": v.Overlaid, "ignored": v.Ignored,
	}
	if v.State == Unset {
		object["value"] = nil
	}
	if texts, ok := v.Value.([]string); ok {
		items := make([]any, len(texts))
		for i, text := range texts {
			items[i] = text
		}
		object["value"] = items
	}
	if v.Symbol != nil && v.State == Unknown {
		object["why"] = v.Symbol.Why
	}
	switch t {
	case Text:
		object["id"] = ""
		if v.State == Unknown && v.Symbol != nil {
			object["id"] = v.Symbol.Expr
		}
	case Reference:
		encodeReference(object, v, index)
	case References:
		items := make([]any, len(v.Items))
		for i := range v.Items {
			items[i] = encodeValue(p, Reference, &v.Items[i], index)
		}
		object["value"] = items
	}
	return object
}

func encodeReference(object map[string]any, v *Value, index map[*Resource]int) {
	ref := map[string]any{"kind": "", "attribute": ""}
	if v.Symbol != nil && v.Symbol.Ref != nil {
		ref["kind"], ref["attribute"] = v.Symbol.Ref.Kind, v.Symbol.Ref.Attribute
	}
	targets := make([]any, 0, len(v.targets))
	for _, target := range v.targets {
		if i, ok := index[target]; ok {
			targets = append(targets, map[string]any{"kind": string(target.Kind), "index": i})
		}
	}
	object["id"], object["ref"], object["targets"] = v.Identity(), ref, targets
}

func encodeOrigins(origins []source.Pos) []any {
	encoded := make([]any, len(origins))
	for i, pos := range origins {
		encoded[i] = int64(pos)
	}
	return encoded
}

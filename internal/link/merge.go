package link

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// appearance is what two appearances of one resource have in common.
type appearance struct {
	mode     inventory.Mode
	kind     inventory.Kind
	identity string
}

// merge makes one resource of those that share a mode, a kind and an identity: a
// list and a show of one cluster, an inline pool and its child resource.
func merge(resources []*inventory.Resource) []*inventory.Resource {
	first := map[appearance]*inventory.Resource{}
	m := merger{map[*source.Symbol]bool{}}
	lists := policyLists{map[string][]source.Pos{}, map[*inventory.Resource][]source.Pos{}}
	merged := resources[:0:0]
	for _, r := range resources {
		if r.Overlay != nil || len(r.Identities) == 0 {
			merged = append(merged, r)
			continue
		}
		key := appearance{r.Mode, r.Kind, r.Identities[0]}
		known, ok := first[key]
		if !ok {
			first[key] = r
			lists.note(r, r)
			merged = append(merged, r)
			continue
		}
		lists.note(r, known)
		m.mergeInto(known, r)
	}
	lists.dispute(merged)
	return merged
}

// merger remembers contradictions: a third appearance doesn't settle them.
type merger struct{ contradictions map[*source.Symbol]bool }

// mergeInto lays b's properties into a.
func (m merger) mergeInto(a, b *inventory.Resource) {
	// A child resource is deployed after the cluster that holds the inline pool, so it
	// wins (azure-facts, appendix B 2). What it leaves out, Azure resets.
	aChild, bChild := isChildPool(a), isChildPool(b)
	newer := newerOf(a, b)
	for i := range a.Info().Properties {
		p := &a.Info().Properties[i]
		av, bv := a.Property(p.Name), b.Property(p.Name)
		switch {
		case a.Mode == inventory.Declared && aChild != bChild:
			if bChild && p.Name != "cluster" {
				*av = *bv
			}
		case p.Type == inventory.References && a.Mode == inventory.Live && newer == nil && av.State == inventory.Set && bv.State == inventory.Set:
			av.Items = union(av.Items, bv.Items)
		case newer != nil && newer.Property(p.Name).State != inventory.Unknown:
			*av = *newer.Property(p.Name)
		case p.Name == "last_modified" && (av.Null || bv.Null):
			if av.State != inventory.Set { // az aks show has none to show, and says null
				*av = *bv
			}
		case m.contradictions[av.Symbol]:
		case tellsAbsent(b, p) && differs(*av, *bv):
			*av = m.contradiction(*av, *bv)
		case tellsAbsent(a, p) && differs(*bv, *av):
			*av = m.contradiction(*bv, *av)
		case tellsAbsent(b, p) && av.State != inventory.Set && !av.Null:
			*av = *bv
		default:
			*av = m.combine(p, *av, *bv)
		}
	}
	if a.Mode == inventory.Declared && bChild && !aChild {
		a.Address, a.Type, a.Pos, a.APIVersion, a.Name = b.Address, b.Type, b.Pos, b.APIVersion, b.Name
	}
	if a.Existing && !b.Existing {
		// What is only referred to in one place is declared in the other.
		a.Existing, a.Address, a.Type, a.Pos, a.APIVersion, a.Name, a.Format = false, b.Address, b.Type, b.Pos, b.APIVersion, b.Name, b.Format
	}
	a.Identify(b.Identities...)
	a.Above = append(a.Above, b.Above...)
}

func isChildPool(r *inventory.Resource) bool {
	return r.Kind == inventory.NodePool && strings.EqualFold(r.Type, "Microsoft.ContainerService/managedClusters/agentPools") && r.Format != inventory.Azure
}

// newerOf is the one of two exports of a cluster that was taken after a change that the other
// doesn't show yet; nil where nobody can tell.
func newerOf(a, b *inventory.Resource) *inventory.Resource {
	if a.Kind != inventory.Cluster || a.Mode != inventory.Live {
		return nil
	}
	at, errA := time.Parse(time.RFC3339, a.Property("last_modified").Text())
	bt, errB := time.Parse(time.RFC3339, b.Property("last_modified").Text())
	switch {
	case errA != nil || errB != nil || at.Equal(bt):
		return nil
	case at.After(bt):
		return a
	}
	return b
}

// tellsAbsent reports whether an export leaves a property out that it would have shown: it
// is whole, and of an API version that has the property. One that spells other absent properties
// out as null is of a command too old to know one that it leaves out.
func tellsAbsent(r *inventory.Resource, p *inventory.Property) bool {
	v := r.Property(p.Name)
	switch {
	case p.ToldSince == "" || r.Mode != inventory.Live || r.Format != inventory.Azure || r.Existing:
		return false
	case v.State != inventory.Unset && v.State != inventory.Default:
		return false
	case r.APIVersion != "" && r.APIVersion < p.ToldSince:
		return false
	}
	return v.Null || v.Pos != r.Pos || !spellsOutNulls(r)
}

func spellsOutNulls(r *inventory.Resource) bool {
	for i := range r.Info().Properties {
		if r.Property(r.Info().Properties[i].Name).Null {
			return true
		}
	}
	return false
}

// differs reports whether a set value isn't what an absent one means.
func differs(set, absent inventory.Value) bool {
	if set.State != inventory.Set || saysNothing(set) && !absent.Known() {
		return false
	}
	text, isText := absent.Value.(string)
	return set.Value != absent.Value && !(isText && strings.EqualFold(set.Text(), text))
}

// combine joins what two appearances say of one property: known beats absent,
// absent beats unknown, and a contradiction is unknown. A field that is spelled
// out as null contradicts one that is set; one that is left out doesn't, but for
// those that the property table names (see [tellsAbsent]).
func (m merger) combine(p *inventory.Property, a, b inventory.Value) inventory.Value {
	ra, rb := rank(a), rank(b)
	switch {
	case a.State == inventory.Set && b.Null && !saysNothing(a):
		return m.contradiction(a, b)
	case b.State == inventory.Set && a.Null && !saysNothing(b):
		return m.contradiction(b, a)
	case ra > rb:
		return a
	case rb > ra:
		return b
	case a.State != inventory.Set && b.Null:
		return b
	case a.State != inventory.Set || reflect.DeepEqual(a.Value, b.Value) || p.Type == inventory.References:
		return a
	case p.Type == inventory.Reference && a.Identity() == b.Identity():
		return a
	case p.Type == inventory.Text && strings.EqualFold(a.Text(), b.Text()):
		return a
	}
	return m.contradiction(a, b)
}

// union is a list with those of another that it doesn't have: nobody knows which of the two is out of date.
func union(a, b []inventory.Value) []inventory.Value {
	all := slices.Clone(a)
	for _, v := range b {
		if !slices.ContainsFunc(all, func(known inventory.Value) bool { return known.Identity() == v.Identity() }) {
			all = append(all, v)
		}
	}
	return all
}

// saysNothing reports whether a set value means the same as null.
func saysNothing(v inventory.Value) bool { return v.Value == "" || v.Value == false }

// contradiction is what is known when two appearances of a resource disagree.
func (m merger) contradiction(a, b inventory.Value) inventory.Value {
	other := "not set"
	switch {
	case b.State == inventory.Set:
		other = fmt.Sprint(b.Value)
	case b.Null:
		other = "null"
	}
	u := inventory.UnknownValue(fmt.Sprintf("it is %v here and %s in another place that describes the same resource", a.Value, other), a.Pos)
	u.Origins = append(u.Origins, b.Pos)
	m.contradictions[u.Symbol] = true
	return u
}

func rank(v inventory.Value) int {
	switch v.State {
	case inventory.Set:
		return 3
	case inventory.Default:
		return 2
	case inventory.Unset:
		return 1
	}
	return 0
}

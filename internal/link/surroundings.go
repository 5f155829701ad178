package link

import (
	"maps"
	"slices"

	"github.com/akscan/akscan/internal/inventory"
)

// Surroundings is what linking a part of a scan by itself has to know of the rest.
type Surroundings struct {
	// Clusters counts the clusters of the rest, LiveClusters those found running.
	Clusters, LiveClusters int

	shared map[sharedKey][]*inventory.Resource
	facts  map[sharedKey]*inventory.Resource
}

// sharedKey finds what is shared by many parts.
type sharedKey struct {
	kind     inventory.Kind
	identity string
	mode     inventory.Mode // of facts: see factKey
}

// AddShared makes the resources of shared kinds known, as linked with the rest.
func (s *Surroundings) AddShared(resources []*inventory.Resource) {
	if s.shared == nil {
		s.shared = map[sharedKey][]*inventory.Resource{}
	}
	for _, r := range resources {
		if !r.Info().Shared {
			continue
		}
		for _, id := range r.Identities {
			key := sharedKey{kind: r.Kind, identity: id}
			if !slices.Contains(s.shared[key], r) { // what is merged has an identity several times
				s.shared[key] = append(s.shared[key], r)
			}
		}
	}
}

// AddFacts makes the facts among linked resources known, which other parts may show too:
// see [Trace]. Of several appearances the first in the order of the document stands for all.
func (s *Surroundings) AddFacts(resources []*inventory.Resource) {
	if s.facts == nil {
		s.facts = map[sharedKey]*inventory.Resource{}
	}
	for _, r := range resources {
		if !mayBeFact(r) || !r.IsShared() {
			continue
		}
		key := factKey(r)
		if known, ok := s.facts[key]; !ok || r.Pos < known.Pos {
			s.facts[key] = r
		}
	}
}

// Facts lists the facts that are known, in the order of the document.
func (s *Surroundings) Facts() []*inventory.Resource {
	facts := slices.Collect(maps.Values(s.facts))
	inventory.Number(facts)
	return facts
}

// Fact is the one that stands for a linked resource wherever it is shown; nil where the resource is no such fact.
func (s *Surroundings) Fact(r *inventory.Resource) *inventory.Resource {
	if !mayBeFact(r) || !r.IsShared() {
		return nil
	}
	return s.facts[factKey(r)]
}

// factKey finds a fact. As an identity is declared or live, and merged with its like, it's found
// with its mode; a key known by its identifier alone is of no mode, whatever first names it.
func factKey(r *inventory.Resource) sharedKey {
	key := sharedKey{kind: r.Kind, identity: r.Identities[0]}
	if r.Kind == inventory.Identity {
		key.mode = r.Mode
	}
	return key
}

// shared lists the resources of a shared kind that an identity leads to. Those of the
// rest are there too, so that this is no reason to link a part with it.
func (l *linker) shared(kind inventory.Kind, id string) []*inventory.Resource {
	found := ofKinds(l.byIdentity[id], []inventory.Kind{kind})
	return append(found, l.around.shared[sharedKey{kind: kind, identity: id}]...)
}

// replaceFacts puts the first appearance of each fact in the place of this part's own.
func (s *Surroundings) replaceFacts(resources []*inventory.Resource) {
	if len(s.facts) == 0 {
		return
	}
	for _, r := range resources {
		if mayBeFact(r) {
			s.replaceFact(r)
		}
	}
}

func (s *Surroundings) replaceFact(r *inventory.Resource) {
	if known, ok := s.facts[factKey(r)]; ok && known.Pos < r.Pos {
		*r = *known.Clone()
	}
}

// mayBeFact reports whether a resource is of those that many others show: a key
// known by its identifier alone, an identity that a cluster says it acts as.
func mayBeFact(r *inventory.Resource) bool {
	return r.Existing && (r.Kind == inventory.Key || r.Kind == inventory.Identity) && len(r.Identities) > 0 && r.Overlay == nil
}

// markFacts finds the facts among linked resources: what is only referred to, leads
// nowhere, and is led to by its users alone. They are the same whoever shows them, so
// that they join nothing. What grants, versions or vaults lead to is more than that.
func markFacts(resources []*inventory.Resource) {
	more := map[*inventory.Resource]bool{}
	for _, r := range resources {
		r.References(func(_ *inventory.Property, v *inventory.Value) {
			for _, target := range v.Targets() {
				if mayBeFact(target) && !uses(r) {
					more[target] = true
				}
			}
			if len(v.Targets()) > 0 && mayBeFact(r) {
				more[r] = true
			}
		})
	}
	for _, r := range resources {
		if mayBeFact(r) && !more[r] {
			r.Share()
		}
	}
}

// uses reports whether a resource is of those that use keys and identities.
func uses(r *inventory.Resource) bool {
	switch r.Kind {
	case inventory.Cluster, inventory.NodePool, inventory.DiskEncryptionSet, inventory.StorageAccount, inventory.ManagedDisk:
		return true
	}
	return false
}

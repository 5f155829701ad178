package link

import (
	"strings"

	"github.com/akscan/akscan/internal/inventory"
)

// counterparts leads each declared resource to the same one found running: by id,
// else by name, where nothing else of that name makes it doubtful.
func (l *linker) counterparts(resources []*inventory.Resource) {
	names := map[counterpartName]*namesakes{}
	for _, r := range resources {
		if name, ok := counterpartNameOf(r); ok {
			if names[name] == nil {
				names[name] = new(namesakes)
			}
			l.trace.namesake(name, r.Mode)
			names[name].add(r)
		}
	}
	// Clusters come before pools, which are found through their clusters.
	for _, pools := range []bool{false, true} {
		for _, r := range resources {
			if r.Mode != inventory.Declared || r.Existing || !r.Info().Has("counterpart") || (r.Kind == inventory.NodePool) != pools {
				continue
			}
			if live := l.counterpart(r, names); live != nil {
				v := inventory.SetValue(live.Address, r.Pos)
				v.SetTargets([]*inventory.Resource{live})
				r.SetProperty("counterpart", v)
			}
		}
	}
}

func (l *linker) counterpart(r *inventory.Resource, names map[counterpartName]*namesakes) *inventory.Resource {
	for _, id := range r.Identities {
		for _, other := range l.find(id) {
			if other.Kind == r.Kind && other.Mode == inventory.Live && !other.Existing {
				return other
			}
		}
	}
	if r.Kind == inventory.NodePool {
		return l.poolCounterpart(r)
	}
	if resourceID(r) != "" {
		return nil // its id is known, and nothing live has it
	}
	if name, ok := counterpartNameOf(r); ok {
		return names[name].match()
	}
	return nil
}

// poolCounterpart is the pool of the same name of the cluster's counterpart.
func (l *linker) poolCounterpart(r *inventory.Resource) *inventory.Resource {
	for _, cluster := range r.Property("cluster").Targets() {
		for _, live := range cluster.Property("counterpart").Targets() {
			for _, pool := range l.poolsOf[live] {
				if pool.Mode == inventory.Live && strings.EqualFold(pool.Name, r.Name) {
					return pool
				}
			}
		}
	}
	return nil
}

// counterpartName is what a resource is known by where its id isn't.
type counterpartName struct {
	kind inventory.Kind
	name string
}

func counterpartNameOf(r *inventory.Resource) (counterpartName, bool) {
	if r.Existing || r.Name == "" || r.Kind == inventory.NodePool || !r.Info().Has("counterpart") {
		return counterpartName{}, false
	}
	return counterpartName{r.Kind, strings.ToLower(r.Name)}, true
}

// namesakes are the resources of one kind and name.
type namesakes struct{ declared, live []*inventory.Resource }

func (n *namesakes) add(r *inventory.Resource) {
	if r.Mode == inventory.Live {
		n.live = append(n.live, r)
	} else {
		n.declared = append(n.declared, r)
	}
}

// match is the one running resource of the name, when there is one declared and one running.
func (n *namesakes) match() *inventory.Resource {
	if len(n.live) != 1 || len(n.declared) != 1 {
		return nil
	}
	return n.live[0]
}

package terraform

import "github.com/akscan/akscan/internal/inventory"

// openCounts are why nobody knows whether, or how many times, the instance is there:
// the count or for_each of the resource itself, and of the modules around it.
func (i *instance) openCounts() []*symbol {
	var open []*symbol
	if x := i.scope.expand(i.res); x.open != nil {
		open = append(open, x.open)
	}
	for s := i.scope; s.parent != nil; s = s.parent {
		if f := s.parent.family(s.call); f.open != nil {
			open = append(open, f.open)
		}
	}
	return open
}

// mayBeAbsentFrom says why an instance may not be there for each of the resources that
// references stand for; nil when it is there as often as they are.
func (i *instance) mayBeAbsentFrom(about ...inventory.Value) *symbol {
	open := i.openCounts()
	if len(open) == 0 {
		return nil
	}
	shared := map[string]bool{}
	for _, v := range about {
		target := v.Symbol.Target()
		if target == "" {
			continue
		}
		other := i.scope.root.byTarget()[target]
		if other == nil {
			continue
		}
		shared[other.scope.identify(other.res.addr())] = true
		for _, why := range other.openCounts() {
			shared[why.Expr] = true
		}
	}
	for _, why := range open {
		if why.Expr == "" || !shared[why.Expr] {
			return why
		}
	}
	return nil
}

// byTarget are the instances of the root that are read, by their identities. It is
// asked for once all are found.
func (r *root) byTarget() map[string]*instance {
	if r.targets == nil {
		r.targets = make(map[string]*instance, len(r.seen))
		for _, inst := range r.seen {
			r.targets[inst.target()] = inst
		}
	}
	return r.targets
}

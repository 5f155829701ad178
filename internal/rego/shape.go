package rego

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// shape is what records with the same keys, in the same order, have in common: where each
// member is. Shapes form a tree, of which a record that is being built goes down one step a key.
type shape struct {
	keys []string
	// values are the keys, as values.
	values []Value
	// ordered are the keys as values, sorted.
	ordered atomic.Pointer[[]Value]
	// places are where the members are that the program's constants name, by the number of
	// the constant; 0 where there is none, else one more than the place.
	places atomic.Pointer[[]uint16]

	// only is the child, while there is one: so it is with most shapes.
	only atomic.Pointer[shape]
	// children are all of them. Many documents are built at once, so that looking takes no lock.
	children atomic.Pointer[map[string]*shape]
	growing  sync.Mutex
}

// with is the shape with one more key.
func (s *shape) with(key string) *shape {
	if next := s.only.Load(); next != nil && next.keys[len(s.keys)] == key {
		return next
	}
	if children := s.children.Load(); children != nil {
		if next := (*children)[key]; next != nil {
			return next
		}
	}
	return s.grow(key)
}

// grow adds a child, unless another document just did.
func (s *shape) grow(key string) *shape {
	s.growing.Lock()
	defer s.growing.Unlock()
	children := map[string]*shape{}
	if had := s.children.Load(); had != nil {
		if next := (*had)[key]; next != nil {
			return next
		}
		maps.Copy(children, *had)
	}
	next := &shape{keys: slices.Concat(s.keys, []string{key}), values: slices.Concat(s.values, []Value{key})}
	children[key] = next
	s.children.Store(&children)
	if len(children) == 1 {
		s.only.Store(next)
	}
	return next
}

// find is the place of a key; -1 where there is none.
func (s *shape) find(key string) int { return slices.Index(s.keys, key) }

// place is the place of the key that a constant of the program is; -1 where there is none.
func (s *shape) place(p *Program, constant uint32) int {
	places := s.places.Load()
	if places == nil {
		found := make([]uint16, len(p.constants))
		for i, c := range p.constants {
			if name, ok := c.(string); ok {
				found[i] = uint16(s.find(name) + 1)
			}
		}
		places = &found
		s.places.Store(places)
	}
	return int((*places)[constant]) - 1
}

func (s *shape) order() []Value {
	ordered := s.ordered.Load()
	if ordered == nil {
		sorted := slices.SortedFunc(slices.Values(s.values), compare)
		ordered = &sorted
		s.ordered.Store(ordered)
	}
	return *ordered
}

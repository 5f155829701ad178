package engine

import (
	"maps"
	"slices"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/inventory"
)

// Contents is what there is to judge, as far as it decides which rules are loaded.
type Contents struct {
	kinds map[inventory.Kind]bool
	given map[field]bool
}

// field is a property of a kind.
type field struct {
	kind     inventory.Kind
	property string
}

// ContentsOf looks through linked resources. What is only referred to doesn't count.
func ContentsOf(resources []*inventory.Resource) Contents {
	c := Contents{map[inventory.Kind]bool{}, map[field]bool{}}
	for _, r := range resources {
		if r.Existing {
			continue
		}
		c.kinds[r.Kind] = true
		for _, name := range builtin().needed[r.Kind] {
			if at := (field{r.Kind, name}); !c.given[at] && isGiven(r.Property(name)) {
				c.given[at] = true
			}
		}
	}
	return c
}

// isGiven reports whether a property may be something else than absent or false.
func isGiven(v *inventory.Value) bool {
	return v.State == inventory.Unknown || v.Present() && v.Value != false
}

// Add adds what others contain.
func (c *Contents) Add(other Contents) {
	if c.kinds == nil {
		c.kinds, c.given = map[inventory.Kind]bool{}, map[field]bool{}
	}
	maps.Copy(c.kinds, other.kinds)
	maps.Copy(c.given, other.given)
}

// IsEmpty reports whether there is nothing to judge.
func (c Contents) IsEmpty() bool { return len(c.kinds) == 0 }

// For keeps the rules that may have something to judge.
func For(c Contents, rules []finding.Rule) []finding.Rule {
	var kept []finding.Rule
	for _, rule := range rules {
		needs := entryOf(rule.ID).Needs
		if slices.ContainsFunc(rule.Kinds, func(kind string) bool { return c.meets(inventory.Kind(kind), needs) }) {
			kept = append(kept, rule)
		}
	}
	return kept
}

// meets reports whether the kind is there and, of the needed properties that it has, one is given.
func (c Contents) meets(kind inventory.Kind, needs []string) bool {
	if !c.kinds[kind] {
		return false
	}
	has := false
	for _, name := range needs {
		if c.given[field{kind, name}] {
			return true
		}
		has = has || slices.Contains(builtin().needed[kind], name)
	}
	return !has
}

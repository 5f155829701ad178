package engine

import (
	"maps"
	"slices"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/inventory"
)

// Contents is what there is to judge, as far as it decides which rules are loaded.
type Contents struct {
	kinds   map[inventory.Kind]bool
	given   map[field]bool
	formats map[shape]bool
	modes   map[inventory.Mode]bool
}

// shape is a kind in a format.
type shape struct {
	kind   inventory.Kind
	format string
}

func newContents() Contents {
	return Contents{map[inventory.Kind]bool{}, map[field]bool{}, map[shape]bool{}, map[inventory.Mode]bool{}}
}

// field is a property of a kind.
type field struct {
	kind     inventory.Kind
	property string
}

// ContentsOf looks through linked resources. What is only referred to doesn't count.
func ContentsOf(resources []*inventory.Resource) Contents {
	c := newContents()
	for _, r := range resources {
		if r.Existing {
			continue
		}
		c.kinds[r.Kind], c.formats[shape{r.Kind, string(r.Format)}], c.modes[r.Mode] = true, true, true
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
		*c = newContents()
	}
	maps.Copy(c.kinds, other.kinds)
	maps.Copy(c.given, other.given)
	maps.Copy(c.formats, other.formats)
	maps.Copy(c.modes, other.modes)
}

// IsEmpty reports whether there is nothing to judge.
func (c Contents) IsEmpty() bool { return len(c.kinds) == 0 }

// For keeps the rules that may have something to judge.
func For(c Contents, rules []finding.Rule) []finding.Rule {
	var kept []finding.Rule
	for _, rule := range rules {
		e := entryOf(rule.ID)
		if slices.ContainsFunc(e.Modes, func(mode inventory.Mode) bool { return !c.modes[mode] }) {
			continue
		}
		if slices.ContainsFunc(rule.Kinds, func(kind string) bool { return c.meets(inventory.Kind(kind), e) }) {
			kept = append(kept, rule)
		}
	}
	return kept
}

// meets reports whether the kind is there, in one of the rule's formats, and, of the needed properties that it has, one is given.
func (c Contents) meets(kind inventory.Kind, e *entry) bool {
	if !c.kinds[kind] {
		return false
	}
	if len(e.Formats) > 0 && !slices.ContainsFunc(e.Formats, func(format string) bool { return c.formats[shape{kind, format}] }) {
		return false
	}
	has := false
	for _, name := range e.Needs {
		if c.given[field{kind, name}] {
			return true
		}
		has = has || slices.Contains(builtin().needed[kind], name)
	}
	return !has
}

package link

import (
	"cmp"
	"slices"
)

// Joiner finds which of many units of resources can be linked by themselves.
type Joiner struct {
	marks []unitMark
	units int
}

type unitMark struct {
	token   uint64
	unit    uint32
	content uint32
	class   Class
}

// Add adds the marks of the next unit, and returns its number. Units come in the
// order of the document.
func (j *Joiner) Add(marks []Mark) int {
	for _, m := range marks {
		j.marks = append(j.marks, unitMark{m.Token, uint32(j.units), m.Content, m.Class})
	}
	j.units++
	return j.units - 1
}

// Joined says which units belong together.
type Joined struct {
	parent []uint32
	// size counts the units of each set, by its first.
	size []uint32
	// First lists, sorted, the units that are the first, among those that are by themselves, to show
	// a fact that others show too. What sets of several units show comes of linking them.
	First []int
}

// Set is the first unit of the set that a unit belongs to: no unit of one set bears on any of
// another. Most sets are of one unit.
func (j *Joined) Set(unit int) int {
	for int(j.parent[unit]) != unit {
		j.parent[unit] = j.parent[j.parent[unit]]
		unit = int(j.parent[unit])
	}
	return unit
}

func (j *Joined) join(a, b int) {
	a, b = j.Set(a), j.Set(b)
	if a > b {
		a, b = b, a
	}
	if a != b {
		j.parent[b] = uint32(a)
		j.size[a] += j.size[b]
	}
}

// Alone reports whether a unit is a set by itself.
func (j *Joined) Alone(unit int) bool { return j.size[j.Set(unit)] == 1 }

// Join compares the marks of all units. Those in together belong together in any case.
func (j *Joiner) Join(together ...int) *Joined {
	joined := &Joined{parent: make([]uint32, j.units), size: make([]uint32, j.units)}
	for i := range joined.parent {
		joined.parent[i], joined.size[i] = uint32(i), 1
	}
	for _, unit := range together {
		joined.join(together[0], unit)
	}
	slices.SortFunc(j.marks, func(a, b unitMark) int {
		if c := cmp.Compare(a.token, b.token); c != 0 {
			return c
		}
		return cmp.Compare(a.unit, b.unit)
	})
	var facts [][]unitMark
	for marks := j.marks; len(marks) > 0; {
		n := 1
		for n < len(marks) && marks[n].token == marks[0].token {
			n++
		}
		if joined.group(marks[:n]) {
			facts = append(facts, marks[:n])
		}
		marks = marks[n:]
	}
	for _, marks := range facts {
		i := slices.IndexFunc(marks, func(m unitMark) bool { return joined.Alone(int(m.unit)) })
		if i >= 0 {
			joined.First = append(joined.First, int(marks[i].unit))
		}
	}
	slices.Sort(joined.First)
	joined.First = slices.Compact(joined.First)
	return joined
}

// group joins the units that have one token, if that is a reason to. It reports
// whether they show one fact.
func (j *Joined) group(marks []unitMark) (fact bool) {
	if marks[0].unit == marks[len(marks)-1].unit {
		return false
	}
	var has [Fact + 1]bool
	same := true
	for _, m := range marks {
		has[m.class] = true
		same = same && m.content == marks[0].content
	}
	switch {
	case has[Owns]:
	case has[Asks] && (has[Answers] || has[Relies]):
	case has[Relies] && has[Answers]:
	case has[Fact] && !same:
	case has[Fact]:
		return true
	default:
		return false
	}
	for _, m := range marks[1:] {
		j.join(int(marks[0].unit), int(m.unit))
	}
	return false
}

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
	// First lists the units that are the first to show a fact that others show too, sorted.
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
	if a, b = j.Set(a), j.Set(b); a != b {
		j.parent[max(a, b)] = uint32(min(a, b))
	}
}

// Join compares the marks of all units. The joiner is of no use afterwards.
func (j *Joiner) Join() *Joined {
	joined := &Joined{parent: make([]uint32, j.units)}
	for i := range joined.parent {
		joined.parent[i] = uint32(i)
	}
	slices.SortFunc(j.marks, func(a, b unitMark) int {
		if c := cmp.Compare(a.token, b.token); c != 0 {
			return c
		}
		return cmp.Compare(a.unit, b.unit)
	})
	for len(j.marks) > 0 {
		n := 1
		for n < len(j.marks) && j.marks[n].token == j.marks[0].token {
			n++
		}
		joined.group(j.marks[:n])
		j.marks = j.marks[n:]
	}
	slices.Sort(joined.First)
	joined.First = slices.Compact(joined.First)
	return joined
}

// group joins the units that have one token, if that is a reason to.
func (j *Joined) group(marks []unitMark) {
	if marks[0].unit == marks[len(marks)-1].unit {
		return
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
		j.First = append(j.First, int(marks[0].unit))
		return
	default:
		return
	}
	for _, m := range marks[1:] {
		j.join(int(marks[0].unit), int(m.unit))
	}
}

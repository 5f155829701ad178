package finding

import "iter"

// Merged is one finding as people read it, with every resource it was made of:
// the instances of a module or of a for_each share their place in the source.
type Merged struct {
	// Finding is the first of them.
	*Finding
	// Instances are the resources, in the order of the findings, each once.
	Instances []Resource
}

// Merge joins those of sorted findings (see [Sort]) that are chosen and have the same rule, verdict,
// severity, place and message, in the order of the first of each. Suppressed findings don't mix with others.
func Merge(sorted []Finding, chosen func(*Finding) bool) iter.Seq[Merged] {
	return func(yield func(Merged) bool) {
		for len(sorted) > 0 {
			// What can be joined has one severity and one place, so that it stands together.
			n := 1
			for n < len(sorted) && sorted[n].Pos == sorted[0].Pos && sorted[n].Severity == sorted[0].Severity {
				n++
			}
			for _, m := range mergeAt(sorted[:n], chosen) {
				if !yield(m) {
					return
				}
			}
			sorted = sorted[n:]
		}
	}
}

// mergeAt joins findings of one severity and place.
func mergeAt(findings []Finding, chosen func(*Finding) bool) []Merged {
	type key struct {
		rule, message string
		verdict       Verdict
		suppressed    bool
	}
	type member struct {
		at int
		Resource
	}
	var merged []Merged
	index, seen := map[key]int{}, map[member]bool{}
	for i := range findings {
		f := &findings[i]
		if !chosen(f) {
			continue
		}
		k := key{f.Rule, f.Message, f.Verdict, f.Suppressed != nil}
		at, ok := index[k]
		// Without a place nothing says that two findings are about one spot.
		if !ok || !f.Pos.IsValid() {
			at = len(merged)
			index[k] = at
			merged = append(merged, Merged{Finding: f})
		}
		if m := (member{at, f.Resource}); !seen[m] {
			seen[m] = true
			merged[at].Instances = append(merged[at].Instances, f.Resource)
		}
	}
	return merged
}

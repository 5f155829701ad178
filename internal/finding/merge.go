package finding

import "github.com/akscan/akscan/internal/source"

// Merged is one finding as people read it, with every resource it was made of:
// the instances of a module or of a for_each share their place in the source.
type Merged struct {
	// Finding is the first of them.
	*Finding
	// Instances are the resources, in the order of the findings, each once.
	Instances []Resource
}

// Merge joins findings of equal rule, verdict, severity, place and message, in
// the order of the first of each. Suppressed findings don't mix with others.
func Merge(findings []Finding) []Merged {
	type key struct {
		rule, message string
		verdict       Verdict
		severity      Severity
		pos           source.Pos
		suppressed    bool
	}
	merged := make([]Merged, 0, len(findings))
	index := make(map[key]int, len(findings))
	type member struct {
		at   int
		name Resource
	}
	seen := make(map[member]bool, len(findings))
	for i := range findings {
		f := &findings[i]
		k := key{f.Rule, f.Message, f.Verdict, f.Severity, f.Pos, f.Suppressed != nil}
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

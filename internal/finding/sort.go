package finding

import (
	"cmp"
	"slices"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// Sort brings findings into the order in which they are reported: the gravest
// first, then by file, place, rule, address, message. The order is total, so a
// report is the same to the byte however the work was scheduled.
func Sort(findings []Finding, files *source.Set) {
	all := files.Files()
	path := func(p source.Pos) string {
		if i := p.FileIndex(); i >= 0 && i < len(all) {
			return all[i].Path
		}
		return ""
	}
	place := func(a, b source.Pos) int {
		if a.FileIndex() != b.FileIndex() {
			if c := strings.Compare(path(a), path(b)); c != 0 {
				return c
			}
		}
		return cmp.Compare(a, b)
	}
	related := func(a, b Related) int {
		return cmp.Or(place(a.Pos, b.Pos), strings.Compare(a.Message, b.Message))
	}
	slices.SortFunc(findings, func(a, b Finding) int {
		// cmp.Or would compute every part; most comparisons end at the first two.
		if c := b.Severity.Rank() - a.Severity.Rank(); c != 0 {
			return c
		}
		if c := place(a.Pos, b.Pos); c != 0 {
			return c
		}
		return cmp.Or(
			strings.Compare(a.Rule, b.Rule),
			strings.Compare(a.Resource.Address, b.Resource.Address),
			strings.Compare(a.Message, b.Message),
			strings.Compare(string(a.Verdict), string(b.Verdict)),
			strings.Compare(a.Property, b.Property),
			strings.Compare(a.Resource.Kind, b.Resource.Kind),
			strings.Compare(a.Resource.Name, b.Resource.Name),
			strings.Compare(a.Resource.Format, b.Resource.Format),
			strings.Compare(a.Resource.Mode, b.Resource.Mode),
			slices.CompareFunc(a.Related, b.Related, related),
		)
	})
}

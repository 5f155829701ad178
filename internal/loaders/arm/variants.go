package arm

import (
	"slices"
	"strconv"

	"github.com/akscan/akscan/internal/inventory"
)

// inDoubt reports whether nobody knows that the template makes the resource: its
// condition, the count of its copy loop, or those of a deployment around it aren't known.
func (in *instance) inDoubt() bool {
	for ; in != nil; in = in.t.by {
		if in.conditional || in.uncertain {
			return true
		}
	}
	return false
}

// keepVariantsApart gives resources that stand in for one another, by conditions that
// nobody knows, first identities of their own. What describes one resource in two
// places is joined by that identity, and then a variant would be taken for set where
// only the other one sets it. A child node pool may always stand in for one inside its cluster.
func (ev *evaluator) keepVariantsApart() {
	if !slices.ContainsFunc(ev.made, func(in *instance) bool { return in != nil && in.inDoubt() }) {
		return
	}
	declared := map[string]int{}
	for _, e := range ev.found.Embedded {
		if !e.Host.Existing && len(e.Host.Identities) > 0 {
			declared[e.Host.Identities[0]]++
		}
	}
	for i, in := range ev.made {
		host := &ev.found.Embedded[i].Host
		if in == nil || host.Existing || !in.inDoubt() {
			continue
		}
		name, _ := host.SplitType()
		known, _ := inventory.LookupAzureType(name)
		if declared[host.Identities[0]] > 1 || known.Kind == inventory.NodePool {
			own := host.Identities[0] + "\x01variant " + strconv.Itoa(i) + " of " + ev.scope + "\x02"
			host.Identities = append([]string{own}, host.Identities...)
		}
	}
}

package link

import (
	"slices"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// policyLists remembers which of the exports of a vault list an access policy, so that one
// that is gone from another doesn't count as there.
type policyLists struct {
	// vaults holds, by the identity of a vault, where each export that shows its policies stands.
	vaults map[string][]source.Pos
	// policies holds which of those list a policy.
	policies map[*inventory.Resource][]source.Pos
}

// note takes down an appearance of a resource that has become one with others.
func (l *policyLists) note(r, merged *inventory.Resource) {
	if r.Mode != inventory.Live || r.Format != inventory.Azure || r.Existing {
		return
	}
	switch r.Kind {
	case inventory.KeyVault:
		if r.Property("inline_policies").Known() {
			l.vaults[r.Identities[0]] = append(l.vaults[r.Identities[0]], r.Pos)
		}
	case inventory.AccessPolicy:
		if r.Property("inline").Bool() {
			l.policies[merged] = append(l.policies[merged], r.Property("vault").Pos)
		}
	}
}

// dispute makes what a policy permits unknown where only some exports of its vault list it.
func (l *policyLists) dispute(merged []*inventory.Resource) {
	for _, r := range merged {
		listed := l.policies[r]
		if listed == nil {
			continue
		}
		for _, pos := range l.vaults[r.Property("vault").Identity()] {
			if slices.Contains(listed, pos) {
				continue
			}
			permissions := r.Property("key_permissions")
			gone := inventory.UnknownValue("another place that describes the same vault doesn't list the policy", permissions.Pos)
			gone.Origins = append(gone.Origins, pos)
			*permissions = gone
			break
		}
	}
}

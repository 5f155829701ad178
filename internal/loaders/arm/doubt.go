package arm

import (
	"slices"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// doubt is something that nobody knows on which it depends whether a resource is made:
// of identifies it, and why says why it isn't known.
type doubt struct{ of, why string }

// doubtsOf are the doubts about a condition, which are those about each of its parts.
func (e env) doubtsOf(x *expr) []doubt {
	if x.op == callOp && x.name == "and" {
		var all []doubt
		for _, arg := range x.args {
			all = append(all, e.doubtsOf(arg)...)
		}
		return all
	}
	if v := e.eval(x); v.Kind == source.Unknown && v.Symbol != nil {
		return []doubt{{v.Symbol.Expr, v.Symbol.Why}}
	}
	return nil
}

// allDoubts are the doubts about a resource, with those about the deployments around it.
func (in *instance) allDoubts() []doubt {
	var all []doubt
	for ; in != nil; in = in.t.by {
		all = append(all, in.doubts...)
	}
	return all
}

// doubtGrants makes what a role assignment or an access policy gives unknown where
// nobody knows whether it is there as often as those that it is for.
func (ev *evaluator) doubtGrants() {
	if !slices.ContainsFunc(ev.made, func(in *instance) bool { return in != nil && len(in.allDoubts()) > 0 }) {
		return
	}
	about := map[string][]doubt{}     // what is doubted of a resource, by its id
	users := map[string][]*instance{} // who acts as an identity, by its id
	for i, in := range ev.made {
		if in == nil {
			continue
		}
		id, doubts := in.id.canonical(), in.allDoubts()
		if before, twice := about[id]; twice {
			// Of two that stand in for one another one is there.
			doubts = slices.DeleteFunc(slices.Clone(before), func(d doubt) bool { return !hasDoubt(doubts, d) })
		}
		about[id] = doubts
		for _, m := range membersOf(ev.found.Embedded[i].Node.At("identity", "userAssignedIdentities")) {
			user := inventory.Canonical(m.Key)
			if m.Symbol != nil && m.Symbol.Ref != nil {
				user = m.Symbol.Ref.Target
			}
			users[user] = append(users[user], in)
		}
	}
	shared := func(d doubt, with *source.Node) bool {
		if with == nil {
			return false
		}
		target := with.Symbol.Target()
		for i, in := range users[target] {
			if !hasDoubt(in.allDoubts(), d) {
				break
			}
			if i == len(users[target])-1 {
				return true
			}
		}
		return hasDoubt(about[target], d)
	}
	for i, in := range ev.made {
		if in == nil || in.existing {
			continue
		}
		e := &ev.found.Embedded[i]
		properties := e.Node.Member("properties")
		known, _ := inventory.LookupAzureType(in.typ)
		if properties == nil {
			continue
		}
		for _, d := range in.allDoubts() {
			if in.parent != nil && hasDoubt(about[in.parent.canonical()], d) {
				continue
			}
			switch {
			case known.Kind == inventory.RoleAssignment && !shared(d, properties.Value.Get("principalId")):
				properties.Value = ev.doubted(properties.Value, "roleDefinitionId", d)
			case known.Kind == inventory.AccessPolicy:
				properties.Value = ev.doubtedPolicies(properties.Value, d, shared)
			}
		}
	}
}

func hasDoubt(all []doubt, d doubt) bool {
	return slices.ContainsFunc(all, func(other doubt) bool { return other.of == d.of })
}

// doubted is an object in which a member's value isn't known, for a doubt.
func (ev *evaluator) doubted(n *source.Node, key string, d doubt) *source.Node {
	m := n.Member(key)
	if m == nil {
		return n
	}
	return withMember(n, m, &source.Node{
		Kind: source.Unknown, Text: m.Value.Text, Pos: m.Value.Pos, Origins: m.Value.Origins,
		Symbol: &source.Symbol{Expr: marked(short("if(" + d.of + "," + ev.identityOf(m.Value) + ")")), Why: d.why},
	})
}

// doubtedPolicies is the same for the permissions of access policies.
func (ev *evaluator) doubtedPolicies(n *source.Node, d doubt, shared func(doubt, *source.Node) bool) *source.Node {
	list := n.Member("accessPolicies")
	if list == nil || list.Value.Kind != source.Array {
		return n
	}
	policies := *list.Value
	policies.Items = slices.Clone(policies.Items)
	for i, item := range policies.Items {
		if item.Kind == source.Object && !shared(d, item.Get("objectId")) {
			policies.Items[i] = ev.doubted(item, "permissions", d)
		}
	}
	return withMember(n, list, &policies)
}

// withMember is an object in which one of its members has another value.
func withMember(n *source.Node, m *source.Member, v *source.Node) *source.Node {
	out := *n
	out.Members = slices.Clone(n.Members)
	for i := range out.Members {
		if out.Members[i].Key == m.Key {
			out.Members[i].Value = v
		}
	}
	return &out
}

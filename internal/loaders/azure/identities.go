package azure

import (
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// identityType is the type of user-assigned identities.
const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities"

// identities makes identities of what a resource shows of those it acts as: their
// object ids, which grants are made to. They are link targets, not subjects.
func (l *loader) identities(r *inventory.Resource, v *view) {
	if assigned := v.node.At("identity", "userAssignedIdentities"); assigned != nil {
		for i := range assigned.Members {
			m := &assigned.Members[i]
			if m.Symbol == nil {
				l.identity(r, v, m.Key, m.Value.Get("principalId"), m.Pos)
			}
		}
	}
	if kubelet := v.props.At("identityProfile", "kubeletidentity"); kubelet != nil {
		l.identity(r, v, kubelet.Get("resourceId").Str(), kubelet.Get("objectId"), kubelet.Pos)
	}
}

func (l *loader) identity(of *inventory.Resource, v *view, id string, object *source.Node, pos source.Pos) {
	if id == "" || object.Str() == "" {
		return
	}
	shown := &view{typ: identityType, mode: v.mode, format: v.format, node: &source.Node{Kind: source.Object, Pos: pos}}
	r := inventory.New(inventory.Identity, shown)
	r.Format, r.Scope, r.Existing = of.Format, of.Scope, true
	r.Name, r.Address = ownName(id), inventory.Canonical(id)
	r.Identify(r.Address)
	r.SetProperty("principal_id", inventory.SetValue(object.Str(), object.Pos))
	l.Resources = append(l.Resources, r)
}

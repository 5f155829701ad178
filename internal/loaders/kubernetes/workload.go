package kubernetes

import (
	"fmt"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// podSpec is the spec of the pods that a workload makes; where the way there is
// unknown, the unknown value itself.
func podSpec(n *source.Node, path []string) *source.Node {
	for _, key := range path {
		if n.Kind == source.Unknown {
			return n
		}
		m := member(n, key)
		if m == nil {
			return nil
		}
		n = m.Value
	}
	return n
}

// volumes lists what the pods of a workload mount as references: to claims by
// their name, and to resources of their own for what stands inline, which this adds.
func (l *loader) volumes(v *view, owner identity, spec *source.Node) inventory.Value {
	list := inventory.Value{State: inventory.Set, Pos: v.pos}
	l.templates(&list, v, owner)
	if spec != nil && spec.Kind == source.Unknown {
		return inventory.NodeValue(spec, v.pos)
	}
	if m := member(spec, "volumes"); m != nil {
		list.Pos = m.Pos
		switch m.Value.Kind {
		case source.Unknown:
			return inventory.NodeValue(m.Value, m.Pos)
		case source.Array:
			for _, volume := range m.Value.Items {
				l.volume(&list, v, owner, volume)
			}
		}
	}
	if len(list.Items) == 0 {
		list.State = inventory.Unset
	}
	return list
}

// templates reads the claim templates of a StatefulSet.
func (l *loader) templates(list *inventory.Value, v *view, owner identity) {
	if owner.kind != "StatefulSet" {
		return
	}
	claims := at(v.node, "spec", "volumeClaimTemplates")
	if claims == nil || claims.Kind != source.Array {
		return
	}
	for _, claim := range claims.Items {
		if claim.Kind == source.Object {
			l.inline(list, v, owner, claim, inventory.PersistentVolumeClaim, "volumeClaimTemplates", textAt(claim, "metadata", "name"))
		}
	}
}

// volume reads one entry of a pod's volumes.
func (l *loader) volume(list *inventory.Value, v *view, owner identity, volume *source.Node) {
	name := textAt(volume, "name")
	if m := member(volume, "persistentVolumeClaim"); m != nil {
		if claim := member(m.Value, "claimName"); claim != nil {
			list.Items = append(list.Items, inventory.NodeValue(claim.Value, claim.Pos))
		}
		return
	}
	if claim := at(volume, "ephemeral", "volumeClaimTemplate"); claim != nil && claim.Kind == source.Object {
		l.inline(list, v, owner, claim, inventory.PersistentVolumeClaim, "volumes", name)
		return
	}
	driver := textAt(volume, "csi", "driver")
	if member(volume, "azureDisk") != nil || member(volume, "azureFile") != nil || strings.HasSuffix(driver, ".csi.azure.com") {
		l.inline(list, v, owner, volume, inventory.PersistentVolume, "volumes", name)
	}
}

// inline adds a claim or volume that is written inside a workload as a resource
// that only the workload leads to, and the reference to it.
func (l *loader) inline(list *inventory.Value, v *view, owner identity, n *source.Node, kind inventory.Kind, field, name string) {
	typ := "PersistentVolumeClaim"
	if kind == inventory.PersistentVolume {
		typ = "PersistentVolume"
	}
	pos := n.Pos
	if l.host != nil && !pos.IsValid() {
		pos = v.pos
	}
	r := l.add(kind, &view{typ: typ, version: v.version, mode: v.mode, node: n, pos: pos, inline: kind == inventory.PersistentVolume},
		identity{kind: typ, namespace: owner.namespace, name: name})
	workload := owner.address()
	if l.host != nil {
		workload = l.host.Address
	}
	r.Address = workload + "/" + field
	if name != "" {
		r.Address += "/" + name
	}
	r.Existing, r.Identities = true, nil
	// No text of a manifest is this identity: only the workload knows it.
	id := fmt.Sprintf("\x00%s\x00%s\x00%d.%d", r.Scope, r.Address, v.node.Pos, len(list.Items))
	r.Identify(id)
	list.Items = append(list.Items, inventory.Value{
		State: inventory.Set, Value: name, Pos: pos,
		Symbol: &source.Symbol{Present: true, Ref: &source.Ref{Kind: string(kind), Type: typ, Attribute: source.RefOther, Target: id}},
	})
}

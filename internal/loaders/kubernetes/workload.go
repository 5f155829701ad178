package kubernetes

import (
	"fmt"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// follow follows exact member names as [at] does; where a value on the way is unknown, it gives that.
func follow(n *source.Node, path ...string) *source.Node {
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
	if unknown := l.templates(&list, v, owner); unknown != nil {
		return inventory.NodeValue(unknown, v.pos)
	}
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

// templates reads the claim templates of a StatefulSet; it returns their node when nobody knows what it holds.
func (l *loader) templates(list *inventory.Value, v *view, owner identity) (unknown *source.Node) {
	if owner.kind != "StatefulSet" {
		return nil
	}
	claims := follow(v.node, "spec", "volumeClaimTemplates")
	switch {
	case claims == nil:
		return nil
	case claims.Kind == source.Unknown:
		return claims
	}
	for _, claim := range claims.Items {
		switch claim.Kind {
		case source.Object:
			l.inline(list, v, owner, claim, inventory.PersistentVolumeClaim, "volumeClaimTemplates", textAt(claim, "metadata", "name"))
		case source.Unknown:
			list.Items = append(list.Items, inventory.NodeValue(claim, claim.Pos))
		}
	}
	return nil
}

// volume reads one entry of a pod's volumes.
func (l *loader) volume(list *inventory.Value, v *view, owner identity, volume *source.Node) {
	if volume.Kind == source.Unknown {
		list.Items = append(list.Items, inventory.NodeValue(volume, volume.Pos))
		return
	}
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
	if member(volume, "azureDisk") != nil || member(volume, "azureFile") != nil || ofAzure(at(volume, "csi", "driver")) {
		l.inline(list, v, owner, volume, inventory.PersistentVolume, "volumes", name)
	}
}

// ofAzure reports whether a CSI driver is, or may be, one of Azure's that stores
// what a pod writes. Others, such as the secrets store, hold nothing of the pod's.
func ofAzure(driver *source.Node) bool {
	return driver != nil && (driver.Kind == source.Unknown || strings.HasSuffix(driver.Str(), ".csi.azure.com"))
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

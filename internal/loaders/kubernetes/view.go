package kubernetes

import (
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// view shows one object to the property table.
type view struct {
	typ, version string
	mode         inventory.Mode
	node         *source.Node
	pos          source.Pos // where what is absent would stand
	// inline says that node is a volume of a pod, which has beside its name what a
	// PersistentVolume has in its spec.
	inline bool
	// volumes is what a workload's pods mount; the path "volumes" leads to it.
	volumes inventory.Value
}

func (v *view) Format() inventory.Format           { return inventory.Kubernetes }
func (v *view) Mode() inventory.Mode               { return v.mode }
func (v *view) Type() string                       { return v.typ }
func (v *view) Version() string                    { return v.version }
func (v *view) Knows(inventory.TerraformName) bool { return true }

// Lookup reads the value at a path; see [inventory.View].
func (v *view) Lookup(path string) inventory.Value {
	switch path {
	case "":
		return inventory.UnsetValue(v.pos)
	case "volumes":
		return v.volumes
	}
	n, pos := v.find(path)
	switch {
	case n == nil:
		return inventory.UnsetValue(v.pos)
	case n.Kind == source.Object:
		return inventory.SetValue(map[string]any{}, pos)
	}
	return inventory.NodeValue(n, pos)
}

// Keys lists the member names of the object at a path.
func (v *view) Keys(path string) []string {
	n, _ := v.find(path)
	if n == nil || n.Kind != source.Object {
		return nil
	}
	keys := make([]string, len(n.Members))
	for i := range n.Members {
		keys[i] = n.Members[i].Key
	}
	return keys
}

// find follows a path. It gives the value and the field's place; an unknown value
// on the way stands for all below it.
func (v *view) find(path string) (*source.Node, source.Pos) {
	if v.inline {
		path = strings.TrimPrefix(path, "spec.")
	}
	n, pos := v.node, v.pos
	for rest := path; rest != ""; {
		var key string
		key, rest, _ = strings.Cut(rest, ".")
		switch n.Kind {
		case source.Unknown:
			if rest != "" {
				key += "." + rest
			}
			return memberOfUnknown(n, key), pos
		case source.Array:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(n.Items) {
				return nil, 0
			}
			n, pos = n.Items[i], n.Items[i].Pos
			continue
		}
		m := member(n, key)
		if m == nil {
			return nil, 0
		}
		n, pos = m.Value, m.Pos
		if rest != "" && n.Kind == source.Object {
			switch key {
			case "annotations", "labels":
				m, rest = member(n, rest), ""
			case "parameters":
				m, rest = memberFold(n, rest), ""
			default:
				continue
			}
			if m == nil {
				return nil, 0
			}
			n, pos = m.Value, m.Pos
		}
	}
	return n, pos
}

// memberOfUnknown is what stands at a path below a value that isn't known: not
// known either, nor certainly there, and no reference to what the whole refers to.
func memberOfUnknown(n *source.Node, path string) *source.Node {
	m := &source.Node{Kind: source.Unknown, Pos: n.Pos, Origins: n.Origins}
	if s := n.Symbol; s != nil {
		m.Symbol = &source.Symbol{Why: s.Why}
		if s.Expr != "" {
			m.Symbol.Expr = s.Expr + "." + path
		}
	}
	return m
}

// member finds a member by its exact name, as Kubernetes reads objects; of duplicates the last counts.
func member(n *source.Node, key string) *source.Member {
	if n == nil || n.Kind != source.Object {
		return nil
	}
	for i := len(n.Members) - 1; i >= 0; i-- {
		if n.Members[i].Key == key {
			return &n.Members[i]
		}
	}
	return nil
}

// memberFold finds a member without regard to case, as the CSI drivers read
// parameters. Of several spellings the last counts: which one a driver takes is not defined.
func memberFold(n *source.Node, key string) *source.Member {
	for i := len(n.Members) - 1; i >= 0; i-- {
		if strings.EqualFold(n.Members[i].Key, key) {
			return &n.Members[i]
		}
	}
	return nil
}

// at follows exact member names; nil as soon as one is missing.
func at(n *source.Node, path ...string) *source.Node {
	for _, key := range path {
		m := member(n, key)
		if m == nil {
			return nil
		}
		n = m.Value
	}
	return n
}

// textAt is the text at a path; a number or boolean, which the API server would
// refuse, as it is written.
func textAt(n *source.Node, path ...string) string {
	if n = at(n, path...); n == nil {
		return ""
	}
	switch n.Kind {
	case source.String, source.Number, source.Bool:
		return n.Text
	}
	return ""
}

package azure

import (
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// pools reads the node pools that stand inside a cluster.
func (l *loader) pools(cluster *inventory.Resource, v *view) {
	m := v.member("agentPoolProfiles")
	switch {
	case v.props != nil && v.props.Kind == source.Unknown:
		l.unknownPool(cluster, v, v.props, v.props.Pos, 0)
	case m == nil || m.Value.Kind == source.Null:
	case m.Value.Kind == source.Array:
		for i, item := range m.Value.Items {
			if item.Kind == source.Object {
				l.pool(cluster, v, item, i)
			} else if item.Kind != source.Null {
				l.unknownPool(cluster, v, item, item.Pos, i)
			}
		}
	case m.Value.Kind == source.Object && v.columns:
		l.pool(cluster, v, m.Value, 0) // a query wrote a row for each pool
	default:
		l.unknownPool(cluster, v, m.Value, m.Pos, 0)
	}
}

// pool reads one inline pool, the i-th of its cluster.
func (l *loader) pool(cluster *inventory.Resource, v *view, n *source.Node, i int) {
	r := l.newPool(cluster, v, n)
	name := n.Get("name")
	r.Name = name.Str()
	part, identity := r.Name, strings.ToLower(r.Name)
	if name != nil && name.Kind == source.Unknown && name.Symbol != nil {
		// Written as the evaluator writes unknown parts of ids.
		r.Name, part, identity = name.Text, name.Text, strings.ReplaceAll(name.Symbol.Expr, "/", "|")
	}
	if cluster.Format == inventory.Azure && cluster.Address == cluster.Identities[0] {
		r.Address = cluster.Address + "/agentpools/" + strings.ToLower(part)
	} else {
		r.Address = cluster.Address + "/agentPools/" + part
	}
	if identity == "" {
		identity = ordinal(n.Pos, i)
	}
	for _, id := range cluster.Identities {
		r.Identify(id + "/agentpools/" + identity)
	}
	l.Resources = append(l.Resources, r)
}

// unknownPool stands for pools that the input doesn't decide: a list that is an
// unknown parameter, or that the export cut off.
func (l *loader) unknownPool(cluster *inventory.Resource, v *view, n *source.Node, pos source.Pos, i int) {
	r := l.newPool(cluster, v, n)
	r.Pos = pos
	r.Address = cluster.Address + "/agentPools"
	r.Identify(localIdentity(r.Scope+"\x00"+r.Address, ordinal(pos, i)))
	l.Resources = append(l.Resources, r)
}

func (l *loader) newPool(cluster *inventory.Resource, v *view, n *source.Node) *inventory.Resource {
	pool := &view{typ: inlinePoolType, mode: v.mode, format: v.format, version: v.version, node: n, props: n}
	if v.partial != "" && !v.columns && n.Get("type") == nil && n.Get("provisioningState") == nil {
		pool.partial = v.partial // of what is chosen from a cluster, its pools may be chosen from as well
	}
	r := inventory.New(inventory.NodePool, pool)
	r.Format, r.Scope, r.Existing, r.CompiledFrom = cluster.Format, cluster.Scope, cluster.Existing, cluster.CompiledFrom
	r.SetProperty("cluster", referenceTo(cluster, clusterType, n.Pos))
	if cluster.Overlay != nil {
		// What an overlay's target has for pools can't be told from here.
		unknown := inventory.UnknownValue("the pool that this changes can't be told", n.Pos)
		r.Overlay = &unknown
	}
	return r
}

// referenceTo is a reference to a resource of the same input, whether or not its id is known.
func referenceTo(r *inventory.Resource, typ string, pos source.Pos) inventory.Value {
	id := r.Identities[0]
	if strings.HasPrefix(id, "/") && !strings.ContainsAny(id, "\x00\x01") {
		return inventory.SetValue(id, pos)
	}
	v := inventory.UnknownValue("its id is known only when it's deployed", pos)
	v.Symbol.Present = true
	v.Symbol.Ref = &source.Ref{Kind: string(r.Kind), Type: typ, Attribute: source.RefID, Target: id}
	return v
}

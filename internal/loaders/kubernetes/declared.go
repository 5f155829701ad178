package kubernetes

import (
	"fmt"
	"path"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// The Azure types that Kubernetes operators declare.
const (
	clusterType = "Microsoft.ContainerService/managedClusters"
	poolType    = "Microsoft.ContainerService/managedClusters/agentPools"
	vaultType   = "Microsoft.KeyVault/vaults"
	keyType     = "Microsoft.KeyVault/vaults/keys"
	desType     = "Microsoft.Compute/diskEncryptionSets"
	diskType    = "Microsoft.Compute/disks"
)

// declaration is an Azure resource that an object of an operator declares. It is
// handed on as the body that Azure Resource Manager would get, for the loader of such bodies.
type declaration struct {
	object     *source.Node // the Kubernetes object
	id         identity
	group      string // its API group
	azureType  string
	apiVersion string // of Azure Resource Manager; "" when the operator chooses it
	name       string // in Azure
	top        []source.Member
	properties []source.Member
	parent     inventory.Value
	armID      string // its resource id, when that is known
	// observed says that the operator only looks at the resource, which is somebody else's.
	observed bool
}

// declare hands on a declaration.
func (l *loader) declare(d declaration) {
	body := object(d.object.Pos, append(d.top, source.Member{Key: "properties", Pos: d.object.Pos, Value: object(d.object.Pos, d.properties...)})...)
	host := inventory.Host{
		Format: inventory.Kubernetes, Mode: inventory.Declared, Type: d.id.kind, Address: d.id.address(), Scope: l.path,
		Pos: d.object.Pos, AzureType: d.azureType, Name: d.name, Parent: d.parent, Existing: d.observed,
	}
	if d.apiVersion != "" {
		host.AzureType += "@" + d.apiVersion
	}
	// The first identity is the object's own, so that objects of one name in several
	// files of a folder stay apart; the second is what others name it by.
	host.Identities = []string{fmt.Sprintf("\x00%s\x00%d", l.path, d.object.Pos), l.nameIdentity(d.group, d.id.kind, d.id.namespace, d.id.name)}
	if h := l.host; h != nil {
		host.Format, host.Mode, host.Type, host.Address, host.Scope = h.Format, h.Mode, h.Type, h.Address, h.Scope
		host.Existing = host.Existing || h.Existing
		if h.Pos.IsValid() {
			host.Pos = h.Pos
		}
		if !l.several {
			host.Identities = append(append([]string(nil), h.Identities...), host.Identities[1])
		}
	}
	if d.armID != "" {
		host.Identities = append(host.Identities, inventory.Canonical(d.armID))
	}
	l.loaded.Embedded = append(l.loaded.Embedded, inventory.Embedded{Format: inventory.ARM, Node: body, Host: host})
}

// joinPools gives a node pool that names its cluster, where the file declares that, the identity
// that a pool of its name in the cluster itself has, so that they are one.
func joinPools(declared []inventory.Embedded) {
	clusters := map[string]string{}
	for _, d := range declared {
		if t, _ := d.Host.SplitType(); t == clusterType {
			for _, id := range d.Host.Identities[1:] {
				clusters[id] = d.Host.Identities[0]
			}
		}
	}
	if len(clusters) == 0 {
		return
	}
	for i := range declared {
		host := &declared[i].Host
		t, _ := host.SplitType()
		if cluster := clusters[host.Parent.Identity()]; t == poolType && cluster != "" && host.Name != "" {
			host.Identities[0] = cluster + "/agentpools/" + strings.ToLower(host.Name)
		}
	}
}

// nameIdentity is the text by which an operator's object of a name is found: by
// those of its own folder, since the same names stand in the folders of several clusters.
func (l *loader) nameIdentity(group, kind, namespace, name string) string {
	scope := path.Dir(l.path)
	if l.host != nil {
		scope = l.host.Scope
	}
	if namespace == "" {
		namespace = "default"
	}
	return strings.Join([]string{"\x00name", scope, group, kind, namespace, name}, "\x00")
}

// operatorKind is a kind of an operator's objects, and the Azure type it declares.
type operatorKind struct {
	azureType string
	kind      inventory.Kind
}

// reference is a node for the id of the resource that another object declares.
func (l *loader) reference(k operatorKind, group, kind, namespace, name string, pos source.Pos) *source.Node {
	target := l.nameIdentity(group, kind, namespace, name)
	ref := &source.Ref{Kind: string(k.kind), Type: k.azureType, Attribute: source.RefID, Target: target}
	if k.kind == "" {
		ref.Kind, ref.Type = "other", kind
	}
	if k.kind == inventory.Key {
		ref.Attribute = source.RefKeyVersioned
	}
	return unknown(pos, &source.Symbol{Why: fmt.Sprintf("only Azure knows the id of the %s %s", kind, name), Expr: target, Present: true, Ref: ref})
}

func object(pos source.Pos, members ...source.Member) *source.Node {
	return &source.Node{Kind: source.Object, Pos: pos, Members: members}
}

// assigned are user-assigned identities as Azure Resource Manager has them: objects by the identities' ids.
func assigned(ids []*source.Node, pos source.Pos) *source.Node {
	all := object(pos)
	for _, id := range ids {
		m := source.Member{Pos: id.Pos, Value: object(id.Pos)}
		switch {
		case id.Kind == source.String:
			m.Key = id.Text
		case id.Kind == source.Unknown && id.Symbol != nil:
			m.Key, m.Symbol = id.Symbol.Expr, id.Symbol
		default:
			continue
		}
		all.Members = append(all.Members, m)
	}
	return all
}

func unknown(pos source.Pos, symbol *source.Symbol) *source.Node {
	return &source.Node{Kind: source.Unknown, Pos: pos, Symbol: symbol}
}

// renamed is a member under another name.
func renamed(m *source.Member, key string) source.Member {
	return source.Member{Key: key, Pos: m.Pos, Value: m.Value}
}

// pick takes members over under the names that Azure has for them: pairs of the name here and the name there.
func pick(from *source.Node, pairs ...string) []source.Member {
	var picked []source.Member
	for i := 0; i < len(pairs); i += 2 {
		if m := member(from, pairs[i]); m != nil {
			picked = append(picked, renamed(m, pairs[i+1]))
		}
	}
	return picked
}

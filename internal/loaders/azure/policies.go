package azure

import (
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// policyType is the type of an entry of a vault's access policies.
const policyType = "Microsoft.KeyVault/vaults/accessPolicies"

// policies reads the access policies that stand inside a vault. A vault that uses
// roles ignores them, which is for the rules to say.
func (l *loader) policies(vault *inventory.Resource, v *view) {
	lead := referenceTo(vault, vaultType, v.node.Pos)
	l.entries(v, lead, vault.Identities[0], true, func(r *inventory.Resource) {
		r.Format, r.Scope, r.Existing = vault.Format, vault.Scope, vault.Existing
		r.Address = vault.Address + "/accessPolicies/" + r.Address
		if vault.Overlay != nil {
			unknown := inventory.UnknownValue("the policy that this changes can't be told", r.Pos)
			r.Overlay = &unknown
		}
	})
}

// policyChild reads a resource that adds access policies to a vault, found in a file of Azure JSON.
func (l *loader) policyChild(v *view, id string) {
	parsed, ok := parseID(id)
	if !ok {
		// What the call that adds policies answers has an id without the last name.
		parsed, ok = parseID(strings.TrimRight(id, "/") + "/add")
	}
	if !ok || strings.EqualFold(parsed.name, "remove") {
		return
	}
	vault := inventory.SetValue(parsed.parent, idPlace(v.node))
	l.entries(v, vault, inventory.Canonical(parsed.parent), false, func(r *inventory.Resource) {
		r.Scope = l.file.Path
		r.Address = inventory.Canonical(id) + "/" + r.Address
	})
}

// embeddedPolicies is the same for a resource of another format.
func (l *loader) embeddedPolicies(v *view, host inventory.Host) {
	name := host.Name
	if name == "" {
		name = ownName(v.node.Get("name").Str())
	}
	if strings.EqualFold(name, "remove") {
		return
	}
	vault := host.Parent
	if vault.State == "" {
		vault = inventory.UnknownValue("the vault of these access policies can't be told", v.node.Pos)
	}
	l.entries(v, vault, vault.Identity(), false, func(r *inventory.Resource) {
		r.Format, r.Scope, r.Existing = host.Format, host.Scope, host.Existing
		r.Address = host.Address + "/" + r.Address
	})
}

// entries reads the list accessPolicies. vault leads to the vault whose identity is
// given, inline says that the list stands in it, and complete finishes each
// resource, whose address is its index.
func (l *loader) entries(v *view, vault inventory.Value, identity string, inline bool, complete func(*inventory.Resource)) {
	add := func(n *source.Node, pos source.Pos, index string) {
		entry := &view{typ: policyType, mode: v.mode, format: v.format, version: v.version, node: n, props: n}
		r := inventory.New(inventory.AccessPolicy, entry)
		r.Pos, r.Address = pos, index
		r.SetProperty("vault", vault)
		r.SetProperty("inline", inventory.SetValue(inline, pos))
		complete(r)
		if principal := r.Property("principal").Identity(); principal != "" && identity != "" {
			r.Identify(identity + "/accesspolicies/" + principal + "/" + strings.ToLower(n.Get("applicationId").Str()))
		} else {
			r.Identify(localIdentity(r.Scope+"\x00"+r.Address, ordinal(pos, 0)))
		}
		l.Resources = append(l.Resources, r)
	}
	m := v.member("accessPolicies")
	switch {
	case v.props != nil && v.props.Kind == source.Unknown:
		add(v.props, v.props.Pos, "")
	case m == nil || m.Value.Kind == source.Null:
	case m.Value.Kind == source.Array:
		for i, item := range m.Value.Items {
			if item.Kind != source.Null {
				add(item, item.Pos, strconv.Itoa(i))
			}
		}
	default:
		add(m.Value, m.Pos, "")
	}
}

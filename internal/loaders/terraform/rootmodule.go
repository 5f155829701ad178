package terraform

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// readModule makes a resource of the root module itself: which provider versions
// it allows, and which of the arguments that it uses not all of them have.
func (r *root) readModule(out *inventory.Loaded) {
	w := rootView{r.place()}
	res := inventory.New(inventory.TerraformModule, w)
	res.Name, res.Address, res.Scope = r.dir, r.dir, r.id
	res.Identify(r.id)
	set := func(name string, v any) { res.SetProperty(name, inventory.SetValue(v, w.pos)) }
	azurerm, azapi := r.provider("azurerm"), r.provider("azapi")
	for _, p := range []struct {
		prefix string
		pins   pins
	}{{"azurerm", azurerm}, {"azapi", azapi}} {
		if p.pins.newest != "" {
			set(p.prefix+"_version", p.pins.newest)
		}
		if p.pins.oldest != "" {
			set(p.prefix+"_oldest", p.pins.oldest)
		}
	}
	if azurerm.constraint != "" {
		set("azurerm_constraint", azurerm.constraint)
	}
	set("azurerm_locked", azurerm.locked)
	set("arguments", r.versionedArguments())
	n := countClusters(out)
	set("clusters", n.all)
	set("clusters_without_kms", int64(len(n.without)))
	set("clusters_in_doubt", n.doubtful)
	set("unset_kms_inputs", r.unsetKMSInputs(n.without))
	out.Resources = append(out.Resources, res)
}

// place is where the root says which azurerm it wants, else its first provider or resource.
func (r *root) place() source.Pos {
	m := r.top.mod
	for _, req := range m.requires {
		if isAzurerm(req) && req.at.Filename != "" {
			return r.places.of(req.at)
		}
	}
	for _, p := range m.providers {
		return r.places.header(p)
	}
	for _, res := range m.resources {
		return r.places.header(res.block)
	}
	for _, c := range m.calls {
		return r.places.header(c.block)
	}
	return 0
}

// pins is what a root says of a provider's version.
type pins struct {
	newest, oldest, constraint string
	locked                     bool
}

// provider gathers what the root and its modules say of a provider's version.
func (r *root) provider(name string) pins {
	var p pins
	var constraints []string
	for _, req := range r.requirements() {
		if req.version != "" && isProvider(req, name) && !slices.Contains(constraints, req.version) {
			constraints = append(constraints, req.version)
		}
	}
	p.constraint = strings.Join(constraints, ", ")
	if v := lockedVersion(r.locked, name); v != nil {
		p.newest, p.oldest, p.locked = v.String(), v.String(), true
		return p
	}
	if newest, oldest := r.releases.admitted(name, constraints); newest != nil {
		p.newest, p.oldest = newest.String(), oldest.String()
	}
	return p
}

// bounded are arguments that not every azurerm version has, by resource type.
// Those of the property table's rows, and blocks that its rows look into.
var bounded = sync.OnceValue(func() map[string][]inventory.TerraformName {
	table := map[string][]inventory.TerraformName{
		"azurerm_kubernetes_cluster": {{Path: "key_management_service", Since: "3.40.0"}},
		"azurerm_key_vault_key":      {{Path: "rotation_policy", Since: "3.46.0"}},
	}
	for typ, kind := range kinds {
		if !strings.HasPrefix(typ, "azurerm_") {
			continue
		}
		table[typ] = append(table[typ], boundedOf(kind, "")...)
	}
	table["azurerm_kubernetes_cluster"] = append(table["azurerm_kubernetes_cluster"], boundedOf(inventory.NodePool, "default_node_pool.")...)
	return table
})

func boundedOf(kind inventory.Kind, prefix string) []inventory.TerraformName {
	var names []inventory.TerraformName
	for _, p := range inventory.InfoOf(kind).Properties {
		for _, name := range p.Terraform {
			if name.Since != "" || name.Before != "" {
				name.Path = prefix + name.Path
				names = append(names, name)
			}
		}
	}
	return names
}

// versionedArguments lists the arguments that the root uses and that not every
// azurerm version has: TYPE.ARGUMENT, the first version that has it, the first
// that no longer does.
func (r *root) versionedArguments() []string {
	var list []string
	for _, inst := range r.seen {
		if inst.res.mode != "" {
			continue
		}
		for _, name := range bounded()[inst.res.typ] {
			if !isWritten(inst.body(), strings.Split(name.Path, ".")) {
				continue
			}
			since, before := "-", "-"
			if name.Since != "" {
				since = name.Since
			}
			if name.Before != "" {
				before = name.Before
			}
			list = append(list, fmt.Sprintf("%s.%s %s %s", inst.res.typ, name.Path, since, before))
		}
	}
	slices.Sort(list)
	return slices.Compact(append([]string{}, list...))
}

// isWritten reports whether a body writes an argument or block, in a dynamic block or not.
func isWritten(body *hclsyntax.Body, path []string) bool {
	if body.Attributes[path[0]] != nil {
		return true
	}
	for _, b := range body.Blocks {
		if nestedType(b) != path[0] {
			continue
		}
		if len(path) == 1 {
			return true
		}
		inner := b.Body
		if b.Type == "dynamic" {
			for _, content := range b.Body.Blocks {
				if content.Type == "content" {
					inner = content.Body
				}
			}
		}
		if isWritten(inner, path[1:]) {
			return true
		}
	}
	return false
}

// rootView shows the root itself: nothing is read through it, all is set by hand.
type rootView struct{ pos source.Pos }

func (rootView) Format() inventory.Format           { return inventory.Terraform }
func (rootView) Mode() inventory.Mode               { return inventory.Declared }
func (rootView) Type() string                       { return "module" }
func (rootView) Version() string                    { return "" }
func (rootView) Knows(inventory.TerraformName) bool { return true }
func (rootView) Keys(string) []string               { return nil }
func (v rootView) Lookup(string) inventory.Value    { return inventory.UnsetValue(v.pos) }

package terraform

import (
	"fmt"

	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// readPolicies makes an access policy of every access_policy block of a vault.
func (i *instance) readPolicies(out *inventory.Loaded) {
	const block = "access_policy"
	blocks, _ := i.scope.nested(i.body(), block, i.ctx)
	for n, b := range blocks {
		header := i.scope.root.places.header(b.header)
		w := &view{inst: i, at: spot{body: b.body, ctx: b.ctx, header: header, open: b.open}}
		res := inventory.New(inventory.AccessPolicy, w)
		res.Pos = header
		res.Address, res.Scope = fmt.Sprintf("%s/%s[%d]", i.addr, block, n), i.scope.root.id
		res.Identify(fmt.Sprintf("%s/%s[%d]", i.target(), block, n))
		vault := i.computed("id")
		res.SetProperty("vault", inventory.Value{State: inventory.Unknown, Pos: header, Symbol: &symbolOf(vault).Symbol})
		res.SetProperty("inline", inventory.SetValue(true, header))
		out.Resources = append(out.Resources, res)
	}
}

// nameRole gives a role assignment the role's name where its definition is looked
// up by name: data.azurerm_role_definition.
func (i *instance) nameRole(res *inventory.Resource) {
	attr := i.body().Attributes["role_definition_id"]
	if attr == nil {
		return
	}
	definition, _ := i.item(attr).owner()
	if definition == nil || definition.res.mode != "data" || definition.res.typ != "azurerm_role_definition" {
		return
	}
	name := definition.body().Attributes["name"]
	if name == nil {
		return
	}
	role := definition.view().Lookup("name")
	role.Origins = append([]source.Pos{role.Pos}, role.Origins...)
	role.Pos = i.scope.root.places.of(attr.SrcRange)
	res.SetProperty("role", role)
}

// accountKeys is the resource that gives a storage account its customer key.
const accountKeys = "azurerm_storage_account_customer_managed_key"

// overlayAccount makes of it what it changes: the account. The key is given by its
// id, or by its vault, name and version apart. Source: azure-facts 5.1.
func (i *instance) overlayAccount(res *inventory.Resource) {
	w := i.view()
	account := w.Lookup("storage_account_id")
	res.Overlay = &account
	key := w.Lookup("key_vault_key_id")
	if key.State == inventory.Unset {
		key = w.Lookup("managed_hsm_key_id")
	}
	if key.State == inventory.Unset {
		key = w.Lookup("key_name")
		if owner, _ := i.ownerOfArgument("key_name"); owner != nil && owner.kind() == string(inventory.Key) {
			attribute := "versionless_id"
			if i.body().Attributes["key_version"] != nil {
				attribute = "id"
			}
			key.State, key.Value = inventory.Unknown, nil
			key.Symbol = &symbolOf(owner.computed(attribute)).Symbol
		} else if key.State == inventory.Set {
			key.State, key.Value = inventory.Unknown, nil
			key.Symbol = &source.Symbol{Why: "the key is named, and its id is known only after apply", Present: true}
		}
	}
	res.SetProperty("customer_key", inventory.SetValue(true, i.header()))
	res.SetProperty("vault_key", key)
}

// readAzapiRow says how an azapi resource is written.
func (i *instance) readAzapiRow(out *inventory.Loaded) {
	res := inventory.New(inventory.AzapiResource, i.view())
	res.Name = i.view().name("name")
	res.Address, res.Scope, res.Existing = i.addr, i.scope.root.id, i.res.mode == "data"
	res.Identify(i.target() + "/azapi")
	if attr := i.body().Attributes["body"]; attr != nil {
		form := "object"
		v := plain(i.scope.value(attr.Expr, i.ctx))
		written := i.item(attr).resolve()
		call, isCall := unwrapCall(written)
		switch {
		case isCall && call.Name == "jsonencode" || v.Type() == cty.String:
			form = "text"
		case !v.IsKnown() && v.Type().HasDynamicTypes():
			form = ""
		}
		value := inventory.SetValue(form, i.item(attr).pos())
		if form == "" {
			value = inventory.UnknownValue("its body isn't known", value.Pos)
		}
		res.SetProperty("body_form", value)
	}
	out.Resources = append(out.Resources, res)
}

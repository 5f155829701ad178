package terraform

import (
	"fmt"
	"strings"

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

// doubtGrant makes what a grant or policy gives unknown where nobody knows whether it is
// there as often as the identity and the vault that it is for.
func (i *instance) doubtGrant(res *inventory.Resource, given ...string) {
	if res.Existing {
		return
	}
	var about []inventory.Value
	for _, name := range []string{"scope", "principal", "vault"} {
		if res.Info().Has(name) {
			about = append(about, *res.Property(name))
		}
	}
	sym := i.mayBeAbsentFrom(about...)
	if sym == nil {
		return
	}
	for _, name := range given {
		if v := res.Property(name); v.State != inventory.Unset {
			doubted := inventory.UnknownValue(sym.Why, v.Pos)
			doubted.Origins = v.Origins
			*v = doubted
		}
	}
}

const (
	hsmKey = "azurerm_key_vault_managed_hardware_security_module_key"
	// localGrant gives one of a managed HSM's own roles: on all of the HSM, or on one of its keys.
	localGrant = "azurerm_key_vault_managed_hardware_security_module_role_assignment"
	localRole  = "azurerm_key_vault_managed_hardware_security_module_role_definition"
)

// readLocalGrant completes the grant of a managed HSM's own role: its scope is
// written within the HSM, and its role may be looked up by a data source.
func (i *instance) readLocalGrant(res *inventory.Resource) {
	w := i.view()
	scope := w.Lookup("scope")
	if definition, attribute := i.ownerOfArgument("scope"); attribute == "scope" && definition.isLocalRole() {
		if scope = definition.view().Lookup("scope"); definition.body().Attributes["scope"] == nil {
			scope = inventory.SetValue("/", scope.Pos) // the provider's default
		}
		scope.Origins = append([]source.Pos{scope.Pos}, scope.Origins...)
		scope.Pos = w.Lookup("scope").Pos
	}
	hsm := hsmOf(w)
	found, ok := localScope(hsm, scope)
	if !ok {
		found = i.keyScope(hsm, scope)
	}
	res.SetProperty("scope", found)

	definition, attribute := i.ownerOfArgument("role_definition_id")
	if attribute != "resource_manager_id" || !definition.isLocalRole() {
		return
	}
	if role := definition.view().Lookup("name"); role.State == inventory.Set {
		role.Value = strings.ToLower(role.Text())
		role.Origins = append([]source.Pos{role.Pos}, role.Origins...)
		role.Pos = w.Lookup("role_definition_id").Pos
		res.SetProperty("role_id", role)
	}
}

// isLocalRole reports whether it looks up a role of a managed HSM.
func (i *instance) isLocalRole() bool {
	return i != nil && i.res.mode == "data" && i.res.typ == localRole
}

// hsmOf is the managed HSM of one of its own grants: by its id, or by its URL up to azurerm 3.
func hsmOf(w inventory.View) inventory.Value {
	hsm := w.Lookup("managed_hsm_id")
	if hsm.State == inventory.Unset {
		hsm = w.Lookup("vault_base_url")
	}
	return hsm
}

// localScope is the scope of a grant as Azure's own would be written: "/" and "/keys"
// are the managed HSM itself, and "/keys/NAME" is a key below it. It isn't found
// where the id of the HSM is unknown and a key is meant, or the scope isn't known.
func localScope(hsm, scope inventory.Value) (inventory.Value, bool) {
	if scope.State != inventory.Set {
		return scope, scope.State == inventory.Unset
	}
	key, hasKey := localKey(scope)
	if hasKey && hsm.State != inventory.Set {
		return scope, false
	}
	found := hsm
	found.Origins = append(append([]source.Pos{hsm.Pos}, hsm.Origins...), scope.Origins...)
	found.Pos = scope.Pos
	if hasKey {
		found.Value = strings.TrimRight(hsm.Text(), "/") + "/keys/" + key
	}
	return found, true
}

// localKey is the key that a scope within a managed HSM names.
func localKey(scope inventory.Value) (string, bool) {
	rest, ok := strings.CutPrefix(strings.Trim(scope.Text(), "/"), "keys/")
	return rest, ok
}

// keyScope is a scope that names a key of a managed HSM of which the id isn't known:
// the key itself, where the same module makes it.
func (i *instance) keyScope(hsm, scope inventory.Value) inventory.Value {
	name, ok := localKey(scope)
	if !ok {
		return scope
	}
	found := inventory.UnknownValue(fmt.Sprintf("no key %q of that managed HSM is in the same module", name), scope.Pos)
	found.Origins = scope.Origins
	for _, key := range i.scope.holders().hsmKeys[strings.ToLower(name)] {
		if of := key.view().Lookup("managed_hsm_id"); of.Identity() == "" || of.Identity() != hsm.Identity() {
			continue
		}
		found.Symbol = &symbolOf(key.computed("resource_id")).Symbol
		found.Origins = append([]source.Pos{key.header()}, scope.Origins...)
	}
	return found
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
	made := inventory.SetValue(true, i.header())
	if sym := i.mayBeAbsentFrom(account); sym != nil {
		made = inventory.UnknownValue(sym.Why, made.Pos)
	}
	res.SetProperty("customer_key", made)
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

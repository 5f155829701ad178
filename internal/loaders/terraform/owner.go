package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// owner is the resource or data source whose attribute an expression is, whether
// its value is known or not; nil when it is anything else.
func (i item) owner() (inst *instance, attribute string) {
	for range 100 {
		if i.expr == nil {
			return nil, ""
		}
		if e, ok := unwrap(i.expr).(*hclsyntax.ScopeTraversalExpr); ok && i.s.mod != nil {
			if _, isLocal := loopVariable(i.ctx, e.Traversal.RootName()); !isLocal && i.s.resolves(e.Traversal) {
				if inst, attribute, ok := i.ownerOf(e, i.path); ok {
					return inst, attribute
				}
			}
		}
		next, ok := i.next()
		if !ok {
			return nil, ""
		}
		for len(next.path) > 0 {
			part, at, ok := next.s.written(next.expr, next.ctx, next.path[0])
			if !ok {
				break
			}
			next.expr, next.at, next.path = part, at, next.path[1:]
		}
		i = next
	}
	return nil, ""
}

func (i item) ownerOf(e *hclsyntax.ScopeTraversalExpr, path []cty.Value) (*instance, string, bool) {
	switch e.Traversal.RootName() {
	case "var", "local", "module", "path", "terraform":
		return nil, "", false
	}
	addr, steps := resourceName(e.Traversal)
	r := i.s.mod.byName[addr]
	if r == nil {
		return nil, "", false
	}
	x := i.s.expand(r)
	n, rest, ok := x.choose(append(keysOf(steps), path...))
	if !ok || n >= len(x.instances) {
		return nil, "", false
	}
	var names []string
	for _, key := range rest {
		names = append(names, keyText(key))
	}
	return x.instances[n], strings.Join(names, "."), true
}

// ownerOfArgument is [item.owner] of an argument; nil when the argument isn't set.
func (i *instance) ownerOfArgument(name string) (*instance, string) {
	attr := i.body().Attributes[name]
	if attr == nil {
		return nil, ""
	}
	return i.item(attr).owner()
}

// above lists the identities of what contains a resource: the parent that it
// names, its resource group, the subscriptions of the root.
func (i *instance) above() []string {
	var found []string
	for _, argument := range []string{"key_vault_id", "managed_hsm_id"} {
		if parent, _ := i.ownerOfArgument(argument); parent != nil {
			found = append(found, parent.target())
			found = append(found, parent.above()...)
			return found
		}
	}
	if group, _ := i.ownerOfArgument("resource_group_name"); group != nil {
		found = append(found, group.target())
	} else if name := textOf(i.argument("resource_group_name")); name != "" {
		found = append(found, i.scope.holders().groups[strings.ToLower(name)]...)
	}
	for s := i.scope; s != nil; s = s.parent {
		found = append(found, s.holders().subscriptions...)
	}
	return found
}

// holders are what resources of a scope may lie in, or be given on, without referring to it.
type holders struct {
	groups        map[string][]string // by the group's name, lower-case
	subscriptions []string
	hsmKeys       map[string][]*instance // keys of managed HSMs, by their name, lower-case
}

// holders finds them, once.
func (s *scope) holders() *holders {
	if s.held != nil {
		return s.held
	}
	s.held = &holders{groups: map[string][]string{}, hsmKeys: map[string][]*instance{}}
	for _, r := range s.mod.resources {
		switch {
		case r.typ == "azurerm_resource_group" && r.mode != "ephemeral":
			for _, group := range s.expand(r).instances {
				if name := strings.ToLower(textOf(group.argument("name"))); name != "" {
					s.held.groups[name] = append(s.held.groups[name], group.target())
				}
			}
		case r.typ == hsmKey && r.mode == "":
			for _, key := range s.expand(r).instances {
				if name := strings.ToLower(textOf(key.argument("name"))); name != "" {
					s.held.hsmKeys[name] = append(s.held.hsmKeys[name], key)
				}
			}
		case r.mode == "data" && r.typ == "azurerm_subscription" && r.block.Body.Attributes["subscription_id"] == nil:
			// Without a subscription_id of its own it is the one that the provider works in.
			for _, subscription := range s.expand(r).instances {
				s.held.subscriptions = append(s.held.subscriptions, subscription.target())
			}
		}
	}
	return s.held
}

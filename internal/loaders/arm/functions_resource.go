package arm

import (
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// resourceFunctions make resource ids and read the runtime state of resources.
func resourceFunctions() map[string]function {
	return map[string]function{
		"resourceId":                  {min: 2, max: -1, result: textKind, present: true, eval: resourceID},
		"subscriptionResourceId":      {min: 2, max: -1, result: textKind, present: true, eval: subscriptionResourceID},
		"tenantResourceId":            {min: 2, max: -1, result: textKind, present: true, eval: tenantResourceID},
		"managementGroupResourceId":   {min: 2, max: -1, result: textKind, present: true, eval: managementGroupResourceID},
		"extensionResourceId":         {min: 3, max: -1, result: textKind, present: true, eval: extensionResourceID},
		"reference":                   {min: 1, max: 3, present: true, eval: referenceTo},
		"listOutputsWithSecureValues": {min: 2, max: 2, present: true, eval: outputsOf},
		"references":                  {min: 1, max: 2, result: arrayKind, present: true, eval: references},
		"resourceInfo":                {min: 1, max: 1, present: true, eval: resourceInfo},
	}
}

// texts are the arguments from the first on, as texts.
func (c *call) texts() ([]text, bool) {
	out := make([]text, len(c.args))
	for i, arg := range c.args {
		t, ok := c.symbols.textOf(arg)
		if !ok || c.symbols.kindOf(arg) == arrayKind || c.symbols.kindOf(arg) == objectKind {
			return nil, false
		}
		out[i] = t
	}
	return out, true
}

// typeArg finds the resource type among arguments: the known text with a slash that
// is followed by as many names as it has parts below the namespace.
func typeArg(args []text, latest int) (at int, ok bool) {
	for i := range args {
		if i > latest {
			break
		}
		typ, known := args[i].known()
		if known && strings.Contains(typ, "/") && !strings.HasPrefix(typ, "/") && len(args)-i-1 == strings.Count(strings.Trim(typ, "/"), "/") {
			return i, true
		}
	}
	return 0, false
}

// idText writes a resource id below a scope; names may spell out several levels.
func idText(scope text, typ string, names []text) text {
	parts := strings.Split(strings.Trim(typ, "/"), "/")
	out := join(scope, literal("/providers/"+parts[0]))
	for i, part := range parts[1:] {
		out = join(out, literal("/"+part+"/"))
		if i < len(names) {
			out = join(out, names[i])
		}
	}
	return out
}

// idOf makes an id function's value out of the arguments before the type (parts
// of the scope), the type and the names.
func (c *call) idOf(latest int, scope func(before []text) text) *source.Node {
	args, ok := c.texts()
	if !ok {
		return nil
	}
	at, ok := typeArg(args, latest)
	if !ok {
		if c.known() {
			return c.fail(source.Warning, "%s(): the names don't fit the resource type", c.x.spelt)
		}
		return nil
	}
	typ, _ := args[at].known()
	return c.textNode(idText(scope(args[:at]), typ, args[at+1:]))
}

func resourceID(c *call) *source.Node {
	return c.idOf(2, func(before []text) text {
		subscription, group := c.t.subscription, c.t.group
		switch len(before) {
		case 1:
			// One argument before the type is a group or, where there is none, a subscription.
			if group == nil {
				subscription = before[0]
			} else {
				group = before[0]
			}
		case 2:
			subscription, group = before[0], before[1]
		}
		return scopeText(subscription, group)
	})
}

// scopeText writes a scope: a resource group, a subscription, or nothing for the tenant.
func scopeText(subscription, group text) text {
	if subscription == nil {
		return nil
	}
	out := join(literal("/subscriptions/"), subscription)
	if group == nil {
		return out
	}
	return join(out, literal("/resourceGroups/"), group)
}

func subscriptionResourceID(c *call) *source.Node {
	return c.idOf(1, func(before []text) text {
		if len(before) == 1 {
			return scopeText(before[0], nil)
		}
		return scopeText(c.t.subscription, nil)
	})
}

func tenantResourceID(c *call) *source.Node {
	return c.idOf(0, func([]text) text { return nil })
}

func managementGroupResourceID(c *call) *source.Node {
	return c.idOf(1, func(before []text) text {
		name := unknown(part{base: c.main.id + " " + managementPart, src: "managementGroup().name", why: whyDeployed, present: true, typ: textKind})
		if len(before) == 1 {
			name = before[0]
		}
		return join(literal("/providers/Microsoft.Management/managementGroups/"), name)
	})
}

func extensionResourceID(c *call) *source.Node {
	args, ok := c.texts()
	if !ok {
		return nil
	}
	typ, known := args[1].known()
	if !known || strings.Count(strings.Trim(typ, "/"), "/") != len(args)-2 {
		return nil
	}
	return c.textNode(idText(args[0], typ, args[2:]))
}

// reference is the runtime state of a resource, or an attribute of it.
type reference struct {
	// target is the canonical id of the resource, and id the id as text.
	target string
	id     text
	typ    string
	// full says that the state is the whole resource and not its properties alone.
	full bool
	// path names the attribute, lower-case, its parts joined by '.'; "" for the state itself.
	path string
	// deployment is set for a nested deployment whose template is at hand.
	deployment *instance
	// direct says that the state is a deployment's outputs by their names, without
	// what else a deployment says of each.
	direct bool
}

// referenceTo is reference(id or name [, apiVersion [, 'Full']]).
func referenceTo(c *call) *source.Node {
	target, ok := c.symbols.textOf(c.args[0])
	if !ok {
		return nil
	}
	full := len(c.args) > 2 && strings.EqualFold(c.args[2].Str(), "full")
	id, instance := c.t.resolve(target)
	if id == nil {
		return c.runtime("reference(): no resource of this template is called " + target.shown())
	}
	return c.state(id, instance, full)
}

// outputsOf is listOutputsWithSecureValues(id or name of a deployment, apiVersion).
func outputsOf(c *call) *source.Node {
	target, ok := c.symbols.textOf(c.args[0])
	if !ok {
		return nil
	}
	id, found := c.t.resolve(target)
	if id == nil {
		return c.runtime("only Azure answers " + c.x.spelt + "()")
	}
	typ, _ := typeOfID(id)
	r := &reference{target: id.canonical(), id: id, typ: typ, path: "outputs", direct: true, deployment: found}
	return c.symbols.unknown(r.part(c.x.src))
}

// state makes the runtime state of a resource.
func (c *call) state(id text, found *instance, full bool) *source.Node {
	typ, _ := typeOfID(id)
	r := &reference{target: id.canonical(), id: id, typ: typ, full: full}
	if found != nil && strings.EqualFold(found.typ, deploymentType) {
		r.deployment = found
	}
	return c.symbols.unknown(r.part(c.x.src))
}

// part is the reference as an unknown value.
func (r *reference) part(src string) part {
	base := "reference(" + r.target + ")"
	if r.full {
		base += ".full"
	}
	p := part{
		base: short(base + "." + r.path), src: src, present: r.always(), reference: r,
		why: "only Azure knows the state of " + src,
		ref: newRef(r.typ, source.RefOther, r.target),
	}
	switch {
	case r.isInnerIdentity():
		// Not the resource's own identity: nothing else may be taken for it.
		p.ref = &source.Ref{Kind: "other", Type: r.typ, Attribute: source.RefOther, Target: r.target + "#" + r.path}
	case strings.HasPrefix(r.path, "outputs") && strings.EqualFold(r.typ, deploymentType):
		// What a template that isn't here puts out may be empty.
		p.present, p.ref, p.why = false, nil, "the template of the deployment is not in the files given"
	case r.path == "principalid", r.path == "identity.principalid":
		p.ref.Attribute = source.RefPrincipal
	case r.path == "keyuri" && p.ref.Kind == "key":
		p.ref.Attribute, p.typ = source.RefKeyVersionless, textKind
	case r.path == "keyuriwithversion" && p.ref.Kind == "key":
		p.ref.Attribute, p.typ = source.RefKeyVersioned, textKind
	}
	return p
}

// isInnerIdentity reports whether the attribute identifies some identity inside the
// resource (the kubelet's, an add-on's), and not the one that the resource itself has.
func (r *reference) isInnerIdentity() bool {
	switch r.path[strings.LastIndexByte(r.path, '.')+1:] {
	case "principalid", "clientid", "objectid":
		return r.path != "identity.principalid" && r.path != "principalid" && r.path != "clientid"
	}
	return strings.HasPrefix(r.path, "identityprofile.")
}

// always reports whether a state has the attribute for certain: Azure itself sets it.
// What whoever made the resource may leave out isn't certain.
func (r *reference) always() bool {
	switch r.path[strings.LastIndexByte(r.path, '.')+1:] {
	case "", "id", "name", "type", "location", "apiversion", "keyuri", "keyuriwithversion", "keyurl", "vaulturi", "hsmuri", "fqdn",
		"principalid", "clientid", "objectid", "tenantid", "resourceid", "provisioningstate", "noderesourcegroup", "properties", "outputs":
		return true
	}
	return false
}

// attribute is a member of a resource's runtime state.
func (e env) attribute(p piece, name string, x *expr) *source.Node {
	r := *p.reference
	key := strings.ToLower(name)
	if r.full && r.path == "" {
		switch key {
		case "properties":
			r.full = false
			return e.symbols.unknown(r.part(x.src))
		case "id", "resourceid":
			return e.symbols.node(r.id)
		}
	}
	if r.path != "" {
		key = r.path + "." + key
	}
	if r.direct {
		key, r.direct = key+".value", false
	}
	r.path = key
	if d := r.deployment; d != nil {
		if output, ok := strings.CutPrefix(key, "outputs."); ok && strings.HasSuffix(output, ".value") {
			output = strings.TrimSuffix(output, ".value")
			if v := d.output(output); v != nil {
				return moved(v)
			}
			if d.template() != nil && !e.cutOff {
				return e.because("the template of the deployment has no output '" + output + "'")
			}
		}
	}
	if strings.Count(key, ".") > 20 {
		return e.because("no resource has attributes as deep as " + x.src)
	}
	return e.symbols.unknown(r.part(x.src))
}

// assigned is the identity of an id among those assigned to the resource p, whose
// userAssignedIdentities are read; ok is false for anything else.
func (e env) assigned(base, key *source.Node, x *expr) (v *source.Node, ok bool) {
	t := e.symbols.pieces(base)
	if len(t) != 1 || t[0].reference == nil || !t[0].reference.full || t[0].reference.path != "identity.userassignedidentities" {
		return nil, false
	}
	id, ok := e.symbols.textOf(key)
	typ, isID := typeOfID(id)
	if !ok || !isID {
		return nil, false
	}
	r := &reference{target: id.canonical(), id: id, typ: typ}
	return e.symbols.unknown(r.part(x.src)), true
}

// references is references(symbolic name of a loop [, 'Full']): the states of all its resources.
func references(c *call) *source.Node {
	name, ok := c.str(0)
	if !ok {
		return nil
	}
	full := len(c.args) > 1 && strings.EqualFold(c.args[1].Str(), "full")
	var states []*source.Node
	for _, in := range c.t.named(name) {
		if in.uncertain {
			return c.runtime(in.whyUncertain)
		}
		states = append(states, c.state(in.id, in, full))
	}
	return arrayNode(states)
}

// resourceInfo is what is certain of a resource by its symbolic name.
func resourceInfo(c *call) *source.Node {
	name, ok := c.str(0)
	if !ok {
		return nil
	}
	found := c.t.named(name)
	if len(found) == 0 {
		return c.fail(source.Warning, "resourceInfo(): no resource of this template has the symbolic name '%s'", name)
	}
	in := found[0]
	return objectNode(
		member("id", c.symbols.node(in.id)),
		member("name", c.symbols.node(in.fullName())),
		member("type", stringNode(in.typ)),
		member("apiVersion", stringNode(in.version)),
	)
}

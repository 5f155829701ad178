package terraform

import (
	"fmt"
	"path"
	"reflect"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// load reads the resources of a root and of the modules that it calls.
func (r *root) load() inventory.Loaded {
	var out inventory.Loaded
	if r.matters(r.top.mod, "", 0) {
		r.walk(r.top, &out)
		for _, inst := range r.seen {
			inst.read(&out)
		}
		if len(r.seen) > 0 {
			r.readModule(&out)
		}
	}
	out.Diagnostics = append(out.Diagnostics, r.diags...)
	return out
}

// matters reports whether a module, or one that it calls, holds something to
// judge. A module that isn't on disk may.
func (r *root) matters(m *module, keys string, level int) bool {
	if m.known {
		return true
	}
	if level > maxModules {
		return true
	}
	for _, c := range m.calls {
		callee := r.findModule(m.dir, c, keys+c.name, r.installed)
		if callee == nil || r.matters(callee, keys+c.name+".", level+1) {
			return true
		}
	}
	return false
}

// blockNames are the names of the blocks that the property table looks into.
var blockNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, info := range inventory.Kinds() {
		for i := range info.Properties {
			for _, name := range info.Properties[i].Terraform {
				steps := strings.Split(name.Path, ".")
				for _, step := range steps[:len(steps)-1] {
					names[step] = true
				}
			}
		}
	}
	return names
})

// walk finds the resources of a scope and of the modules below it.
func (r *root) walk(s *scope, out *inventory.Loaded) {
	for _, res := range s.mod.resources {
		if res.typ == helmRelease && res.mode == "" {
			r.noteRelease(s, res)
		}
		if !isKnownType(res) {
			continue
		}
		r.seen = append(r.seen, s.expand(res).instances...)
	}
	for _, c := range s.mod.calls {
		callee := r.findModule(s.mod.dir, c, s.keys+c.name, r.installed)
		switch {
		case callee == nil:
			s.readCall(c, out)
		case r.matters(callee, s.keys+c.name+".", s.level+1):
			for _, child := range s.family(c).scopes {
				r.walk(child, out)
			}
		}
	}
}

// helmRelease installs a chart. What that makes isn't in the configuration.
const helmRelease = "helm_release"

// noteRelease says, once a root, that what charts make isn't judged.
func (r *root) noteRelease(s *scope, res *resource) {
	if r.noted {
		return
	}
	r.noted = true
	r.diags = append(r.diags, source.Diagnostic{
		Level: source.Note, Path: res.block.TypeRange.Filename, Pos: r.places.header(res.block),
		Message: fmt.Sprintf("what the chart of %s makes isn't judged, nor that of any other helm_release here", s.path+res.addr()),
		Hint:    "scan what it renders to: helm template CHART --values FILE | scan -",
	})
}

// isKnownType reports whether a resource is of a type that is read.
func isKnownType(r *resource) bool {
	if r.mode == "ephemeral" {
		return false
	}
	_, ok := kinds[r.typ]
	return ok || isKnownAzapi(r) || isKnownKubernetes(r) || isDeployment(r)
}

// read makes resources of the inventory of an instance.
func (i *instance) read(out *inventory.Loaded) {
	if !i.scope.isShape() {
		i.readWritten(out)
		return
	}
	var made inventory.Loaded
	i.readWritten(&made)
	for _, res := range made.Resources {
		i.settleShape(res)
	}
	for n := range made.Embedded {
		i.settleShapeTree(&made.Embedded[n])
	}
	out.Append(made)
}

func (i *instance) readWritten(out *inventory.Loaded) {
	kind, ok := kinds[i.res.typ]
	switch {
	case ok:
	case isKnownKubernetes(i.res):
		i.readKubernetes(out)
		return
	case isDeployment(i.res):
		i.readDeployment(out)
		return
	default:
		i.readAzapi(out)
		i.readAzapiRow(out)
		return
	}
	w := i.view()
	res := inventory.New(kind, w)
	res.Name = w.name("name")
	res.Address, res.Scope = i.addr, i.scope.root.id
	res.Existing = i.res.mode == "data"
	res.Identify(i.target(), i.azureID(res.Name))
	res.Above = i.above()
	switch kind {
	case inventory.NodePool:
		i.identifyPool(res, res.Property("cluster"))
	case inventory.RoleAssignment:
		i.nameRole(res)
		if i.res.typ == localGrant {
			i.readLocalGrant(res)
		}
		i.doubtGrant(res, "role", "role_id")
	case inventory.AccessPolicy:
		i.doubtGrant(res, "key_permissions")
	case inventory.StorageAccount:
		if i.res.typ == accountKeys {
			i.overlayAccount(res)
		}
	case inventory.Cluster:
		if !res.Existing {
			certain, doubtful := i.waitsFor(res.Pos)
			res.SetProperty("dependencies", certain)
			res.SetProperty("dependencies_in_doubt", doubtful)
		}
	}
	out.Resources = append(out.Resources, res)
	if res.Existing {
		return
	}
	switch i.res.typ {
	case "azurerm_kubernetes_cluster":
		i.readInlinePool(out)
	case "azurerm_key_vault":
		i.readPolicies(out)
	}
}

// readInlinePool makes a node pool of a cluster's default_node_pool.
func (i *instance) readInlinePool(out *inventory.Loaded) {
	const block = "default_node_pool"
	w := i.view()
	value, found := w.find(w.at, []string{block})
	if found == nil {
		return
	}
	var pool *view
	if found.block != nil {
		pool = &view{inst: i, at: spot{body: found.block.body, ctx: found.block.ctx, header: value.Pos}}
	} else {
		// Written as an argument: JSON, or a list of objects.
		pool = &view{inst: i, at: w.at, prefix: []string{block}}
	}
	res := inventory.New(inventory.NodePool, pool)
	if found.block != nil {
		i.settlePool(res, block)
	}
	res.Pos = value.Pos
	res.Name = pool.name("name")
	res.Address, res.Scope = i.addr+"/"+block, i.scope.root.id
	cluster := i.computed("id")
	res.SetProperty("cluster", inventory.Value{State: inventory.Unknown, Pos: value.Pos, Symbol: &symbolOf(cluster).Symbol})
	res.Identify(i.target() + "/" + block)
	i.identifyPool(res, res.Property("cluster"))
	out.Resources = append(out.Resources, res)
}

// settlePool sees to a pool of which nobody knows by which of several dynamic
// blocks it is made. One of them makes it: what they agree on is certain.
func (i *instance) settlePool(pool *inventory.Resource, block string) {
	blocks, open := i.scope.nested(i.body(), block, i.ctx)
	if open == nil {
		return
	}
	for _, b := range blocks[1:] {
		header := i.scope.root.places.header(b.header)
		other := inventory.New(inventory.NodePool, &view{inst: i, at: spot{body: b.body, ctx: b.ctx, header: header}})
		for _, p := range pool.Info().Properties {
			v, o := pool.Property(p.Name), other.Property(p.Name)
			if v.State != o.State || !reflect.DeepEqual(v.Value, o.Value) || v.Identity() != o.Identity() {
				u := inventory.UnknownValue(open.Why, v.Pos)
				u.Origins = append(u.Origins, o.Pos)
				*v = u
			}
		}
	}
}

// identifyPool adds the identity of a pool by its cluster and name, by which what
// changes it from outside (azapi_update_resource) finds it.
func (i *instance) identifyPool(pool *inventory.Resource, cluster *inventory.Value) {
	if pool.Existing || cluster.Symbol.Target() == "" || pool.Name == "" {
		return
	}
	pool.Identify(cluster.Symbol.Target() + "/agentpools/" + strings.ToLower(pool.Name))
}

// name is a resource's own name; an unknown one is its source text without the quotes.
func (w *view) name(argument string) string {
	value := w.Lookup(argument)
	if value.State == inventory.Set {
		if text, ok := value.Value.(string); ok {
			return text
		}
	}
	return w.sourceText(argument)
}

// sourceText is an argument as it is written, without outer quotes.
func (w *view) sourceText(argument string) string {
	at := w.at
	if len(w.prefix) > 0 {
		return ""
	}
	attr := at.body.Attributes[argument]
	if attr == nil {
		return ""
	}
	return w.inst.scope.root.text(attr)
}

// text is an argument's expression as it is written, without outer quotes.
func (r *root) text(attr *hclsyntax.Attribute) string { return r.sourceOf(attr.Expr) }

// sourceOf is an expression as it is written, without outer quotes.
func (r *root) sourceOf(expr hclsyntax.Expression) string {
	text := r.asWritten(expr)
	if len(text) > 1 && text[0] == '"' && text[len(text)-1] == '"' {
		text = text[1 : len(text)-1]
	}
	return shortened(text, 200)
}

// asWritten is an expression as it is written, on one line.
func (r *root) asWritten(expr hclsyntax.Expression) string {
	at := expr.Range()
	f := r.places[at.Filename]
	if f == nil || at.End.Byte > len(f.Data) || at.Start.Byte > at.End.Byte {
		return ""
	}
	return strings.Join(strings.Fields(string(f.Data[at.Start.Byte:at.End.Byte])), " ")
}

func shortened(text string, longest int) string {
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "..."
	}
	return text
}

// azureID is the Azure resource id, when everything it is made of is known.
func (i *instance) azureID(name string) string {
	typ, ok := azureTypes[i.res.typ]
	if !ok {
		return ""
	}
	if text := textOf(i.argument("name")); text == "" || text != name {
		return ""
	}
	group := textOf(i.argument("resource_group_name"))
	subscription := i.scope.subscription(i)
	if group == "" || subscription == "" {
		return ""
	}
	return inventory.Canonical(path.Join("/subscriptions", subscription, "resourceGroups", group, "providers", typ, name))
}

// argument is the value of an argument; null when it isn't set.
func (i *instance) argument(name string) cty.Value {
	attr := i.body().Attributes[name]
	if attr == nil {
		return cty.NullVal(cty.DynamicPseudoType)
	}
	return i.scope.value(attr.Expr, i.ctx)
}

// subscription is the subscription id that the instance's provider is configured
// with; "" when that isn't known. Only the root's own providers are looked at, and
// aliases only where the resource names one.
func (s *scope) subscription(i *instance) string {
	alias := ""
	if attr := i.body().Attributes["provider"]; attr != nil {
		_, alias, _ = strings.Cut(s.root.text(attr), ".")
	}
	if s.parent != nil && (alias != "" || s.call.block.Body.Attributes["providers"] != nil) {
		return ""
	}
	top := s.root.top
	for _, p := range top.mod.providers {
		if len(p.Labels) == 1 && p.Labels[0] == "azurerm" && literalText(p.Body.Attributes["alias"]) == alias {
			if attr := p.Body.Attributes["subscription_id"]; attr != nil {
				return textOf(top.value(attr.Expr, top.base))
			}
		}
	}
	return ""
}

// azurerm is the version of the azurerm provider in force in the root.
func (r *root) azurerm() providerVersion {
	if r.azurermFound == nil {
		v := azurermVersion(r.releases, r.locked, r.requirements())
		r.azurermFound = &v
	}
	return *r.azurermFound
}

// requirements are those of the root and of all modules that it calls.
func (r *root) requirements() []requirement {
	var requires []requirement
	seen := map[string]bool{}
	var collect func(m *module, keys string, level int)
	collect = func(m *module, keys string, level int) {
		if m == nil || level > maxModules || seen[m.dir] {
			return
		}
		seen[m.dir] = true
		requires = append(requires, m.requires...)
		for _, c := range m.calls {
			collect(r.modules[folderOf(m.dir, c.source, keys+c.name, r.installed)], keys+c.name+".", level+1)
		}
	}
	collect(r.top.mod, "", 0)
	return requires
}

// readCall makes a resource of the call of a module that isn't on disk.
func (s *scope) readCall(c *call, out *inventory.Loaded) {
	rep := s.repeat(c.block.Body)
	if len(rep.keys) == 0 {
		return
	}
	w := &callView{s: s, call: c}
	res := inventory.New(inventory.ModuleCall, w)
	res.Name = c.name
	res.Address = s.path + "module." + c.name
	res.Scope = s.root.id
	res.Identify(s.identify("module." + c.name))
	out.Resources = append(out.Resources, res)
	if isLocal(c.source) {
		dir := path.Join(s.mod.dir, c.source)
		message := fmt.Sprintf("module.%s: there is no Terraform configuration in %s", c.name, dir)
		if !s.root.mayCall(dir) {
			message = fmt.Sprintf("module.%s isn't read: %s lies outside %s", c.name, dir, s.root.options.Within)
		}
		out.Diagnostics = append(out.Diagnostics, source.Diagnostic{
			Level: source.Warning, Path: c.block.TypeRange.Filename, Pos: s.root.places.header(c.block), Message: message,
		})
	}
}

// callView shows the call of a module that isn't on disk.
type callView struct {
	s    *scope
	call *call
}

func (*callView) Format() inventory.Format           { return inventory.Terraform }
func (*callView) Mode() inventory.Mode               { return inventory.Declared }
func (*callView) Type() string                       { return "module" }
func (*callView) Version() string                    { return "" }
func (*callView) Knows(inventory.TerraformName) bool { return true }

func (w *callView) Keys(path string) []string {
	if path != "" && path != "inputs" {
		return nil
	}
	var names []string
	for _, attr := range sortedAttributes(w.call.block.Body) {
		if !metaArguments[attr.Name] {
			names = append(names, attr.Name)
		}
	}
	return names
}

func (w *callView) Lookup(path string) inventory.Value {
	header := w.s.root.places.header(w.call.block)
	attrs := w.call.block.Body.Attributes
	switch path {
	case "":
	case "inputs":
		inputs := []string{}
		for _, name := range w.Keys("") {
			inputs = append(inputs, name+" = "+shortened(w.s.root.asWritten(attrs[name].Expr), 1000))
		}
		return inventory.SetValue(inputs, header)
	default:
		if attr := attrs[path]; attr != nil {
			return (&view{inst: &instance{scope: w.s, res: &resource{}}}).value(
				w.s.value(attr.Expr, w.s.base), item{s: w.s, expr: attr.Expr, ctx: w.s.base, at: attr.SrcRange})
		}
	}
	return inventory.UnsetValue(header)
}

package terraform

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// LoadPlans reads plans as terraform show -json prints them: what will be there
// once they are applied. Where the configuration lies in the plan's folder, fields
// stand where they are written in it. Files are added to the set in the order of the plans.
func LoadPlans(set *source.Set, files []*source.File, o Options) inventory.Loaded {
	plans := make([]*plan, 0, len(files))
	var out inventory.Loaded
	for _, f := range files {
		root, diags := source.ParseJSON(f)
		out.Diagnostics = append(out.Diagnostics, diags...)
		if root != nil {
			plans = append(plans, newPlan(set, f, root, o))
		}
	}
	results := make([]inventory.Loaded, len(plans))
	parallel(newLoader(set, nil, o).jobs, len(plans), func(i int) {
		p := plans[i]
		defer func() {
			if fault := recover(); fault != nil {
				results[i] = inventory.Loaded{Diagnostics: []source.Diagnostic{bug(p.file.Path, fault)}}
			}
		}()
		p.load(&results[i])
	})
	for i := range results {
		out.Append(results[i])
	}
	return out
}

// plan is one plan, with the configuration beside it.
type plan struct {
	file *source.File
	root *source.Node
	// scope identifies the root. It is that of the configuration when that lies beside the plan.
	scope string
	// config is the root's configuration as the plan holds it.
	config *source.Node
	// beside is the evaluation of the configuration in the plan's folder; nil without one.
	beside  *root
	written map[string]*instance
	// planned are the addresses of everything that will be there.
	planned map[string]bool
	changes map[string]*source.Node
	version providerVersion
}

func newPlan(set *source.Set, f *source.File, document *source.Node, o Options) *plan {
	p := &plan{
		file: f, root: document, scope: "terraform-plan:" + f.Path, config: document.At("configuration", "root_module"),
		written: map[string]*instance{}, planned: map[string]bool{}, changes: map[string]*source.Node{},
	}
	var requires []requirement
	for _, m := range membersOf(document.At("configuration", "provider_config")) {
		name := m.Value.Get("full_name").Str()
		if m.Value.Get("name").Str() == "azurerm" && strings.HasSuffix(name, "/azurerm") {
			requires = append(requires, requirement{name: "azurerm", version: m.Value.Get("version_constraint").Str()})
		}
	}
	p.version = azurermVersion(new(releaseChoice), nil, requires)
	dir := path.Dir(f.Path)
	if f.Path == "-" || !holdsConfig(dir) {
		return p
	}
	l := newLoader(set, []string{dir}, o)
	l.readAll([]string{dir})
	m := l.modules[dir]
	if m == nil {
		return p
	}
	if m.configs != nil {
		m.revive()
	}
	p.beside = l.newRoot(l.folders[dir])
	l.revive([]*root{p.beside})
	l.places[f.Path] = f
	p.beside.given = p.variables(f)
	p.scope = p.beside.id
	return p
}

// variables are the values that the plan was made with.
func (p *plan) variables(f *source.File) map[string]given {
	values := map[string]given{}
	t := jsonTranslator{file: f, literal: true}
	for _, m := range membersOf(p.root.Get("variables")) {
		value := exact(m.Value, "value")
		if value == nil {
			continue
		}
		values[m.Key] = given{expr: t.expr(value.Value), at: t.rangeOf(value.Pos)}
	}
	return values
}

func membersOf(n *source.Node) []source.Member {
	if n == nil {
		return nil
	}
	return n.Members
}

// holdsConfig reports whether configuration lies in a folder.
func holdsConfig(dir string) bool {
	entries, err := os.ReadDir(filepath.FromSlash(dir))
	return err == nil && slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		return !e.IsDir() && !strings.HasPrefix(e.Name(), ".") && isConfig(e.Name())
	})
}

// load reads what is planned.
func (p *plan) load(out *inventory.Loaded) {
	if p.beside != nil {
		var unused inventory.Loaded
		p.beside.walk(p.beside.top, &unused)
		for _, inst := range p.beside.seen {
			p.written[inst.addr] = inst
		}
	}
	for _, change := range items(p.root.Get("resource_changes")) {
		p.changes[change.Get("address").Str()] = change.Get("change")
	}
	planned := p.root.At("planned_values", "root_module")
	p.collect(planned)
	p.module(planned, out, false)
	p.module(p.root.At("prior_state", "values", "root_module"), out, true)
}

// collect notes the addresses of everything that will be there.
func (p *plan) collect(m *source.Node) {
	for _, r := range items(m.Get("resources")) {
		p.planned[r.Get("address").Str()] = true
	}
	for _, child := range items(m.Get("child_modules")) {
		p.collect(child)
	}
}

// module reads the resources of a module. Of the state before the plan only data
// sources that were read already are taken: the plan's own values leave them out.
func (p *plan) module(m *source.Node, out *inventory.Loaded, before bool) {
	for _, r := range items(m.Get("resources")) {
		isData := r.Get("mode").Str() == "data"
		addr := r.Get("address").Str()
		if !isRecordType(r) || before && (!isData || p.planned[addr]) {
			continue
		}
		rec := &record{
			format: inventory.TerraformPlan, mode: inventory.Declared, data: isData, typ: r.Get("type").Str(), addr: addr, pos: r.Pos,
			scope: p.scope, target: p.scope + "\x00" + addr, knows: p.knows(r), written: p.written[addr],
		}
		var unknown *source.Node
		if change := p.changes[addr]; change != nil && !before {
			unknown = change.Get("after_unknown")
		}
		rec.values = effective(rec.pos, r.Get("values"), unknown, r.Get("sensitive_values"), p.reasons(rec, r))
		rec.read(out)
	}
	for _, child := range items(m.Get("child_modules")) {
		p.module(child, out, before)
	}
}

// knows tells the arguments of the azurerm version that the plan's configuration admits.
func (p *plan) knows(r *source.Node) func(inventory.TerraformName) bool {
	if !strings.HasPrefix(r.Get("type").Str(), "azurerm_") {
		return nil
	}
	if p.beside != nil {
		return p.beside.azurerm().knows
	}
	return p.version.knows
}

// reasons describes the unknown values of a resource by their paths.
func (p *plan) reasons(rec *record, r *source.Node) func(string) *source.Symbol {
	at := parseAddress(rec.addr)
	config := p.moduleConfig(at.module)
	var expressions *source.Node
	for _, c := range items(config.Get("resources")) {
		if c.Get("address").Str() == at.name {
			expressions = c.Get("expressions")
		}
	}
	return func(path string) *source.Symbol {
		sym := &source.Symbol{Why: rec.addr + "." + path + " is known only after apply", Expr: rec.target + "." + path}
		expr := expressionAt(expressions, path)
		if expr == nil {
			// Nothing sets it: the provider computes it.
			sym.Present = !isOptional(rec.typ, path)
			return sym
		}
		if found := p.resolve(at.module, expr, at.index, 0); found != nil {
			return found
		}
		return sym
	}
}

// expressionAt is the expression that sets an argument, by the argument's path.
func expressionAt(n *source.Node, path string) *source.Node {
	for _, step := range strings.Split(path, ".") {
		switch {
		case n == nil:
			return nil
		case n.Kind == source.Array:
			i, err := strconv.Atoi(step)
			if err != nil || len(n.Items) == 0 {
				return nil
			}
			n = n.Items[min(i, len(n.Items)-1)]
		case exact(n, "references") != nil:
			return n
		default:
			n = get(n, step)
		}
	}
	if n != nil && n.Kind == source.Array && len(n.Items) > 0 {
		n = n.Items[0]
	}
	return n
}

// moduleConfig is the configuration of a module, by the calls that lead to it.
func (p *plan) moduleConfig(module []step) *source.Node {
	config := p.config
	for _, call := range module {
		config = config.Get("module_calls").Get(call.name).Get("module")
	}
	return config
}

// resolve finds what an expression that isn't known yet refers to: the one thing
// among its references. index is the instance key of whoever asks. Nil when it
// refers to nothing, to several things, or to what the plan doesn't hold.
func (p *plan) resolve(module []step, expr *source.Node, index string, depth int) *source.Symbol {
	if depth > 2*maxModules {
		return nil
	}
	var only string
	repeats := false
	for _, r := range items(expr.Get("references")) {
		ref := r.Str()
		root, _, _ := strings.Cut(ref, ".")
		switch root {
		case "each", "count", "path", "terraform", "self":
			repeats = repeats || root == "each" || root == "count"
			continue
		}
		if only != "" && !isPrefix(ref, only) {
			return nil
		}
		if only == "" {
			only = ref
		}
	}
	if only == "" {
		return nil
	}
	at := parseReference(only)
	switch at[0].name {
	case "var":
		if len(module) == 0 || len(at) < 2 {
			return nil
		}
		caller := module[:len(module)-1]
		call := p.moduleConfig(caller).Get("module_calls").Get(module[len(module)-1].name)
		return p.resolve(caller, get(call.Get("expressions"), at[1].name), module[len(module)-1].index, depth+1)
	case "module":
		if len(at) < 3 {
			return nil
		}
		child := step{name: at[1].name, index: at[1].index}
		if child.index == "" && repeats {
			child.index = index
		}
		inner := append(slices.Clone(module), child)
		output := get(p.moduleConfig(inner).Get("outputs"), at[2].name)
		return p.resolve(inner, output.Get("expression"), index, depth+1)
	case "local":
		return nil
	}
	return p.resourceRef(module, at, index, repeats)
}

// resourceRef is a reference to an attribute of a resource.
func (p *plan) resourceRef(module []step, at []step, index string, repeats bool) *source.Symbol {
	prefix, mode := modulePath(module), ""
	if at[0].name == "data" {
		mode, at = "data", at[1:]
	}
	if len(at) < 2 {
		return nil
	}
	r := &resource{mode: mode, typ: at[0].name, name: at[1].name}
	addr := prefix + r.addr()
	if at[1].index != "" {
		addr += at[1].index
	} else if repeats && p.planned[addr+index] {
		addr += index
	}
	kind := kindOfType(r.typ)
	ref := &source.Ref{Kind: kind, Type: r.typ, Target: p.scope + "\x00" + addr}
	sym := &source.Symbol{Expr: ref.Target, Present: true, Ref: ref}
	if len(at) < 3 {
		// The attribute isn't told where the index is computed.
		ref.Kind, ref.Type = "", ""
		sym.Why = addr + " is known only after apply"
		return sym
	}
	var attribute strings.Builder
	for i, s := range at[2:] {
		if i > 0 {
			attribute.WriteByte('.')
		}
		attribute.WriteString(s.name + s.index)
	}
	ref.Attribute = refOfAttribute(r.typ, kind, attribute.String())
	ref.Target += otherIdentity(attribute.String())
	sym.Present = !isOptional(r.typ, at[2].name)
	sym.Expr += "." + attribute.String()
	sym.Why = addr + "." + attribute.String() + " is known only after apply"
	return sym
}

// kindOfType is the inventory's kind of a resource type, or [kindOther].
func kindOfType(typ string) string {
	if kind, ok := kinds[typ]; ok {
		return string(kind)
	}
	if kind, ok := kubernetesKinds[strings.TrimSuffix(typ, "_v1")]; ok {
		return string(kind)
	}
	return kindOther
}

// isPrefix reports whether a reference is the beginning of another.
func isPrefix(ref, of string) bool {
	rest, ok := strings.CutPrefix(of, ref)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

package terraform

import (
	"fmt"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/source"
)

// family is a module call with the module's instances.
type family struct {
	repetition
	call   *call
	mod    *module  // nil when the module isn't on disk
	scopes []*scope // one for each key; none when the module isn't on disk
	whole  cty.Value
}

// isLocal reports whether a module source is a folder beside the caller.
func isLocal(src string) bool {
	return strings.HasPrefix(src, "./") || strings.HasPrefix(src, "../") || src == "." || src == ".."
}

// folderOf is the folder that a call leads to: as terraform init installed it, or
// beside the caller. "" when the call doesn't say.
func folderOf(dir string, src, key string, installed map[string]string) string {
	if found, ok := installed[key]; ok {
		return found
	}
	if isLocal(src) {
		return path.Join(dir, src)
	}
	return ""
}

// family makes the instances of a module call, once.
func (s *scope) family(c *call) *family {
	if f := s.children[c.name]; f != nil {
		return f
	}
	f := &family{call: c}
	f.whole = because("module." + c.name + " refers to itself")
	s.children[c.name] = f
	f.mod = s.root.findModule(s.mod.dir, c, s.keys+c.name, s.root.installed)
	if f.mod != nil && s.isWithin(f.mod) {
		s.root.limit(fmt.Sprintf("the module in %s calls itself", f.mod.dir), "break the circle of module calls", c.block.DefRange())
		f.mod = nil
	}
	if f.mod != nil && s.level >= maxModules {
		s.root.limit(fmt.Sprintf("modules are nested deeper than %d levels", maxModules), "flatten the tree of modules", c.block.DefRange())
		f.mod = nil
	}
	s.root.apart(func() { f.repetition = s.repeat(c.block.Body) })
	what := s.path + "module." + c.name
	if f.mod == nil {
		sym := &symbol{Symbol: source.Symbol{Why: s.unseenWhy(c), Expr: s.identify("module." + c.name)}}
		sym.members = &unseen{sym}
		f.whole = cty.DynamicVal.Mark(sym)
		return f
	}
	values := make([]cty.Value, len(f.keys))
	for i, key := range f.keys {
		child := newScope(s.root, f.mod)
		child.parent, child.call, child.outside = s, c, f.ctxs[i]
		child.path = what + indexText(key) + "."
		child.keys = s.keys + c.name + "."
		child.level = s.level + 1
		f.scopes = append(f.scopes, child)
		sym := &symbol{Symbol: source.Symbol{Why: child.path + " is a module", Expr: child.identify(""), Present: true}}
		sym.members = &outputs{child}
		values[i] = cty.DynamicVal.Mark(sym)
	}
	f.whole = assemble(&f.repetition, values, func(sym *symbol) *symbol {
		return &symbol{Symbol: source.Symbol{Why: sym.Why, Expr: s.identify("module." + c.name)}}
	})
	return f
}

// isWithin reports whether a scope is an instance of a module, or lies within one.
func (s *scope) isWithin(m *module) bool {
	for ; s != nil; s = s.parent {
		if s.mod == m {
			return true
		}
	}
	return false
}

// unseenWhy says why nothing is known of a module.
func (s *scope) unseenWhy(c *call) string {
	return fmt.Sprintf("%smodule.%s is not on disk (source %q)", s.path, c.name, c.source)
}

// moduleValue is the value of module.NAME.
func (s *scope) moduleValue(name string) cty.Value {
	c := s.mod.callByName[name]
	if c == nil {
		return s.undeclared("module." + name)
	}
	return s.family(c).whole
}

// outputs are the outputs of one instance of a module.
type outputs struct{ scope *scope }

func (o *outputs) member(name string, _ hcl.Range) (cty.Value, hcl.Diagnostics) {
	return o.scope.output(name), nil
}

func (o *outputs) element(key cty.Value, at hcl.Range) (cty.Value, hcl.Diagnostics) {
	if key.Type() == cty.String && key.IsKnown() && !key.IsNull() {
		return o.scope.output(key.AsString()), nil
	}
	return cty.DynamicVal, hcl.Diagnostics{{
		Severity: hcl.DiagError, Summary: "Invalid index", Subject: &at,
		Detail: fmt.Sprintf("module.%s has neither count nor for_each, so it has no instances to choose from.", o.scope.call.name),
	}}
}

// unseen are the outputs of a module that isn't on disk.
type unseen struct{ sym *symbol }

func (u *unseen) member(name string, _ hcl.Range) (cty.Value, hcl.Diagnostics) {
	return cty.DynamicVal.Mark(u.below("." + name)), nil
}

func (u *unseen) element(key cty.Value, _ hcl.Range) (cty.Value, hcl.Diagnostics) {
	sym := u.below(indexText(key))
	sym.members = &unseen{sym}
	return cty.DynamicVal.Mark(sym), nil
}

func (u *unseen) below(step string) *symbol { return u.sym.below(step) }

package terraform

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/source"
)

// reference finds what a name leads to.
func (s *scope) reference(t hcl.Traversal, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if v, ok := loopVariable(ctx, t.RootName()); ok {
		return s.follow(v, t[1:])
	}
	if s.mod == nil {
		return t.TraverseAbs(ctx) // the error that an unknown name is
	}
	switch t.RootName() {
	case "var", "local", "path", "terraform", "module":
		name, ok := attrStep(t, 1)
		if !ok {
			return s.undeclared(t.RootName()), nil
		}
		var v cty.Value
		switch t.RootName() {
		case "var":
			v = s.variable(name)
		case "local":
			v = s.local(name)
		case "path":
			v = s.pathValue(name)
		case "terraform":
			v = s.workspaceValue(name)
		case "module":
			v = s.moduleValue(name)
		}
		return s.follow(v, t[2:])
	case "each", "count", "self":
		return cty.DynamicVal, hcl.Diagnostics{{
			Severity: hcl.DiagError, Summary: "Invalid reference", Subject: t.SourceRange().Ptr(),
			Detail: fmt.Sprintf("%q has no value here.", t.RootName()),
		}}
	}
	addr, steps := resourceName(t)
	if addr == "" {
		return s.undeclared(t.RootName()), nil
	}
	r := s.mod.byName[addr]
	if r == nil {
		return s.follow(s.undeclared(addr), steps)
	}
	return s.follow(s.resourceValue(r), steps)
}

// resourceName splits a traversal into a resource's address within its module and the steps below.
func resourceName(t hcl.Traversal) (addr string, steps hcl.Traversal) {
	first := t.RootName()
	switch first {
	case "data", "ephemeral":
		typ, ok1 := attrStep(t, 1)
		name, ok2 := attrStep(t, 2)
		if ok1 && ok2 {
			return first + "." + typ + "." + name, t[3:]
		}
	case "resource":
		typ, ok1 := attrStep(t, 1)
		name, ok2 := attrStep(t, 2)
		if ok1 && ok2 {
			return typ + "." + name, t[3:]
		}
	default:
		if name, ok := attrStep(t, 1); ok {
			return first + "." + name, t[2:]
		}
	}
	return "", nil
}

// resolves reports whether a name leads anywhere without the help of a loop.
func (s *scope) resolves(t hcl.Traversal) bool {
	if s.mod == nil {
		return false
	}
	switch t.RootName() {
	case "var", "local", "path", "terraform", "module":
		return true
	case "each", "count", "self":
		return false
	}
	addr, _ := resourceName(t)
	return s.mod.byName[addr] != nil
}

func attrStep(t hcl.Traversal, i int) (string, bool) {
	if i >= len(t) {
		return "", false
	}
	step, ok := t[i].(hcl.TraverseAttr)
	return step.Name, ok
}

// loopVariable finds a name that a loop, a dynamic block, for_each or count defines.
func loopVariable(ctx *hcl.EvalContext, name string) (cty.Value, bool) {
	for ; ctx != nil; ctx = ctx.Parent() {
		if v, ok := ctx.Variables[name]; ok {
			return v, true
		}
	}
	return cty.NilVal, false
}

// follow takes the steps of a traversal one by one.
func (s *scope) follow(v cty.Value, steps hcl.Traversal) (cty.Value, hcl.Diagnostics) {
	for _, step := range steps {
		var diags hcl.Diagnostics
		switch step := step.(type) {
		case hcl.TraverseAttr:
			v, diags = s.member(v, step.Name, step.SrcRange)
		case hcl.TraverseIndex:
			v, diags = s.element(v, step.Key, step.SrcRange)
		default:
			return cty.DynamicVal, hcl.Diagnostics{{
				Severity: hcl.DiagError, Summary: "Invalid traversal", Detail: "This step is not supported.", Subject: step.SourceRange().Ptr(),
			}}
		}
		if diags.HasErrors() {
			return cty.DynamicVal, diags
		}
	}
	return v, nil
}

// member is v.name.
func (s *scope) member(v cty.Value, name string, at hcl.Range) (cty.Value, hcl.Diagnostics) {
	p := plain(v)
	if p.IsKnown() {
		part, diags := hcl.GetAttr(p, name, &at)
		return inherit(part, v), diags
	}
	s.doubtMember(v, name)
	sym := symbolOf(v)
	if sym.members != nil {
		return sym.members.member(name, at)
	}
	part, diags := hcl.GetAttr(p, name, &at)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	return inherit(recast(part, sym.below("."+name)), v), nil
}

// element is v[key].
func (s *scope) element(v, key cty.Value, at hcl.Range) (cty.Value, hcl.Diagnostics) {
	p, k := plain(v), plain(key)
	if !p.IsKnown() || !k.IsKnown() {
		s.doubtElement(v, key)
	}
	if !p.IsKnown() {
		if sym := symbolOf(v); sym.members != nil {
			return sym.members.element(k, at)
		}
	}
	part, diags := hcl.Index(p, k, &at)
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	if p.IsKnown() && k.IsKnown() {
		return inherit(inherit(part, v), key), nil
	}
	holder := symbolOf(v)
	step := "[]"
	if k.IsKnown() {
		var b strings.Builder
		renderValue(&b, k)
		step = "[" + b.String() + "]"
	} else if !p.IsKnown() {
		step = "[" + symbolOf(key).Expr + "]"
	} else {
		holder = symbolOf(key)
		var b strings.Builder
		if renderValue(&b, v) {
			step = identity(b.String()) + step
		} else {
			holder = &symbol{Symbol: source.Symbol{Why: holder.Why}}
		}
	}
	return inherit(recast(part, holder.below(step)), v), nil
}

// inherit hands the sensitive mark down to a part.
func inherit(part, whole cty.Value) cty.Value {
	if isSensitive(whole) {
		return part.Mark(sensitive{})
	}
	return part
}

// pathValue is path.module, path.root or path.cwd.
func (s *scope) pathValue(name string) cty.Value {
	switch name {
	case "root":
		return cty.StringVal(".")
	case "module":
		return cty.StringVal(relative(s.root.dir, s.mod.dir))
	}
	return unknown(cty.String, &symbol{Symbol: source.Symbol{
		Why: "path." + name + " depends on where Terraform runs", Expr: s.root.id + "\x00path." + name, Present: name == "cwd",
	}})
}

// relative is a folder as seen from another, in Terraform's form; "." for the same.
func relative(from, to string) string {
	rel, err := filepath.Rel(filepath.FromSlash(from), filepath.FromSlash(to))
	if err != nil {
		return to
	}
	return filepath.ToSlash(rel)
}

// workspaceValue is terraform.workspace: the one selected in .terraform, else Terraform's own default.
func (s *scope) workspaceValue(name string) cty.Value {
	if name != "workspace" {
		return unknown(cty.DynamicPseudoType, &symbol{Symbol: source.Symbol{
			Why: "terraform." + name + " depends on how Terraform runs", Expr: s.root.id + "\x00terraform." + name,
		}})
	}
	if selected := s.root.selected; selected != "" {
		return cty.StringVal(selected)
	}
	return cty.StringVal("default")
}

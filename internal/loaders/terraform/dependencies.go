package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// declaration is a resource in a scope, whatever its instances.
type declaration struct {
	scope *scope
	res   *resource
}

// dependencies lists the addresses of the resources, of types that are read, that
// Terraform makes before a resource, sorted.
func (i *instance) dependencies() []string {
	own := declaration{i.scope, i.res}
	if known, ok := i.scope.root.dependencies[own]; ok {
		return known
	}
	w := dependencyWalk{seen: map[declaration]bool{}, asked: map[asked]bool{}}
	w.resource(own)
	addrs := []string{}
	for d := range w.seen {
		if d == own || !isKnownType(d.res) {
			continue
		}
		for _, inst := range d.scope.expand(d.res).instances {
			addrs = append(addrs, inst.addr)
		}
	}
	slices.Sort(addrs)
	i.scope.root.dependencies[own] = addrs
	return addrs
}

// dependencyWalk follows references from resource to resource, through locals,
// inputs and outputs.
type dependencyWalk struct {
	seen  map[declaration]bool
	asked map[asked]bool
	depth int
}

// asked is a name in a scope that was followed already.
type asked struct {
	scope *scope
	name  string
}

func (w *dependencyWalk) resource(d declaration) {
	if w.seen[d] || w.depth > maxRecursion {
		return
	}
	w.seen[d] = true
	w.depth++
	w.body(d.scope, d.res.block.Body)
	w.caller(d.scope)
	w.depth--
}

// caller follows what a module as a whole waits for.
func (w *dependencyWalk) caller(s *scope) {
	if s.parent == nil || !w.first(s, "caller") {
		return
	}
	for _, name := range []string{"depends_on", "count", "for_each"} {
		if attr := s.call.block.Body.Attributes[name]; attr != nil {
			w.expr(s.parent, attr.Expr)
		}
	}
	w.caller(s.parent)
}

func (w *dependencyWalk) first(s *scope, name string) bool {
	key := asked{s, name}
	if w.asked[key] {
		return false
	}
	w.asked[key] = true
	return true
}

func (w *dependencyWalk) body(s *scope, body *hclsyntax.Body) {
	for _, attr := range body.Attributes {
		w.expr(s, attr.Expr)
	}
	for _, b := range body.Blocks {
		if b.Type != "lifecycle" && b.Type != "provisioner" && b.Type != "connection" {
			w.body(s, b.Body)
		}
	}
}

func (w *dependencyWalk) expr(s *scope, expr hclsyntax.Expression) {
	for _, t := range hclsyntax.Variables(expr) {
		w.name(s, t)
	}
}

func (w *dependencyWalk) name(s *scope, t hcl.Traversal) {
	if w.depth > maxRecursion {
		return
	}
	w.depth++
	defer func() { w.depth-- }()
	first, _ := attrStep(t, 1)
	switch t.RootName() {
	case "var":
		if s.call != nil && w.first(s, "var."+first) {
			if attr := s.call.block.Body.Attributes[first]; attr != nil {
				w.expr(s.parent, attr.Expr)
			}
		}
	case "local":
		if attr := s.mod.locals[first]; attr != nil && w.first(s, "local."+first) {
			w.expr(s, attr.Expr)
		}
	case "module":
		w.module(s, first, t)
	case "path", "terraform", "each", "count", "self":
	default:
		addr, _ := resourceName(t)
		if r := s.mod.byName[addr]; r != nil {
			w.resource(declaration{s, r})
		}
	}
}

// module follows one output of a module, or all of the module where it is named as a whole.
func (w *dependencyWalk) module(s *scope, name string, t hcl.Traversal) {
	c := s.mod.callByName[name]
	if c == nil {
		return
	}
	output := ""
	for i := 2; i < len(t); i++ {
		if step, ok := attrStep(t, i); ok {
			output = step
			break
		}
	}
	for _, child := range s.family(c).scopes {
		if !w.first(child, "output."+output) {
			continue
		}
		if block := child.mod.outputs[output]; block != nil {
			w.body(child, block.Body)
			continue
		}
		for _, r := range child.mod.resources {
			w.resource(declaration{child, r})
		}
		for _, inner := range child.mod.calls {
			w.module(child, inner.name, nil)
		}
	}
}

package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// declaration is a resource in a scope, whatever its instances.
type declaration struct {
	scope *scope
	res   *resource
}

// dependencies are the addresses of the resources, of types that are read, that
// Terraform makes before another, sorted.
type dependencies struct {
	certain []string
	// doubtful are those that it waits for only if a module that nobody can see passes
	// on what it is given.
	doubtful []string
}

// dependencies finds what Terraform makes before a resource.
func (i *instance) dependencies() *dependencies {
	own := declaration{i.scope, i.res}
	if known, ok := i.scope.root.dependencies[own]; ok {
		return known
	}
	certain := newDependencyWalk()
	certain.resource(own)
	found := &dependencies{certain: certain.addresses(own, nil), doubtful: []string{}}
	if certain.unseen {
		all := newDependencyWalk()
		all.guessing = true
		all.resource(own)
		found.doubtful = all.addresses(own, certain.seen)
	}
	i.scope.root.dependencies[own] = found
	return found
}

// waitsFor is what Terraform makes before a resource, as values that stand at pos.
func (i *instance) waitsFor(pos source.Pos) (certain, doubtful inventory.Value) {
	found := i.dependencies()
	doubtful = inventory.UnsetValue(pos)
	if len(found.doubtful) > 0 {
		doubtful = inventory.SetValue(found.doubtful, pos)
	}
	return inventory.SetValue(found.certain, pos), doubtful
}

// dependencyWalk follows references from resource to resource, through locals,
// inputs and outputs.
type dependencyWalk struct {
	seen  map[declaration]bool
	asked map[asked]bool
	depth int
	// unseen says that the walk met a module that nobody can see; guessing takes
	// what such a module is given for what all of it waits for.
	unseen, guessing bool
}

func newDependencyWalk() *dependencyWalk {
	return &dependencyWalk{seen: map[declaration]bool{}, asked: map[asked]bool{}}
}

// addresses lists what was seen besides the resource itself and what others saw.
func (w *dependencyWalk) addresses(own declaration, others map[declaration]bool) []string {
	addrs := []string{}
	for d := range w.seen {
		if d == own || others[d] || !isKnownType(d.res) {
			continue
		}
		for _, inst := range d.scope.expand(d.res).instances {
			addrs = append(addrs, inst.addr)
		}
	}
	slices.Sort(addrs)
	return addrs
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
	if s.isShape() {
		w.inputs(s.parent, s.call)
	}
	w.caller(s.parent)
}

// inputs follows all that a module is given of which nobody sees what it does with it.
func (w *dependencyWalk) inputs(s *scope, c *call) {
	if w.unseen = true; w.guessing && w.first(s, "inputs."+c.name) {
		w.body(s, c.block.Body)
	}
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
	f := s.family(c)
	switch {
	case output == "":
		// A module as a whole is there once it has what it is given.
		if w.first(s, "whole."+name) {
			w.body(s, c.block.Body)
		}
	case f.mod == nil || strings.HasPrefix(f.mod.dir, shapeDir):
		w.inputs(s, c)
	}
	for _, child := range f.scopes {
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

package terraform

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/akscan/akscan/internal/source"
)

// The limits of one root's evaluation. Each has its own message.
const (
	maxSteps     = 5_000_000 // expressions evaluated
	maxRecursion = 4_000     // expressions within expressions, through references
	maxInstances = 100_000   // instances of resources and modules
	maxModules   = 50        // modules within modules
	maxText      = 16 << 20  // bytes of one text
	maxElements  = 1_000_000 // elements of one collection
)

// root is the evaluation of one root module. It belongs to one goroutine.
type root struct {
	*workspace
	dir string
	// id begins the identity of everything in the root.
	id    string
	top   *scope
	files *fileAccess
	// plain holds the functions that templates may call, base those and the template functions.
	plain, base *hcl.EvalContext
	given       map[string]given
	// brokenValues is a variable file of the folder that can't be read; "" when all can.
	brokenValues string
	// installed are the folders of .terraform/modules, by the dotted path of the calls.
	installed map[string]string
	// locked are the provider versions of the lock file, by address.
	locked map[string]string
	// selected is the workspace that .terraform/environment names; "" when it names none.
	selected string

	// loops say what the variables of a loop's context stand for.
	loops map[*hcl.EvalContext]loopSource
	// looked and passes remember what was worked out to find where values are written.
	looked map[sought]cty.Value
	passes map[sought]map[string]*hcl.EvalContext
	// dependencies are what resources wait for, once they were asked for.
	dependencies map[declaration]*dependencies
	// azurermFound is the version of azurerm in force, once it was asked for.
	azurermFound *providerVersion

	// seen are the instances of resources that are read, in the order of the walk.
	seen []*instance
	// targets are those instances by identity, once they were asked for.
	targets map[string]*instance
	// noted says that charts were noted.
	noted bool
	// read are the files that trees were read from; see filetree.go.
	read []string
	// defaults are the places of defaults that values were found to come from.
	defaults map[source.Pos]bool
	// consumed are the files that resources deploy or are made of; false for those that
	// hold more than one document, and are judged by themselves as well.
	consumed map[string]bool

	// attempts are the calls of try and can under way; doubted is why the innermost may
	// fail when Terraform runs: see doubt.go.
	attempts int
	doubted  *symbol

	steps, depth, instances int
	limits                  map[string]bool
	diags                   []source.Diagnostic
}

// given is a value from outside for a variable of the root: an expression from a
// variable file, or text from the command line.
type given struct {
	expr hclsyntax.Expression // nil for text
	at   hcl.Range
	text string
	// final says that the command line gives it, so that no file of the folder can change it.
	final bool
}

// workspace is what all roots share. It doesn't change while they are evaluated.
type workspace struct {
	places  places
	modules map[string]*module
	options Options
	// given are the values of the command line, in order.
	given []commandLineValue
	// common is the nearest folder that holds all that were found below the scanned paths; "" when none does.
	common   string
	releases *releaseChoice
}

// limit reports, once, that a limit was reached.
func (r *root) limit(message, hint string, at hcl.Range) {
	if r.limits[message] {
		return
	}
	if r.limits == nil {
		r.limits = map[string]bool{}
	}
	r.limits[message] = true
	r.diags = append(r.diags, source.Diagnostic{
		Level: source.Error, Message: message, Hint: hint, Path: at.Filename, Pos: r.places.of(at),
	})
}

// scope is one instance of a module.
type scope struct {
	root *root
	mod  *module
	// parent, call and outside are the calling scope, the module block, and what the
	// block's arguments are evaluated in; nil for the root.
	parent  *scope
	call    *call
	outside *hcl.EvalContext
	// path begins the addresses in the scope: "" or `module.x["k"].`.
	path  string
	keys  string // the calls' names alone, dotted, as modules.json has them
	level int
	base  *hcl.EvalContext

	vars, locals, outputs map[string]*memo
	resources             map[*resource]*expansion
	children              map[string]*family
	held                  *holders
}

// memo is a value that is worked out once.
type memo struct {
	v    cty.Value
	busy bool
}

func newScope(r *root, mod *module) *scope {
	return &scope{
		root: r, mod: mod, base: r.base, vars: map[string]*memo{}, locals: map[string]*memo{}, outputs: map[string]*memo{},
		resources: map[*resource]*expansion{}, children: map[string]*family{},
	}
}

// identify is the identity of something in the scope.
func (s *scope) identify(what string) string { return s.root.id + "\x00" + s.path + what }

// remember works a value out once. A value that needs itself is unknown, and reported.
func (s *scope) remember(table map[string]*memo, name, what string, at hcl.Range, work func() cty.Value) cty.Value {
	m := table[name]
	switch {
	case m == nil:
		m = &memo{busy: true}
		table[name] = m
		s.root.apart(func() { m.v = work() })
		m.busy = false
	case m.busy:
		s.root.limit(what+" refers to itself", "break the cycle: a value can't be made of itself", at)
		return because(what + " refers to itself")
	}
	return m.v
}

// value evaluates an expression. What can't be evaluated is unknown, the reason being the error.
func (s *scope) value(expr hclsyntax.Expression, ctx *hcl.EvalContext) cty.Value {
	v, diags := s.eval(expr, ctx)
	if diags.HasErrors() {
		return because(firstError(diags))
	}
	if !v.IsKnown() && len(symbolsOf(v)) == 0 {
		return v.Mark(&symbol{Symbol: source.Symbol{Why: nothingKnown}})
	}
	return v
}

// local is the value of a local.
func (s *scope) local(name string) cty.Value {
	attr := s.mod.locals[name]
	if attr == nil {
		return s.undeclared("local." + name)
	}
	return s.remember(s.locals, name, "local."+name, attr.SrcRange, func() cty.Value { return s.value(attr.Expr, s.base) })
}

// undeclared is what a name means that the files don't define.
func (s *scope) undeclared(what string) cty.Value {
	why := what + " is not declared"
	if len(s.mod.broken) > 0 {
		why = fmt.Sprintf("%s is not declared in the files that could be read (%s is broken)", what, s.mod.broken[0])
	}
	return unknown(cty.DynamicPseudoType, &symbol{Symbol: source.Symbol{Why: why, Expr: s.identify(what)}})
}

// variable is the value of an input.
func (s *scope) variable(name string) cty.Value {
	decl := s.mod.variables[name]
	if decl == nil {
		return s.undeclared("var." + name)
	}
	return s.remember(s.vars, name, "var."+name, decl.block.DefRange(), func() cty.Value {
		v := s.input(decl)
		if decl.secret {
			v = v.Mark(sensitive{})
		}
		return v
	})
}

func (s *scope) input(decl *variable) cty.Value {
	if broken := s.root.brokenValues; broken != "" && s.call == nil && !s.root.given[decl.name].final {
		why := fmt.Sprintf("%s can't be read, and may set var.%s", broken, decl.name)
		return unknown(decl.ty, &symbol{Symbol: source.Symbol{Why: why, Expr: s.identify("var." + decl.name)}})
	}
	v, isSet := s.argument(decl)
	if isSet {
		v = s.convert(decl, v)
		if !plain(v).IsNull() || decl.nullable {
			return v
		}
	}
	if decl.def != nil {
		return s.convert(decl, s.value(decl.def.Expr, s.base))
	}
	what := "var." + decl.name
	why := what + " has no default"
	switch {
	case isSet:
		why = what + " is set to null, and has no default"
	case s.call != nil:
		why = fmt.Sprintf("%s has no default, and module.%s doesn't set it", what, s.call.name)
	}
	return unknown(decl.ty, &symbol{Symbol: source.Symbol{Why: why, Expr: s.identify(what)}, notNull: !decl.nullable})
}

// argument is what the caller sets a variable to.
func (s *scope) argument(decl *variable) (v cty.Value, isSet bool) {
	if s.call != nil {
		attr := s.call.block.Body.Attributes[decl.name]
		if attr == nil || metaArguments[decl.name] {
			return cty.NilVal, false
		}
		return s.parent.value(attr.Expr, s.outside), true
	}
	g, ok := s.root.given[decl.name]
	switch {
	case !ok:
		return cty.NilVal, false
	case g.expr != nil:
		return s.value(g.expr, s.base), true
	case decl.literal:
		return cty.StringVal(g.text), true
	}
	expr, err := parseExpression(g.text)
	if err != "" {
		return because(fmt.Sprintf("the value given for var.%s can't be read: %s", decl.name, err)), true
	}
	return s.value(expr, s.base), true
}

// parseExpression parses an expression from the command line.
func parseExpression(text string) (expr hclsyntax.Expression, err string) {
	if _, deep := tooDeep([]byte(text), ""); deep {
		return nil, depthMessage()
	}
	expr, diags := hclsyntax.ParseExpression([]byte(text), "", hcl.InitialPos)
	return expr, firstError(diags)
}

// convert brings a value to a variable's type.
func (s *scope) convert(decl *variable, v cty.Value) cty.Value {
	if decl.defaults != nil && !plain(v).IsNull() {
		v = decl.defaults.Apply(v)
	}
	converted, err := convert.Convert(v, decl.ty)
	if err != nil {
		return because(fmt.Sprintf("the value of var.%s doesn't fit its type: %s", decl.name, err))
	}
	if what := "var." + decl.name; !converted.IsWhollyKnown() {
		return s.settle(converted, func() *symbol {
			return &symbol{Symbol: source.Symbol{Why: nothingKnown, Expr: s.identify(what)}}
		}, true)
	}
	return converted
}

// output is the value of an output.
func (s *scope) output(name string) cty.Value {
	block := s.mod.outputs[name]
	what := "output." + name
	if block == nil && s.isShape() {
		return unknown(cty.DynamicPseudoType, &symbol{Symbol: source.Symbol{Why: s.parent.unseenWhy(s.call), Expr: s.identify(what)}})
	}
	if block == nil {
		return s.undeclared(what)
	}
	return s.remember(s.outputs, name, what, block.DefRange(), func() cty.Value {
		attr := block.Body.Attributes["value"]
		if attr == nil {
			return s.undeclared(what)
		}
		v := s.value(attr.Expr, s.base)
		if literalIs(block.Body.Attributes["sensitive"], cty.True) {
			v = v.Mark(sensitive{})
		}
		return v
	})
}

// indexText is an instance key as addresses show it.
func indexText(key cty.Value) string {
	switch {
	case key == cty.NilVal || !key.IsKnown() || key.IsNull():
		return ""
	case key.Type() == cty.Number:
		i, _ := key.AsBigFloat().Int64()
		return "[" + strconv.FormatInt(i, 10) + "]"
	}
	return `["` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(key.AsString()) + `"]`
}

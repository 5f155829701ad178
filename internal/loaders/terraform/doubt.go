package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/source"
)

// A doubt is that an expression may fail when Terraform runs although it doesn't
// here: it asks for an element of a collection that may be empty, or for a member of
// a value that may be null. Terraform would stop at such an error, so elsewhere the
// element is taken to be there; try and can go on, so they must know.

// doubt notes the first doubt of the attempt under way; nil is none.
func (s *scope) doubt(sym *symbol) {
	if r := s.root; sym != nil && r.attempts > 0 && r.doubted == nil {
		r.doubted = sym
	}
}

// takeDoubt gives the doubt that has come up since there was the one before, and
// leaves that as it was.
func (s *scope) takeDoubt(before *symbol) *symbol {
	came := s.root.doubted
	s.root.doubted = before
	if came == before {
		return nil
	}
	return came
}

// attempt evaluates an expression whose failure is caught. doubted says why it may
// fail when Terraform runs; nil when it can't.
func (s *scope) attempt(expr hclsyntax.Expression, ctx *hcl.EvalContext) (v cty.Value, diags hcl.Diagnostics, doubted *symbol) {
	r := s.root
	around := r.doubted
	r.doubted = nil
	r.attempts++
	v, diags = s.eval(expr, ctx)
	r.attempts--
	doubted, r.doubted = r.doubted, around
	return v, diags, doubted
}

// apart works something out that a reference leads to. No attempt catches its
// failures: Terraform evaluates it by itself.
func (r *root) apart(work func()) {
	attempts, around := r.attempts, r.doubted
	r.attempts, r.doubted = 0, nil
	work()
	r.attempts, r.doubted = attempts, around
}

// doubtMember notes that a value may have no member of that name.
func (s *scope) doubtMember(v cty.Value, name string) {
	if s.root.attempts == 0 {
		return
	}
	sym := symbolOf(v)
	switch found := sym.members.(type) {
	case nil:
		isObject := plain(v).Type().IsObjectType()
		if sym.Ref == nil && !(isObject && isCertain(v)) {
			s.doubt(sym)
		}
	case *partial:
		_, isCertain := found.certain[name]
		if _, ok := found.possible[name]; ok || found.rest != nil && !isCertain {
			s.doubt(found.sym)
		}
	case *unseen:
		s.doubt(found.sym)
	}
}

// doubtElement notes that a collection may have no such element.
func (s *scope) doubtElement(v, key cty.Value) {
	switch sym := symbolOf(v); {
	case s.root.attempts == 0:
	case plain(v).IsKnown():
		s.doubt(symbolOf(key))
	case sym.members == nil:
		if sym.Ref == nil || !sym.Present {
			s.doubt(sym)
		}
	default:
		switch found := sym.members.(type) {
		case *uncertain:
			s.doubt(found.sym)
		case *unseen:
			s.doubt(found.sym)
		}
	}
}

// isCertain reports whether a value is certainly not null.
func isCertain(v cty.Value) bool {
	if p := plain(v); p.IsKnown() {
		return !p.IsNull()
	}
	sym := symbolOf(v)
	return sym.Present || sym.notNull
}

// mayFail are the functions that fail on some values of their arguments' types.
var mayFail = map[string]bool{
	"base64decode": true, "chunklist": true, "cidrhost": true, "cidrnetmask": true, "cidrsubnet": true, "cidrsubnets": true,
	"coalesce": true, "coalescelist": true, "csvdecode": true, "element": true, "file": true, "filebase64": true, "formatdate": true,
	"index": true, "jsondecode": true, "lookup": true, "matchkeys": true, "max": true, "min": true, "one": true, "parseint": true, "range": true,
	"regex": true, "regexall": true, "slice": true, "substr": true, "sum": true, "templatefile": true, "textdecodebase64": true, "timeadd": true,
	"timecmp": true, "tobool": true, "tolist": true, "tomap": true, "tonumber": true, "toset": true, "tostring": true, "yamldecode": true, "zipmap": true,
}

// particular are those of them that fail on texts that aren't of some form. The others
// fail on null or on nothing alone, as far as unknown values go.
var particular = map[string]bool{
	"base64decode": true, "cidrhost": true, "cidrnetmask": true, "cidrsubnet": true, "cidrsubnets": true, "csvdecode": true,
	"file": true, "filebase64": true, "jsondecode": true, "parseint": true, "regex": true, "textdecodebase64": true,
	"tobool": true, "tonumber": true, "yamldecode": true,
}

// doubtCall notes that a function may fail on what its unknown arguments turn out to be.
func (s *scope) doubtCall(name string, args []cty.Value) {
	if s.root.attempts == 0 || !mayFail[name] || name == "lookup" && len(args) == 3 {
		return
	}
	if len(args) > 0 {
		if u := uncertainOf(args[0]); u != nil && name != "element" && name != "coalescelist" {
			return // it takes a list of any length
		}
	}
	for _, arg := range args {
		if sym := firstSymbol(arg); sym != nil && (!sym.Present || particular[name]) {
			s.doubt(sym)
			return
		}
	}
}

// either is the value of an expression that takes one of several values, and
// nobody knows which; why says what would tell.
func (s *scope) either(candidates []cty.Value, own *symbol) cty.Value {
	first := candidates[0]
	same, isPresent, there := true, true, true
	hollow := isEmpty(first)
	ty := plain(first).Type()
	for n, v := range candidates {
		p := plain(v)
		same = same && p.IsWhollyKnown() && p.RawEquals(plain(first))
		isPresent = isPresent && present(v)
		there = there && isCertain(v)
		if !p.Type().Equals(ty) && !(p.IsKnown() && p.IsNull()) {
			ty = cty.DynamicPseudoType
		}
		switch {
		case isEmpty(v):
		case n == 0 || hollow:
			own.Ref, hollow = refOf(v), false
		default:
			own.Ref = sharedRef(own.Ref, refOf(v))
		}
	}
	if same {
		return keepSensitive(first)
	}
	own.Present, own.notNull = isPresent, there
	own.members = &alternatives{s, candidates, own}
	if !ty.IsPrimitiveType() {
		ty = cty.DynamicPseudoType
	}
	return recast(cty.UnknownVal(ty), own)
}

// alternatives is one of several values.
type alternatives struct {
	s      *scope
	values []cty.Value
	sym    *symbol
}

// part is what a step leads to in whichever of the values it is: values without
// such a part are none that Terraform would have gone on with.
func (a *alternatives) part(step string, take func(cty.Value) (cty.Value, hcl.Diagnostics)) (cty.Value, hcl.Diagnostics) {
	var found []cty.Value
	var first hcl.Diagnostics
	for _, v := range a.values {
		part, diags := take(v)
		if diags.HasErrors() {
			a.s.doubt(a.sym)
			if first == nil {
				first = diags
			}
			continue
		}
		found = append(found, part)
	}
	switch len(found) {
	case 0:
		return cty.DynamicVal, first
	case 1:
		return found[0], nil
	}
	own := &symbol{Symbol: source.Symbol{Why: a.sym.Why}}
	if a.sym.Expr != "" {
		own.Expr = identity(a.sym.Expr + step)
	}
	return a.s.either(found, own), nil
}

func (a *alternatives) member(name string, at hcl.Range) (cty.Value, hcl.Diagnostics) {
	return a.part("."+name, func(v cty.Value) (cty.Value, hcl.Diagnostics) { return a.s.member(v, name, at) })
}

func (a *alternatives) element(key cty.Value, at hcl.Range) (cty.Value, hcl.Diagnostics) {
	if !key.IsKnown() {
		return a.anyElement(at, false)
	}
	return a.part("["+keyText(key)+"]", func(v cty.Value) (cty.Value, hcl.Diagnostics) { return a.s.element(v, key, at) })
}

// anyElement stands for the elements of whichever collection it is. With splat, what
// isn't a collection is the only element of one, as splat operators have it.
func (a *alternatives) anyElement(at hcl.Range, splat bool) (cty.Value, hcl.Diagnostics) {
	var found []cty.Value
	for _, v := range a.values {
		p := plain(v)
		ty := p.Type()
		isList := ty.IsTupleType() || ty.IsListType() || ty.IsSetType()
		switch {
		case p.IsKnown() && p.IsNull():
		case splat && !isList && uncertainOf(v) == nil && (p.IsKnown() || symbolOf(v).members != nil):
			found = append(found, v)
		case p.IsKnown() && !p.CanIterateElements():
		case p.IsKnown():
			for it := p.ElementIterator(); it.Next() && len(found) <= maxAlternatives; {
				_, element := it.Element()
				found = append(found, element)
			}
		default:
			element, diags := a.s.element(v, cty.DynamicVal, at)
			if diags.HasErrors() {
				return cty.DynamicVal, diags
			}
			found = append(found, element)
		}
	}
	switch {
	case len(found) == 0 || len(found) > maxAlternatives:
		return because(a.sym.Why), nil
	case len(found) == 1:
		return found[0], nil
	}
	own := &symbol{Symbol: source.Symbol{Why: a.sym.Why}}
	if a.sym.Expr != "" {
		own.Expr = identity(a.sym.Expr + "[*]")
	}
	return a.s.either(found, own), nil
}

// maxAlternatives is how many values one of which something may be are kept apart.
const maxAlternatives = 20

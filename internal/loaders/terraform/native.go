package terraform

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// closures does try and can, which evaluate their arguments themselves.
func (s *scope) closures(name string, e *hclsyntax.FunctionCallExpr, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if name == "can" {
		if len(e.Args) != 1 {
			return cty.DynamicVal, callError(e, "can() takes one expression")
		}
		v, diags, doubted := s.attempt(e.Args[0], ctx)
		switch {
		case diags.HasErrors():
			return cty.False, nil
		case doubted != nil:
			sym := s.composite(e, ctx, nil)
			sym.Why = doubted.Why
			return recast(cty.UnknownVal(cty.Bool), sym), nil
		case v.IsWhollyKnown(), !plain(v).IsKnown() && symbolOf(v).Present:
			return cty.True, nil
		}
		return s.compose(cty.UnknownVal(cty.Bool), e, ctx, v), nil
	}
	var reasons []string
	var candidates []cty.Value
	var first, last *symbol
	for _, arg := range e.Args {
		v, diags, doubted := s.attempt(arg, ctx)
		if diags.HasErrors() {
			reasons = append(reasons, firstError(diags))
			continue
		}
		candidates = append(candidates, v)
		if first == nil {
			first = doubted
		}
		if last = doubted; last == nil {
			break
		}
	}
	if last != nil {
		s.doubt(last) // the call itself fails when all its arguments do
	}
	switch {
	case len(candidates) == 1:
		return candidates[0], nil
	case len(candidates) > 1:
		own := s.composite(e, ctx, nil)
		own.Why = first.Why
		return s.either(candidates, own), nil
	}
	if len(reasons) == 0 {
		return cty.DynamicVal, callError(e, "at least one argument is required")
	}
	return cty.DynamicVal, callError(e, "no expression succeeded: "+strings.Join(reasons, "; "))
}

func callError(e *hclsyntax.FunctionCallExpr, detail string) hcl.Diagnostics {
	return hcl.Diagnostics{{
		Severity: hcl.DiagError, Summary: "Error in function call", Detail: detail, Subject: e.Range().Ptr(),
	}}
}

// shortcut is the result of a function that can be told although HCL's function
// could not: because an argument is encoded or uncertain, or its type isn't exact.
func (s *scope) shortcut(name string, args []cty.Value) (cty.Value, bool) {
	if len(args) == 0 {
		return cty.NilVal, false
	}
	first := args[0]
	switch name {
	case "jsondecode", "yamldecode":
		if !plain(first).IsKnown() {
			if sym := symbolOf(first); sym.encoded != cty.NilVal {
				return sym.encoded, true
			}
		}
	case "tolist", "tomap":
		// Of elements whose types nobody knows HCL makes a wholly unknown list. Left a tuple, each stays itself.
		if p := plain(first); p.IsKnown() && !p.IsNull() && !p.IsWhollyKnown() && holdsUntyped(p) &&
			(name == "tolist" && p.Type().IsTupleType() || name == "tomap" && p.Type().IsObjectType()) {
			return first, true
		}
	case "compact":
		if kept := compacted(first); kept != nil {
			return cty.TupleVal(kept), true
		}
	case "concat":
		if len(args) == 1 && !plain(first).IsKnown() {
			return first, true
		}
	}
	u := uncertainOf(first)
	if u == nil {
		return cty.NilVal, false
	}
	switch name {
	case "element":
		return u.one, len(args) == 2
	case "one":
		return u.maybeOne(), true
	case "values", "tolist", "toset", "tomap", "reverse", "compact", "distinct", "sort", "nonsensitive":
		return first, true
	case "flatten":
		if inner := plain(u.one); inner.IsKnown() && !inner.IsNull() && (inner.Type().IsTupleType() || inner.Type().IsListType()) && inner.LengthInt() == 1 {
			sym := &symbol{Symbol: u.sym.Symbol}
			sym.Expr = identity(u.sym.Expr + "[flatten]")
			sym.members = &uncertain{one: inner.AsValueSlice()[0], sym: sym}
			return cty.DynamicVal.Mark(sym), true
		}
		if inner := uncertainOf(u.one); inner != nil {
			return u.one, true
		}
	}
	return cty.NilVal, false
}

// isSequence reports whether a value is a known list or tuple.
func isSequence(p cty.Value) bool {
	return p.IsKnown() && !p.IsNull() && (p.Type().IsTupleType() || p.Type().IsListType())
}

// compacted is what compact leaves of a list of texts of which each that isn't known
// is certainly there; nil when one may be null or empty, or is no text.
func compacted(list cty.Value) []cty.Value {
	p := plain(list)
	if !isSequence(p) {
		return nil
	}
	kept := []cty.Value{}
	for _, v := range p.AsValueSlice() {
		text := plain(v)
		switch ty := text.Type(); {
		case text.IsKnown() && text.IsNull():
		case ty != cty.String && (ty != cty.DynamicPseudoType || text.IsKnown()):
			return nil
		case !present(v) && !text.IsKnown():
			return nil
		case present(v):
			kept = append(kept, v)
		}
	}
	return kept
}

// uncertainOf is the uncertain collection that a value is; nil when it is none.
func uncertainOf(v cty.Value) *uncertain {
	if plain(v).IsKnown() {
		return nil
	}
	u, _ := symbolOf(v).members.(*uncertain)
	return u
}

// holdsUntyped reports whether an element of a tuple or object is unknown and of no known type.
func holdsUntyped(v cty.Value) bool {
	for it := v.ElementIterator(); it.Next(); {
		if _, element := it.Element(); element.Type() == cty.DynamicPseudoType && !plain(element).IsKnown() {
			return true
		}
	}
	return false
}

// functionResult settles what a function returned.
func (s *scope) functionResult(v cty.Value, name string, e *hclsyntax.FunctionCallExpr, ctx *hcl.EvalContext, args []cty.Value) cty.Value {
	p := plain(v)
	if p.IsKnown() && !p.IsNull() && p.CanIterateElements() && p.LengthInt() > maxElements {
		message := fmt.Sprintf("a collection has more than %d elements", maxElements)
		s.root.limit(message, "", e.Range())
		return because(message)
	}
	var made *symbol
	own := func() *symbol {
		if made == nil {
			made = s.composite(e, ctx, args)
			if !e.ExpandFinal {
				s.describeResult(made, name, args)
			}
		}
		return made
	}
	return s.settle(v, own, handsThrough[name])
}

// describeResult says what is certain of a function's unknown result.
func (s *scope) describeResult(sym *symbol, name string, args []cty.Value) {
	if made, ok := impureResult[name]; ok {
		sym.Why, sym.Present = made, true
		return
	}
	switch name {
	case "lower", "upper", "trimspace", "tostring", "title", "trimsuffix", "trimprefix":
		// Ids and URLs are compared without regard to case, and end as they end.
		if first := symbolOf(args[0]); !plain(args[0]).IsKnown() {
			sym.Ref = first.Ref
			sym.Present = first.Present && (name == "lower" || name == "upper" || name == "tostring" || name == "title" || first.Ref != nil)
		}
	case "jsonencode", "yamlencode":
		sym.Present, sym.encoded = true, args[0]
	case "base64encode", "urlencode", "md5", "sha1", "sha256", "sha512", "base64sha256", "base64sha512", "base64gzip", "uuidv5":
		sym.Present = true
		if name == "base64encode" || name == "urlencode" {
			sym.Present = present(args[0])
		}
	case "format":
		sym.Present = hasLiteral(textOf(args[0]))
		for _, arg := range args[1:] {
			sym.Present = sym.Present || present(arg)
		}
	case "join":
		if len(args) == 2 {
			list := plain(args[1])
			if !list.IsKnown() {
				if u := uncertainOf(args[1]); u != nil && !plain(u.one).IsKnown() {
					sym.Ref = symbolOf(u.one).Ref
				}
				return
			}
			values := list.AsValueSlice()
			sym.Present = len(values) > 1 && textOf(args[0]) != ""
			for _, v := range values {
				sym.Present = sym.Present || present(v)
			}
			if len(values) == 1 && !plain(values[0]).IsKnown() {
				sym.Ref = symbolOf(values[0]).Ref
			}
		}
	case "coalesce":
		for _, arg := range args {
			sym.Present = sym.Present || present(arg)
		}
	case "abspath", "basename", "dirname":
		sym.Present = true
		if plain(args[0]).IsKnown() {
			sym.Why = name + "() depends on where Terraform runs"
		}
	case "pathexpand":
		sym.Why = "pathexpand() depends on who runs Terraform"
	}
}

// impureResult says why the result of a function isn't known before Terraform runs.
var impureResult = map[string]string{
	"uuid":          "uuid() is made anew at every run",
	"timestamp":     "timestamp() is the time of the run",
	"plantimestamp": "plantimestamp() is the time of the run",
	"bcrypt":        "bcrypt() is made anew at every run",
}

var formatVerb = regexp.MustCompile(`%[^a-zA-Z%]*[a-zA-Z]`)

// hasLiteral reports whether a format holds text besides its verbs.
func hasLiteral(format string) bool { return formatVerb.ReplaceAllString(format, "") != "" }

// providerFunction is a function of a provider. None runs here; those of azurerm
// that only tidy an id keep it the same thing.
func (s *scope) providerFunction(e *hclsyntax.FunctionCallExpr, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if e.Name == "provider::azurerm::normalise_resource_id" && len(e.Args) == 1 {
		return s.eval(e.Args[0], ctx)
	}
	parts := make([]cty.Value, len(e.Args))
	for i, arg := range e.Args {
		v, diags := s.eval(arg, ctx)
		if diags.HasErrors() {
			return cty.DynamicVal, diags
		}
		parts[i] = v
	}
	sym := s.composite(e, ctx, parts)
	sym.Why = e.Name + "() is a function of a provider, which doesn't run here"
	return cty.DynamicVal.Mark(sym), nil
}

// weight is about how many bytes a value takes; what is large is not looked at further.
func weight(v cty.Value) int {
	p := plain(v)
	switch {
	case !p.IsKnown() || p.IsNull():
		return 1
	case p.Type() == cty.String:
		return len(p.AsString())
	case p.CanIterateElements():
		return p.LengthInt()
	}
	return 8
}

var formatWidth = regexp.MustCompile(`%[-+ #0]*(\d+)?(?:\.(\d+))?`)

// affordable refuses calls whose results would be absurdly large, before they are made.
func (s *scope) affordable(name string, args []cty.Value, size int) bool {
	if size > maxText {
		return false
	}
	switch name {
	case "format", "formatlist":
		if len(args) == 0 {
			return true
		}
		text := textOf(args[0])
		total := 0
		for _, m := range formatWidth.FindAllStringSubmatch(text, -1) {
			for _, digits := range m[1:] {
				n, err := strconv.Atoi(digits)
				if digits != "" && (err != nil || n > maxText) {
					return false
				}
				total += n
			}
		}
		return total <= maxText
	case "indent":
		if len(args) == 2 {
			if n := plain(args[0]); n.IsKnown() && !n.IsNull() && n.Type() == cty.Number {
				spaces, _ := n.AsBigFloat().Float64()
				return spaces*float64(strings.Count(textOf(args[1]), "\n")+1) <= maxText
			}
		}
	case "setproduct":
		product := 1
		for _, arg := range args {
			if p := plain(arg); p.IsKnown() && !p.IsNull() && p.CanIterateElements() {
				if product *= max(p.LengthInt(), 1); product > maxElements {
					return false
				}
			}
		}
	case "join":
		if len(args) == 2 {
			total := 0
			if p := plain(args[1]); p.IsKnown() && !p.IsNull() && p.CanIterateElements() {
				for it := p.ElementIterator(); it.Next(); {
					_, v := it.Element()
					if total += weight(v) + len(textOf(args[0])); total > maxText {
						return false
					}
				}
			}
		}
	}
	return true
}

// noteLimit reports the errors of functions that are Terraform's own limits.
func (s *scope) noteLimit(e *hclsyntax.FunctionCallExpr, diags hcl.Diagnostics) {
	if strings.TrimPrefix(e.Name, "core::") != "range" {
		return
	}
	if text := firstError(diags); strings.Contains(text, "more than 1024 values") {
		s.root.limit("range() makes more than 1024 values, which is Terraform's own limit", "use a shorter range", e.Range())
	}
}

package terraform

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/source"
)

// symbol is the mark of an unknown value. Every unknown value that an evaluation
// returns carries exactly one; known values carry none.
type symbol struct {
	source.Symbol
	// members finds what lies below the value, where more is known of that than of
	// the value itself: a resource, a module, a block.
	members members
	// encoded is what the text was made of when it is the result of jsonencode or
	// yamlencode over something not wholly known; [cty.NilVal] otherwise.
	encoded cty.Value
	// notNull says that the value is there, though it may be empty.
	notNull bool
}

// members is a value whose parts are looked up one by one.
type members interface {
	// member is the attribute of that name.
	member(name string, at hcl.Range) (cty.Value, hcl.Diagnostics)
	// element is the element at a list index or under a map key.
	element(key cty.Value, at hcl.Range) (cty.Value, hcl.Diagnostics)
}

// sensitive is the mark that `sensitive` puts on a value.
type sensitive struct{}

// unknown is an unknown value of a type, described by a symbol.
func unknown(ty cty.Type, sym *symbol) cty.Value {
	v := cty.UnknownVal(ty)
	if sym.Present && ty != cty.DynamicPseudoType {
		v = v.RefineNotNull()
	}
	return v.Mark(sym)
}

// because is an unknown value of no particular type without an identity.
func because(why string) cty.Value {
	return unknown(cty.DynamicPseudoType, &symbol{Symbol: source.Symbol{Why: why}})
}

// symbolsOf lists the symbols among a value's own marks, in an order that doesn't
// depend on the map they are kept in.
func symbolsOf(v cty.Value) []*symbol {
	if !v.IsMarked() {
		return nil
	}
	var found []*symbol
	for mark := range v.Marks() {
		if sym, ok := mark.(*symbol); ok {
			found = append(found, sym)
		}
	}
	slices.SortFunc(found, func(a, b *symbol) int {
		if c := strings.Compare(a.Expr, b.Expr); c != 0 {
			return c
		}
		return strings.Compare(a.Why, b.Why)
	})
	return found
}

// nothingKnown describes an unknown value that came without a symbol.
const nothingKnown = "its value is not in the files given"

// symbolOf is the symbol of an unknown value.
func symbolOf(v cty.Value) *symbol {
	if found := symbolsOf(v); len(found) > 0 {
		return found[0]
	}
	return &symbol{Symbol: source.Symbol{Why: nothingKnown}}
}

// firstSymbol is the symbol of the first unknown part of a value, itself
// included; nil when it is wholly known.
func firstSymbol(v cty.Value) *symbol {
	if found := symbolsOf(v); len(found) > 0 {
		return found[0]
	}
	v, _ = v.Unmark()
	switch {
	case v == cty.NilVal || v.IsNull():
		return nil
	case !v.IsKnown():
		return &symbol{Symbol: source.Symbol{Why: nothingKnown}}
	case !v.CanIterateElements():
		return nil
	}
	for it := v.ElementIterator(); it.Next(); {
		_, element := it.Element()
		if sym := firstSymbol(element); sym != nil {
			return sym
		}
	}
	return nil
}

// isSensitive reports whether a value carries Terraform's sensitive mark.
func isSensitive(v cty.Value) bool { return v.HasMark(sensitive{}) }

// plain takes the marks off a value, not off what lies in it.
func plain(v cty.Value) cty.Value {
	v, _ = v.Unmark()
	return v
}

// maxExpr bounds the length of a symbol's expression: identities are compared,
// never shown, and expressions made of expressions grow without bound.
const maxExpr = 512

// identity shortens an expression to what fits.
func identity(expr string) string {
	if len(expr) <= maxExpr {
		return expr
	}
	sum := sha256.Sum256([]byte(expr))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// below is the symbol of a part of an unknown value; step is how the part is
// written, with its dot or brackets.
func (sym *symbol) below(step string) *symbol {
	part := &symbol{Symbol: source.Symbol{Why: sym.Why}}
	if sym.Expr != "" {
		part.Expr = identity(sym.Expr + step)
	}
	if sym.Ref != nil {
		part.Present = sym.Present && isAnswered(*sym.Ref, step)
		ref := *sym.Ref
		ref.Attribute = refOfMember(ref, step)
		part.Ref = &ref
	}
	return part
}

// absentable is the same value where it may be absent or null.
func (sym *symbol) absentable() *symbol {
	if !sym.Present {
		return sym
	}
	weaker := *sym
	weaker.Present = false
	return &weaker
}

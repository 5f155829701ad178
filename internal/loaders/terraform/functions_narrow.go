package terraform

import (
	"errors"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// The library's functions have learnt more than Terraform 1.11's could do. What is an
// error to Terraform must be one here: try and can see the difference.

// narrowed is a function that refuses some arguments on top of those it refuses by itself.
func narrowed(f function.Function, refuse func(args []cty.Value) error) function.Function {
	return function.New(&function.Spec{
		Params:   f.Params(),
		VarParam: f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if err := refuse(args); err != nil {
				return cty.NilType, err
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(args) },
	})
}

// containsFunc doesn't look for null.
var containsFunc = function.New(&function.Spec{
	Params: []function.Parameter{param("list", cty.DynamicPseudoType), param("value", cty.DynamicPseudoType)},
	Type:   function.StaticReturnType(cty.Bool),
	Impl:   func(args []cty.Value, _ cty.Type) (cty.Value, error) { return stdlib.ContainsFunc.Call(args) },
})

// elementFunc counts backwards in lists, but not in tuples.
var elementFunc = narrowed(stdlib.ElementFunc, func(args []cty.Value) error {
	index := plain(args[1])
	if !args[0].Type().IsTupleType() || !index.IsKnown() || index.IsNull() {
		return nil
	}
	n, _ := index.AsBigFloat().Int64()
	if length := int64(args[0].Type().Length()); length > 0 && n%length < 0 {
		return function.NewArgErrorf(1, "a tuple has no negative index")
	}
	return nil
})

// signumFunc takes whole numbers that fit 64 bits.
var signumFunc = narrowed(stdlib.SignumFunc, func(args []cty.Value) error {
	n := plain(args[0])
	if !n.IsKnown() || n.IsNull() {
		return nil
	}
	if _, accuracy := n.AsBigFloat().Int64(); accuracy != 0 {
		return function.NewArgError(0, errors.New("a whole number is needed"))
	}
	return nil
})

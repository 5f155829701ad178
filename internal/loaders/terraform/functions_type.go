package terraform

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/ext/customdecode"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// toFunc converts to a type; see native.go for what it can't keep apart.
func toFunc(want cty.Type) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{anyParam("v")},
		Type: func(args []cty.Value) (cty.Type, error) {
			given := args[0].Type()
			if given.Equals(want) {
				return want, nil
			}
			if args[0].IsNull() {
				return want, nil
			}
			conversion := convert.GetConversionUnsafe(given, want)
			if conversion == nil && !given.HasDynamicTypes() {
				return cty.NilType, function.NewArgErrorf(0, "cannot convert %s to %s", given.FriendlyName(), want.FriendlyNameForConstraint())
			}
			if !want.HasDynamicTypes() {
				return want, nil
			}
			v, err := convert.Convert(args[0], want)
			if err != nil {
				return cty.NilType, conversionError(args[0], want, err)
			}
			return v.Type(), nil
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			v, err := convert.Convert(args[0], want)
			if err != nil {
				return cty.NilVal, conversionError(args[0], want, err)
			}
			return v, nil
		},
	})
}

func conversionError(v cty.Value, want cty.Type, err error) error {
	given := v.Type()
	switch {
	case isSensitive(v):
		return function.NewArgErrorf(0, "cannot convert this sensitive %s to %s", given.FriendlyName(), want.FriendlyNameForConstraint())
	case given == cty.String && want == cty.Bool:
		return function.NewArgErrorf(0, `cannot convert %q to bool; only the strings "true" or "false" are allowed`, plain(v).AsString())
	case given == cty.String && want == cty.Number:
		return function.NewArgErrorf(0, `cannot convert %q to number; given string must be a decimal representation of a number`, plain(v).AsString())
	}
	return function.NewArgError(0, fmt.Errorf("cannot convert %s to %s: %w", given.FriendlyName(), want.FriendlyNameForConstraint(), err))
}

// sameType is the type function of those that return their argument.
func sameType(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil }

var identityFunc = function.New(&function.Spec{
	Params: []function.Parameter{anyParam("value")},
	Type:   sameType,
	Impl:   func(args []cty.Value, _ cty.Type) (cty.Value, error) { return args[0], nil },
})

var sensitiveFunc = function.New(&function.Spec{
	Params: []function.Parameter{anyParam("value")},
	Type:   sameType,
	Impl:   func(args []cty.Value, _ cty.Type) (cty.Value, error) { return args[0].Mark(sensitive{}), nil },
})

var nonsensitiveFunc = function.New(&function.Spec{
	Params: []function.Parameter{anyParam("value")},
	Type:   sameType,
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		v, marks := args[0].Unmark()
		delete(marks, sensitive{})
		return v.WithMarks(marks), nil
	},
})

var issensitiveFunc = function.New(&function.Spec{
	Params: []function.Parameter{anyParam("value")},
	Type:   function.StaticReturnType(cty.Bool),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		switch {
		case isSensitive(args[0]):
			return cty.True, nil
		case !plain(args[0]).IsKnown():
			return cty.UnknownVal(cty.Bool), nil
		}
		return cty.False, nil
	},
})

// closureFunc stands for a function that evaluates its arguments itself.
func closureFunc() function.Function {
	return function.New(&function.Spec{
		VarParam: &function.Parameter{Name: "expressions", Type: customdecode.ExpressionClosureType},
		Type:     function.StaticReturnType(cty.DynamicPseudoType),
		Impl:     func([]cty.Value, cty.Type) (cty.Value, error) { return cty.DynamicVal, nil },
	})
}

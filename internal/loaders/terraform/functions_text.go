package terraform

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

var (
	endswithFunc    = testFunc(strings.HasSuffix, "str", "suffix")
	strcontainsFunc = testFunc(strings.Contains, "str", "substr")

	urlencodeFunc = textFunc(func(args []string) (string, error) { return url.QueryEscape(args[0]), nil }, "str")
	basenameFunc  = textFunc(func(args []string) (string, error) { return filepath.Base(args[0]), nil }, "path")
	dirnameFunc   = textFunc(func(args []string) (string, error) { return filepath.Dir(args[0]), nil }, "path")

	// replaceFunc takes a pattern between slashes for a regular expression.
	replaceFunc = textFunc(func(args []string) (string, error) {
		text, old, new := args[0], args[1], args[2]
		if len(old) > 1 && old[0] == '/' && old[len(old)-1] == '/' {
			pattern, err := regexp.Compile(old[1 : len(old)-1])
			if err != nil {
				return "", err
			}
			if affordable := len(text)*(len(new)+1) <= maxText || len(pattern.FindAllStringIndex(text, maxElements))*(len(new)+1) <= maxText; !affordable {
				return "", errTooLong
			}
			return pattern.ReplaceAllString(text, new), nil
		}
		if (strings.Count(text, old)+1)*(len(new)+1) > maxText {
			return "", errTooLong
		}
		return strings.ReplaceAll(text, old, new), nil
	}, "str", "substr", "replace")
)

// startswithFunc knows how some unknown texts begin.
var startswithFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "str", Type: cty.String, AllowUnknown: true}, param("prefix", cty.String)},
	Type:   function.StaticReturnType(cty.Bool),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		prefix := args[1].AsString()
		if args[0].IsKnown() {
			return cty.BoolVal(strings.HasPrefix(args[0].AsString(), prefix)), nil
		}
		known := args[0].Range().StringPrefix()
		if strings.HasPrefix(known, prefix) || !strings.HasPrefix(prefix, known) {
			return cty.BoolVal(strings.HasPrefix(known, prefix)), nil
		}
		return cty.UnknownVal(cty.Bool), nil
	},
})

// errTooLong is the error of a function whose result would be longer than [maxText].
var errTooLong = fmt.Errorf("the result would be longer than %d MiB", maxText>>20)

// abspathFunc and pathexpandFunc depend on the machine but for paths that are absolute already.
var (
	abspathFunc = machineFunc(func(path string) (string, bool) { return filepath.Clean(path), filepath.IsAbs(path) })

	pathexpandFunc = machineFunc(func(path string) (string, bool) { return path, !strings.HasPrefix(path, "~") })
)

func machineFunc(fn func(string) (string, bool)) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{param("path", cty.String)},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if result, ok := fn(args[0].AsString()); ok {
				return cty.StringVal(result), nil
			}
			return cty.UnknownVal(cty.String).RefineNotNull(), nil
		},
	})
}

// unknowableFunc is a function whose result nobody knows before Terraform runs.
func unknowableFunc() function.Function {
	return function.New(&function.Spec{
		Type: function.StaticReturnType(cty.String),
		Impl: func([]cty.Value, cty.Type) (cty.Value, error) { return cty.UnknownVal(cty.String).RefineNotNull(), nil },
	})
}

var bcryptFunc = function.New(&function.Spec{
	Params:   []function.Parameter{param("str", cty.String)},
	VarParam: &function.Parameter{Name: "cost", Type: cty.Number},
	Type:     function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if len(args) > 2 {
			return cty.UnknownVal(cty.String), errors.New("bcrypt() takes no more than two arguments")
		}
		return cty.UnknownVal(cty.String).RefineNotNull(), nil
	},
})

// lengthFunc counts the characters of a text, the elements of a collection, the attributes of an object.
var lengthFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType, AllowDynamicType: true, AllowUnknown: true, AllowMarked: true}},
	Type: func(args []cty.Value) (cty.Type, error) {
		ty := args[0].Type()
		if ty == cty.String || ty.IsTupleType() || ty.IsObjectType() || ty.IsCollectionType() || ty == cty.DynamicPseudoType {
			return cty.Number, nil
		}
		return cty.Number, errors.New("argument must be a string, a collection type, or a structural type")
	},
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		v, marks := args[0].Unmark()
		ty := v.Type()
		switch {
		case ty == cty.DynamicPseudoType:
			return cty.UnknownVal(cty.Number).WithMarks(marks), nil
		case ty.IsTupleType():
			return cty.NumberIntVal(int64(len(ty.TupleElementTypes()))).WithMarks(marks), nil
		case ty.IsObjectType():
			return cty.NumberIntVal(int64(len(ty.AttributeTypes()))).WithMarks(marks), nil
		case ty == cty.String:
			n, err := stdlib.Strlen(v)
			return n.WithMarks(marks), err
		}
		return v.Length().WithMarks(marks), nil
	},
	RefineResult: func(b *cty.RefinementBuilder) *cty.RefinementBuilder {
		return b.NotNull().NumberRangeLowerBound(cty.NumberIntVal(0), true)
	},
})

package terraform

import (
	"maps"
	"sync"

	ctyyaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// pureFunctions are Terraform's functions (as of 1.11) that read no file, by name;
// each is there a second time as core::NAME. try, can and those that need to
// see what is unknown are done in native.go before they get here.
var pureFunctions = sync.OnceValue(func() map[string]function.Function {
	table := map[string]function.Function{
		"abs":              stdlib.AbsoluteFunc,
		"abspath":          abspathFunc,
		"alltrue":          alltrueFunc,
		"anytrue":          anytrueFunc,
		"base64decode":     base64decodeFunc,
		"base64encode":     base64encodeFunc,
		"base64gzip":       base64gzipFunc,
		"base64sha256":     hashFunc(sha256Sum, toBase64),
		"base64sha512":     hashFunc(sha512Sum, toBase64),
		"basename":         basenameFunc,
		"bcrypt":           bcryptFunc,
		"ceil":             stdlib.CeilFunc,
		"chomp":            stdlib.ChompFunc,
		"chunklist":        stdlib.ChunklistFunc,
		"cidrhost":         cidrhostFunc,
		"cidrnetmask":      cidrnetmaskFunc,
		"cidrsubnet":       cidrsubnetFunc,
		"cidrsubnets":      cidrsubnetsFunc,
		"coalesce":         coalesceFunc,
		"coalescelist":     stdlib.CoalesceListFunc,
		"compact":          stdlib.CompactFunc,
		"concat":           stdlib.ConcatFunc,
		"contains":         containsFunc,
		"csvdecode":        stdlib.CSVDecodeFunc,
		"dirname":          dirnameFunc,
		"distinct":         stdlib.DistinctFunc,
		"element":          elementFunc,
		"endswith":         endswithFunc,
		"ephemeralasnull":  identityFunc,
		"flatten":          stdlib.FlattenFunc,
		"floor":            stdlib.FloorFunc,
		"format":           stdlib.FormatFunc,
		"formatdate":       stdlib.FormatDateFunc,
		"formatlist":       stdlib.FormatListFunc,
		"indent":           stdlib.IndentFunc,
		"index":            indexFunc,
		"issensitive":      issensitiveFunc,
		"join":             stdlib.JoinFunc,
		"jsondecode":       stdlib.JSONDecodeFunc,
		"jsonencode":       stdlib.JSONEncodeFunc,
		"keys":             stdlib.KeysFunc,
		"length":           lengthFunc,
		"log":              stdlib.LogFunc,
		"lookup":           lookupFunc,
		"lower":            stdlib.LowerFunc,
		"matchkeys":        matchkeysFunc,
		"max":              stdlib.MaxFunc,
		"md5":              hashFunc(md5Sum, toHex),
		"merge":            stdlib.MergeFunc,
		"min":              stdlib.MinFunc,
		"nonsensitive":     nonsensitiveFunc,
		"one":              oneFunc,
		"parseint":         stdlib.ParseIntFunc,
		"pathexpand":       pathexpandFunc,
		"plantimestamp":    unknowableFunc(),
		"pow":              stdlib.PowFunc,
		"range":            stdlib.RangeFunc,
		"regex":            stdlib.RegexFunc,
		"regexall":         stdlib.RegexAllFunc,
		"replace":          replaceFunc,
		"reverse":          stdlib.ReverseListFunc,
		"rsadecrypt":       rsadecryptFunc,
		"sensitive":        sensitiveFunc,
		"setintersection":  stdlib.SetIntersectionFunc,
		"setproduct":       stdlib.SetProductFunc,
		"setsubtract":      stdlib.SetSubtractFunc,
		"setunion":         stdlib.SetUnionFunc,
		"sha1":             hashFunc(sha1Sum, toHex),
		"sha256":           hashFunc(sha256Sum, toHex),
		"sha512":           hashFunc(sha512Sum, toHex),
		"signum":           signumFunc,
		"slice":            stdlib.SliceFunc,
		"sort":             stdlib.SortFunc,
		"split":            stdlib.SplitFunc,
		"startswith":       startswithFunc,
		"strcontains":      strcontainsFunc,
		"strrev":           stdlib.ReverseFunc,
		"substr":           stdlib.SubstrFunc,
		"sum":              sumFunc,
		"textdecodebase64": textdecodebase64Func,
		"textencodebase64": textencodebase64Func,
		"timeadd":          stdlib.TimeAddFunc,
		"timecmp":          timecmpFunc,
		"timestamp":        unknowableFunc(),
		"title":            stdlib.TitleFunc,
		"tobool":           toFunc(cty.Bool),
		"tolist":           toFunc(cty.List(cty.DynamicPseudoType)),
		"tomap":            toFunc(cty.Map(cty.DynamicPseudoType)),
		"tonumber":         toFunc(cty.Number),
		"toset":            toFunc(cty.Set(cty.DynamicPseudoType)),
		"tostring":         toFunc(cty.String),
		"transpose":        transposeFunc,
		"trim":             stdlib.TrimFunc,
		"trimprefix":       stdlib.TrimPrefixFunc,
		"trimspace":        stdlib.TrimSpaceFunc,
		"trimsuffix":       stdlib.TrimSuffixFunc,
		"upper":            stdlib.UpperFunc,
		"urlencode":        urlencodeFunc,
		"uuid":             unknowableFunc(),
		"uuidv5":           uuidv5Func,
		"values":           stdlib.ValuesFunc,
		"yamldecode":       ctyyaml.YAMLDecodeFunc,
		"yamlencode":       ctyyaml.YAMLEncodeFunc,
		"zipmap":           stdlib.ZipmapFunc,
		// Done in native.go; named here so that they are found.
		"can": closureFunc(),
		"try": closureFunc(),
	}
	return withCore(table)
})

// withCore adds every function's other name.
func withCore(table map[string]function.Function) map[string]function.Function {
	both := maps.Clone(table)
	for name, f := range table {
		both["core::"+name] = f
	}
	return both
}

// impure are the functions whose results differ from call to call: two calls
// written alike are not one value.
var impure = map[string]bool{"uuid": true, "timestamp": true, "plantimestamp": true, "bcrypt": true}

// handsThrough are the functions whose unknown results are parts of their
// arguments, and keep the symbols of those.
var handsThrough = map[string]bool{
	"coalesce": true, "coalescelist": true, "concat": true, "element": true, "ephemeralasnull": true, "flatten": true,
	"lookup": true, "merge": true, "nonsensitive": true, "one": true, "reverse": true, "sensitive": true, "slice": true,
	"tobool": true, "tolist": true, "tomap": true, "tonumber": true, "tostring": true, "values": true, "zipmap": true,
	"chunklist": true,
}

// param is a parameter of some type.
func param(name string, ty cty.Type) function.Parameter {
	return function.Parameter{Name: name, Type: ty}
}

// anyParam is a parameter that takes whatever is given: marked, null or unknown.
func anyParam(name string) function.Parameter {
	return function.Parameter{
		Name: name, Type: cty.DynamicPseudoType, AllowDynamicType: true, AllowMarked: true, AllowNull: true, AllowUnknown: true,
	}
}

// textFunc is a function of texts to a text.
func textFunc(fn func(args []string) (string, error), names ...string) function.Function {
	spec := &function.Spec{
		Type: function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			texts := make([]string, len(args))
			for i, arg := range args {
				texts[i] = arg.AsString()
			}
			result, err := fn(texts)
			if err != nil {
				return cty.UnknownVal(cty.String), err
			}
			return cty.StringVal(result), nil
		},
		RefineResult: func(b *cty.RefinementBuilder) *cty.RefinementBuilder { return b.NotNull() },
	}
	for _, name := range names {
		spec.Params = append(spec.Params, param(name, cty.String))
	}
	return function.New(spec)
}

// testFunc is a function of two texts to a boolean.
func testFunc(fn func(a, b string) bool, first, second string) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{param(first, cty.String), param(second, cty.String)},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(fn(args[0].AsString(), args[1].AsString())), nil
		},
	})
}

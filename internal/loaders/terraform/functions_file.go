package terraform

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// fileFunctions are the functions of one root that read files.
func fileFunctions(r *root) map[string]function.Function {
	a := r.files
	hash := func(sum func([]byte) []byte, write func([]byte) string) function.Function {
		return textFunc(func(args []string) (string, error) {
			data, err := a.read(args[0])
			return write(sum(data)), err
		}, "path")
	}
	return withCore(map[string]function.Function{
		"file": textFunc(func(args []string) (string, error) {
			data, err := a.read(args[0])
			if err == nil && !utf8.Valid(data) {
				err = fmt.Errorf("contents of %q are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded contents or the other file functions (e.g. filemd5, filesha256) to obtain file hashing results instead", args[0])
			}
			return string(data), err
		}, "path"),
		"filebase64":       hash(func(b []byte) []byte { return b }, toBase64),
		"filebase64sha256": hash(sha256Sum, toBase64),
		"filebase64sha512": hash(sha512Sum, toBase64),
		"filemd5":          hash(md5Sum, toHex),
		"filesha1":         hash(sha1Sum, toHex),
		"filesha256":       hash(sha256Sum, toHex),
		"filesha512":       hash(sha512Sum, toHex),
		"fileexists": function.New(&function.Spec{
			Params: []function.Parameter{param("path", cty.String)},
			Type:   function.StaticReturnType(cty.Bool),
			Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
				there, err := a.exists(args[0].AsString())
				return cty.BoolVal(there), err
			},
		}),
		"fileset": function.New(&function.Spec{
			Params: []function.Parameter{param("path", cty.String), param("pattern", cty.String)},
			Type:   function.StaticReturnType(cty.Set(cty.String)),
			Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
				names, err := a.glob(args[0].AsString(), args[1].AsString())
				if err != nil {
					return cty.NilVal, err
				}
				if len(names) == 0 {
					return cty.SetValEmpty(cty.String), nil
				}
				values := make([]cty.Value, len(names))
				for i, name := range names {
					values[i] = cty.StringVal(name)
				}
				return cty.SetVal(values), nil
			},
		}),
	})
}

// functions gives a root what its expressions may call.
func (r *root) functions() {
	r.plain = (&hcl.EvalContext{Functions: pureFunctions()}).NewChild()
	r.plain.Functions = fileFunctions(r)
	r.base = r.plain.NewChild()
	r.base.Functions = withCore(map[string]function.Function{
		"templatefile":   r.templateFunction("templatefile"),
		"templatestring": r.templateFunction("templatestring"),
	})
}

// glob lists the files that match a pattern below a folder, relative to it.
func (a *fileAccess) glob(dir, pattern string) ([]string, error) {
	folder, rest, err := a.locate(dir)
	if err != nil {
		return nil, a.explain(dir, err)
	}
	confined, err := os.OpenRoot(filepath.FromSlash(folder))
	if err != nil {
		return nil, a.explain(dir, err)
	}
	defer confined.Close()
	full := path.Join(rest, pattern)
	if full == ".." || strings.HasPrefix(full, "../") {
		return nil, a.explain(dir, errOutside)
	}
	matches, err := doublestar.Glob(confined.FS(), full, doublestar.WithFilesOnly(), doublestar.WithNoFollow())
	if err != nil {
		return nil, fmt.Errorf("failed to glob pattern (%s): %w", pattern, err)
	}
	names := make([]string, 0, len(matches))
	for _, match := range matches {
		name := relative(rest, match)
		names = append(names, name)
		if len(names) > maxElements {
			return nil, errors.New("the pattern matches too many files")
		}
	}
	slices.Sort(names)
	return names, nil
}

// templateFunction is templatefile or templatestring. Templates see the given
// values only, and may not call a template function themselves.
func (r *root) templateFunction(name string) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{
			param("template", cty.String),
			{Name: "vars", Type: cty.DynamicPseudoType, AllowMarked: true, AllowUnknown: true},
		},
		Type: func(args []cty.Value) (cty.Type, error) {
			if ty := args[1].Type(); !ty.IsObjectType() && !ty.IsMapType() {
				return cty.DynamicPseudoType, function.NewArgErrorf(1, "invalid vars value: must be a map")
			}
			return cty.DynamicPseudoType, nil
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if !args[0].IsKnown() || !plain(args[1]).IsKnown() {
				return cty.DynamicVal, nil
			}
			text, filename := args[0].AsString(), "the template"
			if name == "templatefile" {
				data, err := r.files.read(text)
				if err != nil {
					return cty.DynamicVal, err
				}
				if !utf8.Valid(data) {
					return cty.DynamicVal, fmt.Errorf("contents of %q are not valid UTF-8", text)
				}
				text, filename = string(data), text
			}
			return r.renderTemplate(text, filename, plain(args[1]).AsValueMap())
		},
	})
}

func (r *root) renderTemplate(text, filename string, vars map[string]cty.Value) (cty.Value, error) {
	expr, ctx, err := r.parseTemplate(text, filename, vars)
	if err != nil {
		return cty.DynamicVal, err
	}
	v, diags := (&scope{root: r}).eval(expr, ctx)
	if diags.HasErrors() {
		return cty.DynamicVal, fmt.Errorf("%s: %s", filename, firstError(diags))
	}
	if p := plain(v); p.IsKnown() && p.IsNull() {
		return cty.DynamicVal, fmt.Errorf("%s: the template comes to null", filename)
	}
	return v, nil
}

// parseTemplate parses a template; the context has the values that it sees.
func (r *root) parseTemplate(text, filename string, vars map[string]cty.Value) (hclsyntax.Expression, *hcl.EvalContext, error) {
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		if !hclsyntax.ValidIdentifier(name) {
			return nil, nil, fmt.Errorf("invalid template variable name %q: it must begin with a letter, and hold only letters, digits and underscores", name)
		}
	}
	if _, deep := tooDeepTemplate([]byte(text), filename); deep {
		return nil, nil, fmt.Errorf("%s: %s", filename, depthMessage())
	}
	expr, diags := hclsyntax.ParseTemplate([]byte(text), filename, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, nil, fmt.Errorf("%s: %s", filename, firstError(diags))
	}
	ctx := r.plain.NewChild()
	ctx.Variables = vars
	return expr, ctx, nil
}

package terraform

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/akscan/akscan/internal/source"
)

// parse reads a configuration file, HCL or JSON. The body is nil when the file
// is broken: half a file would be judged as if it were whole.
func parse(f *source.File) (*hclsyntax.Body, []source.Diagnostic) {
	if strings.HasSuffix(f.Path, ".json") {
		return parseJSON(f)
	}
	if at, deep := tooDeep(f.Data, f.Path); deep {
		return nil, []source.Diagnostic{{
			Level: source.Error, Message: "invalid HCL: " + depthMessage(), Path: f.Path, Pos: f.Span(at.Start.Byte, at.End.Byte),
		}}
	}
	parsed, diags := hclsyntax.ParseConfig(f.Data, f.Path, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, []source.Diagnostic{syntaxError(f, diags)}
	}
	body, _ := parsed.Body.(*hclsyntax.Body)
	return body, nil
}

// syntaxError is the first error of a parse. What follows is often its consequence.
func syntaxError(f *source.File, diags hcl.Diagnostics) source.Diagnostic {
	d := source.Diagnostic{Level: source.Error, Path: f.Path, Message: "invalid HCL"}
	for _, diag := range diags {
		if diag.Severity != hcl.DiagError {
			continue
		}
		d.Message = "invalid HCL: " + describe(diag)
		if r := diag.Subject; r != nil {
			d.Pos = f.Span(min(r.Start.Byte, len(f.Data)), min(r.End.Byte, len(f.Data)))
		}
		break
	}
	return d
}

// describe is an HCL diagnostic in one line, in the form of this program's messages.
func describe(diag *hcl.Diagnostic) string {
	text := diag.Detail
	if text == "" {
		text = diag.Summary
	}
	text = strings.Join(strings.Fields(text), " ")
	text = strings.TrimSuffix(text, ".")
	r, size := utf8.DecodeRuneInString(text)
	if next, _ := utf8.DecodeRuneInString(text[size:]); !unicode.IsUpper(next) {
		text = string(unicode.ToLower(r)) + text[size:]
	}
	return text
}

// firstError is the text of the first error among diagnostics; "" when there is none.
func firstError(diags hcl.Diagnostics) string {
	for _, diag := range diags {
		if diag.Severity == hcl.DiagError {
			return describe(diag)
		}
	}
	return ""
}

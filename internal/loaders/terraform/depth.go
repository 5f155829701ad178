package terraform

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// maxDepth is how deeply an expression or block may be nested. HCL's parser is
// recursive and ends the process when the stack overflows.
const maxDepth = 500

// tooDeep finds the place where HCL text is nested deeper than [maxDepth].
func tooDeep(text []byte, filename string) (at hcl.Range, deep bool) {
	if shallow(text) {
		return hcl.Range{}, false
	}
	tokens, _ := hclsyntax.LexConfig(text, filename, hcl.InitialPos)
	return deepToken(tokens)
}

// tooDeepTemplate is [tooDeep] for the text of a template.
func tooDeepTemplate(text []byte, filename string) (at hcl.Range, deep bool) {
	if shallow(text) {
		return hcl.Range{}, false
	}
	tokens, _ := hclsyntax.LexTemplate(text, filename, hcl.InitialPos)
	return deepToken(tokens)
}

// shallow reports that text can't be nested too deeply, whatever its tokens: it
// counts every byte that could open a level, and the longest run of signs.
func shallow(text []byte) bool {
	opens, run := 0, 0
	for _, c := range text {
		switch c {
		case '(', '[', '{', '?', '*':
			opens++
			run = 0
		case '-', '!':
			if run++; run > maxDepth/2 {
				return false
			}
		case ' ', '\t', '\r', '\n':
		default:
			run = 0
		}
	}
	return opens <= maxDepth/2
}

// nest is one open bracket, quote or template sequence, with the levels that
// need no bracket of their own: conditions, signs before signs, splats.
type nest struct {
	levels, signs int
	// lines says that a line break ends an expression here.
	lines bool
}

// deepToken walks tokens without recursion.
func deepToken(tokens hclsyntax.Tokens) (hcl.Range, bool) {
	stack := []nest{{lines: true}}
	depth, directives := 0, 0
	for i, token := range tokens {
		top := &stack[len(stack)-1]
		switch token.Type {
		case hclsyntax.TokenMinus, hclsyntax.TokenBang, hclsyntax.TokenNewline:
		default:
			depth -= top.signs
			top.signs = 0
		}
		switch token.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc,
			hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			stack = append(stack, nest{lines: token.Type == hclsyntax.TokenOBrace})
			depth++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc,
			hclsyntax.TokenTemplateSeqEnd:
			if len(stack) > 1 {
				depth -= 1 + top.levels + top.signs
				stack = stack[:len(stack)-1]
				if i > 0 && tokens[i-1].Type == hclsyntax.TokenStar {
					stack[len(stack)-1].levels++
					depth++
				}
			}
		case hclsyntax.TokenQuestion:
			top.levels++
			depth++
		case hclsyntax.TokenMinus, hclsyntax.TokenBang:
			top.signs++
			depth++
		case hclsyntax.TokenComma:
			depth -= top.levels + top.signs
			top.levels, top.signs = 0, 0
		case hclsyntax.TokenNewline:
			if top.lines {
				depth -= top.levels + top.signs
				top.levels, top.signs = 0, 0
			}
		case hclsyntax.TokenIdent:
			// Directives nest without brackets: %{ if a }%{ if b }...
			if i > 0 && tokens[i-1].Type == hclsyntax.TokenTemplateControl {
				switch string(token.Bytes) {
				case "if", "for":
					directives++
				case "endif", "endfor":
					directives = max(0, directives-1)
				}
			}
		}
		if depth+directives > maxDepth {
			return token.Range, true
		}
	}
	return hcl.Range{}, false
}

// depthMessage says that text is nested too deeply.
func depthMessage() string { return fmt.Sprintf("nested deeper than %d levels", maxDepth) }

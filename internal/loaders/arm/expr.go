package arm

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/akscan/akscan/internal/source"
)

// The limits of an expression. The length is Azure Resource Manager's own.
const (
	maxExpressionLength = 24576
	maxExpressionDepth  = 250
)

// isExpression reports whether a string of a template is an expression: it stands
// in brackets, and isn't escaped by a second one.
func isExpression(text string) bool {
	return len(text) > 1 && text[0] == '[' && text[len(text)-1] == ']' && text[1] != '['
}

// unescape undoes the second bracket of a string that only looks like an expression.
func unescape(text string) string {
	if len(text) > 2 && text[0] == '[' && text[1] == '[' && text[len(text)-1] == ']' {
		return text[1:]
	}
	return text
}

// operation is what an [expr] does.
type operation uint8

const (
	literalOp operation = iota
	callOp              // name(args...)
	memberOp            // args[0].name
	indexOp             // args[0][args[1]]
)

// expr is a node of a parsed expression.
type expr struct {
	op operation
	// value is a literal's.
	value *source.Node
	// name is a function's, lower-case, with its namespace, and spelt the same as
	// written; of a member it's the name as written.
	name, spelt string
	args        []*expr
	// src is the text that it was read from.
	src string
}

// syntaxError says where an expression is wrong.
type syntaxError struct {
	// at is the byte offset from the opening bracket on.
	at  int
	msg string
}

func (e *syntaxError) Error() string { return fmt.Sprintf("%s (character %d)", e.msg, e.at+1) }

// parseExpression reads the expression of a string for which [isExpression] holds.
func parseExpression(text string) (*expr, error) {
	if len(text) > maxExpressionLength {
		return nil, &syntaxError{0, fmt.Sprintf("the expression is longer than %d characters, which is Azure's limit", maxExpressionLength)}
	}
	p := &exprParser{text: text[:len(text)-1], at: 1}
	x := p.expression(0)
	p.space()
	if p.err == nil && p.at < len(p.text) {
		p.fail("expected the end of the expression, found %s", p.found())
	}
	if p.err != nil {
		return nil, p.err
	}
	return x, nil
}

// exprParser is a recursive-descent parser. After the first error every method returns at once.
type exprParser struct {
	text string
	at   int
	err  *syntaxError
}

func (p *exprParser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = &syntaxError{p.at, fmt.Sprintf(format, args...)}
	}
}

func (p *exprParser) found() string {
	if p.at >= len(p.text) {
		return "the end of the expression"
	}
	r, _ := utf8.DecodeRuneInString(p.text[p.at:])
	return fmt.Sprintf("%q", r)
}

func (p *exprParser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

// take consumes c if it comes next.
func (p *exprParser) take(c byte) bool {
	p.space()
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

// expression reads a value with its member accesses; depth counts the expressions around it.
func (p *exprParser) expression(depth int) *expr {
	if depth > maxExpressionDepth {
		p.fail("nested deeper than %d levels", maxExpressionDepth)
		return nil
	}
	p.space()
	start := p.at
	x := p.primary(depth)
	for p.err == nil {
		switch {
		case p.take('.'):
			name := p.word()
			x = &expr{op: memberOp, name: name, args: []*expr{x}, src: p.text[start:p.at]}
		case p.take('['):
			index := p.expression(depth + 1)
			if !p.take(']') {
				p.fail("expected ']', found %s", p.found())
			}
			x = &expr{op: indexOp, args: []*expr{x, index}, src: p.text[start:p.at]}
		default:
			return x
		}
	}
	return nil
}

func (p *exprParser) primary(depth int) *expr {
	start := p.at
	switch {
	case p.at >= len(p.text):
		p.fail("expected a value, found %s", p.found())
		return nil
	case p.text[p.at] == '\'':
		text := p.str()
		return &expr{value: &source.Node{Kind: source.String, Text: text}, src: p.text[start:p.at]}
	case p.text[p.at] == '-' || isDigit(p.text[p.at]):
		return p.number()
	}
	name := p.word()
	if p.err != nil {
		return nil
	}
	for p.take('.') {
		name += "." + p.word()
	}
	if !p.take('(') {
		switch strings.ToLower(name) {
		case "true", "false":
			return &expr{value: &source.Node{Kind: source.Bool, Text: strings.ToLower(name)}, src: p.text[start:p.at]}
		case "null":
			return &expr{value: &source.Node{Kind: source.Null}, src: p.text[start:p.at]}
		}
		p.fail("expected '(' after %s, found %s", name, p.found())
		return nil
	}
	x := &expr{op: callOp, name: strings.ToLower(name), spelt: name}
	for p.err == nil && !p.take(')') {
		if len(x.args) > 0 && !p.take(',') {
			p.fail("expected ',' or ')', found %s", p.found())
			break
		}
		x.args = append(x.args, p.expression(depth+1))
	}
	x.src = p.text[start:p.at]
	return x
}

func (p *exprParser) word() string {
	p.space()
	start := p.at
	for p.at < len(p.text) && (isLetter(p.text[p.at]) || p.at > start && isDigit(p.text[p.at])) {
		p.at++
	}
	if p.at == start {
		p.fail("expected a name, found %s", p.found())
	}
	return p.text[start:p.at]
}

func isLetter(c byte) bool {
	return c == '_' || c == '$' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// str reads a string in single quotes; two of them stand for one.
func (p *exprParser) str() string {
	start := p.at + 1
	for i := start; i < len(p.text); i++ {
		if p.text[i] != '\'' {
			continue
		}
		if i+1 < len(p.text) && p.text[i+1] == '\'' {
			i++
			continue
		}
		p.at = i + 1
		return strings.ReplaceAll(p.text[start:i], "''", "'")
	}
	p.fail("this text is never closed")
	return ""
}

func (p *exprParser) number() *expr {
	start := p.at
	p.at++
	for p.at < len(p.text) && (isDigit(p.text[p.at]) || p.text[p.at] == '.' && p.at+1 < len(p.text) && isDigit(p.text[p.at+1])) {
		p.at++
	}
	text := p.text[start:p.at]
	if text == "-" || strings.Count(text, ".") > 1 {
		p.at = start
		p.fail("not a number")
	}
	return &expr{value: &source.Node{Kind: source.Number, Text: text}, src: text}
}

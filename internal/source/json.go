package source

import (
	"bytes"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// MaxDepth is how deeply values may be nested in JSON and YAML.
const MaxDepth = 500

// ParseJSON reads the one JSON value of a file into a tree with positions. It
// takes what az, ARM and editors take beyond the standard: comments, trailing
// commas, and raw line breaks in strings. An empty file (or one of comments
// alone) is nil without a diagnostic; a broken one is nil with an Error that
// has the exact place.
func ParseJSON(f *File) (*Node, []Diagnostic) {
	p := jsonParser{treeBuilder: treeBuilder{file: f}, data: f.Data}
	if p.space(); p.at == len(p.data) && p.err == nil {
		return nil, nil
	}
	n := p.value(0)
	if p.space(); p.err == nil && p.at < len(p.data) {
		p.fail(p.at, "expected the end of the file after the value")
	}
	if p.err != nil {
		return nil, []Diagnostic{*p.err}
	}
	return n, nil
}

// ParseJSONDocuments reads any number of JSON values that follow one another:
// JSON lines, or outputs appended to one file. After a syntax error it returns
// the values before it, and the error.
func ParseJSONDocuments(f *File) ([]*Node, []Diagnostic) {
	p := jsonParser{treeBuilder: treeBuilder{file: f}, data: f.Data}
	var docs []*Node
	for {
		if p.space(); p.at == len(p.data) && p.err == nil {
			return docs, nil
		}
		n := p.value(0)
		if p.err != nil {
			return docs, []Diagnostic{*p.err}
		}
		docs = append(docs, n)
	}
}

// jsonParser is a recursive-descent parser. After the first error every method
// returns at once.
type jsonParser struct {
	treeBuilder
	data []byte
	at   int
	err  *Diagnostic
}

func (p *jsonParser) fail(at int, format string, args ...any) {
	if p.err != nil {
		return
	}
	end := at
	if at < len(p.data) {
		_, size := utf8.DecodeRune(p.data[at:])
		end = at + size
	}
	p.err = &Diagnostic{
		Level:   Error,
		Message: "invalid JSON: " + fmt.Sprintf(format, args...),
		Path:    p.file.Path,
		Pos:     p.file.Span(at, end),
	}
}

// failUnclosed says that the file ends within the array or object that begins at open.
func (p *jsonParser) failUnclosed(open int) {
	line, _ := p.file.lineColumn(open)
	p.fail(len(bytes.TrimRight(p.data, " \t\r\n")), "the file ends before the '%c' of line %d is closed", p.data[open], line)
}

// found says what stands at the current place, for messages.
func (p *jsonParser) found() string {
	if p.at >= len(p.data) {
		return "the end of the file"
	}
	r, size := utf8.DecodeRune(p.data[p.at:])
	if r == utf8.RuneError && size == 1 {
		return fmt.Sprintf("byte 0x%02x", p.data[p.at])
	}
	return fmt.Sprintf("%q", r)
}

// space skips white space and comments.
func (p *jsonParser) space() {
	if p.at < len(p.data) && p.data[p.at] <= '/' {
		p.skipSpace()
	}
}

func (p *jsonParser) skipSpace() {
	for p.at < len(p.data) {
		switch p.data[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		case '/':
			if !p.comment() {
				return
			}
		default:
			return
		}
	}
}

func (p *jsonParser) comment() bool {
	rest := p.data[p.at:]
	switch {
	case bytes.HasPrefix(rest, []byte("//")):
		if i := bytes.IndexAny(rest, "\r\n"); i >= 0 {
			p.at += i
		} else {
			p.at = len(p.data)
		}
	case bytes.HasPrefix(rest, []byte("/*")):
		i := bytes.Index(rest[2:], []byte("*/"))
		if i < 0 {
			p.fail(p.at, "this comment is never closed")
			p.at = len(p.data)
			return false
		}
		p.at += i + 4
	default:
		p.fail(p.at, "expected a comment after '/'")
		return false
	}
	return true
}

// value reads the value that begins at the current place; depth counts the
// arrays and objects around it.
func (p *jsonParser) value(depth int) *Node {
	if p.err != nil {
		return nil
	}
	if p.at >= len(p.data) {
		p.fail(p.at, "expected a value, found the end of the file")
		return nil
	}
	start := p.at
	switch c := p.data[p.at]; c {
	case '{', '[':
		if depth >= MaxDepth {
			p.fail(p.at, "nested deeper than %d levels", MaxDepth)
			return nil
		}
		n := p.node(Array, start, start+1)
		p.at++
		if c == '{' {
			n.Kind = Object
			n.Members = p.object(start, depth+1)
		} else {
			n.Items = p.array(start, depth+1)
		}
		return n
	case '"':
		text := p.str()
		n := p.node(String, start, p.at)
		n.Text = text
		return n
	case 't':
		return p.literal("true", Bool)
	case 'f':
		return p.literal("false", Bool)
	case 'n':
		return p.literal("null", Null)
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return p.number()
	}
	p.fail(p.at, "expected a value, found %s", p.found())
	return nil
}

func (p *jsonParser) object(open, depth int) []Member {
	base := len(p.members)
	defer func() { p.members = p.members[:base] }()
	for {
		p.space()
		if p.err != nil {
			return nil
		}
		switch {
		case p.at >= len(p.data):
			p.failUnclosed(open)
			return nil
		case p.data[p.at] == '}':
			p.at++
			return p.listed(p.members[base:])
		case p.data[p.at] != '"':
			p.fail(p.at, "expected a key in double quotes or '}', found %s", p.found())
			return nil
		}
		start := p.at
		key := p.str()
		end := p.at
		p.space()
		if p.err == nil && (p.at >= len(p.data) || p.data[p.at] != ':') {
			p.fail(p.at, "expected ':' after a key, found %s", p.found())
		}
		p.at++
		p.space()
		n := p.value(depth)
		if p.err != nil {
			return nil
		}
		if n.Kind != Object && n.Kind != Array {
			end = p.at
		}
		p.members = append(p.members, Member{Key: key, Pos: p.file.Span(start, end), Value: n})
		if !p.comma('}') {
			return nil
		}
	}
}

func (p *jsonParser) array(open, depth int) []*Node {
	base := len(p.items)
	defer func() { p.items = p.items[:base] }()
	for {
		p.space()
		if p.err != nil {
			return nil
		}
		if p.at >= len(p.data) {
			p.failUnclosed(open)
			return nil
		}
		if p.data[p.at] == ']' {
			p.at++
			return append([]*Node(nil), p.items[base:]...)
		}
		n := p.value(depth)
		if p.err != nil {
			return nil
		}
		p.items = append(p.items, n)
		if !p.comma(']') {
			return nil
		}
	}
}

// comma takes the comma after a value; closing, which may stand instead, stays.
func (p *jsonParser) comma(closing byte) bool {
	p.space()
	switch {
	case p.err != nil:
		return false
	case p.at < len(p.data) && p.data[p.at] == ',':
		p.at++
	case p.at >= len(p.data): // the caller says what is never closed
	case p.data[p.at] != closing:
		p.fail(p.at, "expected ',' or '%c' after a value, found %s", closing, p.found())
		return false
	}
	return true
}

func (p *jsonParser) literal(word string, kind NodeKind) *Node {
	start := p.at
	if !bytes.HasPrefix(p.data[start:], []byte(word)) || start+len(word) < len(p.data) && isWordByte(p.data[start+len(word)]) {
		p.fail(start, "expected a value, found a word that is none of true, false, null")
		return nil
	}
	p.at += len(word)
	n := p.node(kind, start, p.at)
	if kind == Bool {
		n.Text = word
	}
	return n
}

func isWordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= utf8.RuneSelf
}

func (p *jsonParser) number() *Node {
	start := p.at
	end := start + jsonNumber(p.data[start:])
	if end == start || end < len(p.data) && (isWordByte(p.data[end]) || p.data[end] == '.') {
		p.fail(start, "not a number as JSON writes them")
		return nil
	}
	p.at = end
	n := p.node(Number, start, end)
	n.Text = viewString(p.data[start:end])
	return n
}

// jsonNumber gives the length of the JSON number that b begins with; 0 when there is none.
func jsonNumber(b []byte) int {
	i := 0
	digits := func() bool {
		from := i
		for i < len(b) && '0' <= b[i] && b[i] <= '9' {
			i++
		}
		return i > from
	}
	if i < len(b) && b[i] == '-' {
		i++
	}
	if i < len(b) && b[i] == '0' {
		i++
	} else if !digits() {
		return 0
	}
	if i < len(b) && b[i] == '.' {
		i++
		if !digits() {
			return 0
		}
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if !digits() {
			return 0
		}
	}
	return i
}

// viewString is b as a string that shares its bytes. The bytes of a [File] never change.
func viewString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// ordinary holds the bytes of a string that need no second look.
var ordinary = func() (ordinary [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		ordinary[c] = c != '"' && c != '\\'
	}
	return ordinary
}()

// str reads the string whose opening quote stands at the current place.
func (p *jsonParser) str() string {
	start := p.at + 1
	ascii := true
	for i := start; i < len(p.data); i++ {
		c := p.data[i]
		if ordinary[c] {
			continue
		}
		switch {
		case c == '"':
			p.at = i + 1
			if ascii {
				return viewString(p.data[start:i])
			}
			return validText(p.data[start:i])
		case c == '\\':
			return p.escaped(start, i)
		case c >= utf8.RuneSelf:
			ascii = false
		case c < ' ' && !rawControl(c):
			p.fail(i, "control character U+%04X in a string", c)
			return ""
		}
	}
	p.fail(p.at, "this string is never closed")
	p.at = len(p.data)
	return ""
}

// rawControl says which control characters may stand in a string unescaped: ARM
// templates have strings of several lines.
func rawControl(c byte) bool { return c == '\n' || c == '\r' || c == '\t' }

// validText is b as a string in which every invalid byte is U+FFFD.
func validText(b []byte) string {
	if utf8.Valid(b) {
		return viewString(b)
	}
	return string([]rune(viewString(b)))
}

// escaped reads a string that holds an escape; the first one is at i.
func (p *jsonParser) escaped(start, i int) string {
	open := p.at
	buf := append(make([]byte, 0, 2*(i-start)+16), p.data[start:i]...)
	for i < len(p.data) {
		switch c := p.data[i]; {
		case c == '"':
			p.at = i + 1
			return validText(buf)
		case c == '\\':
			r, size := unescape(p.data[i:])
			if size == 0 {
				p.fail(i, "invalid escape in a string")
				return ""
			}
			buf = utf8.AppendRune(buf, r)
			i += size
		case c < ' ' && !rawControl(c):
			p.fail(i, "control character U+%04X in a string", c)
			return ""
		default:
			buf = append(buf, c)
			i++
		}
	}
	p.fail(open, "this string is never closed")
	p.at = len(p.data)
	return ""
}

// unescape decodes the escape that b begins with; size 0 says that it is invalid.
func unescape(b []byte) (r rune, size int) {
	if len(b) < 2 {
		return 0, 0
	}
	switch b[1] {
	case '"', '\\', '/':
		return rune(b[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r, ok := hex4(b[2:])
		if !ok {
			return 0, 0
		}
		if utf16.IsSurrogate(r) {
			if low, ok := hex4(b[min(len(b), 8):]); ok && b[6] == '\\' && b[7] == 'u' {
				if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
					return pair, 12
				}
			}
			r = utf8.RuneError
		}
		return r, 6
	}
	return 0, 0
}

func hex4(b []byte) (r rune, ok bool) {
	if len(b) < 4 {
		return 0, false
	}
	for _, c := range b[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

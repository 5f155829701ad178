package source

import "bytes"

// secretFrame is one open bracket.
type secretFrame struct {
	open byte
	// all says that every value within is secret; value, that the member called value is.
	all, value bool
	// name is the field whose value is being read, nil when none is.
	name []byte
	// secret says that this value is one.
	secret bool
}

// maxSecretFrames caps the brackets that are remembered; those beyond inherit from the last.
const maxSecretFrames = 4096

// endsWord holds what no word without quotes has in it.
var endsWord = [256]bool{',': true, ':': true, '=': true, '{': true, '}': true, '[': true, ']': true, '(': true, ')': true, '"': true}

// braces finds secrets in JSON, in HCL and in YAML's flow style, from offset at on.
// outside being what they stand in. With within it stops after the bracket that opens
// at at; it gives the offset where it stopped.
func (f *secretFinder) braces(at int, within bool, outside secretFrame) int {
	frames := []secretFrame{outside}
	beyond := 0 // brackets over the cap
	var label []byte
	top := func() *secretFrame { return &frames[len(frames)-1] }
	for at < len(f.data) {
		switch c := f.data[at]; {
		case c == '"' || c == '\'' && f.syntax == lineSyntax:
			start := at + 1
			end := f.stringEnd(start, c)
			at = min(end+1, len(f.data))
			text := f.data[start:end]
			frame := top()
			switch sep := f.separator(at); {
			case frame.name == nil && sep != 0:
				f.setName(frame, text)
			case frame.secret || frame.all:
				if isSecretText(text) {
					f.add(start, end)
				}
			default:
				label = text
				if string(frame.name) == "name" && isSecretName(text) {
					frame.value = true
				}
			}
		case c == '{' || c == '[' || c == '(':
			if len(frames) == maxSecretFrames {
				beyond++
				at++
				continue
			}
			frame := top()
			next := secretFrame{open: c, all: frame.all}
			switch {
			case frame.name != nil && f.isSecretData(frame.name):
				next.all = true
			case frame.secret && c == '{':
				next.value = true
			case frame.secret:
				next.all = true
			case frame.name == nil && c == '{' && label != nil && isSecretName(label):
				next.value = true
			}
			label = nil
			frames = append(frames, next)
			at++
		case c == '}' || c == ']' || c == ')':
			at++
			if beyond > 0 {
				beyond--
				continue
			}
			if len(frames) > 1 {
				frames = frames[:len(frames)-1]
			}
			label = nil
			if within && len(frames) == 1 {
				return at
			}
		case c == ',' || c == ';' || c == '\n' && f.syntax == hclSyntax:
			if frame := top(); frame.open != '(' {
				frame.name, frame.secret = nil, false
			}
			label = nil
			at++
		case c == '#' && f.syntax != jsonSyntax, c == '/' && f.syntax != lineSyntax && at+1 < len(f.data) && f.data[at+1] == '/':
			// A comment; the line's end stays, it may end a statement.
			at = f.while(at, func(c byte) bool { return c != '\n' })
		case c == '/' && f.syntax != lineSyntax && at+1 < len(f.data) && f.data[at+1] == '*':
			if i := bytes.Index(f.data[at+2:], []byte("*/")); i >= 0 {
				at += 2 + i + 2
			} else {
				at = len(f.data)
			}
		case c == '<' && f.syntax == hclSyntax && bytes.HasPrefix(f.data[at:], []byte("<<")):
			at = f.heredoc(at, top())
		case isWord(c) || c == '-' || c == '.' || c >= 0x80 || c == '$' || c == '*' || c == '~':
			start := at
			for at < len(f.data) && f.data[at] > ' ' && !endsWord[f.data[at]] && !(f.data[at] == '<' && f.syntax == hclSyntax) {
				at++
			}
			if at == start {
				at++
			}
			frame := top()
			text := f.data[start:at]
			switch {
			case frame.name == nil && f.separator(at) != 0:
				f.setName(frame, text)
			case frame.secret || frame.all && frame.name != nil:
				// In HCL a word is an expression, unless it is a number.
				if isSecretWord(text) && (f.syntax != hclSyntax || '0' <= text[0] && text[0] <= '9') {
					f.add(start, at)
				}
			}
		default:
			at++
		}
	}
	return at
}

// setName notes the field whose value comes next.
func (f *secretFinder) setName(frame *secretFrame, name []byte) {
	frame.name = name
	frame.secret = frame.all || isSecretName(name) || frame.value && isValueName(name) || f.webKeys && isPrivateNumber(name)
}

// separator is the ':' or '=' that makes what stands before at a name; 0 for none.
func (f *secretFinder) separator(at int) byte {
	for at < len(f.data) && (isBlank(f.data[at]) || (f.data[at] == '\n' || f.data[at] == '\r') && f.syntax == jsonSyntax) {
		at++
	}
	if at >= len(f.data) {
		return 0
	}
	switch c := f.data[at]; {
	case c == ':':
		return c
	case c == '=' && (at+1 == len(f.data) || f.data[at+1] != '='):
		return c
	}
	return 0
}

// stringEnd is the offset of the quote that ends the string whose text begins at at.
func (f *secretFinder) stringEnd(at int, quote byte) int {
	if f.syntax != hclSyntax {
		for ; at < len(f.data) && f.data[at] != quote; at++ {
			if f.data[at] == '\\' && quote == '"' {
				at++
			}
		}
		return min(at, len(f.data))
	}
	holes := 0 // braces open within a template's ${ }
	for ; at < len(f.data); at++ {
		switch c := f.data[at]; {
		case c == '\\' && quote == '"':
			at++
		case holes == 0 && (c == '$' || c == '%') && at+1 < len(f.data) && f.data[at+1] == '{':
			if at > 0 && f.data[at-1] == c { // $${ is text
				continue
			}
			holes = 1
			at++
		case holes > 0 && c == '{':
			holes++
		case holes > 0 && c == '}':
			holes--
		case holes > 0 && c == '"':
			// A string within the hole: one level is what people write.
			for at++; at < len(f.data) && f.data[at] != '"' && f.data[at] != '\n'; at++ {
				if f.data[at] == '\\' {
					at++
				}
			}
		case c == '\n':
			return at // broken: a quoted template ends on its line
		case c == quote:
			return at
		}
	}
	return min(at, len(f.data))
}

// heredoc passes over the heredoc that begins at at, and finds its lines when they are secret.
func (f *secretFinder) heredoc(at int, frame *secretFrame) int {
	start := at + 2
	if start < len(f.data) && f.data[start] == '-' {
		start++
	}
	end := f.while(start, func(c byte) bool { return isWord(c) || c == '-' })
	tag := f.data[start:end]
	if len(tag) == 0 {
		return at + 2
	}
	body := f.while(end, func(c byte) bool { return c != '\n' })
	for line := body; line < len(f.data); {
		next := f.while(line+1, func(c byte) bool { return c != '\n' })
		if text := bytes.TrimSpace(f.data[line:next]); bytes.Equal(text, tag) {
			if frame.secret || frame.all {
				f.eachLine(body, line, f.add)
			}
			return next
		}
		line = next
	}
	if frame.secret || frame.all {
		f.eachLine(body, len(f.data), f.add)
	}
	return len(f.data)
}

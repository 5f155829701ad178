package source

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// plainStop marks the bytes that a plain scalar's scan has to look at.
var plainStop = func() (stop [256]bool) {
	for _, c := range []byte(":#\n\r,[]{}") {
		stop[c] = true
	}
	return stop
}()

// plain reads a scalar without quotes, which may go on over lines that are
// indented more than indent.
func (p *yamlParser) plain(indent int, flow bool) yamlValue {
	v := yamlValue{start: p.at, plain: true}
	var folded []byte
	for {
		text, atBreak := p.plainLine(flow)
		v.end = p.at
		if folded == nil {
			v.text = viewString(text)
		} else {
			folded = append(folded, text...)
		}
		if !atBreak {
			break
		}
		breaks, next, line := p.continuation(indent, flow)
		if next < 0 {
			break
		}
		if folded == nil {
			folded = append(folded, text...)
		}
		folded = appendFold(folded, breaks)
		p.at, p.line = next, line
	}
	if folded != nil {
		v.text = string(folded)
	}
	return v
}

// plainLine reads the part of a plain scalar that stands on the current line,
// without the blanks around it; atBreak says that the line ends there.
func (p *yamlParser) plainLine(flow bool) (text []byte, atBreak bool) {
	start, i := p.at, p.at
scan:
	for ; i < len(p.data); i++ {
		c := p.data[i]
		if !plainStop[c] {
			continue
		}
		switch c {
		case '\n', '\r':
			atBreak = true
			break scan
		case ':':
			if p.blankAt(i + 1) {
				break scan
			}
		case '#':
			if i > start && (p.data[i-1] == ' ' || p.data[i-1] == '\t') {
				break scan
			}
		default:
			if flow {
				break scan
			}
		}
	}
	for i > start && (p.data[i-1] == ' ' || p.data[i-1] == '\t') {
		i--
	}
	p.at = i
	return p.data[start:i], atBreak
}

func flowIndicator(c byte) bool {
	return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'
}

// continuation looks for the next line of a plain scalar: how many line breaks lie
// between, where its text begins, and where its line does; next is -1 when the scalar ends here.
func (p *yamlParser) continuation(indent int, flow bool) (breaks, next, line int) {
	i := p.at
	for i < len(p.data) {
		switch p.data[i] {
		case ' ', '\t':
			i++
			continue
		case '\n', '\r':
			i = p.afterBreak(i)
			line = i
			breaks++
			continue
		case '#':
			return 0, -1, 0
		}
		if !flow && i-line <= indent {
			return 0, -1, 0
		}
		if c := p.data[i]; flow && (flowIndicator(c) || c == ':' && p.blankAt(i+1)) {
			return 0, -1, 0
		}
		return breaks, i, line
	}
	return 0, -1, 0
}

// appendFold appends what a number of line breaks in a row fold to.
func appendFold(text []byte, breaks int) []byte {
	if breaks == 1 {
		return append(text, ' ')
	}
	for ; breaks > 1; breaks-- {
		text = append(text, '\n')
	}
	return text
}

// singleQuoted reads a scalar in single quotes.
func (p *yamlParser) singleQuoted() yamlValue {
	open := p.at
	start := open + 1
	var folded []byte
	for i := start; i < len(p.data); {
		switch p.data[i] {
		case '\'':
			if i+1 < len(p.data) && p.data[i+1] == '\'' {
				folded = append(folded, p.data[start:i+1]...)
				i += 2
				start = i
				continue
			}
			return p.quoted(open, start, i, folded)
		case '\n', '\r':
			folded, i = p.foldQuoted(append(folded, p.data[start:i]...), i, 0)
			start = i
		default:
			i++
		}
	}
	p.fail(open, "this quoted text is never closed")
	return yamlValue{start: open, end: p.at}
}

// doubleQuoted reads a scalar in double quotes.
func (p *yamlParser) doubleQuoted() yamlValue {
	open := p.at
	start, kept := open+1, 0 // kept is how much of folded an escape made, which folding doesn't trim
	var folded []byte
	for i := start; i < len(p.data); {
		switch p.data[i] {
		case '"':
			return p.quoted(open, start, i, folded)
		case '\\':
			folded = append(folded, p.data[start:i]...)
			var ok bool
			if folded, i, ok = p.escape(folded, i); !ok {
				p.fail(i, "invalid escape in a quoted text")
				return yamlValue{start: open, end: p.at}
			}
			start, kept = i, len(folded)
		case '\n', '\r':
			folded, i = p.foldQuoted(append(folded, p.data[start:i]...), i, kept)
			start, kept = i, len(folded)
		default:
			i++
		}
	}
	p.fail(open, "this quoted text is never closed")
	return yamlValue{start: open, end: p.at}
}

// quoted finishes a quoted scalar whose closing quote is at end; folded holds the text before start.
func (p *yamlParser) quoted(open, start, end int, folded []byte) yamlValue {
	v := yamlValue{start: open, end: end + 1}
	if folded == nil {
		v.text = viewString(p.data[start:end])
	} else {
		v.text = string(append(folded, p.data[start:end]...))
	}
	p.at = end + 1
	return v
}

// foldQuoted folds the line breaks that begin at i inside a quoted scalar, and the
// blanks around them; the first kept bytes of text are not trimmed.
func (p *yamlParser) foldQuoted(text []byte, i, kept int) ([]byte, int) {
	for len(text) > kept && (text[len(text)-1] == ' ' || text[len(text)-1] == '\t') {
		text = text[:len(text)-1]
	}
	breaks, i := p.quotedBreaks(i)
	return appendFold(text, breaks), i
}

// quotedBreaks skips line breaks and the blanks after them.
func (p *yamlParser) quotedBreaks(i int) (breaks, next int) {
	for i < len(p.data) {
		switch p.data[i] {
		case ' ', '\t':
			i++
		case '\n', '\r':
			i = p.afterBreak(i)
			p.line = i
			breaks++
		default:
			return breaks, i
		}
	}
	return breaks, i
}

// yamlEscapes are the escapes of one letter in double quotes.
var yamlEscapes = map[byte]string{
	'0': "\x00", 'a': "\a", 'b': "\b", 't': "\t", '\t': "\t", 'n': "\n", 'v': "\v", 'f': "\f", 'r': "\r", 'e': "\x1b",
	' ': " ", '"': `"`, '\'': "'", '/': "/", '\\': `\`, 'N': "\u0085", '_': "\u00a0", 'L': "\u2028", 'P': "\u2029",
}

// escape decodes the escape at i onto text and gives the offset after it.
func (p *yamlParser) escape(text []byte, i int) ([]byte, int, bool) {
	if i+1 >= len(p.data) {
		return text, i, false
	}
	c := p.data[i+1]
	switch c {
	case '\n', '\r':
		// The break itself vanishes; empty lines after it stay.
		breaks, next := p.quotedBreaks(i + 1)
		return append(text, strings.Repeat("\n", breaks-1)...), next, true
	case 'x', 'u', 'U':
		r, next, ok := p.hexEscape(i)
		if ok && utf16.IsSurrogate(r) && c == 'u' {
			// JSON writes what is beyond 16 bits as two escapes.
			if low, after, ok2 := p.hexEscape(next); ok2 && utf16.DecodeRune(r, low) != utf8.RuneError {
				r, next = utf16.DecodeRune(r, low), after
			}
		}
		if !ok || !utf8.ValidRune(r) {
			return text, i, false
		}
		return utf8.AppendRune(text, r), next, true
	}
	decoded, ok := yamlEscapes[c]
	if !ok {
		return text, i, false
	}
	return append(text, decoded...), i + 2, true
}

// hexEscape decodes \xNN, \uNNNN or \UNNNNNNNN at i.
func (p *yamlParser) hexEscape(i int) (r rune, next int, ok bool) {
	if i+1 >= len(p.data) || p.data[i] != '\\' {
		return 0, i, false
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[p.data[i+1]]
	if digits == 0 || i+2+digits > len(p.data) {
		return 0, i, false
	}
	for _, c := range p.data[i+2 : i+2+digits] {
		digit := strings.IndexByte("0123456789abcdef", c|0x20)
		if digit < 0 || c < '0' {
			return 0, i, false
		}
		r = r<<4 | rune(digit)
	}
	return r, i + 2 + digits, true
}

// blockScalar reads the scalar that begins with | or >; indent is the column of
// the collection around.
func (p *yamlParser) blockScalar(indent int) yamlValue {
	v := yamlValue{start: p.at}
	literal := p.peek() == '|'
	keep, strip, given := p.blockHeader()
	v.end = p.at
	if p.blanks(); p.peek() == '#' {
		p.at = p.lineEnd(p.at)
	}
	if p.at >= len(p.data) {
		return v
	}
	if c := p.peek(); c != '\n' && c != '\r' {
		p.fail(p.at, "expected the end of the line after '|' or '>', found %s", p.found())
		return v
	}
	p.at = p.afterBreak(p.at)
	p.line = p.at
	own := max(indent, 0) + given
	if given == 0 {
		own = p.blockIndent(indent)
	}
	var text []byte
	breaks := 0      // line breaks not yet written
	folds := false   // the last line with text may be joined with the next
	written := false // there was a line with text
	for p.err == nil {
		start, blank := p.blockLine(own)
		if start < 0 {
			break
		}
		if blank {
			breaks++
			p.at = p.afterBreak(start)
			p.line = p.at
			continue
		}
		indented := p.data[start] == ' ' || p.data[start] == '\t'
		switch {
		case literal || !written || !folds || indented:
			text = append(text, strings.Repeat("\n", breaks)...)
		default:
			text = appendFold(text, breaks)
		}
		end := p.lineEnd(start)
		text = append(text, p.data[start:end]...)
		v.end, breaks, folds, written = end, 0, !indented, true
		if p.at = end; p.at >= len(p.data) {
			break
		}
		breaks = 1
		p.at = p.afterBreak(p.at)
		p.line = p.at
	}
	switch {
	case keep:
		text = append(text, strings.Repeat("\n", breaks)...)
	case !strip && written && breaks > 0:
		text = append(text, '\n')
	}
	v.text = string(text)
	return v
}

// blockHeader reads the indicators after | or >: whether trailing breaks are
// kept or stripped, and the indentation when it is given.
func (p *yamlParser) blockHeader() (keep, strip bool, given int) {
	for p.at++; p.at < len(p.data); p.at++ {
		switch c := p.peek(); {
		case c == '+' && !keep && !strip:
			keep = true
		case c == '-' && !keep && !strip:
			strip = true
		case '1' <= c && c <= '9' && given == 0:
			given = int(c - '0')
		default:
			return keep, strip, given
		}
	}
	return keep, strip, given
}

// blockIndent finds the indentation of a block scalar: that of its first line with text.
func (p *yamlParser) blockIndent(indent int) int {
	deepest := 0
	for i := p.at; i < len(p.data); {
		start := i
		for i < len(p.data) && p.data[i] == ' ' {
			i++
		}
		deepest = max(deepest, i-start)
		if i >= len(p.data) || p.data[i] != '\n' && p.data[i] != '\r' {
			break
		}
		i = p.afterBreak(i)
	}
	return max(deepest, indent+1, 1)
}

// blockLine gives where the text of the next line of a block scalar begins, and
// whether the line is empty; -1 when the scalar ends before it.
func (p *yamlParser) blockLine(own int) (start int, blank bool) {
	i := p.at
	for i < len(p.data) && i-p.at < own && p.data[i] == ' ' {
		i++
	}
	switch {
	case i >= len(p.data):
		return -1, false
	case p.data[i] == '\n' || p.data[i] == '\r':
		return i, true
	case i-p.at < own:
		if p.data[i] == '\t' {
			p.fail(i, "a tab in the indentation; YAML indents with spaces")
		}
		return -1, false
	}
	return i, false
}

package source

import "bytes"

// secretContext is an open YAML collection whose lines are more than a name and a value.
type secretContext struct {
	// indent is the column of the field that opened it; lines further in belong to it.
	indent int
	// all says that every value within is secret, text that every line is.
	all, text bool
}

// lines finds secrets in YAML, and in anything else that has a name, a separator
// and a value on a line.
func (f *secretFinder) lines() {
	var contexts []secretContext
	named := -1 // the column of the mapping whose name field holds a secret's name
	for at := 0; at < len(f.data); {
		end := f.while(at, func(c byte) bool { return c != '\n' && c != '\r' })
		start := at
		indent := 0
		at = f.while(at, isBlank)
		indent = at - start
		line := f.data[at:end]
		if len(line) == 0 || line[0] == '#' {
			at = end + 1
			continue
		}
		if bytes.HasPrefix(line, []byte("---")) && indent == 0 {
			contexts, named = contexts[:0], -1
		}
		for len(contexts) > 0 && indent <= contexts[len(contexts)-1].indent {
			contexts = contexts[:len(contexts)-1]
		}
		all := false
		if n := len(contexts); n > 0 {
			if contexts[n-1].text {
				f.add(at, f.trimEnd(at, end))
				at = end + 1
				continue
			}
			all = contexts[n-1].all
		}
		// The fields of an item stand in the column behind its dash.
		item := false
		for at < end && f.data[at] == '-' && (at+1 == end || isBlank(f.data[at+1])) {
			item = true
			next := at + 1
			for next < end && isBlank(f.data[next]) {
				next++
			}
			indent += next - at
			at = next
		}
		if item && indent <= named || indent < named {
			named = -1
		}
		name, value := f.field(at, end)
		if value < 0 {
			if all {
				f.scalar(at, end)
			}
			at = end + 1
			continue
		}
		secret := all || isSecretName(name) || indent == named && isValueName(name)
		value = f.pastProperties(value, end)
		if value >= end || f.data[value] == '#' {
			if f.isSecretData(name) || all {
				contexts = append(contexts, secretContext{indent: indent, all: true})
			}
			at = end + 1
			continue
		}
		switch c := f.data[value]; {
		case c == '|' || c == '>':
			if secret {
				contexts = append(contexts, secretContext{indent: indent, text: true})
			}
			at = end + 1
		case c == '{' || c == '[':
			stop := f.braces(value, true, secretFrame{name: name, secret: secret, all: all})
			at = max(end, f.while(stop, func(c byte) bool { return c != '\n' && c != '\r' })) + 1
		case secret:
			at = f.scalar(value, end)
			if c != '"' && c != '\'' {
				// A plain scalar may go on, further in.
				contexts = append(contexts, secretContext{indent: indent, text: true})
			}
		default:
			text := bytes.Trim(f.data[value:f.trimEnd(value, end)], `"'`)
			if string(name) == "name" && isSecretName(text) {
				named = indent
			}
			at = end + 1
		}
	}
}

// field splits what stands between at and end into a name and the offset of its
// value; -1 when it isn't a field.
func (f *secretFinder) field(at, end int) (name []byte, value int) {
	if at < end && (f.data[at] == '"' || f.data[at] == '\'') {
		quote := f.data[at]
		stop := f.stringEnd(at+1, quote)
		if stop >= end {
			return nil, -1
		}
		next := stop + 1
		for next < end && isBlank(f.data[next]) {
			next++
		}
		if next < end && (f.data[next] == ':' || f.data[next] == '=') {
			return f.data[at+1 : stop], f.pastBlanks(next+1, end)
		}
		return nil, -1
	}
	for i := at; i < end; i++ {
		switch c := f.data[i]; {
		case c == ':' && (i+1 == end || isBlank(f.data[i+1])), c == '=':
			return bytes.TrimRight(f.data[at:i], " \t"), f.pastBlanks(i+1, end)
		case c == '"' || c == '{' || c == '[':
			return nil, -1
		}
	}
	return nil, -1
}

func (f *secretFinder) pastBlanks(at, end int) int {
	for at < end && isBlank(f.data[at]) {
		at++
	}
	return at
}

// pastProperties passes over a YAML tag and an anchor.
func (f *secretFinder) pastProperties(at, end int) int {
	for at < end && (f.data[at] == '!' || f.data[at] == '&') {
		for at < end && !isBlank(f.data[at]) {
			at++
		}
		at = f.pastBlanks(at, end)
	}
	return at
}

// scalar finds the secret that the scalar at at is; it gives the offset to go on from.
func (f *secretFinder) scalar(at, end int) int {
	if c := f.data[at]; c == '"' || c == '\'' {
		stop := f.stringEnd(at+1, c)
		if isSecretText(f.data[at+1 : stop]) {
			f.eachLine(at+1, stop, f.add)
		}
		return max(end, f.while(stop, func(c byte) bool { return c != '\n' && c != '\r' })) + 1
	}
	stop := f.trimEnd(at, end)
	if isSecretWord(f.data[at:stop]) {
		f.add(at, stop)
	}
	return end + 1
}

// trimEnd is where the text of a line ends: before the blanks and the comment.
func (f *secretFinder) trimEnd(at, end int) int {
	for i := at; i+1 < end; i++ {
		if isBlank(f.data[i]) && f.data[i+1] == '#' {
			end = i
			break
		}
	}
	for end > at && isBlank(f.data[end-1]) {
		end--
	}
	return end
}

package source

import (
	"bytes"
	"strings"
)

// ignorePattern is one line of a .gitignore.
type ignorePattern struct {
	negated  bool     // it began with '!': what it matches is not ignored
	onlyDirs bool     // it ended with '/'
	anchored bool     // it had a '/' at its beginning or middle: it matches whole paths, else names wherever they stand
	prefix   string   // its text before the first wildcard
	parts    []string // what follows of an anchored one, between '/'
	name     string   // what follows of any other
}

// parseIgnore reads the lines of a .gitignore.
func parseIgnore(data []byte) []ignorePattern {
	var patterns []ignorePattern
	for line := range bytes.SplitSeq(Decode(data), []byte("\n")) {
		if p, ok := parseIgnoreLine(string(bytes.TrimSuffix(line, []byte("\r")))); ok {
			patterns = append(patterns, p)
		}
	}
	return patterns
}

func parseIgnoreLine(line string) (p ignorePattern, ok bool) {
	line = trimIgnoreSpaces(line)
	if strings.HasPrefix(line, "#") {
		return p, false
	}
	line, p.negated = strings.CutPrefix(line, "!")
	line, p.onlyDirs = strings.CutSuffix(line, "/")
	if line == "" {
		return p, false
	}
	rest, rooted := strings.CutPrefix(line, "/")
	p.anchored = rooted || strings.Contains(line, "/")
	// git compares the text before the first wildcard by itself, so that ** counts
	// as being at the beginning of a part even behind such text.
	wildcard := strings.IndexAny(rest, `*?[\`)
	if wildcard < 0 {
		wildcard = len(rest)
	}
	p.prefix, rest = rest[:wildcard], rest[wildcard:]
	if p.anchored && rest != "" {
		p.parts = splitIgnore(rest)
	} else {
		p.name = rest
	}
	return p, true
}

// splitIgnore splits a pattern at its '/', but for those in brackets.
func splitIgnore(pattern string) []string {
	var parts []string
	start := 0
	for i := 0; i < len(pattern); i++ {
		switch pattern[i] {
		case '[':
			if size, _ := matchBracket(pattern[i:], 0); size > 0 {
				i += size - 1
			}
		case '\\':
			if i+1 < len(pattern) && pattern[i+1] == '/' {
				parts = append(parts, pattern[start:i])
				start = i + 2
			}
			i++
		case '/':
			parts = append(parts, pattern[start:i])
			start = i + 1
		}
	}
	return append(parts, pattern[start:])
}

// trimIgnoreSpaces cuts the spaces at the end of a line that no backslash protects.
func trimIgnoreSpaces(line string) string {
	end := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ':
			continue
		case '\\':
			i++
		}
		end = min(i+1, len(line))
	}
	return line[:end]
}

// matches reports whether the pattern matches a path relative to its file's folder.
func (p *ignorePattern) matches(rel string, isDir bool) bool {
	if p.onlyDirs && !isDir {
		return false
	}
	if !p.anchored {
		rel = rel[strings.LastIndexByte(rel, '/')+1:]
	}
	rel, ok := strings.CutPrefix(rel, p.prefix)
	switch {
	case !ok:
		return false
	case p.parts != nil:
		return matchParts(p.parts, rel)
	}
	return matchName(p.name, rel)
}

// matchParts matches a path against the parts of a pattern, of which "**" stands
// for any number of names.
func matchParts(parts []string, rel string) bool {
	names := strings.Split(rel, "/")
	i, j := 0, 0
	backI, backJ := -1, 0 // after the last "**": its part, and the name it was tried at
	for j < len(names) {
		switch {
		case i < len(parts) && len(parts[i]) > 1 && strings.Trim(parts[i], "*") == "":
			if i == len(parts)-1 {
				return true
			}
			backI, backJ = i, j
			i++
		case i < len(parts) && matchName(parts[i], names[j]):
			i++
			j++
		case backI >= 0:
			backJ++
			i, j = backI+1, backJ
		default:
			return false
		}
	}
	return i == len(parts)
}

// matchName matches one name against a pattern with *, ? and [...], byte by byte as git does.
func matchName(pattern, name string) bool {
	i, j := 0, 0
	backI, backJ := -1, 0
	for j < len(name) {
		if i < len(pattern) && pattern[i] == '*' {
			backI, backJ = i, j
			i++
			continue
		}
		if size, ok := matchByte(pattern[i:], name[j]); ok {
			i += size
			j++
			continue
		}
		if backI < 0 {
			return false
		}
		backJ++
		i, j = backI+1, backJ
	}
	for i < len(pattern) && pattern[i] == '*' {
		i++
	}
	return i == len(pattern)
}

// matchByte matches one byte against what the pattern begins with, and gives that one's size.
func matchByte(pattern string, c byte) (size int, ok bool) {
	if pattern == "" {
		return 0, false
	}
	switch pattern[0] {
	case '?':
		return 1, true
	case '[':
		return matchBracket(pattern, c)
	case '\\':
		if len(pattern) < 2 {
			return 0, false
		}
		return 2, pattern[1] == c
	}
	return 1, pattern[0] == c
}

// matchBracket matches one byte against the bracket that the pattern begins with; one that is never closed matches nothing.
func matchBracket(pattern string, c byte) (size int, ok bool) {
	i := 1
	negated := i < len(pattern) && (pattern[i] == '!' || pattern[i] == '^')
	if negated {
		i++
	}
	matched := false
	for first := true; ; first = false {
		if i >= len(pattern) {
			return 0, false
		}
		if pattern[i] == ']' && !first {
			break
		}
		if class, rest, isClass := bracketClass(pattern[i:]); isClass {
			matched = matched || inClass(class, c)
			i = len(pattern) - len(rest)
			continue
		}
		low, n := bracketByte(pattern[i:])
		if n == 0 {
			return 0, false
		}
		i += n
		high := low
		if i+1 < len(pattern) && pattern[i] == '-' && pattern[i+1] != ']' {
			if high, n = bracketByte(pattern[i+1:]); n == 0 {
				return 0, false
			}
			i += 1 + n
		}
		matched = matched || c == low || low <= c && c <= high
	}
	return i + 1, matched != negated
}

// bracketByte reads one byte of a bracket, which a backslash may protect.
func bracketByte(pattern string) (c byte, size int) {
	if pattern[0] != '\\' {
		return pattern[0], 1
	}
	if len(pattern) < 2 {
		return 0, 0
	}
	return pattern[1], 2
}

// bracketClass reads a class such as [:alpha:].
func bracketClass(pattern string) (class, rest string, ok bool) {
	inner, ok := strings.CutPrefix(pattern, "[:")
	if !ok {
		return "", "", false
	}
	return strings.Cut(inner, ":]")
}

func inClass(class string, c byte) bool {
	lower, upper := 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z'
	digit := '0' <= c && c <= '9'
	switch class {
	case "alpha":
		return lower || upper
	case "alnum":
		return lower || upper || digit
	case "digit":
		return digit
	case "lower":
		return lower
	case "upper":
		return upper
	case "space":
		return c == ' ' || '\t' <= c && c <= '\r'
	case "blank":
		return c == ' ' || c == '\t'
	case "punct":
		return c > ' ' && c < 0x7F && !(lower || upper || digit)
	case "xdigit":
		return digit || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
	case "cntrl":
		return c < ' ' || c == 0x7F
	case "print":
		return c >= ' ' && c < 0x7F
	case "graph":
		return c > ' ' && c < 0x7F
	}
	return false
}

package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentence ends a text with a full stop, as SARIF wants its messages.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
}

// firstSentence parts the first sentence of a text from the rest. A full stop ends one
// when a blank and a capital follow it, outside of quotes.
func firstSentence(text string) (first, rest string) {
	text = strings.TrimSpace(text)
	if line, more, ok := strings.Cut(text, "\n"); ok {
		first, rest := firstSentence(line)
		return first, strings.TrimSpace(rest + "\n" + more)
	}
	quote := rune(0)
	for i, r := range text {
		switch {
		case quote == 0 && (r == '"' || r == '`'):
			quote = r
		case r == quote:
			quote = 0
		case quote == 0 && r == '.' && i+2 < len(text) && text[i+1] == ' ':
			if next, _ := utf8.DecodeRuneInString(text[i+2:]); unicode.IsUpper(next) {
				return text[:i+1], text[i+2:]
			}
		}
	}
	return text, ""
}

func upperFirst(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

// shorten cuts a text to at most n characters, after a sentence when one ends in its
// second half.
func shorten(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	cut := string(runes[:n-3])
	if i := strings.LastIndex(cut, ". "); i > len(cut)/2 {
		return cut[:i+1]
	}
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + "..."
}

// escapeLink escapes what would end a link's text. SARIF 2.1.0, 3.11.6.
func escapeLink(text string) string {
	return strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`).Replace(text)
}

// noLink keeps a text from being read as a link.
func noLink(text string) string { return strings.ReplaceAll(text, "](", "] (") }

// isRelative reports whether a URI has no scheme.
func isRelative(uri string) bool { return !strings.HasPrefix(uri, "file:") }

func trimV(v string) string { return strings.TrimPrefix(v, "v") }

// isSemantic reports whether a version is one as semver.org has it, with or without a v.
func isSemantic(v string) bool {
	core, build, hasBuild := strings.Cut(trimV(v), "+")
	core, pre, hasPre := strings.Cut(core, "-")
	numbers := strings.Split(core, ".")
	if len(numbers) != 3 || hasBuild && !identifiers(build) || hasPre && !identifiers(pre) {
		return false
	}
	for _, n := range numbers {
		if n == "" || strings.Trim(n, "0123456789") != "" || len(n) > 1 && n[0] == '0' {
			return false
		}
	}
	return true
}

// identifiers reports whether a text is what may follow a version's numbers.
func identifiers(text string) bool {
	for _, one := range strings.Split(text, ".") {
		if one == "" || strings.IndexFunc(one, func(r rune) bool { return r != '-' && (r < '0' || r > '9') && (r > 0x7F || !isLetter(byte(r))) }) >= 0 {
			return false
		}
	}
	return true
}

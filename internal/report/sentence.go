package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/go-version"
)

// sentence ends a text with a full stop, as SARIF wants its messages.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
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

// isSemantic reports whether a version is one as semver.org has it.
func isSemantic(v string) bool {
	_, err := version.NewSemver(trimV(v))
	return err == nil && strings.Count(strings.SplitN(trimV(v), "-", 2)[0], ".") == 2
}

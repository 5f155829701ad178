package source

import "bytes"

// lowerByte lower-cases an ASCII letter.
func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// hasPrefixFold reports whether text begins with prefix, which is lower-case, in any casing.
func hasPrefixFold(text []byte, prefix string) bool {
	if len(text) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if lowerByte(text[i]) != prefix[i] {
			return false
		}
	}
	return true
}

// indexFold is the first place where word, which is lower-case and begins with a
// letter, stands in text in any casing; -1 when it doesn't.
func indexFold(text []byte, word string) int {
	lower, upper := word[0], word[0]&^0x20
	nextLower, nextUpper := -1, -1
	for at := 0; at < len(text); {
		if nextLower < at {
			nextLower = nextIndex(text, at, lower)
		}
		if nextUpper < at {
			nextUpper = nextIndex(text, at, upper)
		}
		at = min(nextLower, nextUpper)
		if at >= len(text) {
			return -1
		}
		if hasPrefixFold(text[at:], word) {
			return at
		}
		at++
	}
	return -1
}

// nextIndex is the first place of c from at on; the text's length when there is none.
func nextIndex(text []byte, at int, c byte) int {
	if i := bytes.IndexByte(text[at:], c); i >= 0 {
		return at + i
	}
	return len(text)
}

// containsFold reports whether word, which is lower-case, stands in text in any casing.
func containsFold(text []byte, word string) bool { return indexFold(text, word) >= 0 }

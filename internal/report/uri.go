package report

import "strings"

// fileURI is a path as a URI reference: relative to the repository's root, or
// absolute when the path is.
func fileURI(path string) string {
	switch {
	case strings.HasPrefix(path, "//"): // \\server\share
		return "file:" + escapePath(path)
	case strings.HasPrefix(path, "/"):
		return "file://" + escapePath(path)
	case len(path) > 2 && path[1] == ':' && path[2] == '/' && isLetter(path[0]):
		return "file:///" + path[:2] + escapePath(path[2:])
	}
	escaped := escapePath(path)
	// A colon in the first segment would make it a scheme.
	if first, _, _ := strings.Cut(escaped, "/"); strings.Contains(first, ":") {
		return "./" + escaped
	}
	return escaped
}

// escapePath percent-encodes what a URI's path can't hold; '/' stays. RFC 3986, 3.3.
func escapePath(path string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		c := path[i]
		if isLetter(c) || '0' <= c && c <= '9' || strings.IndexByte("-._~!$&'()*+,;=:@/", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

package source

import "bytes"

// yamlDocument is the text of one document of a stream.
type yamlDocument struct {
	start, end int  // its bytes, without its --- marker
	line       int  // the first byte of the line that start lies in
	marked     bool // a --- marker opened it
	next       int  // where the search for the next document begins
	nextMarked bool // next lies after a --- marker
	done       bool
}

// nextDocument finds the document after d; the zero d asks for the first. A line
// that begins with --- opens a document, one that begins with ... ends it. Neither
// can stand at the beginning of a line of any YAML value, so looking at the
// beginnings of lines is exact.
func nextDocument(data []byte, d yamlDocument) (yamlDocument, bool) {
	if d.done {
		return d, false
	}
	n := yamlDocument{start: d.next, line: d.next, marked: d.nextMarked}
	if n.marked {
		n.line -= len("---")
	}
	if d.next == 0 && bytes.HasPrefix(data, utf8Mark) {
		n.start, n.line = len(utf8Mark), len(utf8Mark)
	}
	for at := n.start; ; {
		if !n.marked || at > n.start {
			if marker := markerAt(data, at); marker != 0 {
				n.end, n.next, n.nextMarked = at, at+3, marker == '-'
				return n, true
			}
		}
		if at = afterLine(data, at); at >= len(data) {
			n.end, n.done = len(data), true
			return n, true
		}
	}
}

// markerAt tells the marker that begins at the beginning of a line: '-', '.', or 0 for none.
func markerAt(data []byte, at int) byte {
	if len(data)-at < 3 {
		return 0
	}
	c := data[at]
	if c != '-' && c != '.' || data[at+1] != c || data[at+2] != c {
		return 0
	}
	if at+3 < len(data) {
		switch data[at+3] {
		case ' ', '\t', '\n', '\r':
		default:
			return 0
		}
	}
	return c
}

// afterLine is the offset after the line break that ends the line of at.
func afterLine(data []byte, at int) int {
	i := bytes.IndexAny(data[at:], "\r\n")
	switch {
	case i < 0:
		return len(data)
	case data[at+i] == '\r' && at+i+1 < len(data) && data[at+i+1] == '\n':
		return at + i + 2
	}
	return at + i + 1
}

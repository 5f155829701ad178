package azure

import (
	"bytes"

	"github.com/akscan/akscan/internal/source"
)

// begin is the byte offset at which the JSON of a file begins, and says what is left out before it.
func begin(f *source.File) (start int, left []source.Diagnostic) {
	start = preamble(f.Data)
	if start > 0 {
		left = []source.Diagnostic{{
			Level: source.Warning, Message: "what stands before the JSON was left out", Hint: "keep what az says beside its output apart (2>az.log)",
			Path: f.Path, Pos: f.Span(0, start),
		}}
	}
	return start, left
}

// preamble is the length of what az or a shell wrote before the JSON: lines up to the first that
// begins as an object or a list of objects does. It's 0 where the text begins so, or no line does.
func preamble(text []byte) int {
	const most = 64 << 10 // bytes, of warnings
	at := 0
	for line := range bytes.Lines(text[:min(len(text), most)]) {
		rest := bytes.TrimSpace(line)
		if len(rest) > 0 && opensJSON(rest) {
			if at == 0 || len(bytes.TrimSpace(text[:at])) == 0 {
				return 0
			}
			return at
		}
		at += len(line)
	}
	return 0
}

// opensJSON reports whether a line begins as an object or a list does, and not as text in brackets.
func opensJSON(line []byte) bool {
	after := bytes.TrimSpace(line[1:])
	switch line[0] {
	case '{':
		return len(after) == 0 || after[0] == '"' || after[0] == '}' || after[0] == '/'
	case '[':
		return len(after) == 0 || bytes.IndexByte([]byte(`{["]/`), after[0]) >= 0
	}
	return line[0] == '/'
}

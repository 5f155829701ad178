package source

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// notation is what a file seems to be written in.
type notation uint8

const (
	otherNotation notation = iota
	jsonNotation
	yamlNotation
	hclNotation
)

// sniffed is what a candidate turned out to be.
type sniffed struct {
	format   Format
	notation notation
	data     []byte // nil when nobody needs it
	tooDeep  bool   // JSON nested deeper than any document is
	err      error
}

// sniffer reads candidates, one after the other, into one buffer.
type sniffer struct {
	buf []byte
	// large opens files that are mapped instead of read.
	large opener
}

// headSize is how much of a file without an extension is read to see whether it's worth reading.
const headSize = 8 << 10

// sniff reads a candidate and says what it is.
func (s *sniffer) sniff(c *candidate) sniffed {
	data := c.data
	shared := false // data is the buffer's
	if data == nil {
		var err error
		if data, shared, err = s.read(c); err != nil {
			return sniffed{err: err}
		}
	}
	result := recognise(c, Decode(data))
	if result.format != Unrecognised || c.named || result.tooDeep || isKustomization(path.Base(c.path)) {
		if result.data = data; shared {
			result.data = slices.Clone(data)
		}
	}
	return result
}

// read reads a candidate's file; of one that its beginning rules out, no more than that.
func (s *sniffer) read(c *candidate) (data []byte, shared bool, err error) {
	if c.pipe {
		f, err := os.Open(filepath.FromSlash(c.path))
		if err != nil {
			return nil, false, err
		}
		defer f.Close()
		data, err := readStream(c.path, f)
		return data, false, err
	}
	kind := nameKind(path.Base(c.path))
	enough := func(head []byte) bool {
		return kind == bareName && !c.named && !isKustomization(path.Base(c.path)) && !promising(Decode(head))
	}
	mapped := false
	data, err = readFile(c.path, s.buf[:0], headSize, enough, func(f *os.File) ([]byte, bool) {
		data, ok := s.large(f)
		mapped = ok
		return data, ok
	})
	if !mapped {
		s.buf = data
	}
	return data, !mapped, err
}

// promising reports whether the beginning of a file without an extension may be that of a document of ours.
func promising(head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	head = bytes.TrimLeft(head, " \t\r\n")
	return len(head) > 0 && (head[0] == '{' || head[0] == '[' || bytes.HasPrefix(head, []byte("//")) || bytes.HasPrefix(head, []byte("/*")) ||
		bytes.Contains(head, []byte("apiVersion")))
}

// recognise says what a candidate is by its name and its text.
func recognise(c *candidate, text []byte) sniffed {
	kind := nameKind(path.Base(c.path))
	head := bytes.TrimLeft(text, " \t\r\n")
	switch {
	case strings.EqualFold(path.Base(c.path), "createUiDefinition.json"):
		return sniffed{} // the portal's form beside a template, which may name its resources
	case kind == bicepName:
		if holdsAzureType(text) || c.named || using.Match(text) {
			return sniffed{format: Bicep}
		}
		return sniffed{}
	case len(head) == 0:
		return sniffed{}
	case kind == yamlName:
		return recogniseYAML(c, text, head)
	case beginsJSON(head):
		result := recogniseJSON(text)
		result.notation = jsonNotation
		if result.format == Unrecognised && kind != jsonName && HoldsKubernetesKind(text) {
			result.format = Kubernetes // YAML that begins with a flow collection
		}
		return result
	case kind == jsonName:
		return sniffed{notation: jsonNotation, format: brokenJSON(text)}
	case kind == bareName || c.named:
		if c.path == StandardInput && looksLikeHCL(text) {
			return sniffed{format: Terraform, notation: hclNotation}
		}
		return recogniseYAML(c, text, head)
	}
	return sniffed{}
}

// beginsJSON reports whether text, without white space before it, begins as JSON does; a template's {{ doesn't.
func beginsJSON(head []byte) bool {
	switch head[0] {
	case '[':
		return true
	case '{':
		return len(head) < 2 || head[1] != '{' && head[1] != '%'
	case '/':
		return len(head) > 1 && (head[1] == '/' || head[1] == '*')
	}
	return false
}

// looksLikeHCL reports whether a line opens a block of Terraform's language.
func looksLikeHCL(text []byte) bool {
	for line := range bytes.Lines(text) {
		word, rest, _ := bytes.Cut(bytes.TrimSpace(line), []byte(" "))
		switch string(word) {
		case "resource", "data", "module", "variable", "provider", "terraform", "locals", "output", "import", "moved", "removed", "check", "ephemeral":
			if bytes.HasSuffix(bytes.TrimSpace(rest), []byte("{")) || bytes.HasSuffix(bytes.TrimSpace(rest), []byte("}")) {
				return true
			}
		}
	}
	return false
}

// readStream reads a stream to its end, within the limit that a [Pos] sets.
func readStream(path string, r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFileSize+1))
	if err == nil && len(data) > MaxFileSize {
		err = ErrTooLarge
	}
	if err != nil {
		var pathError *fs.PathError
		if errors.As(err, &pathError) {
			return nil, err
		}
		return nil, &fs.PathError{Op: "read", Path: path, Err: err}
	}
	return data, nil
}

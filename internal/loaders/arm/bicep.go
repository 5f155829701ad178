package arm

import (
	"bytes"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// A compiled template doesn't say where a resource stands in its Bicep, but Bicep's
// declarations begin a line, and their types and symbolic names survive compiling.

// bicepFile is a Bicep file with its declarations.
type bicepFile struct {
	file         *source.File
	declarations []declaration
}

// declaration is `resource SYMBOL 'TYPE@VERSION'` or `module SYMBOL 'PATH'`.
type declaration struct {
	keyword, symbol string
	// of is the type without its version, or the path.
	of  string
	pos source.Pos
}

// readBicep lists the declarations of a Bicep file.
func readBicep(f *source.File) *bicepFile {
	b := &bicepFile{file: f}
	for start := 0; start < len(f.Data); {
		end := len(f.Data)
		if i := bytes.IndexByte(f.Data[start:], '\n'); i >= 0 {
			end = start + i
		}
		b.line(string(f.Data[start:end]), start)
		start = end + 1
	}
	return b
}

func (b *bicepFile) line(line string, at int) {
	text := strings.TrimLeft(line, " \t")
	keyword, rest, _ := strings.Cut(text, " ")
	if keyword != "resource" && keyword != "module" {
		return
	}
	symbol, rest, _ := strings.Cut(strings.TrimLeft(rest, " \t"), " ")
	rest, quoted := strings.CutPrefix(strings.TrimLeft(rest, " \t"), "'")
	of, _, closed := strings.Cut(rest, "'")
	if !quoted || !closed || symbol == "" {
		return
	}
	if keyword == "resource" {
		of, _, _ = strings.Cut(of, "@")
	}
	start := at + len(line) - len(text)
	b.declarations = append(b.declarations, declaration{
		keyword: keyword, symbol: symbol, of: of, pos: b.file.Span(start, at+len(strings.TrimRight(line, " \t\r={"))),
	})
}

// place is where the Bicep declares a resource or, of one that a module declares, the
// module; the file's beginning where that can't be told.
func (b *bicepFile) place(in *instance) source.Pos {
	for in.t.by != nil {
		in = in.t.by
	}
	// A resource declared inside another is called PARENT::CHILD.
	symbol := in.symbol[strings.LastIndexByte(in.symbol, ':')+1:]
	keyword := "resource"
	if strings.EqualFold(in.typ, deploymentType) {
		keyword = "module"
	}
	var found []declaration
	for _, d := range b.declarations {
		switch {
		case d.keyword != keyword:
		case symbol != "" && d.symbol == symbol:
			return d.pos
		case symbol == "" && (keyword == "module" || sameType(d.of, in.typ)):
			found = append(found, d)
		}
	}
	if len(found) == 1 {
		return found[0].pos
	}
	return b.file.Span(0, 0)
}

// sameType reports whether a Bicep declaration is of a type: it may leave out the types of the resources around it.
func sameType(declared, typ string) bool {
	return strings.EqualFold(declared, typ) ||
		!strings.Contains(declared, ".") && len(declared) < len(typ) && strings.EqualFold("/"+declared, typ[len(typ)-len(declared)-1:])
}

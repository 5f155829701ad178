package terraform

import (
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/akscan/akscan/internal/source"
)

// Trees that are read from files of their own have provisional places while roots
// are evaluated: a file's index must not depend on which root comes first. They lie
// in files beyond [provisional], one for each path in the root's list.
const provisional = source.MaxFiles / 2

// indexStride is how far the same place in two neighbouring files is apart.
var indexStride = sync.OnceValue(func() source.Pos {
	set := source.NewSet()
	a, b := set.Add("a", nil, false), set.Add("b", nil, false)
	return b.Span(0, 0) - a.Span(0, 0)
})

// readTree reads the document in the file that a call of file reads.
func (i item) readTree(call *hclsyntax.FunctionCallExpr, read reader) *source.Node {
	r := i.s.root
	name := textOf(i.s.value(call.Args[0], i.ctx))
	folder, rest, err := r.files.locate(name)
	if err != nil {
		return nil
	}
	data, err := r.files.read(name)
	if err != nil {
		return nil
	}
	docs, diags := read(source.NewSet().Add(name, data, false))
	if len(diags) > 0 || len(docs) == 0 {
		return nil
	}
	shift(docs[0], indexStride()*source.Pos(provisional+len(r.read)))
	r.read = append(r.read, path.Join(folder, rest))
	return docs[0]
}

// consume notes the files that an argument is made of, where each holds one document:
// what Terraform makes of that document is what counts, and not the file by itself.
func (i item) consume(read reader) {
	r := i.s.root
	walk := fileWalk{found: map[string]bool{}}
	walk.visit(i)
	for _, name := range slices.Sorted(maps.Keys(walk.found)) {
		folder, rest, err := r.files.locate(name)
		if err != nil {
			continue
		}
		full := path.Join(folder, rest)
		if _, seen := r.consumed[full]; seen {
			continue
		}
		if r.consumed == nil {
			r.consumed = map[string]bool{}
		}
		data, err := r.files.read(name)
		if err != nil {
			continue
		}
		// A template may be no document before it is rendered; nothing else judges it then.
		docs, diags := read(source.NewSet().Add(name, data, false))
		r.consumed[full] = len(diags) == 0 && len(docs) == 1
	}
}

// consumedFiles are the paths of the files that are consumed, sorted.
func (r *root) consumedFiles() []string {
	var names []string
	for name, whole := range r.consumed {
		if whole {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// fileWalk finds the files that an expression reads.
type fileWalk struct {
	found   map[string]bool
	visited int
}

func (w *fileWalk) visit(i item) {
	const enough = 1000 // expressions; arguments that are made of files are short
	if w.visited++; w.visited > enough {
		return
	}
	i = i.resolve()
	if i.expr == nil {
		return
	}
	e := unwrap(i.expr)
	if call, ok := e.(*hclsyntax.FunctionCallExpr); ok && len(call.Args) > 0 {
		if name := strings.TrimPrefix(call.Name, "core::"); name == "file" || name == "templatefile" {
			if file := textOf(i.s.value(call.Args[0], i.ctx)); file != "" {
				w.found[file] = true
			}
			return
		}
	}
	for _, part := range operands(e) {
		w.visit(item{s: i.s, expr: part, ctx: i.ctx, at: part.Range()})
	}
}

// shift moves a tree to another file.
func shift(n *source.Node, by source.Pos) {
	n.Pos += by
	for i := range n.Members {
		n.Members[i].Pos += by
		shift(n.Members[i].Value, by)
	}
	for _, item := range n.Items {
		shift(item, by)
	}
}

// settlePlaces gives provisional places in a tree those of the files that were read.
func settlePlaces(n *source.Node, files []*source.File) {
	settle := func(p *source.Pos) {
		if k := p.FileIndex() - provisional; k >= 0 && k < len(files) {
			was := *p
			*p = 0
			if f := files[k]; f != nil {
				*p = f.Span(was.Start(), was.End())
			}
		}
	}
	settle(&n.Pos)
	for i := range n.Members {
		settle(&n.Members[i].Pos)
		settlePlaces(n.Members[i].Value, files)
	}
	for _, item := range n.Items {
		settlePlaces(item, files)
	}
}

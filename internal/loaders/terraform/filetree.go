package terraform

import (
	"path"
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

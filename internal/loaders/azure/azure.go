// Package azure reads Azure resources written as JSON objects: the output of az
// and PowerShell, REST bodies and their recorded examples, and the ARM-shaped
// trees that other loaders find inside their own formats. It takes every name in
// any casing, and `properties` nested or flattened.
package azure

import (
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// Load reads the resources of a file of Azure JSON, or of the same in YAML: one document, or several that
// follow one another. Resources of types that the inventory doesn't hold are passed over.
func Load(f *source.File) inventory.Loaded {
	l := &loader{file: f}
	if f.YAML {
		documents, diagnostics := source.ParseYAML(f)
		l.Diagnostics = diagnostics
		to := l.handler()
		for i, n := range documents {
			to.Document(i, n)
		}
		return l.Loaded
	}
	start, left := begin(f)
	l.Diagnostics = append(l.Diagnostics, left...)
	// Rows are read one by one, so that a list takes no more memory than what is made of it.
	l.Diagnostics = append(l.Diagnostics, source.ParseJSONLines(f, start, l.handler())...)
	return l.Loaded
}

// handler takes the rows and documents of the loader's file.
func (l *loader) handler() source.RowHandler {
	return source.RowHandler{
		Members: lists[:],
		Row: func(doc int, key string, i int, row *source.Node) {
			at := documentPlace(doc)
			if key != "" {
				at = at.list(key)
			}
			l.row(row, at, i)
		},
		Document: func(doc int, n *source.Node) {
			l.document(n, documentPlace(doc))
			l.before = len(l.Resources)
		},
	}
}

// documentPlace is the place of one of the documents of a file. The pointer of the
// first, mostly the only one, is empty.
func documentPlace(i int) place {
	if i == 0 {
		return place{}
	}
	return place{pointer: pointerTo("", i)}
}

// LoadEmbedded reads the one resource whose ARM-shaped tree another loader hands
// over, with the node pools inside it. A type that the inventory doesn't hold gives nothing.
func LoadEmbedded(e inventory.Embedded) inventory.Loaded {
	l := &loader{}
	l.embedded(e)
	return l.Loaded
}

// loader collects the resources of one file or tree.
type loader struct {
	inventory.Loaded
	file *source.File
	// before counts the resources of the documents before the one being read.
	before int
}

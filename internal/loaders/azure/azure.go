// Package azure reads Azure resources written as JSON objects: the output of az
// and PowerShell, REST bodies and their recorded examples, and the ARM-shaped
// trees that other loaders find inside their own formats. It takes every name in
// any casing, and `properties` nested or flattened.
package azure

import (
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// Load reads the resources of a file of Azure JSON: one document, or several that
// follow one another. Resources of types that the inventory doesn't hold are passed over.
func Load(f *source.File) inventory.Loaded {
	docs, diagnostics := source.ParseJSONDocuments(f)
	l := &loader{file: f}
	for i, doc := range docs {
		at := place{}
		if len(docs) > 1 {
			at.pointer = pointerTo("", i)
		}
		l.document(doc, at)
	}
	l.Diagnostics = append(l.Diagnostics, diagnostics...)
	return l.Loaded
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
}

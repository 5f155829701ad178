// Package inventory is the shared input document: the kinds of resource that
// akscan knows, the table that says where each of their properties stands in
// every format, and the resources that the loaders make of it. The loaders show a
// resource through a [View]; [New] reads every row of the table through it, so a
// new property is one new row.
package inventory

import (
	"cmp"
	"maps"
	"slices"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Number orders resources and gives each its key in the document. The order, by
// place and then by address, doesn't depend on the order of loading.
func Number(resources []*Resource) {
	slices.SortStableFunc(resources, func(a, b *Resource) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.Address, b.Address), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Scope, b.Scope))
	})
	for i, r := range resources {
		r.key = i
	}
}

// Key is the resource's key in the document, as given by [Number].
func (r *Resource) Key() int { return r.key }

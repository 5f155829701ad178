package inventory

import "slices"

// Share marks a resource that many others lead to and that is only a fact about
// them, as all resources of a kind may be ([KindInfo.Shared]): edges to it don't
// join parts, and every part gets its own copy.
func (r *Resource) Share() { r.shared = true }

// IsShared reports whether the resource is shared, by itself or for its kind.
func (r *Resource) IsShared() bool { return r.shared || r.info.Shared }

// Clone copies a resource, so that linking the copy leaves the resource as it is.
func (r *Resource) Clone() *Resource {
	c := *r
	c.Identities, c.Above = slices.Clone(r.Identities), slices.Clone(r.Above)
	c.values = slices.Clone(r.values)
	for i := range c.values {
		c.values[i].Items = slices.Clone(c.values[i].Items)
	}
	return &c
}

package source

// treeBuilder makes the nodes of one file's trees with few allocations.
type treeBuilder struct {
	file *File

	slab    []Node   // nodes yet to be handed out: one allocation for many
	slabLen int      // size of the last slab; it doubles up to maxSlab
	members []Member // stack of the members of the objects being read
	items   []*Node  // stack of the items of the arrays being read
}

const maxSlab = 512

// node makes the node that stands at the bytes from start up to end.
func (b *treeBuilder) node(kind NodeKind, start, end int) *Node {
	if len(b.slab) == 0 {
		b.slabLen = min(max(8, 2*b.slabLen), maxSlab)
		b.slab = make([]Node, b.slabLen)
	}
	n := &b.slab[0]
	b.slab = b.slab[1:]
	n.Kind = kind
	n.Pos = b.file.Span(start, end)
	return n
}

package source

// treeBuilder makes the nodes of one file's trees with few allocations.
type treeBuilder struct {
	file *File

	nodes       arena[Node]
	memberLists arena[Member]
	members     []Member // stack of the members of the objects being read
	items       []*Node  // stack of the items of the arrays being read
}

// node makes the node that stands at the bytes from start up to end.
func (b *treeBuilder) node(kind NodeKind, start, end int) *Node {
	n := &b.nodes.take(1)[0]
	*n = Node{Kind: kind, Pos: b.file.Span(start, end)}
	return n
}

// listed makes a list of members from those on the stack.
func (b *treeBuilder) listed(members []Member) []Member {
	if len(members) == 0 {
		return nil
	}
	list := b.memberLists.take(len(members))
	copy(list, members)
	return list
}

// again lets the memory of all that was made be used for what is made from now on, where
// wanted, or else leaves it to what was made.
func (b *treeBuilder) again(wanted bool) {
	b.nodes.again(wanted)
	b.memberLists.again(wanted)
}

// arena hands out slices, many to an allocation.
type arena[T any] struct {
	free []T
	size int // of the last chunk; it doubles up to maxChunk
	// chunks are those handed out since the last call of again, and after them those to be handed out again.
	chunks [][]T
	next   int
	keep   bool
}

const maxChunk = 512

// take hands out n elements, which may hold anything.
func (a *arena[T]) take(n int) []T {
	if len(a.free) < n {
		a.refill(n)
	}
	taken := a.free[:n:n]
	a.free = a.free[n:]
	return taken
}

func (a *arena[T]) refill(n int) {
	for a.next < len(a.chunks) {
		a.free = a.chunks[a.next]
		if a.next++; len(a.free) >= n {
			return
		}
	}
	a.size = min(max(8, 2*a.size), maxChunk)
	a.free = make([]T, max(a.size, n))
	if a.keep {
		a.chunks = append(a.chunks, a.free)
		a.next = len(a.chunks)
	}
}

func (a *arena[T]) again(wanted bool) {
	if !wanted {
		a.free, a.chunks = nil, nil
	} else if len(a.chunks) > 0 {
		a.free = a.chunks[0]
	}
	a.next = min(1, len(a.chunks))
	a.keep = true
}

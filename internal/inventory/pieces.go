package inventory

import (
	"io"
	"maps"
	"sync"
)

// Pieces is a document with more resources than can be kept. Some are kept and come
// first; the others come in pieces, each independent of the others but for what leads to kept resources.
type Pieces struct {
	encoder
	kept []*Resource
	// spent holds the Elements of pieces that were added.
	spent sync.Pool
}

// NewPieces begins a document with the resources that are kept. It numbers them.
func NewPieces(kept []*Resource) *Pieces {
	Number(kept)
	d := &Pieces{encoder: *newEncoder(nil, len(kept)), kept: kept}
	for _, r := range kept {
		d.add(r)
	}
	d.findReferrers(kept)
	return d
}

// Place is where a piece stands in its document: after how many keys, and resources of each kind.
type Place struct {
	keys  int
	count map[Kind]int
}

// First is the place of the first piece.
func (d *Pieces) First() Place { return Place{len(d.kept), d.count} }

// After is the place after a piece. What is known is kept, and isn't part of it.
func (p Place) After(resources []*Resource, known map[*Resource]*Resource) Place {
	next := Place{p.keys + len(resources), maps.Clone(p.count)}
	for _, r := range resources {
		if known[r] == nil {
			next.count[r.Kind]++
		}
	}
	return next
}

// Piece is a part of a document, encoded.
type Piece struct {
	// Elements are those of each kind's array, with commas in between.
	Elements map[Kind][]byte

	kept      []*Resource
	referrers [][]referrer // of each of those, besides those that it has already
}

// Encode encodes a piece, whose keys are those that [Number] gave its resources. known
// holds the kept resources that stand for some of these. It is safe for concurrent use, but not with Add.
func (d *Pieces) Encode(at Place, resources []*Resource, known map[*Resource]*Resource) Piece {
	e := newEncoder(nil, len(resources))
	e.firstKey = at.keys
	maps.Copy(e.count, at.count)
	var piece Piece
	var elsewhere []*Resource // as the piece has what stands with the kept ones
	for _, r := range resources {
		if kept := known[r]; kept != nil {
			e.index[r] = d.index[kept]
			piece.kept, elsewhere = append(piece.kept, kept), append(elsewhere, r)
		} else {
			e.add(r)
		}
	}
	for _, r := range e.shared(resources) {
		e.index[r] = d.index[r]
		piece.kept, elsewhere = append(piece.kept, r), append(elsewhere, r)
	}
	e.findReferrers(resources)
	for _, r := range elsewhere {
		piece.referrers = append(piece.referrers, e.referrers[r])
	}
	spent, _ := d.spent.Get().(map[Kind][]byte)
	piece.Elements = make(map[Kind][]byte, len(kinds))
	for kind, list := range byKind(resources) {
		to := newElements(spent[kind][:0])
		e.Sink = to
		for _, r := range list {
			if known[r] == nil {
				e.resource(r, false)
			}
		}
		piece.Elements[kind] = to.buf
	}
	return piece
}

// Add makes it known where a piece leads to kept resources. The memory of its elements is used again.
func (d *Pieces) Add(piece Piece) {
	for i, r := range piece.kept {
		d.referrers[r] = append(d.referrers[r], piece.referrers[i]...)
	}
	d.spent.Put(piece.Elements)
}

// Write writes the document once all pieces have been added. elements gives those
// of each kind that the pieces had, in order, with commas in between; nil where there are none.
func (d *Pieces) Write(to *JSON, ctx Context, elements func(Kind) (io.Reader, error)) error {
	d.Sink = to
	byKind := byKind(d.kept)
	var failed error
	d.document(ctx, func(kind Kind) {
		for _, r := range byKind[kind] {
			d.resource(r, false)
		}
		more, err := elements(kind)
		if err == nil && more != nil {
			err = to.Elements(more)
		}
		if failed == nil {
			failed = err
		}
	})
	return failed
}

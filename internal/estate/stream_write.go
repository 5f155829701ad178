package estate

import (
	"context"
	"io"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// encodedPart is a part of the document, linked and encoded.
type encodedPart struct {
	inventory.Piece
	size int
	err  error
}

// write writes the document of a scan whose rest has these resources. All others are encoded
// part by part, and kept on disk until the arrays that they belong to are written.
func (s *stream) write(ctx context.Context, out *inventory.JSON, rest []*inventory.Resource, about inventory.Context) error {
	kept, standIn := s.standIns(rest)
	document := inventory.NewPieces(kept)
	parts := make(spools)
	defer parts.close()
	err := s.encode(ctx, document, standIn, func(part encodedPart) error {
		for kind, elements := range part.Elements {
			if err := parts.add(kind, elements); err != nil {
				return err
			}
		}
		document.Add(part.Piece)
		return nil
	})
	if err != nil {
		return err
	}
	s.progress.Begin("writing", parts.bytes())
	return document.Write(out, about, func(kind inventory.Kind) (io.Reader, error) {
		elements, err := parts.elements(kind)
		if elements == nil || err != nil {
			return nil, err
		}
		return progressReader{elements, s.progress}, nil
	})
}

// standIns lists what stands in the document once, whichever parts show it: the
// resources of the rest, and the facts. What stands for a fact is found by the fact as it is known to the parts.
func (s *stream) standIns(rest []*inventory.Resource) (kept []*inventory.Resource, standIn map[*inventory.Resource]*inventory.Resource) {
	standIn = map[*inventory.Resource]*inventory.Resource{}
	for _, r := range rest {
		kept = append(kept, r)
		if fact := s.around.Fact(r); fact != nil {
			standIn[fact] = r
		}
	}
	for _, fact := range s.around.Facts() {
		if standIn[fact] == nil {
			kept = append(kept, fact)
			standIn[fact] = fact
		}
	}
	return kept, standIn
}

// encode hands over the parts of the document, in order.
func (s *stream) encode(ctx context.Context, document *inventory.Pieces, standIn map[*inventory.Resource]*inventory.Resource, take func(encodedPart) error) (err error) {
	s.progress.Begin("linking", s.bytes())
	// Where a part stands is known once those before it are linked.
	type task struct {
		*streamPart
		at, next chan inventory.Place
	}
	inOrder(s.jobs, func(emit func(task) bool) {
		at := make(chan inventory.Place, 1)
		at <- document.First()
		s.eachPart(func(part *streamPart) bool {
			here, next := at, make(chan inventory.Place, 1)
			at = next
			return emit(task{part, here, next})
		})
	}, func(t task) (part encodedPart) {
		part.size = t.End - t.Start
		var resources []*inventory.Resource
		known := map[*inventory.Resource]*inventory.Resource{}
		part.err = source.WhileMapped(func() error {
			resources = s.linkPart(t.streamPart).Resources
			for _, r := range resources {
				if fact := s.around.Fact(r); fact != nil {
					known[r] = standIn[fact]
				}
			}
			return nil
		})
		at := <-t.at
		if part.err != nil {
			t.next <- at
			return part
		}
		t.next <- at.After(resources, known)
		part.err = source.WhileMapped(func() error {
			part.Piece = document.Encode(at, resources, known)
			return nil
		})
		return part
	}, func(part encodedPart) bool {
		if err = part.err; err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = take(part)
		}
		s.progress.Add(part.size)
		return err == nil
	})
	return err
}

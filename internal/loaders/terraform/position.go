package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/akscan/akscan/internal/source"
)

// places turns HCL's ranges into places of the scanned files.
type places map[string]*source.File

// of is a range's place; none for a range outside the files.
func (p places) of(r hcl.Range) source.Pos {
	f := p[r.Filename]
	if f == nil || r.Start.Byte > len(f.Data) {
		return 0
	}
	return f.Span(r.Start.Byte, min(max(r.End.Byte, r.Start.Byte), len(f.Data)))
}

// header is the place of a block's header: its type and labels.
func (p places) header(b *hclsyntax.Block) source.Pos {
	r := b.TypeRange
	if n := len(b.LabelRanges); n > 0 {
		r.End = b.LabelRanges[n-1].End
	}
	return p.of(r)
}

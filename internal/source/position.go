package source

import "unicode/utf8"

// Pos is a place in the scanned files as one integer, so that it can pass
// through Rego untouched: the file's index in its [Set], the byte offset of the
// first byte, and the length in bytes. The zero Pos is no place at all.
//
// From the high end: 20 bits of file index plus one, 31 bits of offset, 12 bits
// of length. A longer span keeps its start and is cut to [maxSpan] bytes.
type Pos int64

const (
	lengthBits = 12
	offsetBits = 31
	maxSpan    = 1<<lengthBits - 1

	// MaxFiles and MaxFileSize are the limits that [Pos] sets.
	MaxFiles    = 1<<20 - 2
	MaxFileSize = 1<<offsetBits - 1
)

func newPos(file, start, end int) Pos {
	length := end - start
	if length < 0 {
		length = 0
	}
	if length > maxSpan {
		length = maxSpan
	}
	return Pos(int64(file+1)<<(offsetBits+lengthBits) | int64(start)<<lengthBits | int64(length))
}

// IsValid reports whether p is a place.
func (p Pos) IsValid() bool { return p > 0 }

// FileIndex is the index in its [Set] of the file p lies in; -1 for no place.
func (p Pos) FileIndex() int { return int(p>>(offsetBits+lengthBits)) - 1 }

// Start is the byte offset of p's first byte.
func (p Pos) Start() int { return int(p>>lengthBits) & MaxFileSize }

// End is the byte offset after p's last byte.
func (p Pos) End() int { return p.Start() + int(p&maxSpan) }

// Region is a [Pos] as people and SARIF read it: lines and columns from 1,
// columns in UTF-16 code units, the end exclusive.
type Region struct {
	File        string `json:"file"`
	StartLine   int    `json:"start_line"`
	StartColumn int    `json:"start_column"`
	EndLine     int    `json:"end_line"`
	EndColumn   int    `json:"end_column"`
}

// lineColumn gives the line and the UTF-16 column, both from 1, of a byte offset.
func (f *File) lineColumn(offset int) (line, column int) {
	offset = min(offset, len(f.Data))
	line, start := f.lineAt(offset)
	return line + 1, f.utf16Between(start, offset) + 1
}

// Offset gives the byte offset of a line (from 1) and a column counted in
// characters (from 1), which is how the YAML library counts.
func (f *File) Offset(line, column int) int {
	if line < 1 {
		return 0
	}
	at, ok := f.lineStart(line - 1)
	if !ok {
		return len(f.Data)
	}
	for ; column > 1 && at < len(f.Data); column-- {
		_, size := utf8.DecodeRune(f.Data[at:])
		at += size
	}
	return at
}

func utf16Len(b []byte) int {
	n := 0
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			n++
			b = b[1:]
			continue
		}
		r, size := utf8.DecodeRune(b)
		n++
		if r > 0xFFFF {
			n++
		}
		b = b[size:]
	}
	return n
}

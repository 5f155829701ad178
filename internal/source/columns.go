package source

import (
	"sort"
	"unicode/utf8"
)

// columnBlock is how far apart the places lie at which columns are counted once for
// all. A minified file is all one line: counting from its beginning for every place
// in it would take the square of its size.
const columnBlock = 4096

// columnMark is a place in a file, at the beginning of a character, with the UTF-16
// units before it.
type columnMark struct{ offset, units int }

// utf16Between is the length in UTF-16 units of what stands between two offsets; from is
// the beginning of a line.
func (f *File) utf16Between(from, to int) int {
	if to-from <= columnBlock {
		return utf16Len(f.Data[from:to])
	}
	f.columnsOnce.Do(func() { f.columns = columnMarks(f.Data) })
	return f.utf16Before(to) - f.utf16Before(from)
}

func (f *File) utf16Before(offset int) int {
	i := sort.Search(len(f.columns), func(i int) bool { return f.columns[i].offset > offset }) - 1
	return f.columns[i].units + utf16Len(f.Data[f.columns[i].offset:offset])
}

// columnMarks makes a mark about every block, the first at 0.
func columnMarks(data []byte) []columnMark {
	marks := make([]columnMark, 1, len(data)/columnBlock+1)
	units := 0
	for at := 0; at < len(data); {
		if at-marks[len(marks)-1].offset >= columnBlock {
			marks = append(marks, columnMark{at, units})
		}
		if data[at] < utf8.RuneSelf {
			at++
			units++
			continue
		}
		r, size := utf8.DecodeRune(data[at:])
		at += size
		units++
		if r > 0xFFFF {
			units++
		}
	}
	return marks
}

package source

import (
	"bytes"
	"sort"
)

// lineBlock is how far apart the places lie at which lines are counted once for all.
// A place for every line would take as much memory again as a third of an export.
const lineBlock = 4096

// lineMark is what is known at a multiple of lineBlock: the number of the line (from 0)
// that the byte there belongs to, and where that line begins.
type lineMark struct{ line, start int }

// marks are the line marks of the file, made when first asked for.
func (f *File) marks() []lineMark {
	f.linesOnce.Do(func() { f.lines = lineMarks(f.Data) })
	return f.lines
}

// lineMarks makes a mark at every block, the first at 0.
func lineMarks(data []byte) []lineMark {
	marks := make([]lineMark, 1, len(data)/lineBlock+1)
	at := lineMark{}
	for from := 0; from+lineBlock <= len(data); from += lineBlock {
		block := data[from : from+lineBlock]
		if bytes.IndexByte(block, '\r') < 0 {
			if last := bytes.LastIndexByte(block, '\n'); last >= 0 {
				at.line += bytes.Count(block, []byte{'\n'})
				at.start = from + last + 1
			}
		} else {
			eachLine(data, from, from+lineBlock, func(start int) bool {
				at.line++
				at.start = start
				return true
			})
		}
		marks = append(marks, at)
	}
	return marks
}

// eachLine calls fn with the beginning of every line that begins after from and not
// after to, until it returns false. CR, LF and CRLF each end a line.
func eachLine(data []byte, from, to int, fn func(start int) bool) {
	for i := from; i < to; i++ {
		switch data[i] {
		case '\r':
			if i+1 < len(data) && data[i+1] == '\n' {
				continue // the line ends with the LF
			}
		case '\n':
		default:
			continue
		}
		if !fn(i + 1) {
			return
		}
	}
}

// lineAt is the number (from 0) of the line that an offset lies in, and where the line begins.
func (f *File) lineAt(offset int) (line, start int) {
	marks := f.marks()
	i := min(offset/lineBlock, len(marks)-1)
	mark := marks[i]
	eachLine(f.Data, i*lineBlock, offset, func(start int) bool {
		mark.line++
		mark.start = start
		return true
	})
	return mark.line, mark.start
}

// lineStart is where line n (from 0) begins; ok is false when there is no such line.
func (f *File) lineStart(n int) (start int, ok bool) {
	if n < 0 {
		return 0, false
	}
	marks := f.marks()
	i := sort.Search(len(marks), func(i int) bool { return marks[i].line > n }) - 1
	if marks[i].line == n {
		return marks[i].start, true
	}
	line := marks[i].line
	eachLine(f.Data, i*lineBlock, len(f.Data), func(at int) bool {
		line++
		start = at
		return line < n
	})
	return start, line == n
}

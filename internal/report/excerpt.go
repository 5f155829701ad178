package report

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// mark is a place to underline, with what to say of it.
type mark struct {
	source.Range
	// line is the number of the line it is underlined on.
	line int
	// primary marks are underlined with ^, others with -.
	primary bool
	label   string
}

// excerpt writes the lines of one file that marks stand on.
type excerpt struct {
	paint painter
	// gutter is the width of the line numbers, of all excerpts of one finding.
	gutter int
	// columns are what there is for a source line.
	columns int
	// primary is the style of primary marks.
	primary style
}

// more stands for what was cut off a long line.
const more = "..."

// newMark is the mark of a place. Of one that goes over several lines the first is
// underlined, and the label says where it ends.
func newMark(f *source.File, pos source.Pos, region source.Region, primary bool, label string) mark {
	m := mark{Range: source.Range{Start: pos.Start(), End: pos.End()}, line: region.StartLine, primary: primary, label: cleanLine(label)}
	line, _ := f.LineRange(m.line)
	if region.EndLine > region.StartLine {
		m.End = line.End
		// An end in a line's first column is the end of the line before.
		last := region.EndLine
		if region.EndColumn == 1 {
			last--
		}
		if last > region.StartLine {
			until := "to line " + strconv.Itoa(last)
			m.label = strings.TrimSuffix(until+": "+m.label, ": ")
		}
	}
	m.Start = min(m.Start, line.End)
	m.End = max(min(m.End, line.End), m.Start)
	return m
}

// write appends the excerpt. Marks are of the file f.
func (e excerpt) write(b *strings.Builder, f *source.File, marks []mark) {
	slices.SortStableFunc(marks, func(a, c mark) int {
		return cmp.Or(cmp.Compare(a.line, c.line), cmp.Compare(a.Start, c.Start), cmp.Compare(a.End, c.End))
	})
	e.bar(b, "")
	last := 0
	context := contextLines(f, marks)
	for len(marks) > 0 {
		n := 1
		for n < len(marks) && marks[n].line == marks[0].line {
			n++
		}
		line := marks[0].line
		switch {
		case last == 0 || line <= last+1:
		case line == last+2:
			r, _ := f.LineRange(last + 1)
			e.source(b, last+1, e.cut(f, r, nil))
		default:
			b.WriteString(e.paint.paint(frame, more) + "\n")
		}
		last = line
		e.line(b, f, line, marks[:n])
		for last < context[line] && (n == len(marks) || last+1 < marks[n].line) {
			last++
			r, _ := f.LineRange(last)
			e.source(b, last, e.cut(f, r, nil))
		}
		marks = marks[n:]
	}
	e.bar(b, "")
}

// contextAfter is how many lines are shown below a mark that says nothing by itself.
const contextAfter = 3

// contextLines gives the last line to show below the lines whose primary mark is a
// bracket or a name alone, as that of an absent field is: what it holds tells which one it is.
func contextLines(f *source.File, marks []mark) map[int]int {
	context := map[int]int{}
	for _, m := range marks {
		text := f.Data[m.Start:m.End]
		if !m.primary || len(text) == 0 || bytes.ContainsAny(text, " \t=:{[") && len(text) > 1 {
			continue
		}
		line, _ := f.LineRange(m.line)
		indent := m.Start - line.Start
		for n := m.line + 1; n <= m.line+contextAfter; n++ {
			r, ok := f.LineRange(n)
			text := bytes.TrimLeft(f.Data[r.Start:r.End], " \t")
			// Another document, or what follows the object.
			if !ok || len(text) == 0 || r.End-r.Start-len(text) < indent || bytes.HasPrefix(text, []byte("---")) || closes[text[0]] {
				break
			}
			context[m.line] = n
		}
	}
	return context
}

var closes = [256]bool{'}': true, ']': true, ')': true}

// bar writes a line that isn't source.
func (e excerpt) bar(b *strings.Builder, text string) {
	b.WriteString(strings.Repeat(" ", e.gutter+1) + e.paint.paint(frame, "|"))
	if text != "" {
		b.WriteString(" " + text)
	}
	b.WriteByte('\n')
}

// source writes a line of source.
func (e excerpt) source(b *strings.Builder, number int, w window) {
	n := strconv.Itoa(number)
	b.WriteString(e.paint.paint(frame, strings.Repeat(" ", e.gutter-len(n))+n+" |"))
	text := strings.TrimRight(w.text(), " ")
	if text != "" {
		b.WriteString(" " + text)
	}
	b.WriteByte('\n')
}

// line writes a line and its marks. Marks too far apart for one row get a row each.
func (e excerpt) line(b *strings.Builder, f *source.File, number int, marks []mark) {
	r, _ := f.LineRange(number)
	for len(marks) > 0 {
		w := e.cut(f, r, &marks[0])
		n := 1
		for n < len(marks) && w.shows(marks[n]) {
			n++
		}
		e.source(b, number, w)
		e.underline(b, w, marks[:n])
		marks = marks[n:]
	}
}

// window is what is shown of a line.
type window struct {
	cells []cell
	// before and after say that something was cut off there.
	before, after bool
}

func (w window) text() string {
	var b strings.Builder
	if w.before {
		b.WriteString(more)
	}
	for _, c := range w.cells {
		b.WriteString(c.text)
	}
	if w.after {
		b.WriteString(more)
	}
	return b.String()
}

// shows reports whether a mark lies within the window, its end at least in part.
func (w window) shows(m mark) bool {
	n := len(w.cells)
	return n == 0 || m.Start >= w.cells[0].start && (m.Start < w.cells[n-1].end || !w.after)
}

// columns is where a mark begins and ends in the window's text.
func (w window) columns(m mark) (start, end int) {
	at := 0
	if w.before {
		at = len(more)
	}
	start = -1
	for _, c := range w.cells {
		if c.end > m.Start && start < 0 {
			start = at
		}
		if c.start >= m.End && start >= 0 {
			break
		}
		at += c.width
		end = at
	}
	if start < 0 {
		start, end = at, at
	}
	return start, max(end, start+1)
}

// cut makes the window of a line that shows the focus; the beginning of the line when that is nil.
func (e excerpt) cut(f *source.File, line source.Range, focus *mark) window {
	// No character is wider than a tab, so a line of this many bytes may fit. Of a
	// longer one only the surroundings are looked at: a minified file is all one line.
	part := line
	var w window
	if near := 8 * e.columns; line.End-line.Start > 2*near {
		start := line.Start
		if focus != nil {
			start = focus.Start
		}
		part.Start, part.End = max(line.Start, start-near), min(line.End, start+near)
		for part.Start > line.Start && f.Data[part.Start]&0xC0 == 0x80 {
			part.Start--
		}
		for part.End < line.End && f.Data[part.End]&0xC0 == 0x80 {
			part.End++
		}
		w.before, w.after = part.Start > line.Start, part.End < line.End
	}
	w.cells = cells(f, part)
	total := 0
	for _, c := range w.cells {
		total += c.width
	}
	if total <= e.columns && !w.before && !w.after {
		return w
	}
	room := e.columns
	first := 0
	if focus != nil {
		start, end := window{cells: w.cells}.columns(*focus)
		if w.before || end > room-len(more) {
			// A third of the room, or what a long mark leaves, for what comes before it.
			lead := max(min(room/3, room-2*len(more)-(end-start)), len(more))
			for first < len(w.cells) && start > lead {
				start -= w.cells[first].width
				first++
			}
		}
	}
	if first > 0 {
		w.before = true
	}
	if w.before {
		room -= len(more)
	}
	w.cells = w.cells[first:]
	used := 0
	for i, c := range w.cells {
		used += c.width
		if used > room || used > room-len(more) && (w.after || restWidth(w.cells[i+1:]) > room-used) {
			w.cells = w.cells[:i]
			w.after = true
			break
		}
	}
	return w
}

func restWidth(cells []cell) int {
	n := 0
	for _, c := range cells {
		n += c.width
	}
	return n
}

// underline writes the rows below a line: the marks, then the labels for which
// there was no room beside them, each hanging from its mark.
func (e excerpt) underline(b *strings.Builder, w window, marks []mark) {
	type place struct {
		mark
		start, end int
	}
	places := make([]place, len(marks))
	limit := 0
	for i, m := range marks {
		places[i].mark = m
		places[i].start, places[i].end = w.columns(m)
		limit = max(limit, places[i].end)
	}
	styleOf := func(m mark) style {
		switch {
		case !m.primary:
			return frame
		case e.primary == criticalStyle:
			return highStyle // reversed, a row of ^ would be a bar
		}
		return e.primary
	}
	// What lies on top comes last: the primary mark, then the shorter ones.
	row := make([]rowCell, limit)
	for _, primary := range []bool{false, true} {
		for _, p := range places {
			if p.primary != primary {
				continue
			}
			for i := p.start; i < p.end; i++ {
				if primary {
					row[i] = rowCell{'^', styleOf(p.mark)}
				} else if row[i].char == 0 {
					row[i] = rowCell{'-', styleOf(p.mark)}
				}
			}
		}
	}
	// The label of the mark that reaches furthest stands beside it.
	beside := -1
	for i, p := range places {
		if p.label != "" && p.end == limit {
			beside = i
		}
	}
	text := e.row(row)
	if beside >= 0 {
		text += " " + e.paint.paint(styleOf(places[beside].mark), places[beside].label)
	}
	e.bar(b, text)
	var hanging []place
	for i, p := range places {
		if p.label != "" && i != beside {
			hanging = append(hanging, p)
		}
	}
	for n := len(hanging); n > 0; n-- {
		stems := make([]rowCell, hanging[n-1].start+1)
		for _, p := range hanging[:n] {
			stems[p.start] = rowCell{'|', styleOf(p.mark)}
		}
		if n == len(hanging) {
			e.bar(b, e.row(stems))
		}
		last := hanging[n-1]
		e.bar(b, e.row(stems[:last.start])+e.paint.paint(styleOf(last.mark), last.label))
	}
}

// rowCell is a column of a row that isn't source; the zero one is a blank.
type rowCell struct {
	char  rune
	style style
}

// row paints a row, each stretch of one style at once.
func (e excerpt) row(row []rowCell) string {
	var b strings.Builder
	for i := 0; i < len(row); {
		n := i
		var text strings.Builder
		for ; n < len(row) && row[n].style == row[i].style; n++ {
			if row[n].char == 0 {
				text.WriteByte(' ')
			} else {
				text.WriteRune(row[n].char)
			}
		}
		b.WriteString(e.paint.paint(row[i].style, text.String()))
		i = n
	}
	return b.String()
}

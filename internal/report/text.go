// Package report writes a run in the formats that people and other programs read:
// one file a format. A reporter only reads the run, and writes the same bytes for
// the same run.
package report

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/source"
)

// TextOptions say how text is written.
type TextOptions struct {
	// Color adds the terminal's colours.
	Color bool
	// Width is the terminal's, in columns; 0 when there is none: then source lines are
	// cut at 120 columns. Prose never runs over more than 100.
	Width int
	// Quiet leaves out notes, and the last line with its counts.
	Quiet bool
	// Command is the name of the program, for the commands that the text proposes;
	// "scan" when empty.
	Command string
}

const (
	defaultWidth = 120
	proseWidth   = 100
)

// Text writes a run for people: each finding with the source it is about, where the
// value came from and how to mend it; then the diagnostics; then one line of counts.
// Findings of equal rule, place and message are one. The error is the writer's, or [source.ErrChanged].
func Text(w io.Writer, run *finding.Run, o TextOptions) error {
	out := bufio.NewWriter(w)
	t := newText(run, o)
	shown := func(f *finding.Finding) bool { return f.Suppressed == nil && run.Show[f.Verdict] }
	if err := t.findings(out, finding.Merge(run.Findings, shown)); err != nil {
		return err
	}
	t.diagnostics(out)
	if !o.Quiet {
		out.WriteString(t.summary())
	}
	return out.Flush()
}

// stretch is how many findings are worded in one go.
const stretch = 64

// findings writes findings, worded on all processors. The error is [source.ErrChanged].
func (t *text) findings(out *bufio.Writer, all iter.Seq[finding.Merged]) error {
	workers := runtime.GOMAXPROCS(0)
	some := make([]finding.Merged, 0, workers*stretch)
	for m := range all {
		if some = append(some, m); len(some) < cap(some) {
			continue
		}
		if err := t.stretches(out, some); err != nil {
			return err
		}
		some = some[:0]
	}
	return t.stretches(out, some)
}

// stretches writes some findings, a worker a stretch.
func (t *text) stretches(out *bufio.Writer, some []finding.Merged) error {
	var group sync.WaitGroup
	texts := make([]string, (len(some)+stretch-1)/stretch)
	errs := make([]error, len(texts))
	for i, part := range slices.Collect(slices.Chunk(some, stretch)) {
		group.Go(func() {
			errs[i] = source.WhileMapped(func() error {
				worker := &text{run: t.run, o: t.o, paint: t.paint}
				for _, m := range part {
					worker.finding(m)
				}
				texts[i] = worker.b.String()
				return nil
			})
		})
	}
	group.Wait()
	for _, text := range texts {
		out.WriteString(text)
	}
	return errors.Join(errs...)
}

// Diagnostics writes what there is to say of inputs, as [Text] does and without
// colours, for a command that reports no findings. The error is the writer's.
func Diagnostics(w io.Writer, files *source.Set, diagnostics []source.Diagnostic) error {
	out := bufio.NewWriter(w)
	newText(&finding.Run{Files: files, Diagnostics: diagnostics}, TextOptions{}).diagnostics(out)
	return out.Flush()
}

type text struct {
	run   *finding.Run
	o     TextOptions
	paint painter
	b     strings.Builder
}

func newText(run *finding.Run, o TextOptions) *text {
	if o.Command == "" {
		o.Command = "scan"
	}
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	return &text{run: run, o: o, paint: painter(o.Color)}
}

// maxPlaces is how many places a note that is said once lists besides the first.
const maxPlaces = 4

// diagnostics writes each once: notes that differ in their place alone are one with
// several places.
func (t *text) diagnostics(out *bufio.Writer) {
	type saying struct{ message, hint string }
	where := map[saying][]*source.Diagnostic{}
	for i := range t.run.Diagnostics {
		if d := &t.run.Diagnostics[i]; d.Level == source.Note && d.Pos.IsValid() {
			where[saying{d.Message, d.Hint}] = append(where[saying{d.Message, d.Hint}], d)
		}
	}
	for i := range t.run.Diagnostics {
		d := &t.run.Diagnostics[i]
		if d.Level == source.Note && t.o.Quiet {
			continue
		}
		var others []*source.Diagnostic
		if alike := where[saying{d.Message, d.Hint}]; d.Level == source.Note && len(alike) > 1 {
			if alike[0] != d {
				continue // said already, with this place
			}
			others = alike[1:]
		}
		t.diagnostic(d, others)
		out.WriteString(t.b.String())
		t.b.Reset()
	}
}

// finding writes one finding and a blank line.
func (t *text) finding(m finding.Merged) {
	style := verdictStyle(m.Finding)
	word := string(m.Severity)
	if m.Verdict != finding.Fail {
		word = string(m.Verdict)
	}
	more := t.header(style, word+"["+cleanLine(m.Rule)+"]", m.Message)
	places := []place{{m.Pos, true, ""}}
	var notes []string
	for _, r := range m.Related {
		if r.Pos.IsValid() {
			places = append(places, place{r.Pos, false, r.Message})
		} else {
			notes = append(notes, r.Message)
		}
	}
	gutter := t.excerpts(style, places)
	for i, r := range m.Instances {
		title := "resource"
		if i > 0 {
			title = "and"
		}
		t.line(gutter, title, plain, resourceText(r))
	}
	if more != "" {
		t.item(gutter, "note", plain, more)
	}
	for _, n := range notes {
		t.item(gutter, "note", plain, n)
	}
	rule := t.run.Rule(m.Rule)
	if m.Verdict != finding.Pass {
		if text, format, own := remedy(&rule, m.Resource.Format); text != "" {
			if !own {
				text = "in " + formatName(format) + ": " + text
			}
			t.item(gutter, "help", help, text)
		}
	}
	if rule.ID != "" {
		t.line(gutter, "docs", help, t.o.Command+" rules "+rule.ID)
	}
	t.b.WriteByte('\n')
}

// resourceText names a resource: by its address, and by its name where the address doesn't hold it.
func resourceText(r finding.Resource) string {
	name := r.Address
	if name == "" {
		name = r.Name
	} else if r.Name != "" && !strings.Contains(strings.ToLower(name), strings.ToLower(r.Name)) {
		name += " (" + r.Name + ")"
	}
	if name == "" {
		name = strings.ReplaceAll(r.Kind, "_", " ")
	}
	return name
}

// header writes the first line: the first sentence of the message. It gives the rest.
func (t *text) header(s style, word, message string) (rest string) {
	first, rest := firstSentence(message)
	t.b.WriteString(t.paint.paint(s, word) + t.paint.paint(bold, ": "+cleanLine(first)) + "\n")
	return rest
}

// place is a position to show.
type place struct {
	pos     source.Pos
	primary bool
	label   string
}

// excerpts writes the source that places stand in, an excerpt a file; the file of
// the first place that there is comes first. It gives the width of the gutter.
func (t *text) excerpts(s style, places []place) (gutter int) {
	type part struct {
		file  *source.File
		first source.Region
		marks []mark
	}
	var parts []*part
	gutter = 1
	for _, p := range places {
		f := t.run.Files.File(p.pos)
		if f == nil {
			continue
		}
		region := t.run.Files.Region(p.pos)
		var in *part
		for _, known := range parts {
			if known.file == f {
				in = known
			}
		}
		if in == nil {
			in = &part{file: f, first: region}
			parts = append(parts, in)
		}
		in.marks = append(in.marks, newMark(f, p.pos, region, p.primary, p.label))
		gutter = max(gutter, len(strconv.Itoa(region.StartLine)))
	}
	for _, p := range parts {
		for _, last := range contextLines(p.file, p.marks) {
			gutter = max(gutter, len(strconv.Itoa(last)))
		}
	}
	e := excerpt{paint: t.paint, gutter: gutter, columns: max(t.o.Width-gutter-3, 20), primary: s}
	for i, p := range parts {
		arrow := "-->"
		if i > 0 {
			arrow = ":::"
		}
		t.place(gutter, arrow, p.first)
		e.write(&t.b, p.file, p.marks)
	}
	return gutter
}

func (t *text) place(gutter int, arrow string, r source.Region) {
	fmt.Fprintf(&t.b, "%s%s %s:%d:%d\n", strings.Repeat(" ", gutter), t.paint.paint(frame, arrow), cleanLine(r.File), r.StartLine, r.StartColumn)
}

// line writes a titled line below the source, whole: it may be copied from there.
func (t *text) line(gutter int, title string, s style, text string) {
	t.title(gutter, title, s)
	t.b.WriteString(cleanLine(text) + "\n")
}

func (t *text) title(gutter int, title string, s style) (columns int) {
	lead := strings.Repeat(" ", gutter+1)
	t.b.WriteString(lead + t.paint.paint(frame, "=") + " " + t.paint.paint(s, title) + ": ")
	return len(lead) + 2 + len(title) + 2
}

// item writes titled prose below the source; what doesn't fit goes on below itself.
func (t *text) item(gutter int, title string, s style, text string) {
	hang := t.title(gutter, title, s)
	room := max(min(t.o.Width, proseWidth)-hang, 20)
	for i, line := range wrap(clean(text), room) {
		if i > 0 && line != "" {
			t.b.WriteString(strings.Repeat(" ", hang))
		}
		t.b.WriteString(line + "\n")
	}
}

// diagnostic writes one diagnostic and a blank line; others say the same of other places.
func (t *text) diagnostic(d *source.Diagnostic, others []*source.Diagnostic) {
	s := map[source.Level]style{source.Error: errorStyle, source.Warning: warningStyle}[d.Level]
	if s == plain {
		s = noteStyle
	}
	more := t.header(s, string(d.Level), d.Message)
	gutter := 1
	if t.run.Files.File(d.Pos) != nil {
		gutter = t.excerpts(s, []place{{d.Pos, true, ""}})
	} else if d.Path != "" {
		t.b.WriteString(" " + t.paint.paint(frame, "-->") + " " + cleanLine(d.Path) + "\n")
	}
	for i, other := range others {
		if left := len(others) - i; i == maxPlaces && left > 1 {
			t.item(gutter, "and", plain, fmt.Sprintf("in %d other places", left))
			break
		}
		r := t.run.Files.Region(other.Pos)
		t.line(gutter, "and", plain, fmt.Sprintf("%s:%d:%d", cleanLine(r.File), r.StartLine, r.StartColumn))
	}
	if more != "" {
		t.item(gutter, "note", plain, more)
	}
	if d.Hint != "" {
		t.item(gutter, "help", help, d.Hint)
	}
	t.b.WriteByte('\n')
}

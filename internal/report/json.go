package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/source"
)

// jsonVersion is the version of the JSON output's contract, docs/output.schema.json.
// A field more leaves it as it is; a field less, or another meaning, raises it.
const jsonVersion = 1

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type jsonResult struct {
	Rule        string           `json:"rule"`
	Kind        finding.Verdict  `json:"kind"`
	Severity    finding.Severity `json:"severity"`
	Message     string           `json:"message"`
	Resource    finding.Resource `json:"resource"`
	Location    *source.Region   `json:"location"`
	Related     []jsonRelated    `json:"related"`
	Suppressed  *jsonSuppression `json:"suppressed"`
	Fingerprint string           `json:"fingerprint"`
}

type jsonRelated struct {
	Message  string         `json:"message"`
	Location *source.Region `json:"location"`
}

type jsonSuppression struct {
	Reason string  `json:"reason"`
	Until  *string `json:"until"`
}

type jsonDiagnostic struct {
	Level    source.Level   `json:"level"`
	Message  string         `json:"message"`
	Location *source.Region `json:"location"`
}

// JSON writes a run for programs, as docs/output.schema.json says: one result for
// each rule and resource that it judged, nothing merged. The results are those that
// the run shows, and all suppressed ones. The error is the writer's.
func JSON(w io.Writer, run *finding.Run) error {
	s := newStream(w)
	s.text(`{` + "\n" + `  "version": `)
	s.value(jsonVersion)
	s.text(",\n" + `  "tool": `)
	s.value(jsonTool{run.Tool, run.Version})
	s.text(",\n" + `  "summary": `)
	s.value(run.Summary())
	s.text(",\n" + `  "results": `)
	s.list("  ", func(yield func(any)) {
		for i := range run.Findings {
			if f := &run.Findings[i]; f.Suppressed != nil || run.Show[f.Verdict] {
				yield(toJSON(run, f))
			}
		}
	})
	s.text(",\n" + `  "inputs": `)
	s.list("  ", func(yield func(any)) {
		for i := range run.Inputs {
			yield(&run.Inputs[i])
		}
	})
	s.text(",\n" + `  "diagnostics": `)
	s.list("  ", func(yield func(any)) {
		for i := range run.Diagnostics {
			d := &run.Diagnostics[i]
			yield(&jsonDiagnostic{d.Level, diagnosticText(d), diagnosticRegion(run, d)})
		}
	})
	s.text("\n}\n")
	return s.close()
}

func toJSON(run *finding.Run, f *finding.Finding) *jsonResult {
	r := &jsonResult{
		Rule: f.Rule, Kind: f.Verdict, Severity: f.Severity, Message: f.Message, Resource: f.Resource,
		Location: region(run, f.Pos), Related: make([]jsonRelated, len(f.Related)), Fingerprint: f.Fingerprint,
	}
	for i, related := range f.Related {
		r.Related[i] = jsonRelated{related.Message, region(run, related.Pos)}
	}
	if s := f.Suppressed; s != nil {
		r.Suppressed = &jsonSuppression{Reason: s.Reason}
		if s.Until != "" {
			r.Suppressed.Until = &s.Until
		}
	}
	return r
}

// region is nil for no place.
func region(run *finding.Run, pos source.Pos) *source.Region {
	r := run.Files.Region(pos)
	if r.File == "" {
		return nil
	}
	return &r
}

// diagnosticRegion is where a diagnostic stands: at the file's beginning when it is about
// the whole file, nil when it is about none.
func diagnosticRegion(run *finding.Run, d *source.Diagnostic) *source.Region {
	if r := region(run, d.Pos); r != nil {
		return r
	}
	if d.Path == "" {
		return nil
	}
	return &source.Region{File: d.Path, StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 1}
}

// diagnosticText is the message with what to do next.
func diagnosticText(d *source.Diagnostic) string {
	if d.Hint == "" {
		return d.Message
	}
	return d.Message + "; " + d.Hint
}

// stream writes JSON piece by piece, so that a long list needs no more memory than
// one of its elements. The first error stays.
type stream struct {
	out *bufio.Writer
	buf bytes.Buffer
	enc *json.Encoder
	err error
}

func newStream(w io.Writer) *stream {
	s := &stream{out: bufio.NewWriterSize(w, 1<<16)}
	s.enc = json.NewEncoder(&s.buf)
	s.enc.SetEscapeHTML(false)
	return s
}

func (s *stream) text(text string) { s.out.WriteString(text) }

// value writes a value on one line.
func (s *stream) value(v any) {
	s.buf.Reset()
	if err := s.enc.Encode(v); err != nil && s.err == nil {
		s.err = err
		return
	}
	s.out.Write(bytes.TrimSuffix(s.buf.Bytes(), []byte("\n")))
}

// list writes an array, an element a line.
func (s *stream) list(indent string, each func(yield func(any))) {
	s.out.WriteByte('[')
	n := 0
	each(func(v any) {
		if n > 0 {
			s.out.WriteByte(',')
		}
		n++
		s.out.WriteString("\n" + indent + "  ")
		s.value(v)
	})
	if n > 0 {
		s.out.WriteString("\n" + indent)
	}
	s.out.WriteByte(']')
}

func (s *stream) close() error {
	err := s.out.Flush()
	if s.err != nil {
		return s.err
	}
	return err
}

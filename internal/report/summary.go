package report

import (
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/finding"
)

// summary is the text's last line: what was found, in what.
func (t *text) summary() string {
	s := t.run.Summary()
	read := "in " + count(s.Files, "file")
	var rest []string
	if n := t.run.NotRead(); n > 0 {
		rest = append(rest, t.paint.paint(errorStyle, count(n, "file")+" not read"))
	}
	if n := t.run.PassedOver; n > 0 {
		rest = append(rest, count(n, "file")+" passed over")
	}
	tail := ""
	if len(rest) > 0 {
		tail = "; " + strings.Join(rest, ", ")
	}
	if s.Resources == 0 {
		return t.paint.paint(bold, "nothing judged") + ": no resource of AKS recognised " + read + tail + "\n"
	}
	fail := strconv.Itoa(s.Fail) + " fail"
	if s.Fail > 0 {
		fail = t.paint.paint(t.gravest(), fail) + t.severities()
	} else {
		fail = t.paint.paint(passStyle, fail)
	}
	open := strconv.Itoa(s.Open) + " open"
	if s.Open > 0 {
		open = t.paint.paint(openStyle, open)
	}
	return fail + ", " + open + ", " + strconv.Itoa(s.Pass) + " pass, " + strconv.Itoa(s.Suppressed) + " suppressed: " +
		count(s.Resources, "resource") + " " + read + tail + "\n"
}

var bySeverity = []finding.Severity{finding.Critical, finding.High, finding.Medium, finding.Low, finding.NoteLevel}

// failures counts the failures that count, by severity.
func (t *text) failures() map[finding.Severity]int {
	n := map[finding.Severity]int{}
	for i := range t.run.Findings {
		if f := &t.run.Findings[i]; f.Verdict == finding.Fail && f.Suppressed == nil {
			n[f.Severity]++
		}
	}
	return n
}

func (t *text) severities() string {
	n := t.failures()
	var parts []string
	for _, s := range bySeverity {
		if n[s] > 0 {
			parts = append(parts, strconv.Itoa(n[s])+" "+string(s))
		}
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// gravest is the style of the gravest failure.
func (t *text) gravest() style {
	n := t.failures()
	for _, s := range bySeverity {
		if n[s] > 0 {
			return verdictStyle(&finding.Finding{Verdict: finding.Fail, Severity: s})
		}
	}
	return bold
}

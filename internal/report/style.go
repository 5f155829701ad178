package report

import "github.com/akscan/akscan/internal/finding"

// style is what a piece of terminal text means; the painter knows how that looks.
type style uint8

const (
	plain style = iota
	bold
	dim
	frame // line numbers, arrows, the bar beside the source
	help
	errorStyle
	warningStyle
	noteStyle
	criticalStyle
	highStyle
	mediumStyle
	lowStyle
	openStyle
	passStyle
)

// sgr holds the terminal's codes. They are the sixteen colours that every terminal
// lets its user choose, so that they can be read on any background.
var sgr = [...]string{
	bold: "1", dim: "2", frame: "1;34", help: "1;36",
	errorStyle: "1;31", warningStyle: "1;33", noteStyle: "1;36",
	criticalStyle: "1;7;31", highStyle: "1;31", mediumStyle: "1;33", lowStyle: "1;36", openStyle: "1;35", passStyle: "1;32",
}

// painter colours text, or doesn't.
type painter bool

func (p painter) paint(s style, text string) string {
	if !p || s == plain || text == "" {
		return text
	}
	return "\x1b[" + sgr[s] + "m" + text + "\x1b[0m"
}

// verdictStyle is how a finding's first word and underline look.
func verdictStyle(f *finding.Finding) style {
	switch f.Verdict {
	case finding.Open:
		return openStyle
	case finding.Pass:
		return passStyle
	}
	switch f.Severity {
	case finding.Critical:
		return criticalStyle
	case finding.High:
		return highStyle
	case finding.Medium:
		return mediumStyle
	case finding.Low:
		return lowStyle
	}
	return bold
}

package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// terminal is what is known of the place that text goes to.
type terminal struct {
	color bool
	width int // in columns; 0 when it isn't a terminal
}

// newTerminal looks at a writer. FORCE_COLOR asks for colours anywhere, NO_COLOR
// and TERM=dumb forbid them (no-color.org, force-color.org).
func newTerminal(w io.Writer, noColor bool) terminal {
	var t terminal
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		t.color = os.Getenv("TERM") != "dumb"
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			t.width = width
		}
	}
	switch {
	case noColor || os.Getenv("NO_COLOR") != "":
		t.color = false
	case os.Getenv("FORCE_COLOR") != "" && os.Getenv("FORCE_COLOR") != "0":
		t.color = true
	}
	return t
}

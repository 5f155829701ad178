package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/akscan/akscan/internal/source"
)

// tab is what a tab of a source line is shown as.
const tab = "    "

// cell is a piece of a source line that is shown whole or not at all.
type cell struct {
	text string
	// width is how many columns of a terminal it takes.
	width int
	// start and end are the bytes of the file that it stands for.
	start, end int
}

// cells splits a part of a file into what a terminal can show of it: tabs made
// wide, control characters made visible, secrets masked.
func cells(f *source.File, part source.Range) []cell {
	secrets := f.SecretsIn(part)
	text := string(f.Data[part.Start:part.End])
	list := make([]cell, 0, len(text))
	for at := part.Start; at < part.End; {
		if len(secrets) > 0 && at == secrets[0].Start {
			list = append(list, cell{source.Mask, len(source.Mask), at, secrets[0].End})
			at = secrets[0].End
			secrets = secrets[1:]
			continue
		}
		if c := text[at-part.Start]; c >= ' ' && c < 0x7F {
			list = append(list, cell{text[at-part.Start : at-part.Start+1], 1, at, at + 1})
			at++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at-part.Start:])
		c := cell{start: at, end: at + size}
		switch {
		case r == '\t':
			c.text = tab
		case r == utf8.RuneError && size == 1:
			c.text = string(utf8.RuneError)
		default:
			c.text = string(visible(r))
		}
		c.width = textWidth(c.text)
		// What joins the character before it can't be parted from it.
		if n := len(list); c.width == 0 && n > 0 {
			list[n-1].text += c.text
			list[n-1].end = c.end
		} else {
			list = append(list, c)
		}
		at += size
	}
	return list
}

// visible puts a visible character in the place of one that would steer the
// terminal or turn the text's direction: scanned files aren't to be trusted.
func visible(r rune) rune {
	switch {
	case r < ' ':
		return 0x2400 + r // the pictures of the control characters
	case r == 0x7F:
		return 0x2421
	case r >= 0x80 && r < 0xA0, r == 0x61C, r >= 0x200E && r <= 0x200F, r >= 0x2028 && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return utf8.RuneError
	}
	return r
}

// clean makes text of a scanned file, or about one, fit for a terminal; line breaks stay.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n':
			return r
		case '\t':
			return ' '
		}
		return visible(r)
	}, text)
}

// cleanLine is [clean] for what has to stay on its line.
func cleanLine(text string) string {
	return clean(strings.Join(strings.Fields(text), " "))
}

// textWidth is how many columns a text takes on a terminal.
func textWidth(text string) int {
	n := 0
	for _, r := range text {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf), r >= 0x1160 && r <= 0x11FF:
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

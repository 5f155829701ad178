package source

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

var (
	utf8Mark    = []byte{0xEF, 0xBB, 0xBF}
	utf16LEMark = []byte{0xFF, 0xFE}
	utf16BEMark = []byte{0xFE, 0xFF}
)

// Decode returns data as UTF-8 without a byte order mark. It reads UTF-16 with a
// mark (what PowerShell's > writes), and UTF-16 without one when every second
// byte of the beginning is NUL. In JSON the colours of a terminal (az --output jsonc) become
// spaces. Anything else comes back as it is, not copied.
func Decode(data []byte) []byte { return withoutColours(decode(data)) }

func decode(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, utf8Mark):
		return data[len(utf8Mark):]
	case bytes.HasPrefix(data, utf16LEMark) && !bytes.HasPrefix(data, []byte{0xFF, 0xFE, 0, 0}):
		return decodeUTF16(data[2:], 1)
	case bytes.HasPrefix(data, utf16BEMark):
		return decodeUTF16(data[2:], 0)
	}
	if high, ok := unmarkedUTF16(data); ok {
		return decodeUTF16(data, high)
	}
	return data
}

// unmarkedUTF16 says whether data begins as UTF-16 of ASCII text does, and which
// byte of each pair is the high one. All of our formats begin with ASCII.
func unmarkedUTF16(data []byte) (high int, ok bool) {
	if len(data) < 4 {
		return 0, false
	}
	head := data[:min(len(data), 64)&^1]
	for high := range 2 {
		if head[high] == 0 && head[2+high] == 0 && !nulAmong(head, 1-high) {
			return high, true
		}
	}
	return 0, false
}

// nulAmong reports whether any byte at start, start+2, start+4, ... is NUL.
func nulAmong(head []byte, start int) bool {
	for i := start; i < len(head); i += 2 {
		if head[i] == 0 {
			return true
		}
	}
	return false
}

// decodeUTF16 decodes data; high is the index of the high byte of each pair. A
// lone surrogate, and a last odd byte, become U+FFFD.
func decodeUTF16(data []byte, high int) []byte {
	unit := func(i int) rune { return rune(data[i+high])<<8 | rune(data[i+1-high]) }
	out := make([]byte, 0, len(data)/2+len(data)/16)
	i := 0
	for ; i+1 < len(data); i += 2 {
		r := unit(i)
		if utf16.IsSurrogate(r) {
			pair := rune(utf8.RuneError)
			if i+3 < len(data) {
				pair = utf16.DecodeRune(r, unit(i+2))
			}
			if r = pair; r != utf8.RuneError {
				i += 2
			}
		}
		out = utf8.AppendRune(out, r)
	}
	if i < len(data) {
		out = utf8.AppendRune(out, utf8.RuneError)
	}
	return out
}

// withoutColours puts spaces in the place of the sequences that set a colour of a terminal, ESC [ 1;34 m.
// JSON has no other use for that character, and what is coloured is so from its beginning.
func withoutColours(data []byte) []byte {
	const escape, beginning = 0x1B, 256
	if bytes.IndexByte(data[:min(len(data), beginning)], escape) < 0 || !isColoured(data) {
		return data
	}
	out := bytes.Clone(data)
	for at := 0; ; {
		i := bytes.IndexByte(out[at:], escape)
		if i < 0 {
			return out
		}
		at += i
		end := at + 1
		for end < len(out) && (out[end] == '[' || out[end] == ';' || '0' <= out[end] && out[end] <= '9') {
			end++
		}
		if end < len(out) && out[end] == 'm' {
			for j := at; j <= end; j++ {
				out[j] = ' '
			}
		}
		at = end
	}
}

// isColoured reports whether data begins as JSON does, or as coloured text.
func isColoured(data []byte) bool {
	head := bytes.TrimLeft(data, " \t\r\n")
	return len(head) > 0 && (head[0] == '{' || head[0] == '[' || head[0] == 0x1B)
}

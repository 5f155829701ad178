package report

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// hashWindow is how many units, from a line's start, its hash covers.
const hashWindow = 100

// lineHashes computes GitHub's primaryLocationLineHash of the lines (from 1) of
// a file: a rolling hash over the hundred UTF-16 units from the line's first,
// blanks left out, then ":" and how often the file has had it so far. GitHub's
// own action fills the value in where it's missing, uploads through the API go
// without, and a value that differs splits an alert in two. So it is exact:
// data is the file as on disk.
func lineHashes(data []byte, lines map[int]bool) map[int]string {
	if len(lines) == 0 {
		return nil
	}
	last := 0
	for line := range lines {
		last = max(last, line)
	}
	// Two passes keep memory at the lines asked for, however long the file.
	wanted := make(map[uint64]int, len(lines))
	eachLineHash(data, last, func(line int, hash uint64) {
		if lines[line] {
			wanted[hash] = 0
		}
	})
	hashes := make(map[int]string, len(lines))
	eachLineHash(data, last, func(line int, hash uint64) {
		n, ok := wanted[hash]
		if !ok {
			return
		}
		wanted[hash] = n + 1
		if lines[line] {
			hashes[line] = strconv.FormatUint(hash, 16) + ":" + strconv.Itoa(n+1)
		}
	})
	return hashes
}

const (
	hashFactor    = 37
	hashEndOfFile = 65535
)

// grownFactor is the factor to the power of hashWindow: what a unit has grown to when
// it leaves the window.
var grownFactor = func() uint64 {
	power := uint64(1)
	for range hashWindow {
		power *= hashFactor
	}
	return power
}()

// lineHasher rolls a hash over a file's units.
type lineHasher struct {
	window [hashWindow]uint64
	at     int
	hash   uint64
	// count is how many units the hash has taken; starts holds at which of them the
	// lines begin that aren't emitted yet, the next of which is line.
	count  int
	starts []int
	line   int
	emit   func(line int, hash uint64)
}

// eachLineHash calls emit with the hash of every line up to the last, in order.
func eachLineHash(data []byte, last int, emit func(line int, hash uint64)) {
	h := &lineHasher{line: 1, emit: emit}
	lineStart, afterCR := true, false
	unit := func(unit uint16) {
		if unit == '\n' && afterCR {
			afterCR = false
			return
		}
		if afterCR = unit == '\r'; afterCR {
			unit = '\n'
		}
		if lineStart {
			h.starts = append(h.starts, h.count)
		}
		h.push(uint64(unit))
		lineStart = unit == '\n'
	}
	for len(data) > 0 && h.line <= last {
		switch c := data[0]; {
		case c == ' ' || c == '\t':
			afterCR = false
			data = data[1:]
		case c < utf8.RuneSelf:
			unit(uint16(c))
			data = data[1:]
		default:
			var r rune
			r, data = firstRune(data)
			if r1, r2 := utf16.EncodeRune(r); r1 != utf8.RuneError {
				unit(uint16(r1))
				unit(uint16(r2))
			} else {
				unit(uint16(r))
			}
		}
	}
	if h.line > last {
		return
	}
	if lineStart {
		h.starts = append(h.starts, h.count)
	}
	h.push(hashEndOfFile)
	for range hashWindow {
		h.push(0)
	}
}

// push takes a unit. The line that began a window ago has its hash then.
func (h *lineHasher) push(unit uint64) {
	if len(h.starts) > 0 && h.starts[0]+hashWindow == h.count {
		h.starts = h.starts[1:]
		h.emit(h.line, h.hash)
		h.line++
	}
	h.hash = hashFactor*h.hash + unit - grownFactor*h.window[h.at]
	h.window[h.at] = unit
	h.count++
	if h.at++; h.at == hashWindow {
		h.at = 0
	}
}

// firstRune decodes the first character of UTF-8 as a browser does: every maximal part
// of a broken one is one U+FFFD (Go makes one of each byte). It gives the rest too.
func firstRune(data []byte) (rune, []byte) {
	r, size := utf8.DecodeRune(data)
	if r == utf8.RuneError && size == 1 {
		size = brokenPart(data)
	}
	return r, data[size:]
}

// brokenPart is the length of the longest prefix that could have begun a
// character, at least 1.
func brokenPart(data []byte) int {
	first, second := data[0], [2]byte{0x80, 0xBF}
	var length int
	switch {
	case first >= 0xC2 && first <= 0xDF:
		length = 2
	case first >= 0xE0 && first <= 0xEF:
		length = 3
		switch first {
		case 0xE0:
			second[0] = 0xA0
		case 0xED:
			second[1] = 0x9F
		}
	case first >= 0xF0 && first <= 0xF4:
		length = 4
		switch first {
		case 0xF0:
			second[0] = 0x90
		case 0xF4:
			second[1] = 0x8F
		}
	default:
		return 1
	}
	n := 1
	for n < length && n < len(data) {
		low, high := byte(0x80), byte(0xBF)
		if n == 1 {
			low, high = second[0], second[1]
		}
		if data[n] < low || data[n] > high {
			break
		}
		n++
	}
	return n
}

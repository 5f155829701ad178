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
	// Two passes keep memory at the lines asked for, however long the file.
	wanted := make(map[uint64]int, len(lines))
	eachLineHash(data, func(line int, hash uint64) {
		if lines[line] {
			wanted[hash] = 0
		}
	})
	hashes := make(map[int]string, len(lines))
	eachLineHash(data, func(line int, hash uint64) {
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

// eachLineHash calls emit with the hash of every line, in order.
func eachLineHash(data []byte, emit func(line int, hash uint64)) {
	const (
		factor    = 37
		endOfFile = 65535
	)
	dropped := uint64(1) // factor to the power of hashWindow
	for range hashWindow {
		dropped *= factor
	}
	var (
		window    [hashWindow]uint64
		lineAt    [hashWindow]int // the line that begins at a slot of the window; 0 for none
		at        int
		hash      uint64
		line      int
		lineStart = true
		afterCR   bool
	)
	push := func(unit uint64) {
		if lineAt[at] != 0 {
			emit(lineAt[at], hash)
			lineAt[at] = 0
		}
		if lineStart {
			lineStart = false
			line++
			lineAt[at] = line
		}
		hash = factor*hash + unit - dropped*window[at]
		window[at] = unit
		at = (at + 1) % hashWindow
	}
	eachUnit(data, func(unit uint16) {
		if unit == ' ' || unit == '\t' || unit == '\n' && afterCR {
			afterCR = false
			return
		}
		afterCR = unit == '\r'
		if unit == '\r' {
			unit = '\n'
		}
		push(uint64(unit))
		if unit == '\n' {
			lineStart = true
		}
	})
	push(endOfFile)
	for range hashWindow {
		if lineAt[at] != 0 {
			emit(lineAt[at], hash)
			lineAt[at] = 0
		}
		hash = factor*hash - dropped*window[at]
		window[at] = 0
		at = (at + 1) % hashWindow
	}
}

// eachUnit decodes UTF-8 as a browser does: every maximal part of a broken
// character becomes one U+FFFD (Go makes one of each byte).
func eachUnit(data []byte, unit func(uint16)) {
	for len(data) > 0 {
		if data[0] < utf8.RuneSelf {
			unit(uint16(data[0]))
			data = data[1:]
			continue
		}
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			size = brokenPart(data)
		}
		data = data[size:]
		if r1, r2 := utf16.EncodeRune(r); r1 != utf8.RuneError {
			unit(uint16(r1))
			unit(uint16(r2))
		} else {
			unit(uint16(r))
		}
	}
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

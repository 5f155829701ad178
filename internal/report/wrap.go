package report

import "strings"

// wrap breaks text into lines of at most room columns, between words. An indented
// line is an example and stays whole.
func wrap(text string, room int) []string {
	var lines []string
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		line = strings.TrimRight(line, " ")
		if textWidth(line) <= room || strings.HasPrefix(line, " ") {
			lines = append(lines, line)
			continue
		}
		var b strings.Builder
		used := 0
		for _, word := range strings.Fields(line) {
			w := textWidth(word)
			if used > 0 && used+1+w > room {
				lines = append(lines, b.String())
				b.Reset()
				used = 0
			}
			if used > 0 {
				b.WriteByte(' ')
				used++
			}
			b.WriteString(word)
			used += w
		}
		lines = append(lines, b.String())
	}
	return lines
}

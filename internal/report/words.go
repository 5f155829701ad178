package report

import "strconv"

// count says a number with its noun: "1 file", "3 files".
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}

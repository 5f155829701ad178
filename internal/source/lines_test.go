package source

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

// lineStarts lists the beginning of every line, by the letter of the rule.
func lineStarts(text string) []int {
	starts := []int{0}
	for i := range len(text) {
		if text[i] == '\n' || text[i] == '\r' && !strings.HasPrefix(text[i+1:], "\n") {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// checkLines compares every line, and the line of every few offsets from one on.
func checkLines(t *testing.T, text string, from, every int) {
	t.Helper()
	f := NewSet().Add("a", []byte(text), false)
	starts := lineStarts(text)
	line := 0
	for offset := from; offset <= len(text); offset += every {
		for line+1 < len(starts) && starts[line+1] <= offset {
			line++
		}
		if got, start := f.lineAt(offset); got != line || start != starts[line] {
			t.Fatalf("offset %d is in line %d from %d, want %d from %d", offset, got, start, line, starts[line])
		}
	}
	for n := -1; n <= len(starts); n++ {
		start, ok := f.lineStart(n)
		if want := n >= 0 && n < len(starts); ok != want || ok && start != starts[n] {
			t.Fatalf("line %d begins at %d (%t), want %v", n, start, ok, starts)
		}
	}
}

func TestLines(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for _, size := range []int{0, 1, lineBlock - 1, lineBlock, lineBlock + 1, 3*lineBlock + 7} {
		for _, pieces := range [][]string{
			{"x"}, {"\n"}, {"\r"}, {"\r\n"}, {"x", "\n"}, {"\n", "\r", "\r\n", "ab"}, {strings.Repeat("y", 1000), "\r\n"}, {strings.Repeat("z", lineBlock-1), "\r\n", "\r", "\n"},
		} {
			t.Run(fmt.Sprintf("%d %.8q", size, pieces), func(t *testing.T) {
				var b strings.Builder
				for b.Len() < size {
					b.WriteString(pieces[random.Intn(len(pieces))])
				}
				checkLines(t, b.String(), 0, 7)
			})
		}
	}
}

func FuzzLines(f *testing.F) {
	f.Add("a\r\n\rb\n", 4095)
	f.Fuzz(func(t *testing.T, text string, before int) {
		if before < 0 || before > 2*lineBlock || len(text) > 100 {
			t.Skip()
		}
		checkLines(t, strings.Repeat("x", before)+text, max(0, before-2), 1)
	})
}

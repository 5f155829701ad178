package source

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

// Columns far into a line are those that counting from its beginning gives.
func TestLongLineColumns(t *testing.T) {
	pieces := []string{"a", "é", "集", "🔒", "\xff", "\xe9\x9b", " "}
	random := rand.New(rand.NewSource(1))
	var b strings.Builder
	for line := range 4 {
		for range 3000 * line {
			b.WriteString(pieces[random.Intn(len(pieces))])
		}
		b.WriteString([]string{"\n", "\r\n", "\xe9\n", ""}[line])
	}
	f := NewSet().Add("a", []byte(b.String()), false)
	for offset := 0; offset <= len(f.Data); offset += 1 + random.Intn(40) {
		line, column := f.lineColumn(offset)
		start, _ := f.lineStart(line - 1)
		want := utf16Len(f.Data[start:offset]) + 1
		if column != want {
			t.Fatalf("column of offset %d is %d, want %d", offset, column, want)
		}
	}
}

// BenchmarkRegion asks for places in one long line: the time for each must not grow with it.
func BenchmarkRegion(b *testing.B) {
	for _, size := range []int{1 << 16, 1 << 22} {
		b.Run(fmt.Sprintf("line of %d", size), func(b *testing.B) {
			set := NewSet()
			f := set.Add("a", []byte(strings.Repeat("x", size)), false)
			random := rand.New(rand.NewSource(1))
			set.Region(f.Span(size/2, size/2))
			b.ResetTimer()
			for range b.N {
				at := random.Intn(size)
				set.Region(f.Span(at, at+1))
			}
		})
	}
}

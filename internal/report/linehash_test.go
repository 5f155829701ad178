package report

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// allHashes lists the hashes of lines 1 to n.
func allHashes(text string, n int) []string {
	lines := map[int]bool{}
	for i := range n {
		lines[i+1] = true
	}
	hashes := lineHashes([]byte(text), lines)
	var list []string
	for i := range n {
		if h, ok := hashes[i+1]; ok {
			list = append(list, h)
		}
	}
	return list
}

// The vectors are those that GitHub's own action is held to.
func TestLineHashes(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty", "", []string{"c129715d7a2bc9a3:1"}},
		{"blanks", " a\nb\n  \t\tc\n d", []string{"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"}},
		{"blanks, CR", " a\rb\r  \t\tc\r d", []string{"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"}},
		{"blanks, CRLF", " a\r\nb\r\n  \t\tc\r\n d", []string{"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"}},
		{"python", "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n", []string{
			"e54938cc54b302f1:1", "bb609acbe9138d60:1", "1131fd5871777f34:1", "5c482a0f8b35ea28:1",
			"54517377da7028d2:1", "2c644846cb18d53e:1", "f1b89f20de0d133:1", "c129715d7a2bc9a3:1",
		}},
		{"repeated", strings.Repeat("Lorem ipsum dolor sit amet.\n", 10), []string{
			"a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3", "a7f2ff13bc495cf2:4", "a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6",
			"a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, allHashes(test.text, len(test.want)+1)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLineHashesOfOneLine(t *testing.T) {
	text := strings.Repeat("Lorem ipsum dolor sit amet.\n", 10)
	want := map[int]string{4: "a7f2ff13bc495cf2:4"}
	if diff := cmp.Diff(want, lineHashes([]byte(text), map[int]bool{4: true})); diff != "" {
		t.Error(diff)
	}
}

func TestFirstRune(t *testing.T) {
	tests := []struct {
		name, text string
		want       []uint16
	}{
		{"surrogates", "a🔒é", []uint16{'a', 0xD83D, 0xDD12, 0xE9}},
		{"stray continuation", "a\x80\xbfb", []uint16{'a', 0xFFFD, 0xFFFD, 'b'}},
		{"cut short", "\xf0\x9f\x94x", []uint16{0xFFFD, 'x'}},
		{"cut short at the end", "\xe2\x82", []uint16{0xFFFD}},
		{"overlong", "\xc0\xaf\xe0\x80\xaf", []uint16{0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD}},
		{"surrogate in UTF-8", "\xed\xa0\x80", []uint16{0xFFFD, 0xFFFD, 0xFFFD}},
		{"beyond Unicode", "\xf4\x90\x80\x80", []uint16{0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD}},
		{"the replacement itself", "\uFFFD", []uint16{0xFFFD}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []uint16
			for data := []byte(test.text); len(data) > 0; {
				var r rune
				r, data = firstRune(data)
				got = utf16.AppendRune(got, r)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Hashing stops behind the last line asked for, and gives what hashing on would.
func TestLineHashesStop(t *testing.T) {
	text := strings.Repeat("a\n\nb c\n", 40)
	all := allHashes(text, 121)
	for line := 1; line <= len(all); line++ {
		if got := lineHashes([]byte(text), map[int]bool{line: true})[line]; got != all[line-1] {
			t.Errorf("line %d: %s, want %s", line, got, all[line-1])
		}
	}
}

func BenchmarkLineHashes(b *testing.B) {
	data := []byte(strings.Repeat("    \"enabled\": false, \"name\": \"aks\"\n", 1<<20/36))
	b.SetBytes(int64(len(data)))
	for range b.N {
		lineHashes(data, map[int]bool{1 << 20 / 36: true})
	}
}

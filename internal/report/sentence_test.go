package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSentence(t *testing.T) {
	for text, want := range map[string]string{
		"off": "off.", "off.": "off.", "off? ": "off?", "": "", "off)": "off).",
	} {
		if got := sentence(text); got != want {
			t.Errorf("sentence(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestFirstSentence(t *testing.T) {
	for _, test := range [][3]string{
		{"off", "off", ""},
		{"off.", "off.", ""},
		{"One thing. Another one. A third.", "One thing.", "Another one. A third."},
		{"version 1.2 of e.g. azurerm. It's old.", "version 1.2 of e.g. azurerm.", "It's old."},
		{`cluster "a. B" is off. Yes`, `cluster "a. B" is off.`, "Yes"},
		{"one\ntwo. Three", "one", "two. Three"},
		{"One. Two\nthree", "One.", "Two\nthree"},
		{"", "", ""},
	} {
		if first, rest := firstSentence(test[0]); first != test[1] || rest != test[2] {
			t.Errorf("firstSentence(%q) = %q, %q", test[0], first, rest)
		}
	}
}

func TestShorten(t *testing.T) {
	for _, test := range []struct {
		text string
		n    int
		want string
	}{
		{"one two", 7, "one two"},
		{"one two three", 10, "one..."},
		{"A first sentence. A second one", 25, "A first sentence."},
		{strings.Repeat("集", 20), 10, strings.Repeat("集", 7) + "..."},
	} {
		got := shorten(test.text, test.n)
		if got != test.want || len([]rune(got)) > test.n {
			t.Errorf("shorten(%q, %d) = %q, want %q", test.text, test.n, got, test.want)
		}
	}
}

func TestIsSemantic(t *testing.T) {
	for v, want := range map[string]bool{
		"1.2.3": true, "v1.2.3": true, "1.2.3-rc.1": true, "1.2.3+build": true, "1.2": false, "dev": false, "": false, "1.2.3.4": false,
		"v0.0.0-20261125093700-abcdef123456": true, "01.2.3": false, "1.2.3-": false, "1.2.3-a..b": false, "1.2.3-é": false, "1.2.x": false,
	} {
		if got := isSemantic(v); got != want {
			t.Errorf("isSemantic(%q) = %t", v, got)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text string
		room int
		want []string
	}{
		{"one two three", 7, []string{"one two", "three"}},
		{"one two three", 1, []string{"one", "two", "three"}},
		{"集集 集集 集集", 9, []string{"集集 集集", "集集"}},
		{"run:\n  az aks update --a-long-flag\n\ndone", 10, []string{"run:", "  az aks update --a-long-flag", "", "done"}},
		{"", 10, []string{""}},
	} {
		if diff := cmp.Diff(test.want, wrap(test.text, test.room)); diff != "" {
			t.Errorf("wrap(%q, %d): %s", test.text, test.room, diff)
		}
	}
}

func TestTextWidth(t *testing.T) {
	for text, want := range map[string]int{
		"abc": 3, "é": 1, "e\u0301": 1, "集群": 4, "🔒": 2, "ｱ": 1, "Ａ": 2, "\u200b": 0, "한": 2, "…": 1,
	} {
		if got := textWidth(text); got != want {
			t.Errorf("textWidth(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	if got, want := clean("a\x1b[31m\tb\u202e\nc\x7f\u0085"), "a␛[31m b\uFFFD\nc␡\uFFFD"; got != want {
		t.Errorf("clean = %q, want %q", got, want)
	}
	if got, want := cleanLine("a\n b"), "a b"; got != want {
		t.Errorf("cleanLine = %q, want %q", got, want)
	}
}

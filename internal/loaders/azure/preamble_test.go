package azure

import "testing"

func TestPreamble(t *testing.T) {
	for _, c := range []struct {
		text string
		want int
	}{
		{"", 0},
		{"{}", 0},
		{"\n\n [\n", 0},
		{"// a comment\n{}", 0},
		{"/* a comment */ {}", 0},
		{"WARNING: x\n{\n", 11},
		{"WARNING: x\r\n\r\n  [{\"a\": 1}]", 14},
		{"[Warning] x\n[\n", 12},
		{"{{ x }}\n[]", 8},
		{"ERROR: x\nCode: y\n", 0},
		{"<html>\n<script>x = {\n</html>", 0},
	} {
		if got := preamble([]byte(c.text)); got != c.want {
			t.Errorf("%q: got %d, want %d", c.text, got, c.want)
		}
	}
}

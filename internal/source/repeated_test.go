package source

import (
	"fmt"
	"strings"
	"testing"
)

func TestRepeatedKeys(t *testing.T) {
	var many strings.Builder
	for i := range 300 {
		fmt.Fprintf(&many, `"k%d": %d, `, i, i)
	}
	some := strings.SplitAfter(many.String(), ", ")[:200]
	for in, want := range map[string]string{
		`{"a": 1, "b": {"A": 1}}`:                       "",
		`{"a": 1, "A": 2}`:                              "A",
		`[{"a": [{"x": 1, "x": 2}], "b": 1, "B": 2}]`:   "x B",
		`{"Ā": 1, "ā": 2, "é": 1, "É": 1}`:              "ā É",
		`{` + strings.Join(some, "") + `"K7": 1}`:       "K7",
		`{` + many.String() + `"K7": 1, "n": {"z": 1}}`: "K7",
	} {
		n, diags := ParseJSON(NewSet().Add("x.json", []byte(in), false))
		if len(diags) > 0 {
			t.Fatal(diags)
		}
		var got []string
		for _, m := range RepeatedKeys(n) {
			got = append(got, m.Key)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", in, got, want)
		}
	}
}

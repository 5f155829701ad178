package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseJSONSoFar(t *testing.T) {
	for _, c := range []struct{ name, in, want, err string }{
		{"whole", `{"a": 1, "r": [{"b": [2]}]}`, `{a<"a": 1>=2:1@1 r<"r">=[{b<"b">=[2:2@2]@[}@{]@[}@{`, ""},
		{"empty", " ", "nil", ""},
		{"cut in an element", `{"a": 1, "r": [{"b": 1}, {"b": 2, "c`, `{a<"a": 1>=2:1@1 r<"r">=[{b<"b": 1>=2:1@1}@{]@[}@{`, "1:35: invalid JSON: this string is never closed"},
		{"cut after an element", `{"r": [{"b": 1}`, `{r<"r">=[{b<"b": 1>=2:1@1}@{]@[}@{`, "1:16: invalid JSON: the file ends before the '[' of line 1 is closed"},
		{"cut in a member", `{"v": {"x": 1, "y": {"z": [1`, `{v<"v">={x<"x": 1>=2:1@1}@{}@{`, "1:29: invalid JSON: the file ends before the '[' of line 1 is closed"},
		{"cut in a key", `{"v": 1, "w`, `{v<"v": 1>=2:1@1}@{`, "1:10: invalid JSON: this string is never closed"},
		{"cut after a colon", `{"v": 1, "w":`, `{v<"v": 1>=2:1@1}@{`, "1:14: invalid JSON: expected a value, found the end of the file"},
		{"cut in a scalar", `{"v": tru`, `{}@{`, "1:7: invalid JSON: expected a value, found a word that is none of true, false, null"},
		{"broken in the middle", "{\"v\": 1, \"r\": [1, 2\x00, 3], \"w\": 2}", `{v<"v": 1>=2:1@1 r<"r">=[2:1@1 2:2@2]@[}@{`, "1:20: invalid JSON: expected ',' or ']' after a value, found '\\x00'"},
		{"something after", `{"v": 1} x`, `{v<"v": 1>=2:1@1}@{`, "1:10: invalid JSON: expected the end of the file after the value"},
		{"a list", `[[1], [2, `, `[[2:1@1]@[]@[`, "1:10: invalid JSON: the file ends before the '[' of line 1 is closed"},
		{"nothing of it", "\x00{}", "nil", "1:1: invalid JSON: expected a value, found '\\x00'"},
		{"too deep", `{"v": ` + strings.Repeat("[", 10_000), `{v<"v">=[]@[}@{`, "1:506: invalid JSON: nested deeper than 500 levels"},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := NewSet()
			f := set.Add("x.json", []byte(c.in), false)
			n, diags := ParseJSONSoFar(f)
			if diff := cmp.Diff(c.want, sexp(f, n)); diff != "" {
				t.Error(diff)
			}
			if got := strings.Join(placed(set, diags), "\n"); got != c.err {
				t.Errorf("\n got %s\nwant %s", got, c.err)
			}
		})
	}
}

// FuzzParseJSONSoFar holds that it agrees with ParseJSON, of which it reads at least as much.
func FuzzParseJSONSoFar(f *testing.F) {
	f.Add([]byte(`{"a": [1, {"b": 2}], "c": {"d": "e"}}`))
	f.Add([]byte(`{"a": [1, {"b": 2`))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := NewSet().Add("x.json", data, false)
		whole, errs := ParseJSON(file)
		soFar, errsSoFar := ParseJSONSoFar(file)
		if diff := cmp.Diff(errs, errsSoFar); diff != "" {
			t.Error(diff)
		}
		if len(errs) == 0 && sexp(file, whole) != sexp(file, soFar) {
			t.Errorf("%s, but so far %s", sexp(file, whole), sexp(file, soFar))
		}
	})
}

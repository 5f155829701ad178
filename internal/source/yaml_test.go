package source

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	yamlv3 "go.yaml.in/yaml/v3"
	"sigs.k8s.io/yaml"
)

// show writes a tree in one line: text quoted, numbers and words bare.
func show(n *Node) string {
	switch n.Kind {
	case Null:
		return "null"
	case String:
		return fmt.Sprintf("%q", n.Text)
	case Array:
		items := make([]string, len(n.Items))
		for i, item := range n.Items {
			items[i] = show(item)
		}
		return "[" + strings.Join(items, " ") + "]"
	case Object:
		members := make([]string, len(n.Members))
		for i, m := range n.Members {
			members[i] = m.Key + ":" + show(m.Value)
		}
		return "{" + strings.Join(members, " ") + "}"
	}
	return n.Text
}

func showAll(docs []*Node) string {
	var out []string
	for _, d := range docs {
		out = append(out, show(d))
	}
	return strings.Join(out, " | ")
}

var yamlCases = []struct{ name, in, want string }{
	{"nothing", "", ""},
	{"comments", "# a\n---\n# b\n---\n...\n", ""},
	{"mapping", "a: 1\nb: x y # c\nc:\n  d: e\nf:\n", `{a:1 b:"x y" c:{d:"e"} f:null}`},
	{"sequences", "a:\n- 1\n- b: 2\n  c: 3\n-\n  - x\n- - y\n  - z\nd:\n  - e\n", `{a:[1 {b:2 c:3} ["x"] [true "z"]] d:["e"]}`},
	{"documents", "---\na: 1\n---\n# none\n--- # c\nb: 2\n...\nc: 3\n--- {d: 4}\n", `{a:1} | {b:2} | {c:3} | {d:4}`},
	{"directives", "%YAML 1.1\n# c\n%TAG !e! tag:e:\n---\na: 1\n...\n%YAML 1.1\n---\nb: 2\n", `{a:1} | {b:2}`},
	{"crlf", "---\r\na: 1\r\nb: |\r\n  x\r\n  y\r\n---\r\nc: 'd\r\n\r\n  e'\r\n", `{a:1 b:"x\ny\n"} | {c:"d\ne"}`},
	{"cr alone", "---\ra: 1\rb: 2\r---\rc: 3\r", `{a:1 b:2} | {c:3}`},
	{"booleans", "[y, N, yes, No, on, OFF, true, 'yes', \"no\", maybe, yEs]", `[true false true false true false true "yes" "no" "maybe" "yEs"]`},
	{"nulls", "[~, null, Null, NULL, '', nuLL]", `[null null null null "" "nuLL"]`},
	{"numbers", "[0, -1, +2, 0x1F, 0b11, 017, 08, 1_000, 1.50, .5, 1e3, 2020-01-02, 1.2.3, 12345678901234567890, .inf, -, 0o7]",
		`[0 -1 2 31 3 15 8 1000 1.5 0.5 1000 "2020-01-02" "1.2.3" 12345678901234567890 ".inf" "-" 7]`},
	{"keys", "yes: 1\n2: 3\n'4': 5\n\"a b\": 6\n? c\n: 7\n? d\n", `{true:1 2:3 4:5 a b:6 c:7 d:null}`},
	{"plain", "a: b\n  c\n\n  d\ne: f#g h:i\nj: -k\nl: ?m\no: :p\n", `{a:"b c\nd" e:"f#g h:i" j:"-k" l:"?m" o:":p"}`},
	{"quotes", `a: 'it''s'` + "\n" + `b: "\t\x41\u00e9\U0001F512\"\\\/\e"` + "\n" + `c: "x \` + "\n" + `   y"` + "\n" + `d: "e` + "\n\n  f \n  g\"\n", "{a:\"it's\" b:\"\\tAé🔒\\\"\\\\/\\x1b\" c:\"x y\" d:\"e\\nf g\"}"},
	{"surrogates", `"\ud83d\udd12"`, `"🔒"`},
	{"literal", "a: |\n  x\n   y\n\n  z\n\nb: |-\n  x\n\nc: |+\n  x\n\nd: |2\n   x\n", `{a:"x\n y\n\nz\n" b:"x" c:"x\n\n" d:" x\n"}`},
	{"folded", "a: >\n  x\n  y\n\n  z\n   w\n  v\nb: >-\n  x\n  y\n", `{a:"x y\nz\n w\nv\n" b:"x y"}`},
	{"literal with markers", "a: |\n  ---\n  # no comment\n  {{ x }}\nb: 1\n", `{a:"---\n# no comment\n{{ x }}\n" b:1}`},
	{"flow", "a: {b: [1, 'x', {c: d}], \"e\":2, f, g: , ? h : i}\nj: [k: l, [m],\no]\n", `{a:{b:[1 "x" {c:"d"}] e:2 f:null g:null h:"i"} j:[{k:"l"} ["m"] "o"]}`},
	{"flow over lines", "a: [\n1,\n  2 # c\n, x\n y ]\n", `{a:[1 2 "x y"]}`},
	{"json", `{"a": {"b": [1, true, null, "c"]}}`, `{a:{b:[1 true null "c"]}}`},
	{"anchors", "a: &x\n  b: 1\nc: *x\nd: &y z\ne: [*y, *x]\n&k f: *k\n", `{a:{b:1} c:{b:1} d:"z" e:["z" {b:1}] f:"f"}`},
	{"anchored sequence", "a: &x\n- 1\nb: *x\n", `{a:[1] b:[1]}`},
	{"merge", "x: &x {a: 1, b: 2}\nv: &y {b: 3, c: 4}\nz:\n  <<: [*x, *y]\n  a: 9\nw:\n  b: 5\n  <<: *x\n", `{x:{a:1 b:2} v:{b:3 c:4} z:{c:4 b:2 a:9} w:{a:1 b:2}}`},
	{"merge in flow", "x: &x {a: 1}\nv: {<<: *x, b: 2}\nz: {'<<': 1}\n", `{x:{a:1} v:{a:1 b:2} z:{<<:1}}`},
	{"tags", "a: !!str 1\nb: !!int '2'\nc: !foo 3\nd: !!str\ne: !<tag:yaml.org,2002:str> yes\nf: !!map\n  g: ! 1\n", `{a:"1" b:2 c:"3" d:"" e:"yes" f:{g:"1"}}`},
	{"complex", "- ? a\n  : - b\n- - - c\n", `[{a:["b"]} [["c"]]]`},
	{"mark", "\uFEFFa: 1\n", `{a:1}`},
	{"spaces at the end", "a:   1   \n   \nb: \t2\t\n", `{a:1 b:2}`},
	{"top-level scalar", "--- |\n x\n--- 'y'\n---\nz\n", `"x\n" | "y" | "z"`},
}

func TestParseYAML(t *testing.T) {
	for _, c := range yamlCases {
		t.Run(c.name, func(t *testing.T) {
			set := NewSet()
			docs, diags := ParseYAML(set.Add("x.yaml", []byte(c.in), false))
			if len(diags) > 0 {
				t.Error(placed(set, diags))
			}
			if got := showAll(docs); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// kubectlValue is what kubectl reads in one YAML document: sigs.k8s.io/yaml is the library it reads with.
func kubectlValue(text []byte) (value any, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	raw, err := yaml.YAMLToJSON(text)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	err = dec.Decode(&value)
	return value, err
}

// wholeYAML reports whether the stream is sound to its end: kubectl's library doesn't look beyond the first document.
func wholeYAML(text []byte) (sound bool) {
	defer func() {
		if recover() != nil {
			sound = false
		}
	}()
	dec := yamlv3.NewDecoder(bytes.NewReader(text))
	for {
		var n yamlv3.Node
		switch err := dec.Decode(&n); {
		case err == io.EOF:
			return true
		case err != nil:
			return false
		}
	}
}

// sameValue compares decoded JSON; numbers by their value, not their spelling.
func sameValue(want, got any) string {
	return cmp.Diff(want, got, cmp.Comparer(func(a, b json.Number) bool {
		x, errX := a.Float64()
		y, errY := b.Float64()
		return a == b || errX == nil && errY == nil && x == y
	}))
}

// FuzzParseYAML checks that what kubectl reads is read alike, and that everything
// else ends in trees or diagnostics within the file.
func FuzzParseYAML(f *testing.F) {
	for _, c := range yamlCases {
		f.Add([]byte(c.in))
	}
	for _, c := range brokenYAML {
		f.Add([]byte(c.in))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file := NewSet().Add("x.yaml", data, false)
		docs, diags := ParseYAML(file)
		for _, n := range docs {
			checkTree(t, file, n, 0)
		}
		for _, d := range diags {
			if !d.Pos.IsValid() || d.Pos.End() > len(file.Data) {
				t.Fatalf("diagnostic without a place in the file: %v", d)
			}
		}
		// The oracle reads the first document only, counts differently what line
		// breaks are, and takes some tags for types that JSON doesn't have.
		if len(data) > 2000 || bytes.Contains(file.Data, []byte("---")) || bytes.Contains(file.Data, []byte("...")) {
			return
		}
		for _, odd := range []string{"\u0085", "\u2028", "\u2029", "!", "%", "\uFEFF"} {
			if bytes.Contains(file.Data, []byte(odd)) {
				return
			}
		}
		want, err := kubectlValue(file.Data)
		if err != nil || !wholeYAML(file.Data) {
			return
		}
		if refusedKey(diags) {
			return
		}
		if hasError(diags) {
			t.Fatalf("refused what kubectl reads: %v", placed(NewSet(), diags))
		}
		var got any
		if len(docs) > 0 {
			got = plain(docs[0])
		}
		if diff := sameValue(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// refusedKey reports whether a document was refused for a key that is no text.
// kubectl refuses these too, but doesn't notice one that a later duplicate replaces.
func refusedKey(diags []Diagnostic) bool {
	return slices.ContainsFunc(diags, func(d Diagnostic) bool {
		return strings.Contains(d.Message, "a key must be text") || strings.Contains(d.Message, "expected a key before")
	})
}

func hasError(diags []Diagnostic) bool {
	return slices.ContainsFunc(diags, func(d Diagnostic) bool { return d.Level != Warning })
}

var brokenYAML = []struct{ name, in, want string }{
	{"two values", "a: 1\nb: c: d\n", `2:5: invalid YAML: a key can't begin here; it needs a line of its own, or quotes around the text that holds ': '`},
}

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
	{"flow", "a: {b: [1, 'x', {c: d}], \"e\":2, f, g: , ? h : i}\nj: [k: l, [m],\no, ? p, ?q : r]\n", `{a:{b:[1 "x" {c:"d"}] e:2 f:null g:null h:"i"} j:[{k:"l"} ["m"] "o" {p:null} {q:"r"}]}`},
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
		if stricter(diags) {
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

// stricter reports whether a document was refused for what kubectl takes: a key
// that is no text, when a later duplicate replaces it, and what is nested very deep.
func stricter(diags []Diagnostic) bool {
	return slices.ContainsFunc(diags, func(d Diagnostic) bool {
		return strings.Contains(d.Message, "a key must be text") || strings.Contains(d.Message, "expected a key before") || strings.Contains(d.Message, "nested deeper") ||
			// The library takes a block scalar at the column of its own key for the key's value.
			strings.Contains(d.Message, "can't begin with '|'") || strings.Contains(d.Message, "can't begin with '>'") ||
			strings.Contains(d.Message, "found '|'") || strings.Contains(d.Message, "found '>'")
	})
}

func hasError(diags []Diagnostic) bool {
	return slices.ContainsFunc(diags, func(d Diagnostic) bool { return d.Level != Warning })
}

// brokenYAML are documents with an error, and the error with its place.
var brokenYAML = []struct{ name, in, want string }{
	{"two values", "a: 1\nb: c: d\n", `2:5: a key can't begin here; it needs a line of its own, or quotes around the text that holds ': '`},
	{"value goes on", "a: b\n\n  c: d\n", `3:4: a key can't begin here: a value of several lines stands before the ':'`},
	{"no colon", "a: 1\n\nb\nc: 2\n", `3:1: expected ':' after a key`},
	{"no colon at the end", "a: 1\nb", `2:1: expected ':' after a key`},
	{"no space after the colon", "a: 1\nb:2\n", `2:1: expected ':' after a key`},
	{"key of several lines", "a: 1\n\"b\n c\": 2\n", `2:1: expected ':' after a key`},
	{"deeper", "a:\n  b: 1\n    c: 2\n", `3:6: a key can't begin here: a value of several lines stands before the ':'`},
	{"deeper after a mapping", "a:\n  b:\n    c: 1\n   d: 2\n", `4:4: this line's indentation fits no key above it`},
	{"deeper item", "- a: 1\n  - b\n", `2:3: a list item can't stand among the keys of a mapping`},
	{"item on the line of its key", "a: - b\n", `1:4: a list item can't begin here; it needs a line of its own`},
	{"item among keys", "a: 1\n- b\n", `2:1: a list item can't stand among the keys of a mapping`},
	{"key among items", "a:\n  - b\n  c: 1\n", `3:3: this line's indentation fits no key above it`},
	{"tab", "a:\n\tb: 1\n", `2:1: a tab in the indentation; YAML indents with spaces`},
	{"tab after spaces", "a:\n  b: 1\n \tc: 1\n", `3:2: a tab in the indentation; YAML indents with spaces`},
	{"tab in a literal", "a: |\n  b\n\tc\n", `3:1: a tab in the indentation; YAML indents with spaces`},
	{"text after quotes", "a: 'b' c\n", `1:8: expected the end of the line after a value, found 'c'`},
	{"text after a list", "a: [b] c\n", `1:8: expected the end of the line after a value, found 'c'`},
	{"text after literal", "a: | b\n  c\n", `1:6: expected the end of the line after '|' or '>', found 'b'`},
	{"double quotes", "a: 1\nb: \"c\nd: 2\n", `2:4: this quoted text is never closed`},
	{"single quotes", "a: 'it''s\n", `1:4: this quoted text is never closed`},
	{"escape", `a: "b\q"`, `1:6: invalid escape in a quoted text`},
	{"unicode escape", `a: "\u12"`, `1:5: invalid escape in a quoted text`},
	{"surrogate", `a: "\ud800"`, `1:5: invalid escape in a quoted text`},
	{"list", "a: [b,\n  c\nd: 1\n", `3:5: the document ends before the '[' of line 1 is closed`},
	{"list to the end", "a:\n- [b,\n   c\n\n", `3:5: the document ends before the '[' of line 2 is closed`},
	{"mapping to the end", "a: {b: 1\n", `1:9: the document ends before the '{' of line 1 is closed`},
	{"comma", "a: [1,,2]\n", `1:7: expected a value before ','`},
	{"comma in a mapping", "a: {,}\n", `1:5: expected a key before ','`},
	{"wrong bracket", "a: [1}\n", `1:6: expected ',' or ']' after a value, found '}'`},
	{"stray bracket", "a: ]\n", `1:4: a value can't begin with ']'; put it in quotes`},
	{"indicator", "a: @b\nc: `d\n", "1:4: a value can't begin with '@'; put it in quotes"},
	{"percent", "a: %b\n", "1:4: a value can't begin with '%'; put it in quotes"},
	{"alias", "a: *b\n", `1:4: no anchor &b stands before this alias`},
	{"asterisk", "a: *.yaml\n", `1:4: expected a name after '*'; put text that begins with it in quotes`},
	{"anchor in itself", "a: &x\n  b: [*x]\n", `2:7: the value of &x holds itself`},
	{"anchored alias", "a: &x b\nc: &y *x\n", `2:7: an alias can't have a tag or an anchor of its own`},
	{"anchored alias below", "a: &x b\nc: &y\n  *x\n", `3:3: an alias can't have a tag or an anchor of its own`},
	{"anchored alias in flow", "a: &x b\nc: [!!str *x]\n", `2:11: an alias can't have a tag or an anchor of its own`},
	{"two anchors", "a: &x &y b\n", `1:7: a second anchor for one value`},
	{"two anchors at the end", "a: \n&x&", `2:3: a second anchor for one value`},
	{"two tags", "a: !x\n  !y b\n", `2:7: a second tag or anchor for one value`},
	{"merge of text", "a:\n  <<: b\n", `2:7: << needs a mapping, or a list of mappings`},
	{"list as a key", "? [a]\n: b\n", `1:3: a key must be text, not a list, a mapping or null`},
	{"no key", "a:\n  : b\n", `2:3: expected a key before ':'`},
	{"two at the top", "a\nb: 1\n", `2:2: a key can't begin here: a value of several lines stands before the ':'`},
	{"list, then a mapping", "- a\nb: 1\n", `2:1: expected the end of the document, found 'b'`},
	{"on the line of the marker", "--- a: b\n", `1:6: a key can't begin here; it needs a line of its own, or quotes around the text that holds ': '`},
	{"NUL", "a: 1\nb: \x00\n", `2:4: control character U+0000`},
	{"invalid byte", "a: 1\n# \xFF\nb: 2\n", `2:3: byte 0xff is no UTF-8`},
	{"crlf", "a: 1\r\nb: 2\r\nc\r\n", `3:1: expected ':' after a key`},
	{"wide characters", "ä: 🔒 \"c: d\n", `1:9: a key can't begin here; it needs a line of its own, or quotes around the text that holds ': '`},
	{"later document", "---\na: 1\n---\n\nb: [\n---\nc: 1\n", `5:5: the document ends before the '[' of line 5 is closed`},
	{"many documents", "a: ]\n---\nb: 1\n---\nc: ]\n", "1:4: a value can't begin with ']'; put it in quotes\n5:4: a value can't begin with ']'; put it in quotes"},
	{"too deep", strings.Repeat("- ", 100_000), `1:1001: nested deeper than 500 levels`},
	{"too deep lists", strings.Repeat("[", 100_000), `1:501: nested deeper than 500 levels`},
	{"too deep mappings", strings.Repeat("{a: ", 100_000), `1:2001: nested deeper than 500 levels`},
	{"too deep keys", strings.Repeat("? ", 100_000), `1:1001: nested deeper than 500 levels`},
	{"too deep through aliases", deepAliases(), `5:157: nested deeper than 500 levels`},
	{"too many aliases", aliasBomb(), `7:40: the aliases stand for more than 1000000 values`},
	{"too many merges", "a: &a {" + manyKeys(2000) + "}\nb:\n" + strings.Repeat("- <<: *a\n", 1000), `168:7: the aliases stand for more than 1000000 values`},
}

// deepAliases nests each anchor in the next one.
func deepAliases() string {
	var b strings.Builder
	b.WriteString("- &x0 a\n")
	for i := 1; i <= 4; i++ {
		fmt.Fprintf(&b, "- &x%d %s*x%d%s\n", i, strings.Repeat("[", 150), i-1, strings.Repeat("]", 150))
	}
	return b.String()
}

func aliasBomb() string {
	b := "a0: &a0 x\n"
	for i := 1; i <= 9; i++ {
		b += fmt.Sprintf("a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
	}
	return b
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d: 1, ", i)
	}
	return b.String()
}

func TestParseYAMLErrors(t *testing.T) {
	for _, c := range brokenYAML {
		t.Run(c.name, func(t *testing.T) {
			set := NewSet()
			set.Add("first.yaml", nil, false)
			_, diags := ParseYAML(set.Add("x.yaml", []byte(c.in), false))
			got := strings.ReplaceAll(strings.Join(placed(set, diags), "\n"), "invalid YAML: ", "")
			if got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestParseYAMLKeepsOtherDocuments(t *testing.T) {
	set := NewSet()
	docs, diags := ParseYAML(set.Add("x.yaml", []byte("a: 1\n---\nb: ]\n---\nc: 3\n"), false))
	if showAll(docs) != "{a:1} | {c:3}" || len(diags) != 1 || diags[0].Level != Error {
		t.Errorf("got %s, %v", showAll(docs), diags)
	}
}

func TestParseYAMLTemplates(t *testing.T) {
	for _, in := range []string{
		"a: {{ .Values.x }}\n", "{{- if .Values.x }}\na: 1\n{{- end }}\n", "a:\n  {{ toYaml .Values | nindent 2 }}\n", "a: b{{ x }}: c\n",
	} {
		set := NewSet()
		docs, diags := ParseYAML(set.Add("x.yaml", []byte("x: 1\n---\n"+in), false))
		if showAll(docs) != "{x:1}" || len(diags) != 1 || diags[0].Level != Note || !strings.Contains(diags[0].Hint, "helm template") {
			t.Errorf("%s: got %s, %v", in, showAll(docs), diags)
		}
	}
	docs, diags := ParseYAML(NewSet().Add("x.yaml", []byte("a: \"{{ x }}\"\nb: c{{ y }}\nd: |\n  {{ z }}\n"), false))
	if showAll(docs) != `{a:"{{ x }}" b:"c{{ y }}" d:"{{ z }}\n"}` || len(diags) > 0 {
		t.Errorf("got %s, %v", showAll(docs), diags)
	}
}

func TestParseYAMLDuplicates(t *testing.T) {
	set := NewSet()
	docs, diags := ParseYAML(set.Add("x.yaml", []byte("a: 1\nb:\n  c: 1\n  \"c\": 2\na: 3\nx: &x {d: 1, e: 2}\ny:\n  <<: *x\n  d: 3\n"), false))
	if got := docs[0].Get("a").Text + docs[0].At("b", "c").Text; got != "32" {
		t.Errorf("the last of a key is not what counts: %s", got)
	}
	want := []string{
		`4:3: the key "c" stands twice in one mapping, first in line 3; the last one counts`,
		`5:1: the key "a" stands twice in one mapping, first in line 1; the last one counts`,
	}
	if diff := cmp.Diff(want, placed(set, diags)); diff != "" {
		t.Error(diff)
	}
	docs, diags = ParseYAML(NewSet().Add("x.yaml", []byte(manyLines(30)+"k7: 2\n"), false))
	if len(diags) != 1 || docs[0].Get("k7").Text != "2" {
		t.Errorf("in a long mapping: %v", diags)
	}
}

func manyLines(n int) string { return strings.ReplaceAll(manyKeys(n), ", ", "\n") }

// TestParseYAMLIsLinear reads what would take for ever if anything were looked at over and over.
func TestParseYAMLIsLinear(t *testing.T) {
	const n = 1 << 20
	for _, in := range []string{
		strings.Repeat(" ", n) + strings.Repeat("- ", 400) + "a",
		"a: b\n" + strings.Repeat("\n", n) + "c: d",
		"a: b\n" + strings.Repeat("# c\n", n/4) + "c: d",
		strings.Repeat("a: b\n", n/5),
		"[" + strings.Repeat("a, ", n/3) + "]",
		"{" + strings.Repeat("a, ", n/3) + "}",
		strings.Repeat("---\n", n/4),
		"a: >\n" + strings.Repeat(" b\n\n", n/4),
		"a: b\n" + strings.Repeat(" b\n\n", n/4),
		"a: \"" + strings.Repeat("\\n\n", n/3) + "\"",
		"a: '" + strings.Repeat("''", n/2) + "'",
		strings.Repeat("\"", n+1),
		strings.Repeat("- &a b\n- *a\n", n/12),
	} {
		ParseYAML(NewSet().Add("x.yaml", []byte(in), false))
	}
}

// TestParseYAMLPositions checks the place of every value and member of a tree.
func TestParseYAMLPositions(t *testing.T) {
	const in = "# c\n---\nüml: \"x 🔒\" # d\nlist:\n  - a b\n  - {k: v, 'q': [1]}\ntext: |-\n  one\n\n  two\n\n# e\nnone:\nplain: p\n  q\nref: &r z\nalias: *r\n? long\n: w\n!!str tag: !!int 5\n"
	set := NewSet()
	set.Add("first.yaml", nil, false)
	f := set.Add("x.yaml", []byte(in), false)
	docs, diags := ParseYAML(f)
	if len(diags) > 0 {
		t.Fatal(placed(set, diags))
	}
	text := func(p Pos) string { return in[p.Start():p.End()] }
	var got []string
	var walk func(n *Node)
	walk = func(n *Node) {
		switch n.Kind {
		case Object:
			got = append(got, fmt.Sprintf("{ at %q", text(n.Pos)))
			for _, m := range n.Members {
				got = append(got, fmt.Sprintf("%s at %q", m.Key, text(m.Pos)))
				walk(m.Value)
			}
		case Array:
			got = append(got, fmt.Sprintf("[ at %q", text(n.Pos)))
			for _, item := range n.Items {
				walk(item)
			}
		default:
			got = append(got, fmt.Sprintf("%q at %q", n.Text, text(n.Pos)))
			for _, o := range n.Origins {
				got = append(got, fmt.Sprintf("from %q", text(o)))
			}
		}
	}
	walk(docs[0])
	want := []string{
		`{ at "üml"`, `üml at "üml: \"x 🔒\""`, `"x 🔒" at "\"x 🔒\""`,
		`list at "list"`, `[ at "-"`, `"a b" at "a b"`, `{ at "{"`, `k at "k: v"`, `"v" at "v"`, `q at "'q'"`, `[ at "["`, `"1" at "1"`,
		`text at "text: |-\n  one\n\n  two"`, `"one\n\ntwo" at "|-\n  one\n\n  two"`,
		`none at "none:"`, `"" at ""`,
		`plain at "plain: p\n  q"`, `"p q" at "p\n  q"`,
		`ref at "ref: &r z"`, `"z" at "z"`,
		`alias at "alias: *r"`, `"z" at "*r"`, `from "z"`,
		`long at "long\n: w"`, `"w" at "w"`,
		`tag at "tag: !!int 5"`, `"5" at "5"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseYAMLWhere(t *testing.T) {
	docs, diags := ParseYAMLWhere(NewSet().Add("x.yaml", []byte("a: 1\n---\nb: ]\n---\nc: 3\n"), false), func(text []byte) bool {
		return !bytes.Contains(text, []byte("b:"))
	})
	if showAll(docs) != "{a:1} | {c:3}" || len(diags) > 0 {
		t.Errorf("got %s, %v", showAll(docs), diags)
	}
}

// TestParseYAMLAsKubectl compares the values of every sound case with what kubectl's library reads.
func TestParseYAMLAsKubectl(t *testing.T) {
	for _, c := range yamlCases {
		for d, ok := nextDocument([]byte(c.in), yamlDocument{}); ok; d, ok = nextDocument([]byte(c.in), d) {
			text := []byte(c.in[d.start:d.end])
			want, err := kubectlValue(text)
			if err != nil {
				continue
			}
			docs, _ := ParseYAML(NewSet().Add("x.yaml", text, false))
			var got any
			if len(docs) > 0 {
				got = plain(docs[0])
			}
			if diff := sameValue(want, got); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
	}
}

// manyDocuments is a stream of manifests as people write them; every other one is of no kind that is read.
func manyDocuments(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		switch i % 4 {
		case 0:
			fmt.Fprintf(&b, "---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: class-%d\n  labels: {app: \"a%d\"}\nprovisioner: disk.csi.azure.com # disks\nparameters:\n  skuName: Premium_LRS\n  diskEncryptionSetID: /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/r/providers/Microsoft.Compute/diskEncryptionSets/des-%d\nreclaimPolicy: Delete\nallowVolumeExpansion: true\n", i, i, i)
		case 1:
			fmt.Fprintf(&b, "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config-%d\ndata:\n  config.ini: |\n    [main]\n    a = %d\n    b = 'x'\n  other: \"quoted\\ttext\"\n", i, i)
		case 2:
			fmt.Fprintf(&b, "---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: web-%d\n  namespace: n\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: registry/web:%d\n        ports:\n        - containerPort: 80\n          name: http\n        volumeMounts:\n        - name: data\n          mountPath: /data\n  volumeClaimTemplates:\n  - metadata:\n      name: data\n    spec:\n      accessModes: [ReadWriteOnce]\n      storageClassName: class-%d\n      resources:\n        requests:\n          storage: 1Gi\n", i, i, i)
		case 3:
			fmt.Fprintf(&b, "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web-%d\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n    targetPort: http\n", i)
		}
	}
	return b.Bytes()
}

// BenchmarkParseYAML compares reading a stream with what the library needs to
// decode it: all documents, and only those of a kind that is read.
func BenchmarkParseYAML(b *testing.B) {
	data := manyDocuments(2000)
	f := NewSet().Add("x.yaml", data, false)
	run := func(name string, read func() error) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if err := read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	run("all", func() error {
		if docs, diags := ParseYAML(f); len(docs) != 2000 || len(diags) > 0 {
			return fmt.Errorf("%d documents, %v", len(docs), diags)
		}
		return nil
	})
	run("wanted", func() error {
		if docs, diags := ParseYAMLWhere(f, HoldsKubernetesKind); len(docs) != 1000 || len(diags) > 0 {
			return fmt.Errorf("%d documents, %v", len(docs), diags)
		}
		return nil
	})
	run("yaml.v3", func() error {
		dec := yamlv3.NewDecoder(bytes.NewReader(data))
		for {
			var n yamlv3.Node
			if err := dec.Decode(&n); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
		}
	})
}

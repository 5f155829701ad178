package source

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sexp writes a tree as one line, with the text that each position covers.
func sexp(f *File, n *Node) string {
	at := func(p Pos) string { return string(f.Data[p.Start():p.End()]) }
	switch {
	case n == nil:
		return "nil"
	case n.Kind == Array:
		var parts []string
		for _, item := range n.Items {
			parts = append(parts, sexp(f, item))
		}
		return "[" + strings.Join(parts, " ") + "]@" + at(n.Pos)
	case n.Kind == Object:
		var parts []string
		for _, m := range n.Members {
			parts = append(parts, fmt.Sprintf("%s<%s>=%s", m.Key, at(m.Pos), sexp(f, m.Value)))
		}
		return "{" + strings.Join(parts, " ") + "}@" + at(n.Pos)
	}
	return fmt.Sprintf("%d:%s@%s", n.Kind, n.Text, at(n.Pos))
}

func TestParseJSON(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"scalars", `[null, true, false, -1.5e+3, "a"]`, `[0:@null 1:true@true 1:false@false 2:-1.5e+3@-1.5e+3 3:a@"a"]@[`},
		{"member positions", `{"a" : 1, "b": {"c": "d"}, "e": []}`, `{a<"a" : 1>=2:1@1 b<"b">={c<"c": "d">=3:d@"d"}@{ e<"e">=[]@[}@{`},
		{"comments", "// top\n{ /* k */ \"a\" /**/ : // v\n 1 /* end */ } // last", "{a<\"a\" /**/ : // v\n 1>=2:1@1}@{"},
		{"trailing commas", `{"a": [1, 2,], }`, `{a<"a">=[2:1@1 2:2@2]@[}@{`},
		{"raw newline in a string", "{\"a\": \"x\r\n\ty\"}", "{a<\"a\": \"x\r\n\ty\">=3:x\r\n\ty@\"x\r\n\ty\"}@{"},
		{"escapes", `["\"\\\/\b\f\n\r\t", "\u00e9\uD83D\uDD12", "a\u0000b"]`, "[3:\"\\/\b\f\n\r\t@\"\\\"\\\\\\/\\b\\f\\n\\r\\t\" 3:é🔒@\"\\u00e9\\uD83D\\uDD12\" 3:a\x00b@\"a\\u0000b\"]@["},
		{"lone surrogates", `["\uD83D", "\uDD12x", "\uD83D\u0041"]`, `[3:` + "\uFFFD" + `@"\uD83D" 3:` + "\uFFFD" + `x@"\uDD12x" 3:` + "\uFFFD" + `A@"\uD83D\u0041"]@[`},
		{"duplicate keys stay", `{"a": 1, "a": 2}`, `{a<"a": 1>=2:1@1 a<"a": 2>=2:2@2}@{`},
		{"scalar alone", ` "x" `, `3:x@"x"`},
		{"empty", "", "nil"},
		{"comments alone", " \n/* nothing */ // here", "nil"},
		{"invalid utf-8", "[\"a\xFFb\", \"\\n\xFF\"]", "[3:a\uFFFDb@\"a\xFFb\" 3:\n\uFFFD@\"\\n\xFF\"]@["},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := NewSet().Add("x.json", []byte(c.in), false)
			n, diags := ParseJSON(f)
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			if diff := cmp.Diff(c.want, sexp(f, n)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseJSONErrors(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"no comma", "{\n  \"a\": 1\n  \"b\": 2}", `3:3: invalid JSON: expected ',' or '}' after a value, found '"'`},
		{"no comma in an array", `[1 2]`, `1:4: invalid JSON: expected ',' or ']' after a value, found '2'`},
		{"no colon", `{"a" 1}`, `1:6: invalid JSON: expected ':' after a key, found '1'`},
		{"no value", `{"a": }`, `1:7: invalid JSON: expected a value, found '}'`},
		{"bare key", `{a: 1}`, `1:2: invalid JSON: expected a key in double quotes or '}', found 'a'`},
		{"truncated object", "{\"ä\":\n {\"b\": 1\n\n", `2:9: invalid JSON: the file ends before the '{' of line 2 is closed`},
		{"truncated array", `[1, `, `1:4: invalid JSON: the file ends before the '[' of line 1 is closed`},
		{"truncated after a key", `{"a"`, `1:5: invalid JSON: expected ':' after a key, found the end of the file`},
		{"truncated after a colon", `{"a":`, `1:6: invalid JSON: expected a value, found the end of the file`},
		{"truncated string", `["🔒", "b`, `1:8: invalid JSON: this string is never closed`},
		{"truncated escape", `["\`, `1:3: invalid JSON: invalid escape in a string`},
		{"truncated after an escape", `["\n`, `1:2: invalid JSON: this string is never closed`},
		{"open comment", `{} /* x`, `1:4: invalid JSON: this comment is never closed`},
		{"slash", `{} / x`, `1:4: invalid JSON: expected a comment after '/'`},
		{"more values", `{} {}`, `1:4: invalid JSON: expected the end of the file after the value`},
		{"invalid escape", `["ab\x"]`, `1:5: invalid JSON: invalid escape in a string`},
		{"invalid unicode escape", `["\u12G4"]`, `1:3: invalid JSON: invalid escape in a string`},
		{"NUL", "[1,\x00]", `1:4: invalid JSON: expected a value, found '\x00'`},
		{"NUL in a string", "[\"a\x00\"]", `1:4: invalid JSON: control character U+0000 in a string`},
		{"NUL after an escape", "[\"\\n\x00\"]", `1:5: invalid JSON: control character U+0000 in a string`},
		{"invalid byte", "[\xFF]", `1:2: invalid JSON: expected a value, found byte 0xff`},
		{"word", `[truex]`, `1:2: invalid JSON: expected a value, found a word that is none of true, false, null`},
		{"leading zero", `[01]`, `1:2: invalid JSON: not a number as JSON writes them`},
		{"half a number", `[1.]`, `1:2: invalid JSON: not a number as JSON writes them`},
		{"half an exponent", `[1e+]`, `1:2: invalid JSON: not a number as JSON writes them`},
		{"minus alone", `-`, `1:1: invalid JSON: not a number as JSON writes them`},
		{"too deep", strings.Repeat("[", 100_000), `1:501: invalid JSON: nested deeper than 500 levels`},
		{"too deep objects", strings.Repeat(`{"a":`, 100_000), `1:2501: invalid JSON: nested deeper than 500 levels`},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := NewSet()
			set.Add("first.json", nil, false)
			n, diags := ParseJSON(set.Add("x.json", []byte(c.in), false))
			if n != nil {
				t.Error("got a tree")
			}
			if got := strings.Join(placed(set, diags), "\n"); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// placed writes diagnostics as line:column: message.
func placed(set *Set, diags []Diagnostic) []string {
	var out []string
	for _, d := range diags {
		r := set.Region(d.Pos)
		out = append(out, fmt.Sprintf("%d:%d: %s", r.StartLine, r.StartColumn, d.Message))
	}
	return out
}

func TestParseJSONDepthAllowed(t *testing.T) {
	in := strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth)
	if _, diags := ParseJSON(NewSet().Add("x", []byte(in), false)); len(diags) > 0 {
		t.Error(diags)
	}
}

func TestParseJSONDocuments(t *testing.T) {
	f := NewSet().Add("x.json", []byte("{\"a\": 1}\n{\"b\": 2}[]\n// end\n"), false)
	docs, diags := ParseJSONDocuments(f)
	if len(diags) > 0 || len(docs) != 3 || docs[1].Get("B").Text != "2" {
		t.Errorf("got %d documents, %v", len(docs), diags)
	}
	f = NewSet().Add("x.json", []byte("{\"a\": 1}\n{\"b\": }\n"), false)
	if docs, diags = ParseJSONDocuments(f); len(docs) != 1 || len(diags) != 1 {
		t.Errorf("got %d documents, %v", len(docs), diags)
	}
}

// plain turns a tree into what encoding/json would decode with UseNumber.
func plain(n *Node) any {
	switch n.Kind {
	case Null:
		return nil
	case Bool:
		return n.Text == "true"
	case Number:
		return json.Number(n.Text)
	case String:
		return n.Text
	case Array:
		out := make([]any, len(n.Items))
		for i, item := range n.Items {
			out[i] = plain(item)
		}
		return out
	}
	out := map[string]any{}
	for _, m := range n.Members {
		out[m.Key] = plain(m.Value)
	}
	return out
}

// checkTree fails when a position lies outside the file or a tree is deeper than allowed.
func checkTree(t *testing.T, f *File, n *Node, depth int) {
	t.Helper()
	if n == nil {
		return
	}
	if depth > MaxDepth+1 {
		t.Fatal("deeper than allowed")
	}
	inside := func(p Pos) {
		if p.FileIndex() != f.Index() || p.End() > len(f.Data) {
			t.Fatalf("position %d-%d outside the file of %d bytes", p.Start(), p.End(), len(f.Data))
		}
	}
	inside(n.Pos)
	for _, m := range n.Members {
		inside(m.Pos)
		checkTree(t, f, m.Value, depth+1)
	}
	for _, item := range n.Items {
		checkTree(t, f, item, depth+1)
	}
}

// FuzzParseJSON checks that whatever encoding/json reads is read alike, and that
// everything else ends in a tree or a diagnostic within the file.
func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,"x\u00e9",null,{"b":true}]}`, "// c\n[1,]", `"\uD83D\uDD12"`, "[[[", `{"a":1}{"b":2}`, "{\"a\":\"x\ny\"}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file := NewSet().Add("x.json", data, false)
		n, diags := ParseJSON(file)
		checkTree(t, file, n, 0)
		for _, d := range diags {
			if !d.Pos.IsValid() || d.Pos.End() > len(file.Data) {
				t.Fatalf("diagnostic without a place in the file: %v", d)
			}
		}
		ParseJSONDocuments(file)
		dec := json.NewDecoder(bytes.NewReader(file.Data))
		dec.UseNumber()
		var want any
		if !json.Valid(file.Data) || dec.Decode(&want) != nil {
			return
		}
		if len(diags) > 0 {
			if strings.Contains(diags[0].Message, "nested deeper") {
				return
			}
			t.Fatalf("refused valid JSON: %v", diags)
		}
		if diff := cmp.Diff(want, plain(n)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func BenchmarkParseJSON(b *testing.B) {
	var buf bytes.Buffer
	buf.WriteString("[\n")
	for i := range 2000 {
		if i > 0 {
			buf.WriteString(",\n")
		}
		fmt.Fprintf(&buf, `  {
    "id": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-%d/providers/Microsoft.ContainerService/managedClusters/aks-%d",
    "name": "aks-%d",
    "agentPoolProfiles": [{"name": "system", "count": 3, "enableEncryptionAtHost": true, "osDiskSizeGb": 128, "tags": null}],
    "securityProfile": {"azureKeyVaultKms": {"enabled": false, "keyId": "https://kv.vault.azure.net/keys/k/0123456789abcdef"}}
  }`, i, i, i)
	}
	buf.WriteString("\n]\n")
	f := NewSet().Add("x.json", buf.Bytes(), false)
	b.SetBytes(int64(buf.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, diags := ParseJSON(f); len(diags) > 0 {
			b.Fatal(diags)
		}
	}
}

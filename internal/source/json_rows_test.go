package source

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// writeRows writes down what is handed over.
func writeRows(f *File, b *strings.Builder) RowHandler {
	return RowHandler{
		Members:  []string{"value"},
		Row:      func(doc int, key string, i int, n *Node) { fmt.Fprintf(b, "%d %s[%d] %s\n", doc, key, i, sexp(f, n)) },
		Document: func(_ int, n *Node) { fmt.Fprintf(b, "doc %s\n", sexp(f, n)) },
	}
}

// rowsOf parses a text by rows and writes what came: each row, each document, each error.
func rowsOf(text string) string {
	f := NewSet().Add("x.json", []byte(text), false)
	var b strings.Builder
	diags := ParseJSONRows(f, writeRows(f, &b))
	for _, d := range diags {
		fmt.Fprintf(&b, "%s at %d\n", d.Message, d.Pos.Start())
	}
	return b.String()
}

func TestParseJSONRows(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"list", `[1, "a",]`, "0 [0] 2:1@1\n0 [1] 3:a@\"a\"\ndoc []@[\n"},
		{"member", `{"n": 1, "Value": [{"a": 1}], "next": "x"}`, "0 Value[0] {a<\"a\": 1>=2:1@1}@{\ndoc {n<\"n\": 1>=2:1@1 Value<\"Value\">=[]@[ next<\"next\": \"x\">=3:x@\"x\"}@{\n"},
		{"not below the top", `{"a": {"value": [1]}}`, "doc {a<\"a\">={value<\"value\">=[2:1@1]@[}@{}@{\n"},
		{"several documents", "[1]\n{\"value\": [2]} 3", "0 [0] 2:1@1\ndoc []@[\n1 value[0] 2:2@2\ndoc {value<\"value\">=[]@[}@{\ndoc 2:3@3\n"},
		{"broken row", `[1, {"a": }]`, "0 [0] 2:1@1\ninvalid JSON: expected a value, found '}' at 10\n"},
		{"cut off", `{"value": [1, 2`, "0 value[0] 2:1@1\n0 value[1] 2:2@2\ninvalid JSON: the file ends before the '[' of line 1 is closed at 15\n"},
		{"cut off after a key", `{"value"`, "invalid JSON: expected ':' after a key, found the end of the file at 8\n"},
		{"empty", " // nothing", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, rowsOf(c.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestParseJSONLines reads from an offset on, and goes on after broken lines.
func TestParseJSONLines(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"from an offset", "W:\n[1]", "0 [0] 2:1@1\ndoc []@[\n"},
		{"a broken line", "W:\n{\"a\": }\n{\"b\": 1}", "doc {b<\"b\": 1>=2:1@1}@{\ninvalid JSON: expected a value, found '}' at 9\n"},
		{"a line cut off", "W:\n{\"a\": [\n{\"b\": 1}", "invalid JSON: the file ends before the '[' of line 2 is closed at 19\n"},
		{"a line cut off after a key", "W:\n{\"a\": {\n{\"b\": 1}", "doc {b<\"b\": 1>=2:1@1}@{\ninvalid JSON: expected a key in double quotes or '}', found '{' at 11\n"},
		{"a line cut off in text", "W:\n{\"a\": \"\\\"x\n{\"b\": 1}", "doc {b<\"b\": 1>=2:1@1}@{\ninvalid JSON: expected ',' or '}' after a value, found 'b' at 16\n"},
		{"a list is one document", "W:\n[{\"a\": }\n,\n{\"b\": 1}]", "invalid JSON: expected a value, found '}' at 10\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := NewSet().Add("x.json", []byte(c.in), false)
			var b strings.Builder
			for _, d := range ParseJSONLines(f, 3, writeRows(f, &b)) {
				fmt.Fprintf(&b, "%s at %d\n", d.Message, d.Pos.Start())
			}
			if diff := cmp.Diff(c.want, b.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzParseJSONRows checks that rows and documents are those of ParseJSONDocuments.
func FuzzParseJSONRows(f *testing.F) {
	for _, seed := range []string{`[1,{"a":[]}]`, `{"value":[1,{}],"x":2}{"value":3}`, `{"value":[`, `[[[1]]]"x"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := NewSet().Add("x.json", []byte(text), false)
		lists := map[string]*Node{}
		var docs []*Node
		diags := ParseJSONRows(file, RowHandler{
			Members: []string{"value"},
			Row: func(doc int, key string, i int, n *Node) {
				at := fmt.Sprint(doc, strings.ToLower(key))
				if lists[at] == nil || i == 0 {
					lists[at] = &Node{}
				}
				lists[at].Items = append(lists[at].Items, n)
			},
			Document: func(_ int, n *Node) { docs = append(docs, n) },
		})
		whole, wholeDiags := ParseJSONDocuments(file)
		if diff := cmp.Diff(wholeDiags, diags); diff != "" {
			t.Fatal(diff)
		}
		if len(docs) != len(whole) {
			t.Fatalf("%d documents, not %d", len(docs), len(whole))
		}
		for i, doc := range whole {
			list := doc
			if doc.Kind == Object {
				list = doc.Get("value")
				if m := doc.Member("value"); m != nil && m.Key != "value" {
					continue // several spellings of the name
				}
			}
			if list == nil || list.Kind != Array || len(list.Items) == 0 {
				continue
			}
			key := ""
			if doc.Kind == Object {
				key = "value"
			}
			rows := lists[fmt.Sprint(i, key)]
			if rows == nil || len(rows.Items) != len(list.Items) {
				t.Fatalf("document %d: the rows differ", i)
			}
			for j := range list.Items {
				if a, b := sexp(file, list.Items[j]), sexp(file, rows.Items[j]); a != b {
					t.Fatalf("row %d: %s, not %s", j, b, a)
				}
			}
		}
	})
}

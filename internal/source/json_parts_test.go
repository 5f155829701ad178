package source

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// partsOf is [rowsOf] by parts of a size; it counts the parts.
func partsOf(text string, size int) (string, int) {
	f := NewSet().Add("x.json", []byte(text), false)
	var b strings.Builder
	var diags []Diagnostic
	to := writeRows(f, &b)
	// Nothing counts after an error.
	document := to.Document
	to.Document = func(doc int, n *Node) {
		if diags == nil {
			document(doc, n)
		}
	}
	count, end := 0, 0
	between := SplitJSON(f, 0, size, to, func(part JSONPart) {
		if part.Start < end || part.End <= part.Start {
			panic(fmt.Sprintf("part from %d to %d after %d", part.Start, part.End, end))
		}
		count++
		end = part.End
		if diags == nil {
			diags = part.Parse(f, to)
		}
	})
	for _, d := range append(diags, between...) {
		fmt.Fprintf(&b, "%s at %d\n", d.Message, d.Pos.Start())
		break
	}
	return b.String(), count
}

var partTexts = []string{
	`[1, "a",]`,
	`[{"a": [1, {"b": "]"}]}, {"c": "\"}"} /* ] */, // }` + "\n" + `{"d": 1}]`,
	`{"count": 2, "value": [{"a": 1}, {"a": 2}, {"a": 3}], "nextLink": "x", "VALUE": [4]}`,
	"{\"a\": 1}\n{\"a\": 2}\n{\"value\": [1, 2, 3]}\n[4, 5] 6 \"7\" null",
	`[{"a": 1}, {"a": 2}, {"a": ]}, {"a": 4}]`,
	`[{"a": 1} {"a": 2}]`,
	`[{"a": 1}, {"a": 2`,
	`[{"a": 1}, {"a": "2`,
	`{"value": [{"a": 1}, {"a": 2}] "x": 1}`,
	`{"value": [{"a": 1}, {"a": 2}], "x": }`,
	`{"value": [{"a": 1}, {"a": 2}]`,
	`[{"a": 1}, /* {"a": 2}]`,
	`[{"a": 1}, @, 2]`, `[1] / [2]`, `[1], [2]`, `]`, `[[1], [2], [[3]]]`, "", " // nothing", `[`, `{"value": [`, `{"value"`,
	`[truefalse, 1]`, `[-]`, `[1.5e+3, -0]`, `1 2/**/3`, "[\"\x01\", 2]", `[}]`, `[{]}, 1]`,
	strings.Repeat("[", MaxDepth+1) + strings.Repeat("]", MaxDepth+1),
	"[" + strings.Repeat("[", MaxDepth-1) + strings.Repeat("]", MaxDepth-1) + ", 1]",
	`{"value": [` + strings.Repeat("[", MaxDepth-1) + strings.Repeat("]", MaxDepth-1) + `]}`,
}

func TestSplitJSON(t *testing.T) {
	for _, text := range partTexts {
		for _, size := range []int{1, 10, 20, 40, 1 << 20} {
			got, _ := partsOf(text, size)
			if diff := cmp.Diff(rowsOf(text), got); diff != "" {
				t.Errorf("%.200q in parts of %d: %s", text, size, diff)
			}
		}
	}
	if _, n := partsOf("["+strings.Repeat(`{"a": "some text"}, `, 100)+"1]", 200); n < 9 || n > 12 {
		t.Errorf("a list of 2000 bytes makes %d parts of 200", n)
	}
	if _, n := partsOf(strings.Repeat(`{"a": "some text"}`+"\n", 100), 200); n < 8 || n > 12 {
		t.Errorf("lines of 1900 bytes make %d parts of 200", n)
	}
}

// FuzzSplitJSON checks that parts give what the whole does.
func FuzzSplitJSON(f *testing.F) {
	for _, text := range partTexts {
		f.Add(text, 16)
	}
	f.Fuzz(func(t *testing.T, text string, size int) {
		if size < 1 || size > 1000 {
			t.Skip()
		}
		got, _ := partsOf(text, size)
		if diff := cmp.Diff(rowsOf(text), got); diff != "" {
			t.Error(diff)
		}
	})
}

// BenchmarkSplitJSON says how fast parts are found.
func BenchmarkSplitJSON(b *testing.B) {
	row := `{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v", "tags": null, "properties": {"enabled": true, "count": 3}},` + "\n"
	f := NewSet().Add("x.json", []byte("["+strings.Repeat(row, 1<<16)+"]"), false)
	to := RowHandler{Document: func(int, *Node) {}}
	b.SetBytes(int64(len(f.Data)))
	for b.Loop() {
		SplitJSON(f, 0, 512<<10, to, func(JSONPart) {})
	}
}

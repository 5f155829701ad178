package inventory

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func FuzzJSON(f *testing.F) {
	f.Add("plain", int64(1), true)
	f.Add("\"\\\n\r\t\x00\x7f é🔒 \xff\u2028", int64(-1<<62), false)
	f.Fuzz(func(t *testing.T, text string, n int64, b bool) {
		var buf bytes.Buffer
		j := NewJSON(&buf)
		j.BeginObject()
		j.Key("a_key")
		j.BeginArray()
		j.String(text)
		j.Int(n)
		j.Bool(b)
		j.Null()
		j.BeginObject()
		j.EndObject()
		j.BeginArray()
		j.EndArray()
		j.EndArray()
		j.EndObject()
		if err := j.Flush(); err != nil {
			t.Fatal(err)
		}
		var got any
		dec := json.NewDecoder(bytes.NewReader(buf.Bytes()))
		dec.UseNumber()
		if err := dec.Decode(&got); err != nil {
			t.Fatalf("%v: %q", err, buf.Bytes())
		}
		valid := string([]rune(text))
		want := map[string]any{"a_key": []any{valid, json.Number(json.Number(itoa64(n))), b, nil, map[string]any{}, []any{}}}
		if diff := cmp.Diff(any(want), got); diff != "" {
			t.Error(diff)
		}
	})
}

func itoa64(n int64) string {
	raw, _ := json.Marshal(n)
	return string(raw)
}

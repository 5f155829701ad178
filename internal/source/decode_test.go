package source

import (
	"bytes"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Bytes encodes text; high is the index of the high byte of each pair.
func utf16Bytes(text string, high int, mark bool) []byte {
	if mark {
		text = "\uFEFF" + text
	}
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		pair := [2]byte{}
		pair[high], pair[1-high] = byte(u>>8), byte(u)
		out = append(out, pair[:]...)
	}
	return out
}

func TestDecode(t *testing.T) {
	const text = `{"name": "Größe 🔒 鍵"}` + "\r\n"
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"plain":                  {[]byte(text), text},
		"utf-8 mark":             {[]byte("\uFEFF" + text), text},
		"utf-16le mark":          {utf16Bytes(text, 1, true), text},
		"utf-16be mark":          {utf16Bytes(text, 0, true), text},
		"utf-16le":               {utf16Bytes(text, 1, false), text},
		"utf-16be":               {utf16Bytes(text, 0, false), text},
		"mark alone":             {[]byte{0xEF, 0xBB, 0xBF}, ""},
		"utf-16 mark alone":      {[]byte{0xFF, 0xFE}, ""},
		"odd length":             {append(utf16Bytes("{}", 1, true), 'x'), "{}\uFFFD"},
		"lone surrogate":         {[]byte{0xFF, 0xFE, 0x00, 0xD8, 'a', 0}, "\uFFFDa"},
		"lone surrogate at end":  {[]byte{0xFF, 0xFE, 'a', 0, 0x00, 0xD8}, "a\uFFFD"},
		"utf-32 is left":         {[]byte{0xFF, 0xFE, 0, 0, 'a', 0, 0, 0}, "\xFF\xFE\x00\x00a\x00\x00\x00"},
		"binary is left":         {[]byte{0, 0, 0, 0, 1, 0, 2, 0}, "\x00\x00\x00\x00\x01\x00\x02\x00"},
		"NUL inside text":        {[]byte("ab\x00c\x00d"), "ab\x00c\x00d"},
		"empty":                  {nil, ""},
		"colours":                {[]byte("[\x1b[34;01m1\x1b[39;49;00m,\x1b[?2]"), "[        1           ,\x1b[?2]"},
		"colour in other text":   {[]byte("a\x1b[1m"), "a\x1b[1m"},
		"colour cut off":         {[]byte("{\x1b[3"), "{\x1b[3"},
		"same length as encoded": {utf16Bytes("ab鍵鍵鍵鍵", 1, true), "ab鍵鍵鍵鍵"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := string(Decode(c.in)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			f := NewSet().Add("x", c.in, false)
			if raw := f.Raw; string(f.Data) != string(c.in) && !bytes.Equal(raw, c.in) {
				t.Errorf("Raw is %q, want the bytes on disk", raw)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("\xFF\xFEa\x00"))
	f.Add([]byte("{\x00}\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		out := Decode(data)
		if utf8.Valid(data) && !bytes.Contains(data, []byte{0}) && string(out) != string(bytes.TrimPrefix(data, utf8Mark)) {
			t.Errorf("UTF-8 text changed: %q became %q", data, out)
		}
	})
}

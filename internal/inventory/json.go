package inventory

import (
	"bufio"
	"io"
	"strconv"
	"unicode/utf8"
)

// JSON is a [Sink] that writes JSON, a line for each element of the document's arrays.
type JSON struct {
	w     *bufio.Writer
	depth int
	// first says that nothing stands yet in the object or array being written.
	first bool
	// key says that a key has just been written, so that its value follows.
	key bool
	buf []byte
}

// NewJSON returns a sink that writes to w. Call [JSON.Flush] at the end.
func NewJSON(w io.Writer) *JSON { return &JSON{w: bufio.NewWriterSize(w, 64<<10), first: true} }

// Flush writes what is still held back. The error is the first that the writer gave.
func (j *JSON) Flush() error { return j.w.Flush() }

// lineDepth is how deeply an element is nested that gets a line of its own: the document's
// members and the resources in its arrays.
const lineDepth = 2

func (j *JSON) next() {
	if j.key {
		j.key = false
		return
	}
	if !j.first {
		j.w.WriteByte(',')
	}
	j.first = false
	if j.depth > 0 && j.depth <= lineDepth {
		j.w.WriteByte('\n')
		for range j.depth {
			j.w.WriteString("  ")
		}
	}
}

func (j *JSON) open(c byte) {
	j.next()
	j.w.WriteByte(c)
	j.depth++
	j.first = true
}

func (j *JSON) close(c byte) {
	j.depth--
	if !j.first && j.depth < lineDepth {
		j.w.WriteByte('\n')
		for range j.depth {
			j.w.WriteString("  ")
		}
	}
	j.first = false
	j.w.WriteByte(c)
	if j.depth == 0 {
		j.w.WriteByte('\n')
	}
}

// BeginObject and the methods below are those of [Sink].
func (j *JSON) BeginObject() { j.open('{') }

// EndObject ends an object.
func (j *JSON) EndObject() { j.close('}') }

// BeginArray begins an array.
func (j *JSON) BeginArray() { j.open('[') }

// EndArray ends an array.
func (j *JSON) EndArray() { j.close(']') }

// Key writes the name of a member.
func (j *JSON) Key(name string) {
	j.next()
	j.quote(name)
	j.w.WriteString(": ")
	j.key = true
}

// String writes a string.
func (j *JSON) String(text string) {
	j.next()
	j.quote(text)
}

// Int writes a number.
func (j *JSON) Int(n int64) {
	j.next()
	j.buf = strconv.AppendInt(j.buf[:0], n, 10)
	j.w.Write(j.buf)
}

// Bool writes a boolean.
func (j *JSON) Bool(b bool) {
	j.next()
	j.buf = strconv.AppendBool(j.buf[:0], b)
	j.w.Write(j.buf)
}

// Null writes a null.
func (j *JSON) Null() {
	j.next()
	j.w.WriteString("null")
}

// quote writes a JSON string. Invalid UTF-8 becomes U+FFFD.
func (j *JSON) quote(text string) {
	const hex = "0123456789abcdef"
	buf := append(j.buf[:0], '"')
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(text[i:])
			buf = utf8.AppendRune(buf, r)
			i += size
			continue
		case c == '"' || c == '\\':
			buf = append(buf, '\\', c)
		case c == '\n':
			buf = append(buf, '\\', 'n')
		case c < ' ' || c == 0x7F:
			buf = append(buf, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			buf = append(buf, c)
		}
		i++
	}
	buf = append(buf, '"')
	j.w.Write(buf)
	j.buf = buf
}

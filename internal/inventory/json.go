package inventory

import (
	"io"
	"strconv"
	"unicode/utf8"
)

// JSON is a [Sink] that writes JSON, a line for each element of the document's arrays.
type JSON struct {
	// w is where buf goes from time to time; nil keeps all of it.
	w   io.Writer
	buf []byte
	err error

	depth int
	// first says that nothing stands yet in the object or array being written.
	first bool
	// key says that a key has just been written, so that its value follows.
	key bool
}

// flushAt is how many bytes are held back at most, but for a string beyond that.
const flushAt = 64 << 10

// NewJSON returns a sink that writes to w. Call [JSON.Flush] at the end.
func NewJSON(w io.Writer) *JSON {
	return &JSON{w: w, buf: make([]byte, 0, flushAt+flushAt/8), first: true}
}

// newElements returns a sink that keeps, in buf, elements of an array of the document, which is a
// member of what is written.
func newElements(buf []byte) *JSON { return &JSON{buf: buf, depth: lineDepth + 1, first: true} }

// Flush writes what is still held back. The error is the first that the writer gave.
func (j *JSON) Flush() error {
	if j.err == nil {
		_, j.err = j.w.Write(j.buf)
	}
	j.buf = j.buf[:0]
	return j.err
}

// Elements copies elements of the array being written from r: one at least, with commas in between.
func (j *JSON) Elements(r io.Reader) error {
	j.next()
	if err := j.Flush(); err != nil {
		return err
	}
	_, err := io.Copy(j.w, r)
	return err
}

// lineDepth is how deeply an element is nested that gets a line of its own: the document's
// members and the resources in its arrays.
const lineDepth = 2

func (j *JSON) next() {
	if len(j.buf) >= flushAt && j.w != nil {
		j.Flush()
	}
	if j.key {
		j.key = false
		return
	}
	if !j.first {
		j.buf = append(j.buf, ',')
	}
	j.first = false
	if j.depth > 0 && j.depth <= lineDepth {
		j.newLine()
	}
}

func (j *JSON) newLine() {
	j.buf = append(j.buf, '\n')
	for range j.depth {
		j.buf = append(j.buf, "  "...)
	}
}

func (j *JSON) open(c byte) {
	j.next()
	j.buf = append(j.buf, c)
	j.depth++
	j.first = true
}

func (j *JSON) close(c byte) {
	j.depth--
	if !j.first && j.depth < lineDepth {
		j.newLine()
	}
	j.first = false
	j.buf = append(j.buf, c)
	if j.depth == 0 {
		j.buf = append(j.buf, '\n')
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

// Key writes the name of a member: letters, digits and the like, which need no escapes.
func (j *JSON) Key(name string) {
	j.next()
	j.buf = append(j.buf, '"')
	j.buf = append(j.buf, name...)
	j.buf = append(j.buf, "\": "...)
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
	j.buf = strconv.AppendInt(j.buf, n, 10)
}

// Bool writes a boolean.
func (j *JSON) Bool(b bool) {
	j.next()
	j.buf = strconv.AppendBool(j.buf, b)
}

// Null writes a null.
func (j *JSON) Null() {
	j.next()
	j.buf = append(j.buf, "null"...)
}

// asIs holds the bytes that stand for themselves in a string.
var asIs = func() (asIs [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		asIs[c] = c != '"' && c != '\\' && c != 0x7F
	}
	return asIs
}()

// quote writes a JSON string. Invalid UTF-8 becomes U+FFFD.
func (j *JSON) quote(text string) {
	const hex = "0123456789abcdef"
	buf := append(j.buf, '"')
	done := 0 // up to where text is written
	for i := 0; i < len(text); {
		c := text[i]
		if asIs[c] {
			i++
			continue
		}
		buf = append(buf, text[done:i]...)
		size := 1
		switch {
		case c >= utf8.RuneSelf:
			var r rune
			r, size = utf8.DecodeRuneInString(text[i:])
			buf = utf8.AppendRune(buf, r)
		case c == '"' || c == '\\':
			buf = append(buf, '\\', c)
		case c == '\n':
			buf = append(buf, '\\', 'n')
		default:
			buf = append(buf, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i += size
		done = i
	}
	buf = append(buf, text[done:]...)
	j.buf = append(buf, '"')
}

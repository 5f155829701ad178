package rego

// Document builds the input of an evaluation, piece by piece, in the order in which JSON is written.
type Document struct {
	program *Program
	frames  []frame
	root    Value
	// values and records are memory for what is built next: a document is many small objects.
	values  []Value
	records []record
	// texts are some that came before: most of a document is the same few words, and to make
	// a value of a text takes memory.
	texts [256]Value
}

// frame is an object or array that is being built.
type frame struct {
	shape *shape // nil for an array
	items []Value
}

// NewDocument begins an input for the program.
func (p *Program) NewDocument() *Document { return &Document{program: p} }

func (d *Document) put(v Value) {
	if len(d.frames) == 0 {
		d.root = v
		return
	}
	f := &d.frames[len(d.frames)-1]
	f.items = append(f.items, v)
}

// begin opens a frame, on memory that an earlier one at the same depth has left.
func (d *Document) begin(s *shape) {
	if n := len(d.frames); n < cap(d.frames) {
		d.frames = d.frames[:n+1]
		f := &d.frames[n]
		f.shape, f.items = s, f.items[:0]
		return
	}
	d.frames = append(d.frames, frame{shape: s})
}

// end closes a frame and keeps what it holds.
func (d *Document) end() (*shape, []Value) {
	const chunk = 1024
	f := &d.frames[len(d.frames)-1]
	d.frames = d.frames[:len(d.frames)-1]
	n := len(f.items)
	if n > cap(d.values)-len(d.values) {
		d.values = make([]Value, 0, max(n, chunk))
	}
	start := len(d.values)
	d.values = append(d.values, f.items...)
	return f.shape, d.values[start : start+n : start+n]
}

// BeginObject opens an object; [Document.Key] and its value follow, any number of times.
func (d *Document) BeginObject() { d.begin(d.program.shapes) }

// Key begins a member of the object.
func (d *Document) Key(name string) {
	f := &d.frames[len(d.frames)-1]
	f.shape = f.shape.with(name)
}

// EndObject closes the object.
func (d *Document) EndObject() {
	const chunk = 128
	shape, values := d.end()
	if len(d.records) == cap(d.records) {
		d.records = make([]record, 0, chunk)
	}
	d.records = append(d.records, record{shape, values})
	d.put(&d.records[len(d.records)-1])
}

// BeginArray opens an array.
func (d *Document) BeginArray() { d.begin(nil) }

// EndArray closes the array.
func (d *Document) EndArray() {
	if _, items := d.end(); len(items) > 0 {
		d.put(&array{items})
	} else {
		d.put(emptyArray)
	}
}

// String adds a text.
func (d *Document) String(text string) {
	if text == "" {
		d.put("")
		return
	}
	n := len(text)
	at := (uint(text[0]) + 7*uint(text[n/2]) + 31*uint(text[n-1]) + 131*uint(n)) % uint(len(d.texts))
	if known, ok := d.texts[at].(string); !ok || known != text {
		d.texts[at] = text
	}
	d.put(d.texts[at])
}

// Int adds an integer.
func (d *Document) Int(n int64) { d.put(n) }

// Bool adds true or false.
func (d *Document) Bool(b bool) { d.put(b) }

// Null adds null.
func (d *Document) Null() { d.put(Null{}) }

// emptyArray is shared: arrays of documents and programs don't change once they are whole.
var emptyArray = &array{}

package source

import "bytes"

// JSONPart is a stretch of a JSON file that can be parsed by itself: some elements of
// one list of rows, or some whole documents.
type JSONPart struct {
	// Start and End are the bytes it takes, End being exclusive.
	Start, End int
	// Doc counts the documents before it, or before the one that holds it.
	Doc int
	// Rows says that it holds elements of a list; Key is the member that holds the list
	// and First the index of the first element, as in [RowHandler].
	Rows  bool
	Key   string
	First int

	depth int // of the elements
}

// SplitJSON cuts a file, from a byte offset on, into parts of about size bytes, in order, that give [JSONPart.Parse]
// what [ParseJSONRows] would hand over. Only a document beyond that size is handed over
// here, its rows being in the parts before: to.Row isn't called. What is wrong between the rows comes back;
// what is wrong in a part, parsing the part tells, and nothing after it counts.
func SplitJSON(f *File, start, size int, to RowHandler, part func(JSONPart)) []Diagnostic {
	s := splitter{jsonParser: newJSONParser(f, start), size: size, part: part}
	s.split(to)
	s.flush()
	if s.err != nil {
		return []Diagnostic{*s.err}
	}
	return nil
}

// splitter finds the ends of values without making anything of them.
type splitter struct {
	*jsonParser
	size int
	part func(JSONPart)
	// next is the part being filled; it ends where it begins as long as it's empty.
	next JSONPart
}

func (s *splitter) flush() {
	if s.next.End > s.next.Start {
		s.part(s.next)
	}
	s.next.Start = s.next.End
}

func (s *splitter) split(to RowHandler) {
	for doc := 0; ; doc++ {
		if s.space(); s.err != nil || s.at == len(s.data) {
			return
		}
		if s.next.End == s.next.Start {
			s.next = JSONPart{Start: s.at, End: s.at, Doc: doc}
		}
		start := s.at
		switch end := s.valueEnd(start, start+s.size); {
		case end == beyondLimit:
			s.flush()
			n := s.large(doc, to.Members)
			if s.err != nil {
				return
			}
			to.Document(doc, n)
			s.next = JSONPart{}
		case end == notClosed:
			s.rest(start)
			return
		default:
			s.at, s.next.End = end, end
			if end-s.next.Start >= s.size {
				s.flush()
			}
		}
	}
}

// rest leaves it to the parser of the last part to say what is wrong from a place on.
func (s *splitter) rest(start int) {
	s.next.End = len(s.data)
	s.flush()
	s.fail(start, "what begins here never ends")
}

// large reads a large document, whose rows become parts.
func (s *splitter) large(doc int, members []string) *Node {
	if s.data[s.at] == '[' {
		return s.list(doc, 0, "")
	}
	return s.objectOfRows(members, func(depth int, key string) *Node { return s.list(doc, depth, key) })
}

// list makes parts of the elements of the array at the current place.
func (s *splitter) list(doc, depth int, key string) *Node {
	open := s.at
	list := s.node(Array, open, open+1)
	s.at++
	for i := 0; ; i++ {
		s.space()
		switch {
		case s.err != nil:
			s.flush()
			return nil
		case s.at >= len(s.data):
			s.flush()
			s.failUnclosed(open)
			return nil
		case s.data[s.at] == ']':
			s.flush()
			s.at++
			return list
		}
		if s.next.End == s.next.Start {
			s.next = JSONPart{Start: s.at, End: s.at, Doc: doc, Rows: true, Key: key, First: i, depth: depth + 1}
		}
		end := s.valueEnd(s.at, len(s.data))
		if end < 0 {
			s.rest(s.at)
			return nil
		}
		s.at, s.next.End = end, end
		if !s.comma(']') {
			s.flush()
			return nil
		}
		if end-s.next.Start >= s.size {
			s.flush()
		}
	}
}

// What [splitter.valueEnd] gives besides an end.
const (
	notClosed   = -1 // no value begins there, or it never ends
	beyondLimit = -2 // an array or object that isn't closed before the limit
)

// structural holds the bytes that matter within an array or object.
var structural = [256]bool{'"': true, '{': true, '}': true, '[': true, ']': true, '/': true}

// valueEnd finds the end of the value that begins at start. What stands in between
// needn't be right.
func (s *splitter) valueEnd(start, limit int) int {
	defer func() { s.at = start }()
	switch s.data[start] {
	case '"':
		if end := stringEnd(s.data, start+1); end >= 0 {
			return end + 1
		}
		return notClosed
	case '{', '[':
	default:
		return s.scalarEnd(start)
	}
	depth := 0
	for i := start; i < len(s.data); i++ {
		if !structural[s.data[i]] {
			continue
		}
		if i >= limit {
			return beyondLimit
		}
		switch s.data[i] {
		case '"':
			if i = stringEnd(s.data, i+1); i < 0 {
				return notClosed
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case '/':
			if s.at = i; !s.comment() {
				s.err = nil // the parser of the part will say it
				return notClosed
			}
			i = s.at - 1
		}
	}
	return notClosed
}

// scalarEnd finds the end of a number or a word, which must be right: what follows hangs on it.
func (s *splitter) scalarEnd(start int) int {
	rest := s.data[start:]
	length := jsonNumber(rest)
	for _, word := range [...]string{"true", "false", "null"} {
		if bytes.HasPrefix(rest, []byte(word)) {
			length = len(word)
		}
	}
	if length == 0 || length < len(rest) && (isWordByte(rest[length]) || rest[length] == '.') {
		return notClosed
	}
	return start + length
}

// Parse hands over the rows or documents of a part. After a syntax error what stands
// before it has been handed over.
func (part JSONPart) Parse(f *File, to RowHandler) []Diagnostic {
	p := newJSONParser(f, part.Start)
	for n := 0; ; n++ {
		if p.space(); p.err == nil && p.at >= part.End {
			return nil
		}
		if to.Begin != nil && p.err == nil {
			to.Begin(p.at)
		}
		var node *Node
		if part.Rows {
			node = p.value(part.depth)
		} else {
			node = p.documentOfRows(part.Doc+n, to)
		}
		if p.err != nil {
			return []Diagnostic{*p.err}
		}
		if part.Rows {
			to.Row(part.Doc, part.Key, part.First+n, node)
			// Whoever made the parts has seen to what stands between the rows.
			if p.space(); p.at < part.End && p.data[p.at] == ',' {
				p.at++
			}
		} else {
			to.Document(part.Doc+n, node)
		}
		if to.Reuse != nil {
			p.again(to.Reuse())
		}
	}
}

// One is the part that holds only the n-th (from 0) row or document of this one, which begins at start.
func (part JSONPart) One(start, n int) JSONPart {
	part.Start, part.End = start, start+1
	if part.Rows {
		part.First += n
	} else {
		part.Doc += n
	}
	return part
}

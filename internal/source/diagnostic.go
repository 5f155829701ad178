package source

// Level grades a [Diagnostic].
type Level string

// The levels. An Error means that some input could not be read (exit code 3).
const (
	Error   Level = "error"
	Warning Level = "warning"
	Note    Level = "note"
)

// Diagnostic is something to say about an input, as against a finding about a resource.
type Diagnostic struct {
	Level Level
	// Message says what is wrong and why; no capital at the start, no full stop.
	Message string
	// Hint says what to do next; may be empty.
	Hint string
	// Path names the file; Pos gives the place in it when there is one.
	Path string
	Pos  Pos
}

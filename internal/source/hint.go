package source

// HintError is an error that says what to do next.
type HintError struct {
	Err  error
	Hint string
}

// WithHint says of an error what to do next.
func WithHint(err error, hint string) error { return HintError{err, hint} }

func (e HintError) Error() string { return e.Err.Error() }

// Unwrap gives the error itself.
func (e HintError) Unwrap() error { return e.Err }

package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrTooLarge is the cause of an error for a file beyond [MaxFileSize].
var ErrTooLarge = errors.New("the file is larger than akscan reads (2 GiB)")

// Read reads a file from disk into the set; one that is there already comes back
// as it is. path is as the file is to be reported. The error is a [*fs.PathError].
func (s *Set) Read(path string) (*File, error) {
	if f := s.Lookup(path); f != nil {
		return f, nil
	}
	data, err := ReadFile(path)
	if err != nil {
		return nil, err
	}
	return s.Add(path, data, false), nil
}

// ReadFile reads a regular file whole, within the limit that a [Pos] sets.
// Anything else than a regular file, after following links, is an error: a pipe
// or a device could block for ever.
func ReadFile(path string) ([]byte, error) {
	f, err := os.Open(filepath.FromSlash(path))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("not a regular file (%s)", info.Mode().Type())}
	case info.Size() > MaxFileSize:
		return nil, &fs.PathError{Op: "read", Path: path, Err: ErrTooLarge}
	}
	// Grown by what comes: the size that some file systems give is not true.
	data := make([]byte, 0, info.Size()+1)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case errors.Is(err, io.EOF):
			return data, nil
		case err != nil:
			return nil, &fs.PathError{Op: "read", Path: path, Err: err}
		case len(data) > MaxFileSize:
			return nil, &fs.PathError{Op: "read", Path: path, Err: ErrTooLarge}
		case len(data) == cap(data):
			data = append(data, 0)[:len(data)]
		}
	}
}

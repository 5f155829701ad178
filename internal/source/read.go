package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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
func ReadFile(path string) ([]byte, error) { return readFile(path, nil, 0, nil, nil) }

// readFile is [ReadFile] into a buffer. After the first bytes, head or more of
// them, enough may decide that these will do. A file that large takes comes from there.
func readFile(path string, data []byte, head int, enough func(data []byte) bool, large opener) ([]byte, error) {
	f, err := os.Open(filepath.FromSlash(path))
	if err != nil {
		return data, err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return data, err
	case !info.Mode().IsRegular():
		return data, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("not a regular file (%s)", info.Mode().Type())}
	case info.Size() > MaxFileSize:
		return data, &fs.PathError{Op: "read", Path: path, Err: ErrTooLarge}
	}
	if large != nil {
		if mapped, ok := large(f); ok {
			if head = min(head, len(mapped)); enough != nil && enough(mapped[:head]) {
				return mapped[:head], nil
			}
			return mapped, nil
		}
	}
	size := int(info.Size())
	if enough != nil {
		size = min(size, head)
	}
	data = slices.Grow(data, size+1)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case errors.Is(err, io.EOF):
			return data, nil
		case err != nil:
			return data, &fs.PathError{Op: "read", Path: path, Err: err}
		case len(data) > MaxFileSize:
			return data, &fs.PathError{Op: "read", Path: path, Err: ErrTooLarge}
		case enough != nil && (len(data) >= head || len(data) >= int(info.Size())):
			if enough(data) {
				return data, nil
			}
			enough = nil
			data = slices.Grow(data, max(1, int(info.Size())-len(data)+1))
		case len(data) == cap(data):
			// Grown by what comes: the size that some file systems give is not true.
			data = slices.Grow(data, len(data)+512)
		}
	}
}

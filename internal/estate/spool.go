package estate

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// spool keeps the encoded elements of one kind on disk.
type spool struct {
	file *os.File
	out  *bufio.Writer
	size int64
}

// spools are the spools of the kinds that there are any elements of.
type spools map[inventory.Kind]*spool

// add adds elements, with commas in between.
func (s spools) add(kind inventory.Kind, elements []byte) error {
	if len(elements) == 0 {
		return nil
	}
	of := s[kind]
	if of == nil {
		file, err := os.CreateTemp("", "akscan-*.json")
		if err != nil {
			return spoolError(err)
		}
		os.Remove(file.Name()) // goes with its last use; where that can't be, close does it
		of = &spool{file: file, out: bufio.NewWriterSize(file, 1<<20)}
		s[kind] = of
	} else {
		of.out.WriteByte(',')
		of.size++
	}
	n, err := of.out.Write(elements)
	of.size += int64(n)
	return spoolError(err)
}

// elements reads what was added of a kind; nil where nothing was.
func (s spools) elements(kind inventory.Kind) (io.Reader, error) {
	of := s[kind]
	if of == nil {
		return nil, nil
	}
	err := of.out.Flush()
	if err == nil {
		_, err = of.file.Seek(0, io.SeekStart)
	}
	return of.file, spoolError(err)
}

// bytes counts what was added.
func (s spools) bytes() (sum int64) {
	for _, of := range s {
		sum += of.size
	}
	return sum
}

func (s spools) close() {
	for _, of := range s {
		of.file.Close()
		os.Remove(of.file.Name())
	}
}

// spoolError says what to do when elements can't be kept on disk.
func spoolError(err error) error {
	if err == nil {
		return nil
	}
	return source.WithHint(
		fmt.Errorf("the parts of a large document can't be kept on disk: %w", err),
		fmt.Sprintf("the folder for temporary files is %s; let TMPDIR name one that has room for twice the input", os.TempDir()),
	)
}

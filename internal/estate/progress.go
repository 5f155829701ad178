package estate

import "io"

// silent is a [Progress] for nobody.
type silent struct{}

func (silent) Begin(string, int64) {}
func (silent) Add(int)             {}

// progressReader tells how much was read.
type progressReader struct {
	io.Reader
	progress Progress
}

func (r progressReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	r.progress.Add(n)
	return n, err
}

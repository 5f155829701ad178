package source

import (
	"errors"
	"io/fs"
	"os"
	"runtime/debug"
	"sync"
	"time"
)

// MapAbove is the size from which files are mapped into memory instead of read.
const MapAbove = 64 << 20

// giveBack is how often the pages of mapped files are given back. What is read in
// that time stays in memory: at most some tens of megabytes.
const giveBack = 20 * time.Millisecond

// ErrChanged is the cause of an error for a file that was cut short while it was read.
var ErrChanged = errors.New("the file was changed while it was being read")

// mappings are the mapped files of a [Set]. Their pages are given back to the
// system again and again, so that a huge file never counts as memory; what is
// looked at once more comes from the system's cache.
type mappings struct {
	mu      sync.Mutex
	regions [][]byte
	stop    chan struct{}
}

// opener maps an open file. ok is false for one that had better be read.
type opener func(f *os.File) (data []byte, ok bool)

// opener maps regular files of at least so many bytes.
func (m *mappings) opener(above int64) opener {
	return func(f *os.File) ([]byte, bool) { return m.open(f, above) }
}

func (m *mappings) open(f *os.File, above int64) (data []byte, ok bool) {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() < max(above, 1) || info.Size() > MaxFileSize {
		return nil, false
	}
	if data, err = mapFile(f, int(info.Size())); err != nil {
		return nil, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.regions = append(m.regions, data)
	if m.stop == nil {
		m.stop = make(chan struct{})
		go m.keepGivingBack(m.stop)
	}
	return data, true
}

func (m *mappings) keepGivingBack(stop chan struct{}) {
	tick := time.NewTicker(giveBack)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			m.mu.Lock()
			for _, region := range m.regions {
				releasePages(region)
			}
			m.mu.Unlock()
		}
	}
}

// close ends the giving back. The files stay mapped: texts may lie in them.
func (m *mappings) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stop != nil {
		close(m.stop)
		m.stop = nil
	}
}

// WhileMapped runs fn, which may look into mapped files, and turns the fault that
// comes of a file cut short meanwhile into [ErrChanged]. Without it such a fault ends the program.
func WhileMapped(fn func() error) (err error) {
	before := debug.SetPanicOnFault(true)
	defer debug.SetPanicOnFault(before)
	defer func() {
		fault := recover()
		if fault == nil {
			return
		}
		if _, ok := fault.(interface{ Addr() uintptr }); !ok {
			panic(fault)
		}
		err = ErrChanged
	}()
	return fn()
}

func changedError(path string) error { return &fs.PathError{Op: "read", Path: path, Err: ErrChanged} }

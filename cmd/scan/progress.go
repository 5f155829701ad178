package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// progress shows on a terminal how far a long scan is, in one line that is rewritten. A
// nil one shows nothing.
type progress struct {
	mu    sync.Mutex
	to    io.Writer
	doing string
	done  int64
	total int64
	shown time.Time
	drawn bool
}

// progressEvery is how often the line is rewritten at most.
const progressEvery = 100 * time.Millisecond

// newProgress is nil unless standard error is a terminal.
func newProgress(to io.Writer) *progress {
	f, ok := to.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	return &progress{to: to}
}

// Begin starts a stretch of work of so many bytes.
func (p *progress) Begin(doing string, total int64) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.doing, p.done, p.total = doing, 0, total
}

// Add says that so many bytes more are done.
func (p *progress) Add(bytes int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = min(p.done+int64(bytes), p.total)
	if now := time.Now(); now.Sub(p.shown) >= progressEvery && p.total > 0 {
		p.shown, p.drawn = now, true
		fmt.Fprintf(p.to, "\r\x1b[K%s: %d of %d MB (%d%%)", p.doing, p.done>>20, p.total>>20, 100*p.done/p.total)
	}
}

// end takes the line away.
func (p *progress) end() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn {
		fmt.Fprint(p.to, "\r\x1b[K")
		p.drawn = false
	}
	p.total = 0
}

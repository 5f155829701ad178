// Command scan tells whether everything an AKS cluster stores is encrypted with a
// key its owner controls. See README.md.
package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
)

// ballast keeps the garbage collector from running until a scan has used about as much
// again: most scans end before that. It is never touched, so it takes address space and no memory.
const ballast = 48 << 20

func main() {
	unused := make([]byte, ballast)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}, filepath.Base(os.Args[0]), os.Args[1:])
	stop()
	runtime.KeepAlive(unused)
	os.Exit(code)
}

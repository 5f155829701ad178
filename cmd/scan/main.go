// Command scan tells whether everything an AKS cluster stores is encrypted with a
// key its owner controls. See README.md.
package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}, filepath.Base(os.Args[0]), os.Args[1:])
	stop()
	os.Exit(code)
}

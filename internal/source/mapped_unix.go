//go:build unix && !linux

package source

import (
	"os"
	"syscall"
)

func mapFile(f *os.File, size int) ([]byte, error) {
	return syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ, syscall.MAP_PRIVATE)
}

// releasePages does nothing: these systems don't count clean pages of a file against a process.
func releasePages([]byte) {}

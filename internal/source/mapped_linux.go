package source

import (
	"os"
	"syscall"
)

func mapFile(f *os.File, size int) ([]byte, error) {
	return syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ, syscall.MAP_PRIVATE)
}

// releasePages lets the system take back the memory of a mapped file.
func releasePages(region []byte) { _ = syscall.Madvise(region, syscall.MADV_DONTNEED) }

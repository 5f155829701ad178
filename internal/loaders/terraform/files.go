package terraform

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// maxFile is how much a file function reads.
const maxFile = maxText

// errOutside is the error of a file function that leaves the folder it is confined to.
var errOutside = errors.New("it lies outside the scanned folders, and file functions read nothing there")

// fileAccess is what the file functions of one root may read. Relative paths are
// those of the root's folder, since that is where Terraform runs.
type fileAccess struct {
	dir string
	// within are the folders that may be read, as they are reported.
	within []string
}

// open opens a file by the path that a function was given. Links may not lead
// outside either: the folder is opened first, and the system confines the rest to it.
func (a *fileAccess) open(name string) (*os.File, string, error) {
	folder, rest, err := a.locate(name)
	if err != nil {
		return nil, "", err
	}
	confined, err := os.OpenRoot(filepath.FromSlash(folder))
	if err != nil {
		return nil, "", err
	}
	defer confined.Close()
	f, err := confined.Open(filepath.FromSlash(rest))
	return f, path.Join(folder, rest), err
}

// locate finds the folder that holds a path and may be read, and the path below it.
func (a *fileAccess) locate(name string) (folder, rest string, err error) {
	name = filepath.ToSlash(name)
	if strings.HasPrefix(name, "~") || path.IsAbs(name) || filepath.IsAbs(name) {
		return "", "", errOutside
	}
	full := path.Join(a.dir, name)
	for _, folder := range a.within {
		if rest, ok := below(folder, full); ok {
			return folder, rest, nil
		}
	}
	return "", "", errOutside
}

// below is the path of a file as seen from a folder, when it lies in it.
func below(folder, file string) (string, bool) {
	rel, err := filepath.Rel(filepath.FromSlash(folder), filepath.FromSlash(file))
	if err != nil {
		return "", false
	}
	rel = filepath.ToSlash(rel)
	return rel, rel != ".." && !strings.HasPrefix(rel, "../")
}

// read reads a file whole.
func (a *fileAccess) read(name string) ([]byte, error) {
	f, _, err := a.open(name)
	if err != nil {
		return nil, a.explain(name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, a.explain(name, err)
	case !info.Mode().IsRegular():
		return nil, a.explain(name, errors.New("it is not a regular file"))
	case info.Size() > maxFile:
		return nil, a.explain(name, fmt.Errorf("it is larger than %d MiB", maxFile>>20))
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, a.explain(name, err)
	}
	return data, nil
}

func (a *fileAccess) explain(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		err = errors.New("there is no such file")
	}
	return fmt.Errorf("can't read %q: %w", name, err)
}

// exists reports whether a path is a regular file.
func (a *fileAccess) exists(name string) (bool, error) {
	f, _, err := a.open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, a.explain(name, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false, a.explain(name, err)
	}
	if info.IsDir() {
		return false, a.explain(name, errors.New("it is a folder"))
	}
	return info.Mode().IsRegular(), nil
}

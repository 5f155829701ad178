package estate

import (
	"fmt"
	"path/filepath"

	"github.com/akscan/akscan/internal/loaders/terraform"
	"github.com/akscan/akscan/internal/source"
)

// readValues reads the files among the values of the command line.
func readValues(set *source.Set, values []Value) ([]terraform.Given, error) {
	var given []terraform.Given
	for _, value := range values {
		if !value.File {
			given = append(given, terraform.Given{Var: value.Text})
			continue
		}
		files, err := readNamed(set, source.Terraform, "--var-file", []string{value.Text})
		if err != nil {
			return nil, err
		}
		given = append(given, terraform.Given{File: files[0]})
	}
	return given, nil
}

// readNamed reads files given by hand into the set, as being of the format.
func readNamed(set *source.Set, format source.Format, flag string, paths []string) ([]*source.File, error) {
	files := make([]*source.File, 0, len(paths))
	for _, path := range paths {
		f, err := set.Read(filepath.ToSlash(filepath.Clean(path)))
		if err != nil {
			return nil, source.WithHint(fmt.Errorf("%s %s: %w", flag, path, err), "give a file that can be read")
		}
		f.Named, f.Format = true, format
		files = append(files, f)
	}
	return files, nil
}

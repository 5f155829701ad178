package main

import (
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/akscan/akscan/internal/source"
)

// inputFlags say what is read, and how. `scan` and `scan input` share them.
type inputFlags struct {
	exclude    []string
	vars       []string
	varFiles   []string
	parameters []string
	jobs       int
}

func (f *inputFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.exclude, "exclude", nil, "leave out files and folders that match `GLOB` (repeatable)")
	flags.StringArrayVar(&f.vars, "var", nil, "set a Terraform variable of the root modules, as `NAME=VALUE` (repeatable)")
	flags.StringArrayVar(&f.varFiles, "var-file", nil, "read Terraform variables from `FILE` (repeatable)")
	flags.StringArrayVar(&f.parameters, "parameters", nil, "evaluate ARM templates with the parameters in `FILE`, instead of the files beside them (repeatable)")
	flags.IntVar(&f.jobs, "jobs", runtime.GOMAXPROCS(0), "work on `N` things at once")
}

// readNamed reads files given by hand into the set, as being of the format.
func readNamed(set *source.Set, format source.Format, flag string, paths []string) ([]*source.File, error) {
	files := make([]*source.File, 0, len(paths))
	for _, path := range paths {
		f, err := set.Read(filepath.ToSlash(filepath.Clean(path)))
		if err != nil {
			return nil, hintError{fmt.Errorf("%s %s: %w", flag, path, err), "give a file that can be read"}
		}
		f.Named, f.Format = true, format
		files = append(files, f)
	}
	return files, nil
}

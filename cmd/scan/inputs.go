package main

import (
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/akscan/akscan/internal/loaders/terraform"
	"github.com/akscan/akscan/internal/source"
)

// inputFlags say what is read, and how. `scan` and `scan input` share them.
type inputFlags struct {
	exclude    []string
	values     []valueFlag
	parameters []string
	jobs       int
	stream     streamLimits
	progress   *progress
}

func (f *inputFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.exclude, "exclude", nil, "leave out files and folders that match `GLOB` (repeatable)")
	flags.Var(&valueFlags{&f.values, false}, "var", "set a Terraform variable of the root modules, as `NAME=VALUE` (repeatable)")
	flags.Var(&valueFlags{&f.values, true}, "var-file", "read Terraform variables from `FILE` (repeatable; of --var and --var-file the later wins)")
	flags.StringArrayVar(&f.parameters, "parameters", nil, "evaluate ARM templates with the parameters in `FILE`, instead of the files beside them (repeatable)")
	flags.IntVar(&f.jobs, "jobs", runtime.GOMAXPROCS(0), "work on `N` things at once")
}

// valueFlag is one --var or --var-file.
type valueFlag struct {
	text string
	file bool
}

// valueFlags collects --var and --var-file into one list, since their order counts.
type valueFlags struct {
	list *[]valueFlag
	file bool
}

func (v *valueFlags) Set(text string) error {
	*v.list = append(*v.list, valueFlag{text, v.file})
	return nil
}

func (v *valueFlags) Type() string   { return "string" }
func (v *valueFlags) String() string { return "" }

// readValues reads the files among the values of the command line.
func readValues(set *source.Set, values []valueFlag) ([]terraform.Given, error) {
	var given []terraform.Given
	for _, value := range values {
		if !value.file {
			given = append(given, terraform.Given{Var: value.text})
			continue
		}
		files, err := readNamed(set, source.Terraform, "--var-file", []string{value.text})
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
			return nil, hintError{fmt.Errorf("%s %s: %w", flag, path, err), "give a file that can be read"}
		}
		f.Named, f.Format = true, format
		files = append(files, f)
	}
	return files, nil
}

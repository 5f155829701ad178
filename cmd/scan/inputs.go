package main

import (
	"context"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/akscan/akscan/internal/estate"
)

// inputFlags say what is read, and how. `scan` and `scan input` share them.
type inputFlags struct {
	exclude    []string
	values     []estate.Value
	parameters []string
	jobs       int
	// limits are only set by tests.
	limits estate.Limits
}

func (f *inputFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.exclude, "exclude", nil, "leave out files and folders that match `GLOB` (repeatable)")
	flags.Var(&valueFlags{&f.values, false}, "var", "set a Terraform variable of the root modules, as `NAME=VALUE` (repeatable)")
	flags.Var(&valueFlags{&f.values, true}, "var-file", "read Terraform variables from `FILE` (repeatable; of --var and --var-file the later wins)")
	flags.StringArrayVar(&f.parameters, "parameters", nil, "evaluate ARM templates with the parameters in `FILE`, instead of the files beside them (repeatable)")
	flags.IntVar(&f.jobs, "jobs", runtime.GOMAXPROCS(0), "work on `N` things at once")
}

// load reads what lies at the paths.
func (f *inputFlags) load(ctx context.Context, paths []string, s streams, p *progress) (*estate.Estate, error) {
	o := estate.Options{Exclude: f.exclude, Stdin: s.in, Values: f.values, Parameters: f.parameters, Jobs: f.jobs, Limits: f.limits}
	if p != nil {
		o.Progress = p
	}
	return estate.Load(ctx, paths, o)
}

// valueFlags collects --var and --var-file into one list, since their order counts.
type valueFlags struct {
	list *[]estate.Value
	file bool
}

func (v *valueFlags) Set(text string) error {
	*v.list = append(*v.list, estate.Value{Text: text, File: v.file})
	return nil
}

func (v *valueFlags) Type() string   { return "string" }
func (v *valueFlags) String() string { return "" }

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/akscan/akscan/internal/source"
)

// The exit codes. They are part of the output contract.
const (
	exitClean    = 0 // nothing at or above --fail-on
	exitFindings = 1 // something at or above it
	exitUsage    = 2 // nothing was judged: wrong usage, an unreadable path, broken policies
	exitUnread   = 3 // some input could not be read; all else was judged
)

// streams are the program's three.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// exitError ends the program with a code and no further message.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// run executes the command line and returns the exit code.
func run(ctx context.Context, s streams, name string, args []string) int {
	root := newRoot(s, name)
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	err := root.ExecuteContext(ctx)
	var code exitError
	var hint source.HintError
	switch {
	case err == nil:
		return exitClean
	case errors.As(err, &code):
		return int(code)
	}
	fmt.Fprintf(s.err, "error: %v\n", err)
	switch {
	case errors.As(err, &hint):
		fmt.Fprintf(s.err, "help: %s\n", hint.Hint)
	case ctx.Err() == nil:
		fmt.Fprintf(s.err, "help: %s --help shows the usage\n", root.Name())
	}
	return exitUsage
}

func newRoot(s streams, name string) *cobra.Command {
	root := newScan(s)
	root.Use = name + " [PATH...]"
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetHelpCommand(&cobra.Command{Hidden: true})
	root.AddCommand(newRules(s), newCollect(s), newInput(s), newSchema(s), newVersion(s))
	return root
}

func newVersion(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(s.out, "%s %s\n", cmd.Root().Name(), version())
			return err
		},
	}
}

// version is the module's as the build recorded it; "devel" for a build from a
// working tree.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return strings.TrimPrefix(info.Main.Version, "v")
}

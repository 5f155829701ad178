package main

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/akscan/akscan/internal/estate"
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/report"
	"github.com/akscan/akscan/internal/source"
)

func newInput(s streams) *cobra.Command {
	f := new(inputFlags)
	var now string
	cmd := &cobra.Command{
		Use:   "input [PATH...]",
		Short: "Print the shared input document that the rules judge",
		Long: `Print the shared input document that the rules judge, as scan schema describes it.

Beside it, "files" lists the files in the order of their index: a position is an integer, made of the
file's index plus one (from bit 43), the byte offset (from bit 12) and the length in bytes (12 bits).`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			at := time.Now()
			if now != "" {
				var err error
				if at, err = parseTime("--now", now); err != nil {
					return err
				}
			}
			return estate.UnlessChanged(func() error { return f.printInput(cmd.Context(), s, paths, at) })
		},
	}
	f.register(cmd)
	cmd.Flags().StringVar(&now, "now", "", "the document's time, `TIME` (RFC 3339, or a date); default: the clock")
	return cmd
}

// printInput prints the document of what lies at the paths, and what there is to say of it.
func (f *inputFlags) printInput(ctx context.Context, s streams, paths []string, now time.Time) error {
	p := newProgress(s.err)
	defer p.end()
	e, err := f.load(ctx, paths, s, p)
	if err != nil {
		return err
	}
	defer e.Close()
	if err := writeInput(ctx, s.out, e, now); err != nil {
		return err
	}
	p.end()
	return reportDiagnostics(s, e)
}

// writeInput prints the document with the table of the files that its positions speak of.
func writeInput(ctx context.Context, w io.Writer, e *estate.Estate, now time.Time) error {
	out := inventory.NewJSON(w)
	out.BeginObject()
	out.Key("files")
	out.BeginArray()
	for _, f := range e.Files.Files() {
		out.String(f.Path)
	}
	out.EndArray()
	out.Key("input")
	if err := e.Encode(ctx, out, inventory.Context{Now: now}); err != nil {
		return err
	}
	out.EndObject()
	return out.Flush()
}

func writeJSON(w io.Writer, value any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(value)
}

// reportDiagnostics prints on standard error what a command that reports no findings has to say of its input.
func reportDiagnostics(s streams, e *estate.Estate) error {
	diagnostics := sortDiagnostics(e.Files, e.Diagnostics)
	if err := report.Diagnostics(s.err, e.Files, diagnostics); err != nil {
		return err
	}
	for _, d := range diagnostics {
		if d.Level == source.Error {
			return exitError(exitUnread)
		}
	}
	return nil
}

func newSchema(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the shared input document",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return writeJSON(s.out, inventory.Schema()) },
	}
}

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/report"
	"github.com/akscan/akscan/internal/source"
)

// outputSpec is one report to write: a format, and the file to write it to.
type outputSpec struct{ format, file string }

// outputSpecs reads --format and -o.
func outputSpecs(formats []string, output string) ([]outputSpec, error) {
	if len(formats) == 0 {
		formats = []string{"text"}
	}
	var specs []outputSpec
	bare := 0
	for _, given := range formats {
		for _, one := range strings.Split(given, ",") {
			format, file, named := strings.Cut(one, "=")
			spec := outputSpec{strings.ToLower(format), file}
			switch spec.format {
			case "text", "json", "sarif":
			default:
				return nil, choice("--format", format, "text", "json", "sarif")
			}
			if named && file == "" {
				return nil, source.WithHint(fmt.Errorf("--format %s names no file", one), "write it like sarif=results.sarif")
			}
			if !named {
				bare++
				spec.file = output
			}
			specs = append(specs, spec)
		}
	}
	switch {
	case bare > 1:
		return nil, source.WithHint(errors.New("several formats can't share one output"), "give all but one a file: --format text --format sarif=results.sarif")
	case bare == 0 && output != "":
		return nil, source.WithHint(errors.New("-o has no format to write: each one names its own file"), "drop -o, or the file of one format")
	}
	return specs, nil
}

// output is a report being written.
type output struct {
	outputSpec
	file *os.File // nil for standard output
	to   io.Writer
}

type outputs []*output

// openOutputs creates the files before anything is scanned, so that a wrong path
// costs no time.
func openOutputs(s streams, specs []outputSpec) (outputs, error) {
	var opened outputs
	for _, spec := range specs {
		out := &output{outputSpec: spec, to: s.out}
		if spec.file != "" && spec.file != source.StandardInput {
			f, err := os.Create(spec.file)
			if err != nil {
				return nil, errors.Join(source.WithHint(err, "give a file that can be written"), opened.discard())
			}
			out.file, out.to = f, f
		}
		opened = append(opened, out)
	}
	return opened, nil
}

func (all outputs) need(what func(*output) bool) bool { return slices.ContainsFunc(all, what) }

// hashed says which reports hold the hashes of the inputs.
func hashed(out *output) bool { return out.format != "text" }

// listsPasses says which reports list what passes although --show doesn't ask for it.
func (f *scanFlags) listsPasses(out *output) bool {
	switch out.format {
	case "text", "json":
		return false
	case "sarif":
		return f.sarifProfile == report.ProfileFull
	}
	return true
}

func (all outputs) close() error {
	var err error
	for _, out := range all {
		if out.file != nil {
			err = errors.Join(err, out.file.Close())
		}
	}
	return err
}

// discard closes what was opened for a scan that came to nothing.
func (all outputs) discard() error { return all.close() }

func (out *output) describe() string {
	if out.file == nil {
		return "the " + out.format + " report"
	}
	return out.outputSpec.file
}

func (out *output) write(run *finding.Run, f *scanFlags, s streams, repo repository, name string) error {
	w := bufio.NewWriterSize(out.to, 64<<10)
	var err error
	switch out.format {
	case "text":
		t := newTerminal(out.to, f.noColor)
		err = report.Text(w, run, report.TextOptions{Color: t.color, Width: t.width, Quiet: f.quiet, Command: name})
	case "json":
		err = report.JSON(w, run)
	case "sarif":
		err = report.SARIF(w, run, report.SARIFOptions{Profile: f.sarifProfile, InRepository: repo.path, HelpURI: pageOf})
	}
	return errors.Join(err, w.Flush())
}

// pageOf is the page of a built-in rule: why, how to fix it in each format, and examples with their output.
func pageOf(id string) string { return report.InformationURI + "/blob/main/docs/rules/" + id + ".md" }

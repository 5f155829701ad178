package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/spf13/cobra"

	"github.com/akscan/akscan/internal/engine"
	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/report"
	"github.com/akscan/akscan/internal/source"
)

// scanFlags are those of the scan itself.
type scanFlags struct {
	inputFlags
	formats          []string
	output           string
	failOn           string
	failOnOpen       bool
	show             []string
	rules, skipRules []string
	sarifProfile     string
	now              string
	kmsEnabledAt     string
	quiet, noColor   bool
	requireResources bool
}

func newScan(s streams) *cobra.Command {
	f := new(scanFlags)
	cmd := &cobra.Command{
		Short: "Tell whether everything an AKS cluster stores is encrypted, with a key its owner controls",
		Long: `Tell whether everything an AKS cluster stores is encrypted, with a key its owner controls.

Reads Terraform, ARM templates, az and REST JSON exports and Kubernetes manifests below the paths
(default: the current folder; - is standard input), joins them, and judges the whole.

Exit codes: 0 nothing at or above --fail-on; 1 something; 2 wrong usage or an unreadable path;
3 some input could not be read, all else was judged.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, paths []string) error {
			return f.run(cmd.Context(), s, cmd.Root().Name(), paths)
		},
	}
	f.register(cmd)
	flags := cmd.Flags()
	flags.StringArrayVar(&f.formats, "format", nil, "report as `FORMAT`: text, json or sarif; FORMAT=FILE writes to a file (repeatable; default text)")
	flags.StringVarP(&f.output, "output", "o", "", "write the report to `FILE` instead of standard output")
	flags.StringVar(&f.failOn, "fail-on", "medium", "exit 1 for a failure of this `SEVERITY` or graver: critical, high, medium, low, note, none")
	flags.BoolVar(&f.failOnOpen, "fail-on-open", false, "let results that can't be decided count like failures")
	flags.StringSliceVar(&f.show, "show", []string{"fail", "open"}, "list these `VERDICTS`: fail, open, pass")
	flags.StringArrayVar(&f.rules, "rule", nil, "judge only rules that match `GLOB`, such as etcd/* (repeatable)")
	flags.StringArrayVar(&f.skipRules, "skip-rule", nil, "leave out rules that match `GLOB` (repeatable)")
	flags.StringVar(&f.sarifProfile, "sarif-profile", report.ProfileGitHub, "what SARIF holds: github (failures alone) or full (every verdict)")
	flags.StringVar(&f.now, "now", "", "judge expiry as of `TIME` (RFC 3339, or a date); default: the clock")
	flags.StringVar(&f.kmsEnabledAt, "kms-enabled-at", "", "KMS was switched on by `TIME`: Secrets written since are encrypted with its key")
	flags.BoolVar(&f.requireResources, "require-resources", false, "exit 3 when nothing is recognised, instead of a warning")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print no notes and no summary")
	flags.BoolVar(&f.noColor, "no-color", false, "print no colours")
	return cmd
}

// run scans, reports, and gives the exit code as an error.
func (f *scanFlags) run(ctx context.Context, s streams, name string, paths []string) error {
	o, err := f.parse()
	if err != nil {
		return err
	}
	outputs, err := openOutputs(s, o.outputs)
	if err != nil {
		return err
	}
	e, err := load(paths, s.in, &f.inputFlags)
	if err != nil {
		return errors.Join(err, outputs.discard())
	}
	verdicts, err := judge(ctx, e, o.rules, inventory.Context{Now: o.now, KMSEnabledAt: o.kmsEnabled}, f.jobs)
	if err != nil {
		return errors.Join(err, outputs.discard())
	}
	repo := newRepository()
	result := &finding.Run{
		Tool: "akscan", Version: version(), Files: e.files, Rules: o.rules, Findings: verdicts.Findings,
		Inputs: e.inputs(outputs.need(hashed)), Resources: e.recognised(), PassedOver: e.passedOver, Show: o.show,
	}
	result.Diagnostics = sortDiagnostics(e.files, slices.Concat(e.diagnostics, verdicts.Diagnostics, f.nothingRecognised(result)))
	finding.Sort(result.Findings, e.files)
	finding.SetFingerprints(result.Findings, e.files, repo.path)
	for _, out := range outputs {
		if err := out.write(result, f, s, repo, name); err != nil {
			return fmt.Errorf("writing %s: %w", out.describe(), err)
		}
	}
	if err := outputs.close(); err != nil {
		return err
	}
	return o.exit(result)
}

// nothingRecognised warns of a scan that judged nothing at all.
func (f *scanFlags) nothingRecognised(run *finding.Run) []source.Diagnostic {
	if run.Resources > 0 {
		return nil
	}
	level := source.Warning
	if f.requireResources {
		level = source.Error
	}
	return []source.Diagnostic{{
		Level: level, Message: "no cluster, vault, disk encryption set, storage class or other resource was recognised: nothing was judged",
		Hint: "give the folder that holds the Terraform, templates, exports or manifests",
	}}
}

// options are the flags, checked.
type options struct {
	outputs    []outputSpec
	failOn     finding.Severity
	failOnOpen bool
	show       map[finding.Verdict]bool
	rules      []finding.Rule
	now        time.Time
	kmsEnabled time.Time
}

func (f *scanFlags) parse() (*options, error) {
	o := &options{failOnOpen: f.failOnOpen, show: map[finding.Verdict]bool{}}
	var err error
	if o.outputs, err = outputSpecs(f.formats, f.output); err != nil {
		return nil, err
	}
	severity, ok := finding.ParseSeverity(f.failOn)
	if !ok && !strings.EqualFold(f.failOn, string(finding.NoSeverity)) {
		return nil, choice("--fail-on", f.failOn, "critical", "high", "medium", "low", "note", "none")
	}
	o.failOn = severity
	for _, verdict := range f.show {
		switch v := finding.Verdict(strings.ToLower(verdict)); v {
		case finding.Fail, finding.Open, finding.Pass:
			o.show[v] = true
		default:
			return nil, choice("--show", verdict, "fail", "open", "pass")
		}
	}
	if f.sarifProfile != report.ProfileGitHub && f.sarifProfile != report.ProfileFull {
		return nil, choice("--sarif-profile", f.sarifProfile, report.ProfileGitHub, report.ProfileFull)
	}
	if f.jobs < 1 {
		return nil, hintError{fmt.Errorf("--jobs %d: at least 1", f.jobs), "leave it out to use every processor"}
	}
	o.now = time.Now()
	if f.now != "" {
		if o.now, err = parseTime("--now", f.now); err != nil {
			return nil, err
		}
	}
	if f.kmsEnabledAt != "" {
		if o.kmsEnabled, err = parseTime("--kms-enabled-at", f.kmsEnabledAt); err != nil {
			return nil, err
		}
	}
	o.rules, err = selectRules(engine.Rules(), f.rules, f.skipRules)
	return o, err
}

func choice(flag, given string, accepted ...string) error {
	return hintError{fmt.Errorf("%s %q is none of %s", flag, given, strings.Join(accepted, ", ")), "give " + flag + " one of these"}
}

func parseTime(flag, text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, hintError{fmt.Errorf("%s %q is no time", flag, text), "write it as 2026-11-25 or 2026-11-25T08:00:00Z"}
}

// selectRules keeps the rules that the globs ask for. A glob that matches none is a mistake.
func selectRules(all []finding.Rule, only, skip []string) ([]finding.Rule, error) {
	matches := func(flag string, globs []string) (map[string]bool, error) {
		matched := map[string]bool{}
		for _, glob := range globs {
			if !doublestar.ValidatePattern(glob) {
				return nil, hintError{fmt.Errorf("%s %q is no glob: a bracket or brace is never closed", flag, glob), "write it like etcd/*"}
			}
			n := len(matched)
			for _, rule := range all {
				if slices.ContainsFunc(append([]string{rule.ID}, rule.Aliases...), func(id string) bool {
					ok, _ := doublestar.Match(glob, id)
					return ok
				}) {
					matched[rule.ID] = true
				}
			}
			if len(matched) == n {
				return nil, hintError{fmt.Errorf("%s %q matches no rule", flag, glob), "the rules are listed by: scan rules"}
			}
		}
		return matched, nil
	}
	wanted, err := matches("--rule", only)
	if err != nil {
		return nil, err
	}
	unwanted, err := matches("--skip-rule", skip)
	if err != nil {
		return nil, err
	}
	var rules []finding.Rule
	for _, rule := range all {
		if (len(only) == 0 || wanted[rule.ID]) && !unwanted[rule.ID] {
			rules = append(rules, rule)
		}
	}
	return rules, nil
}

// exit is the exit code that a run comes to, as an error; nil for 0.
func (o *options) exit(run *finding.Run) error {
	if slices.ContainsFunc(run.Diagnostics, func(d source.Diagnostic) bool { return d.Level == source.Error }) {
		return exitError(exitUnread)
	}
	for i := range run.Findings {
		f := &run.Findings[i]
		counts := f.Verdict == finding.Fail || f.Verdict == finding.Open && o.failOnOpen
		if counts && f.Suppressed == nil && f.Severity.AtLeast(o.failOn) {
			return exitError(exitFindings)
		}
	}
	return nil
}

// sortDiagnostics brings diagnostics into an order that doesn't depend on
// scheduling: by file, place, level, message, each once.
func sortDiagnostics(files *source.Set, diagnostics []source.Diagnostic) []source.Diagnostic {
	path := func(d *source.Diagnostic) string {
		if d.Path == "" && d.Pos.IsValid() {
			return files.File(d.Pos).Path
		}
		return d.Path
	}
	slices.SortStableFunc(diagnostics, func(a, b source.Diagnostic) int {
		if c := strings.Compare(path(&a), path(&b)); c != 0 {
			return c
		}
		if c := a.Pos - b.Pos; c != 0 {
			return int(min(max(c, -1), 1))
		}
		if c := strings.Compare(string(a.Level), string(b.Level)); c != 0 {
			return c
		}
		return strings.Compare(a.Message, b.Message)
	})
	return slices.Compact(diagnostics)
}

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
				return nil, hintError{fmt.Errorf("--format %s names no file", one), "write it like sarif=results.sarif"}
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
		return nil, hintError{errors.New("several formats can't share one output"), "give all but one a file: --format text --format sarif=results.sarif"}
	case bare == 0 && output != "":
		return nil, hintError{errors.New("-o has no format to write: each one names its own file"), "drop -o, or the file of one format"}
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
				return nil, errors.Join(hintError{err, "give a file that can be written"}, opened.discard())
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
		err = report.SARIF(w, run, report.SARIFOptions{Profile: f.sarifProfile, InRepository: repo.path})
	}
	return errors.Join(err, w.Flush())
}

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/akscan/akscan/internal/engine"
	"github.com/akscan/akscan/internal/estate"
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
	f := &scanFlags{}
	cmd := &cobra.Command{
		Short: "Tell whether everything an AKS cluster stores is encrypted, with a key its owner controls",
		Long: `Tell whether everything an AKS cluster stores is encrypted, with a key its owner controls.

Reads Terraform, ARM templates, az and REST JSON exports and Kubernetes manifests below the paths
(default: the current folder; - is standard input), joins them, and judges the whole.

Exit codes: 0 nothing at or above --fail-on; 1 something; 2 wrong usage or an unreadable path;
3 some input could not be read, all else was judged.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, paths []string) error {
			return estate.UnlessChanged(func() error { return f.run(cmd.Context(), s, cmd.Root().Name(), paths) })
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
	var p *progress
	if !f.quiet {
		p = newProgress(s.err)
	}
	defer p.end()
	e, err := f.load(ctx, paths, s, p)
	if err != nil {
		return errors.Join(err, outputs.discard())
	}
	defer e.Close()
	rules, err := engine.New(o.rules)
	if err != nil {
		return errors.Join(err, outputs.discard())
	}
	passes := o.show[finding.Pass] || outputs.need(f.listsPasses)
	verdicts, passed, err := e.Judge(ctx, rules, inventory.Context{Now: o.now, KMSEnabledAt: o.kmsEnabled}, f.jobs, passes)
	if err != nil {
		return errors.Join(err, outputs.discard())
	}
	p.end()
	repo := newRepository()
	byFile, recognised := e.Recognised()
	result := &finding.Run{
		Tool: "akscan", Version: version(), Files: e.Files, Rules: o.rules, Findings: verdicts.Findings, Passed: passed,
		Inputs: e.Inputs(byFile, outputs.need(hashed)), Resources: recognised, PassedOver: e.PassedOver, Show: o.show,
	}
	result.Diagnostics = sortDiagnostics(e.Files, slices.Concat(e.Diagnostics, verdicts.Diagnostics, f.nothingRecognised(result)))
	finding.Sort(result.Findings, e.Files)
	finding.SetFingerprints(result.Findings, e.Files, repo.path)
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

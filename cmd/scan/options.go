package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/akscan/akscan/internal/engine"
	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/report"
	"github.com/akscan/akscan/internal/source"
)

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
		return nil, source.WithHint(fmt.Errorf("--jobs %d: at least 1", f.jobs), "leave it out to use every processor")
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
	return source.WithHint(fmt.Errorf("%s %q is none of %s", flag, given, strings.Join(accepted, ", ")), "give "+flag+" one of these")
}

func parseTime(flag, text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, source.WithHint(fmt.Errorf("%s %q is no time", flag, text), "write it as 2026-11-25 or 2026-11-25T08:00:00Z")
}

// selectRules keeps the rules that the globs ask for. A glob that matches none is a mistake.
func selectRules(all []finding.Rule, only, skip []string) ([]finding.Rule, error) {
	matches := func(flag string, globs []string) (map[string]bool, error) {
		matched := map[string]bool{}
		for _, glob := range globs {
			if !doublestar.ValidatePattern(glob) {
				return nil, source.WithHint(fmt.Errorf("%s %q is no glob: a bracket or brace is never closed", flag, glob), "write it like etcd/*")
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
				return nil, source.WithHint(fmt.Errorf("%s %q matches no rule", flag, glob), "the rules are listed by: scan rules")
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

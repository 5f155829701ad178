package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/source"
)

// The SARIF profiles.
const (
	// ProfileGitHub is what GitHub code scanning takes: failures alone, since it
	// makes an alert of whatever it is given.
	ProfileGitHub = "github"
	// ProfileFull holds every verdict, the suppressions and the files with their hashes.
	ProfileFull = "full"
)

// SARIFOptions say how SARIF is written.
type SARIFOptions struct {
	// Profile is [ProfileGitHub] or [ProfileFull]; the first when empty.
	Profile string
	// InRepository turns a file's path into the path from the repository's root, with
	// '/' between its parts; nil leaves paths as they are.
	InRepository func(path string) string
	// Category tells apart several uploads for one commit; may be empty.
	Category string
	// HelpURI is the page of a rule, "" where there is none: then the rule's first
	// reference stands for it. May be nil.
	HelpURI func(rule string) string
}

const (
	// InformationURI is where akscan's source and documentation are.
	InformationURI = "https://github.com/akscan/akscan"

	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

	// sarifMaxResults is what GitHub takes: it refuses a file with more.
	sarifMaxResults = 25_000
	// sarifKeptResults is what GitHub keeps of them.
	sarifKeptResults = 5_000
)

// SARIF writes a run as SARIF 2.1.0. Findings of equal rule, place and message are one
// result that names all resources. The error is the writer's, or names a profile that
// doesn't exist.
func SARIF(w io.Writer, run *finding.Run, o SARIFOptions) error {
	switch o.Profile {
	case "":
		o.Profile = ProfileGitHub
	case ProfileGitHub, ProfileFull:
	default:
		return fmt.Errorf("unknown SARIF profile %q: choose %s or %s", o.Profile, ProfileGitHub, ProfileFull)
	}
	return newSARIFWriter(run, o).write(w)
}

type sarifWriter struct {
	run  *finding.Run
	o    SARIFOptions
	full bool
	// results are the findings that become results, unplaced those that can't.
	results, unplaced []finding.Merged
	// left counts the results beyond what GitHub takes.
	left int
	// rules lists the descriptors; ruleIndex finds one by the rule's id.
	rules     []*sarif.ReportingDescriptor
	ruleIndex map[string]uint
	uris      map[*source.File]string
	artifacts map[string]uint
	hashes    map[*source.File]map[int]string
}

func newSARIFWriter(run *finding.Run, o SARIFOptions) *sarifWriter {
	s := &sarifWriter{
		run: run, o: o, full: o.Profile == ProfileFull,
		ruleIndex: map[string]uint{}, uris: map[*source.File]string{}, artifacts: map[string]uint{},
	}
	chosen := func(f *finding.Finding) bool { return s.full || f.Verdict == finding.Fail && f.Suppressed == nil }
	for m := range finding.Merge(run.Findings, chosen) {
		switch {
		case !s.full && !m.Pos.IsValid():
			s.unplaced = append(s.unplaced, m)
		case !s.full && len(s.results) == sarifMaxResults:
			s.left++
		default:
			s.results = append(s.results, m)
		}
	}
	s.addRules()
	s.hashLines()
	return s
}

// hashLines computes the hashes of all lines that results stand on.
func (s *sarifWriter) hashLines() {
	lines := map[*source.File]map[int]bool{}
	for _, m := range s.results {
		if f := s.run.Files.File(m.Pos); f != nil {
			if lines[f] == nil {
				lines[f] = map[int]bool{}
			}
			lines[f][s.run.Files.Region(m.Pos).StartLine] = true
		}
	}
	s.hashes = make(map[*source.File]map[int]string, len(lines))
	for f, wanted := range lines {
		data := f.Raw
		if data == nil {
			data = f.Data
		}
		s.hashes[f] = lineHashes(data, wanted)
	}
}

// write writes the log. The results are put one by one into the marshalled rest:
// all of them as one value would take many times their size in memory.
func (s *sarifWriter) write(w io.Writer) error {
	log := &sarif.Report{Version: string(sarif.Version210), Schema: sarifSchema, Runs: []*sarif.Run{s.sarifRun()}}
	var head bytes.Buffer
	enc := json.NewEncoder(&head)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(log); err != nil {
		return err
	}
	// Quotes within a string are escaped, so this can only be the member.
	const results = `"results": []`
	before, after, ok := bytes.Cut(head.Bytes(), []byte(results))
	if !ok || bytes.Contains(after, []byte(results)) {
		return fmt.Errorf("SARIF: no single place for the results")
	}
	out := newStream(w)
	out.text(string(before) + `"results": `)
	out.list("      ", func(yield func(any)) {
		for _, m := range s.results {
			yield(s.result(m))
		}
	})
	out.text(string(after))
	return out.close()
}

func (s *sarifWriter) sarifRun() *sarif.Run {
	driver := &sarif.ToolComponent{Name: s.run.Tool, InformationURI: new(InformationURI), Rules: s.rules}
	if s.run.Version != "" {
		driver.Version = new(s.run.Version)
		if isSemantic(s.run.Version) {
			driver.SemanticVersion = new(trimV(s.run.Version))
		}
	}
	r := &sarif.Run{
		Tool:       sarif.Tool{Driver: driver},
		ColumnKind: "utf16CodeUnits",
		Results:    []*sarif.Result{},
	}
	if s.o.Category != "" {
		// GitHub takes all before the last slash for the category.
		r.AutomationDetails = &sarif.RunAutomationDetails{ID: new(s.o.Category + "/")}
	}
	if s.full {
		s.addArtifacts(r)
	}
	// After the artifacts: its places point to them.
	r.Invocations = []*sarif.Invocation{s.invocation()}
	return r
}

// uri is a file's path as SARIF names it.
func (s *sarifWriter) uri(f *source.File) string {
	uri, ok := s.uris[f]
	if !ok {
		uri = s.pathURI(f.Path)
		s.uris[f] = uri
	}
	return uri
}

func (s *sarifWriter) pathURI(path string) string {
	if s.o.InRepository != nil {
		path = s.o.InRepository(path)
	}
	return fileURI(path)
}

// Package finding holds what a scan has to say: the rules, the findings they
// make, and the run that they belong to. Plain types: the engine fills them in,
// the reporters read them.
package finding

import (
	"slices"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// Verdict is what a rule says of one subject. The words are SARIF's own result kinds.
type Verdict string

// The verdicts. Where a rule gives a subject several, fail beats open beats pass.
const (
	Fail Verdict = "fail" // proven wrong by what was given
	Open Verdict = "open" // what was given can't decide it
	Pass Verdict = "pass" // proven right
)

// Severity grades a rule and each of its findings.
type Severity string

// The severities, the gravest first.
const (
	Critical   Severity = "critical"
	High       Severity = "high"
	Medium     Severity = "medium"
	Low        Severity = "low"
	NoteLevel  Severity = "note"
	NoSeverity Severity = "none" // only as a threshold: no finding reaches it
)

var severities = []Severity{NoteLevel, Low, Medium, High, Critical}

// ParseSeverity reads a severity as the command line and METADATA write it.
func ParseSeverity(text string) (Severity, bool) {
	s := Severity(strings.ToLower(text))
	return s, slices.Contains(severities, s)
}

// AtLeast reports whether s is as grave as the threshold. Nothing reaches [NoSeverity].
func (s Severity) AtLeast(threshold Severity) bool {
	return threshold != NoSeverity && s.Rank() >= threshold.Rank()
}

// Rank orders severities: 0 for note to 4 for critical, -1 for anything else.
func (s Severity) Rank() int { return slices.Index(severities, s) }

// Rule is one rule of the catalogue, as its METADATA says.
type Rule struct {
	// ID is category/name: its package path, its folder and its documentation page.
	ID          string
	Title       string
	Description string
	// Severity is the gravest that the rule gives.
	Severity Severity
	// Kinds are the inventory kinds it judges.
	Kinds []string
	// Remediation says how to mend it, by format: terraform, arm, azure (the az command line), kubernetes.
	Remediation map[string]string
	// References are pages to read.
	References []Reference
	// Compliance lists control ids by standard: {"Azure Policy": ["..."], "NIST SP 800-53 R5": [...]}.
	// A standard whose mapping is our own judgement says so in its name.
	Compliance map[string][]string
	// Aliases are ids that the rule once had.
	Aliases []string
}

// Reference is a page that a rule points to.
type Reference struct {
	Description string `json:"description,omitempty"`
	URL         string `json:"ref"`
}

// Resource is a resource as a finding names it.
type Resource struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Address string `json:"address"`
	Format  string `json:"format"`
	Mode    string `json:"mode"`
}

// OriginMessage labels the place that a field's value came from.
const OriginMessage = "its value comes from here"

// DefaultMessage labels such a place where it is a default that nothing given overrides.
const DefaultMessage = "its value comes from this default, which a caller can override"

// CompiledMessage labels the place in the Bicep that a template was compiled from.
const CompiledMessage = "compiled from here"

// Related is a further place that a finding speaks of: where the value came from, the next link of a chain.
type Related struct {
	Message string
	Pos     source.Pos
}

// Suppression is a user's decision not to count a finding.
type Suppression struct {
	Reason string `json:"reason"`
	Until  string `json:"until,omitempty"`
	// InSource says that it stands as a comment in the source, as against the configuration or a baseline.
	InSource bool `json:"-"`
}

// Finding is one rule's verdict on one resource.
type Finding struct {
	Rule     string
	Verdict  Verdict
	Severity Severity
	Message  string
	Resource Resource
	// Property is the inventory property that proves the verdict; part of the fingerprint.
	Property string
	// Pos is the field's place, or where it would stand.
	Pos     source.Pos
	Related []Related
	// Suppressed is nil for a finding that counts.
	Suppressed *Suppression
	// Fingerprint stays the same when lines move: see [Fingerprint].
	Fingerprint string
}

// Input is one file that was read.
type Input struct {
	File      string `json:"file"`
	SHA256    string `json:"sha256"`
	Format    string `json:"format"`
	Resources int    `json:"resources"`
}

// Run is everything that one scan has to report. The reporters only read it.
type Run struct {
	// Tool and Version are the program's own.
	Tool, Version string
	// Files resolves positions.
	Files *source.Set
	// Rules are the rules that were in force, by id, sorted.
	Rules []Rule
	// Findings are all verdicts, sorted: see [Sort].
	Findings []Finding
	// Passed counts the passes that are not among the findings, since no report lists them.
	Passed      int
	Inputs      []Input
	Diagnostics []source.Diagnostic
	// Resources counts what was recognised; PassedOver the files that weren't ours.
	Resources, PassedOver int
	// Show says which verdicts are listed; everything is always counted.
	Show map[Verdict]bool
}

// Summary counts a run's findings.
type Summary struct {
	Fail       int `json:"fail"`
	Open       int `json:"open"`
	Pass       int `json:"pass"`
	Suppressed int `json:"suppressed"`
	Files      int `json:"files"`
	Resources  int `json:"resources"`
}

// Summary counts everything, whatever is shown.
func (r *Run) Summary() Summary {
	s := Summary{Pass: r.Passed, Files: len(r.Inputs), Resources: r.Resources}
	for i := range r.Findings {
		switch f := &r.Findings[i]; {
		case f.Suppressed != nil:
			s.Suppressed++
		case f.Verdict == Fail:
			s.Fail++
		case f.Verdict == Open:
			s.Open++
		default:
			s.Pass++
		}
	}
	return s
}

// Rule finds a rule by its id; the zero Rule when it isn't in force.
func (r *Run) Rule(id string) Rule {
	i, ok := slices.BinarySearchFunc(r.Rules, id, func(rule Rule, id string) int { return strings.Compare(rule.ID, id) })
	if !ok {
		return Rule{}
	}
	return r.Rules[i]
}

// NotRead counts the files that an error kept from being read, wholly or in part.
func (r *Run) NotRead() int {
	files := map[string]bool{}
	for i := range r.Diagnostics {
		d := &r.Diagnostics[i]
		if path := r.DiagnosticPath(d); d.Level == source.Error && path != "" {
			files[path] = true
		}
	}
	return len(files)
}

// DiagnosticPath is the file that a diagnostic speaks of; "" when it is about none.
func (r *Run) DiagnosticPath(d *source.Diagnostic) string {
	if d.Path == "" && d.Pos.IsValid() {
		return r.Files.Region(d.Pos).File
	}
	return d.Path
}

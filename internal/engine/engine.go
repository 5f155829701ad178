// Package engine judges the shared input document with the Rego policies: it
// evaluates the independent parts of the graph in parallel, and checks that every
// subject got exactly one verdict.
package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/rego"
	"github.com/akscan/akscan/internal/source"
)

const (
	// batchSize is how many resources are judged in one evaluation, at least: below that
	// the fixed cost of an evaluation shows, above it its indexes grow.
	batchSize = 100
	// deadline bounds one evaluation. Only a policy that doesn't end comes near it.
	deadline = 5 * time.Minute
)

// Engine is a set of rules. It is safe for concurrent use.
type Engine struct {
	rules   []finding.Rule
	entries []*entry
	program *rego.Program
}

// New makes an engine of built-in rules. An error is an id that doesn't exist.
func New(rules []finding.Rule) (*Engine, error) {
	e := &Engine{rules: rules, program: program()}
	for _, rule := range rules {
		known := entryOf(rule.ID)
		if known == nil {
			return nil, fmt.Errorf("there is no rule %q", rule.ID)
		}
		e.entries = append(e.entries, known)
	}
	return e, nil
}

// Verdicts is what the engine says of a document.
type Verdicts struct {
	// Findings hold one per rule and subject, in no particular order.
	Findings []finding.Finding
	// Diagnostics note what was seen and isn't judged, and report rules that broke their contract.
	Diagnostics []source.Diagnostic
}

// Evaluate judges the resources of the parts, which no edge joins. context's Scan
// covers the whole scan. jobs is the number of workers. The error is one that no
// result survives: a deadline, a fault in OPA.
func (e *Engine) Evaluate(ctx context.Context, parts [][]*inventory.Resource, document inventory.Context, jobs int) (*Verdicts, error) {
	batches := batch(parts)
	verdicts := make([]Verdicts, len(batches))
	errs := make([]error, len(batches))
	next := make(chan int)
	var group sync.WaitGroup
	for range min(max(jobs, 1), len(batches)) {
		group.Go(func() {
			for i := range next {
				verdicts[i], errs[i] = e.evaluate(ctx, batches[i], document)
			}
		})
	}
	for i := range batches {
		next <- i
	}
	close(next)
	group.Wait()
	all := new(Verdicts)
	for i := range verdicts {
		if errs[i] != nil {
			return nil, errs[i]
		}
		all.Findings = append(all.Findings, verdicts[i].Findings...)
		all.Diagnostics = append(all.Diagnostics, verdicts[i].Diagnostics...)
	}
	return all, nil
}

// batch joins small parts until each batch holds about batchSize resources.
func batch(parts [][]*inventory.Resource) [][]*inventory.Resource {
	var batches [][]*inventory.Resource
	var current []*inventory.Resource
	for _, part := range parts {
		current = append(current, part...)
		if len(current) >= batchSize {
			batches, current = append(batches, current), nil
		}
	}
	if len(current) > 0 {
		batches = append(batches, current)
	}
	return batches
}

func (e *Engine) evaluate(ctx context.Context, resources []*inventory.Resource, about inventory.Context) (Verdicts, error) {
	input := e.program.NewDocument()
	inventory.Encode(input, resources, about)
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	j := newJudgement(resources)
	j.defaults = about.Defaults
	evaluation := e.program.Evaluation(ctx, input)
	for i := range e.rules {
		if err := j.rule(&e.rules[i], e.entries[i], evaluation); err != nil {
			j.broken(&e.rules[i], source.Pos(0), err.Error())
		}
		if ctx.Err() != nil {
			return Verdicts{}, fmt.Errorf("evaluating the policies: %w", ctx.Err())
		}
	}
	notes, err := evaluation.Ask("data.akscan.notes.notes")
	if err != nil {
		j.broken(&finding.Rule{ID: "notes"}, source.Pos(0), err.Error())
	}
	rego.Each(notes, func(note rego.Value) {
		j.verdicts.Diagnostics = append(j.verdicts.Diagnostics, source.Diagnostic{
			Level: source.Note, Message: text(rego.Member(note, "message")), Hint: text(rego.Member(note, "hint")), Pos: position(rego.Member(note, "pos")),
		})
	})
	return j.verdicts, nil
}

// judgement collects what one evaluation says.
type judgement struct {
	resources []*inventory.Resource
	byKey     map[int]*inventory.Resource
	defaults  map[source.Pos]bool
	verdicts  Verdicts
}

func newJudgement(resources []*inventory.Resource) *judgement {
	j := &judgement{resources: resources, byKey: make(map[int]*inventory.Resource, len(resources))}
	for _, r := range resources {
		j.byKey[r.Key()] = r
	}
	return j
}

// rule takes one rule's results. The error is one that it was evaluated with; then none of its results counts.
func (j *judgement) rule(rule *finding.Rule, e *entry, evaluation *rego.Evaluation) error {
	results, failed := evaluation.Ask(e.path("results"))
	best := map[int]finding.Finding{}
	rego.Each(results, func(result rego.Value) {
		key, f, err := j.finding(rule, result)
		if err != nil {
			j.broken(rule, source.Pos(0), err.Error())
			return
		}
		if known, ok := best[key]; !ok || stronger(&f, &known) {
			best[key] = f
		}
	})
	keys, err := j.subjects(rule, e, evaluation)
	for _, key := range keys {
		r, ok := j.byKey[key]
		if !ok {
			j.broken(rule, source.Pos(0), fmt.Sprintf("it names a subject %d that doesn't exist", key))
			continue
		}
		if _, ok := best[key]; !ok {
			j.broken(rule, r.Pos, "it gave no verdict on "+r.Address)
			best[key] = finding.Finding{
				Rule: rule.ID, Verdict: finding.Open, Severity: rule.Severity, Resource: described(r), Pos: r.Pos,
				Message: "The rule gave no verdict, which is a fault in akscan: please report it.",
			}
		}
	}
	for _, r := range j.resources {
		if f, ok := best[r.Key()]; ok {
			j.verdicts.Findings = append(j.verdicts.Findings, f)
		}
	}
	return errors.Join(failed, err)
}

// subjects lists the keys of the resources that the rule must judge.
func (j *judgement) subjects(rule *finding.Rule, e *entry, evaluation *rego.Evaluation) (keys []int, err error) {
	if e.OwnSubjects {
		subjects, err := evaluation.Ask(e.path("subjects"))
		rego.Each(subjects, func(key rego.Value) {
			if n, ok := key.(int64); ok {
				keys = append(keys, int(n))
			}
		})
		return keys, err
	}
	for _, r := range j.resources {
		// Whether an unseen module could matter to a rule, the rule itself says.
		if !r.Existing && r.Kind != inventory.ModuleCall && slices.Contains(rule.Kinds, string(r.Kind)) {
			keys = append(keys, r.Key())
		}
	}
	return keys, nil
}

// broken reports a rule that breaks its contract.
func (j *judgement) broken(rule *finding.Rule, pos source.Pos, what string) {
	j.verdicts.Diagnostics = append(j.verdicts.Diagnostics, source.Diagnostic{
		Level: source.Error, Pos: pos,
		Message: fmt.Sprintf("the rule %s broke its contract: %s", rule.ID, what),
		Hint:    "this is a fault in akscan, not in the file: please report it",
	})
}

// finding turns one result into a finding and says which resource it is about.
func (j *judgement) finding(rule *finding.Rule, result rego.Value) (key int, f finding.Finding, err error) {
	number, ok := rego.Member(result, "subject").(int64)
	key = int(number)
	r := j.byKey[key]
	if !ok || r == nil {
		return 0, f, fmt.Errorf("a result has no subject: %s", rego.Print(result))
	}
	property := rego.Member(result, "property")
	f = finding.Finding{
		Rule: rule.ID, Verdict: finding.Verdict(text(rego.Member(result, "verdict"))), Severity: rule.Severity,
		Message: text(rego.Member(result, "message")), Resource: described(r), Property: text(rego.Member(property, "name")),
		Pos: position(rego.Member(property, "pos")),
	}
	if f.Verdict != finding.Fail && f.Verdict != finding.Open && f.Verdict != finding.Pass {
		return 0, f, fmt.Errorf("a result on %s has the verdict %q", r.Address, f.Verdict)
	}
	if f.Message == "" {
		return 0, f, fmt.Errorf("a result on %s has no message", r.Address)
	}
	if graded := text(rego.Member(result, "severity")); graded != "" {
		severity, ok := finding.ParseSeverity(graded)
		if !ok {
			return 0, f, fmt.Errorf("a result on %s has the severity %q", r.Address, graded)
		}
		f.Severity = severity
	}
	if !f.Pos.IsValid() {
		f.Pos = r.Pos
	}
	rego.Each(rego.Member(property, "origins"), func(origin rego.Value) {
		from := finding.Related{Message: finding.OriginMessage, Pos: position(origin)}
		if j.defaults[from.Pos] {
			from.Message = finding.DefaultMessage
		}
		f.Related = append(f.Related, from)
	})
	rego.Each(rego.Member(result, "related"), func(step rego.Value) {
		f.Related = append(f.Related, finding.Related{Message: text(rego.Member(step, "message")), Pos: position(rego.Member(step, "pos"))})
	})
	if r.CompiledFrom.IsValid() {
		f.Related = append(f.Related, finding.Related{Message: finding.CompiledMessage, Pos: r.CompiledFrom})
	}
	return key, f, nil
}

// stronger reports whether a decides over b: fail beats open beats pass, then the
// graver, then the first message, so that the choice doesn't depend on the order.
func stronger(a, b *finding.Finding) bool {
	rank := map[finding.Verdict]int{finding.Fail: 2, finding.Open: 1, finding.Pass: 0}
	switch {
	case a.Verdict != b.Verdict:
		return rank[a.Verdict] > rank[b.Verdict]
	case a.Severity != b.Severity:
		return a.Severity.Rank() > b.Severity.Rank()
	}
	return a.Message < b.Message
}

func described(r *inventory.Resource) finding.Resource {
	return finding.Resource{Kind: string(r.Kind), Name: r.Name, Address: r.Address, Format: string(r.Format), Mode: string(r.Mode)}
}

func text(v rego.Value) string {
	s, _ := v.(string)
	return s
}

func position(v rego.Value) source.Pos {
	n, _ := v.(int64)
	return source.Pos(n)
}

// Package engine judges the shared input document with the Rego policies: it
// compiles the rules that a scan needs, evaluates the independent parts of the
// graph in parallel, and checks that every subject got exactly one verdict.
package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

const (
	// batchSize is how many resources are judged in one evaluation, at least: below that
	// the fixed cost of an evaluation shows, above it its indexes grow.
	batchSize = 100
	// deadline bounds one evaluation. Only a policy that doesn't end comes near it.
	deadline = 5 * time.Minute
)

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
	input := newDocument()
	inventory.Encode(input, resources, about)
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	j := newJudgement(resources)
	j.defaults = about.Defaults
	answer, err := ask(ctx, e.prepared, input.value)
	switch {
	case ctx.Err() != nil:
		return Verdicts{}, fmt.Errorf("evaluating the policies: %w", ctx.Err())
	case err != nil:
		// Only one rule is to blame; the others' results must not be lost with it.
		for i := range e.rules {
			answer, err := e.askRule(ctx, e.rules[i].ID, input.value)
			if err != nil {
				j.broken(&e.rules[i], source.Pos(0), err.Error())
			}
			j.rule(&e.rules[i], e.entries[i], answer)
		}
		return j.verdicts, nil
	}
	for i := range e.rules {
		j.rule(&e.rules[i], e.entries[i], answer)
	}
	eachMember(lookup(answer, "notes"), func(note *ast.Term) {
		j.verdicts.Diagnostics = append(j.verdicts.Diagnostics, source.Diagnostic{
			Level: source.Note, Message: text(lookup(note, "message")), Hint: text(lookup(note, "hint")), Pos: position(lookup(note, "pos")),
		})
	})
	return j.verdicts, nil
}

// ask evaluates a query; the answer is its one value, an empty object when it is undefined.
func ask(ctx context.Context, query rego.PreparedEvalQuery, input ast.Value) (*ast.Term, error) {
	set, err := query.Eval(ctx, rego.EvalParsedInput(input))
	if err != nil || len(set) == 0 {
		return ast.InternedEmptyObject, err
	}
	return set[0].Expressions[0].Value.(*ast.Term), nil
}

// askRule evaluates one rule alone. The answer has the form of that of all rules.
func (e *Engine) askRule(ctx context.Context, id string, input ast.Value) (*ast.Term, error) {
	category, name, _ := strings.Cut(id, "/")
	var members [][2]*ast.Term
	for _, part := range []string{"results", "subjects"} {
		query, err := e.prepare(ctx, fmt.Sprintf("data.akscan.main.%s[%q][%q]", part, category, name))
		if err != nil {
			return ast.InternedEmptyObject, err
		}
		answer, err := ask(ctx, query, input)
		if err != nil {
			return ast.InternedEmptyObject, err
		}
		members = append(members, [2]*ast.Term{ast.StringTerm(part), ast.ObjectTerm([2]*ast.Term{
			ast.StringTerm(category), ast.ObjectTerm([2]*ast.Term{ast.StringTerm(name), answer}),
		})})
	}
	return ast.ObjectTerm(members...), nil
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

// rule takes one rule's results out of the answer.
func (j *judgement) rule(rule *finding.Rule, e *entry, answer *ast.Term) {
	category, name, _ := strings.Cut(rule.ID, "/")
	best := map[int]finding.Finding{}
	eachMember(lookup(answer, "results", category, name), func(result *ast.Term) {
		key, f, err := j.finding(rule, result)
		if err != nil {
			j.broken(rule, source.Pos(0), err.Error())
			return
		}
		if known, ok := best[key]; !ok || stronger(&f, &known) {
			best[key] = f
		}
	})
	for _, key := range j.subjects(rule, e, answer) {
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
}

// subjects lists the keys of the resources that the rule must judge.
func (j *judgement) subjects(rule *finding.Rule, e *entry, answer *ast.Term) []int {
	var keys []int
	if e.OwnSubjects {
		category, name, _ := strings.Cut(rule.ID, "/")
		eachMember(lookup(answer, "subjects", category, name), func(key *ast.Term) {
			if n, ok := integer(key); ok {
				keys = append(keys, n)
			}
		})
		return keys
	}
	for _, r := range j.resources {
		// Whether an unseen module could matter to a rule, the rule itself says.
		if !r.Existing && r.Kind != inventory.ModuleCall && slices.Contains(rule.Kinds, string(r.Kind)) {
			keys = append(keys, r.Key())
		}
	}
	return keys
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
func (j *judgement) finding(rule *finding.Rule, result *ast.Term) (key int, f finding.Finding, err error) {
	key, ok := integer(lookup(result, "subject"))
	r := j.byKey[key]
	if !ok || r == nil {
		return 0, f, fmt.Errorf("a result has no subject: %v", result)
	}
	property := lookup(result, "property")
	f = finding.Finding{
		Rule: rule.ID, Verdict: finding.Verdict(text(lookup(result, "verdict"))), Severity: rule.Severity,
		Message: text(lookup(result, "message")), Resource: described(r), Property: text(lookup(property, "name")),
		Pos: position(lookup(property, "pos")),
	}
	if f.Verdict != finding.Fail && f.Verdict != finding.Open && f.Verdict != finding.Pass {
		return 0, f, fmt.Errorf("a result on %s has the verdict %q", r.Address, f.Verdict)
	}
	if f.Message == "" {
		return 0, f, fmt.Errorf("a result on %s has no message", r.Address)
	}
	if graded := text(lookup(result, "severity")); graded != "" {
		severity, ok := finding.ParseSeverity(graded)
		if !ok {
			return 0, f, fmt.Errorf("a result on %s has the severity %q", r.Address, graded)
		}
		f.Severity = severity
	}
	if !f.Pos.IsValid() {
		f.Pos = r.Pos
	}
	eachMember(lookup(property, "origins"), func(origin *ast.Term) {
		from := finding.Related{Message: finding.OriginMessage, Pos: position(origin)}
		if j.defaults[from.Pos] {
			from.Message = finding.DefaultMessage
		}
		f.Related = append(f.Related, from)
	})
	eachMember(lookup(result, "related"), func(step *ast.Term) {
		f.Related = append(f.Related, finding.Related{Message: text(lookup(step, "message")), Pos: position(lookup(step, "pos"))})
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

// lookup follows member names into a term; nil as soon as one is missing.
func lookup(term *ast.Term, path ...string) *ast.Term {
	for _, key := range path {
		if term == nil {
			return nil
		}
		object, ok := term.Value.(ast.Object)
		if !ok {
			return nil
		}
		term = object.Get(ast.InternedTerm(key))
	}
	return term
}

// eachMember calls fn for the members of a set or an array, in order.
func eachMember(term *ast.Term, fn func(*ast.Term)) {
	if term == nil {
		return
	}
	switch collection := term.Value.(type) {
	case ast.Set:
		for _, member := range collection.Slice() {
			fn(member)
		}
	case *ast.Array:
		collection.Foreach(fn)
	}
}

func text(term *ast.Term) string {
	if term == nil {
		return ""
	}
	s, _ := term.Value.(ast.String)
	return string(s)
}

func integer(term *ast.Term) (int, bool) {
	if term == nil {
		return 0, false
	}
	n, ok := term.Value.(ast.Number)
	if !ok {
		return 0, false
	}
	i, ok := n.Int64()
	return int(i), ok
}

func position(term *ast.Term) source.Pos {
	n, _ := integer(term)
	return source.Pos(n)
}

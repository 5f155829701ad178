package estate

import (
	"context"
	"strings"

	"github.com/akscan/akscan/internal/engine"
	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// judge evaluates the rules on all that isn't in the graph of the rest, part by part.
// Unless passes are listed, they are only counted.
func (s *stream) judge(ctx context.Context, rules *engine.Engine, document inventory.Context, passes bool) (all *engine.Verdicts, passed int, err error) {
	s.progress.Begin("judging", s.bytes())
	all = new(engine.Verdicts)
	type result struct {
		engine.Verdicts
		passed int
		size   int
		err    error
	}
	inOrder(s.jobs, s.eachPart, func(part *streamPart) (r result) {
		r.size = part.End - part.Start
		r.err = source.WhileMapped(func() error {
			verdicts, err := rules.Evaluate(ctx, s.linkPart(part).Parts, document, 1)
			if err != nil {
				return err
			}
			if r.Verdicts = *verdicts; !passes {
				r.Findings, r.passed = withoutPasses(r.Findings)
			}
			return nil
		})
		return r
	}, func(r result) bool {
		if r.err != nil {
			err = r.err
			return false
		}
		all.Findings = append(all.Findings, r.Findings...)
		all.Diagnostics = append(all.Diagnostics, r.Diagnostics...)
		passed += r.passed
		s.progress.Add(r.size)
		return true
	})
	return all, passed, err
}

// withoutPasses leaves out, and counts, the passes that no report lists. One stays where
// it may share its fingerprint with another finding: it decides which gets what ordinal. A resource
// id is the address of one resource alone.
func withoutPasses(findings []finding.Finding) (kept []finding.Finding, passed int) {
	type subject struct{ rule, address, property string }
	of := func(f *finding.Finding) subject { return subject{f.Rule, f.Resource.Address, f.Property} }
	times := make(map[subject]int, len(findings))
	for i := range findings {
		times[of(&findings[i])]++
	}
	for i := range findings {
		f := &findings[i]
		if f.Verdict == finding.Pass && times[of(f)] == 1 && strings.HasPrefix(f.Resource.Address, "/subscriptions/") {
			passed++
			continue
		}
		kept = append(kept, *f)
	}
	return kept, passed
}

// eachPart hands out the parts, until it's told to stop.
func (s *stream) eachPart(emit func(*streamPart) bool) {
	for i := range s.parts {
		if !emit(&s.parts[i]) {
			return
		}
	}
}

// bytes counts what there is to read again.
func (s *stream) bytes() (sum int64) {
	for i := range s.parts {
		sum += int64(s.parts[i].End - s.parts[i].Start)
	}
	return sum
}

package engine

import (
	"testing"
	"time"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/rego"
	"github.com/akscan/akscan/policies"
)

// BenchmarkDecode reads the compiled policies, which every scan begins with.
func BenchmarkDecode(b *testing.B) {
	b.SetBytes(int64(len(policies.Program)))
	for b.Loop() {
		if _, err := rego.Decode(policies.Program); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEvaluate judges vaults of which nothing is known but that they are there.
func BenchmarkEvaluate(b *testing.B) {
	e, err := New(Rules())
	if err != nil {
		b.Fatal(err)
	}
	parts := vaults(1000)
	verdicts := 0
	for b.Loop() {
		all, err := e.Evaluate(b.Context(), parts, inventory.Context{Now: time.Unix(0, 0)}, 1)
		if err != nil {
			b.Fatal(err)
		}
		verdicts += len(all.Findings)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(verdicts), "ns/verdict")
}

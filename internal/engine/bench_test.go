package engine

import (
	"testing"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/inventory"
)

// BenchmarkCompile loads the rules that a cluster with its pools needs where nothing is set, and all there are.
func BenchmarkCompile(b *testing.B) {
	bare := Contents{kinds: map[inventory.Kind]bool{inventory.Cluster: true, inventory.NodePool: true}}
	for _, bench := range []struct {
		name     string
		contents Contents
		rules    []finding.Rule
	}{{"cluster", bare, For(bare, Rules())}, {"all", Contents{}, Rules()}} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Compile(b.Context(), bench.rules, bench.contents); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(bench.rules)), "rules")
		})
	}
}

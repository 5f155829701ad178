package engine

import (
	"testing"

	"github.com/akscan/akscan/internal/inventory"
)

// BenchmarkCompile loads the rules that a cluster with its pools needs, and all there are.
func BenchmarkCompile(b *testing.B) {
	cluster := map[inventory.Kind]bool{inventory.Cluster: true, inventory.NodePool: true}
	all := map[inventory.Kind]bool{}
	for _, k := range inventory.Kinds() {
		all[k.Kind] = true
	}
	for name, kinds := range map[string]map[inventory.Kind]bool{"cluster": cluster, "all": all} {
		b.Run(name, func(b *testing.B) {
			rules := For(kinds, Rules())
			for b.Loop() {
				if _, err := Compile(b.Context(), rules, kinds); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(rules)), "rules")
		})
	}
}

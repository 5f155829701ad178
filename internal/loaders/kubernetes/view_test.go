package kubernetes

import (
	"testing"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// TestBelowUnknown holds that what lies below an unknown value is neither certainly
// there nor what the whole refers to.
func TestBelowUnknown(t *testing.T) {
	whole := &source.Node{Kind: source.Unknown, Symbol: &source.Symbol{
		Why: "known after apply", Expr: "data.kubernetes_storage_class.x.parameters", Present: true,
		Ref: &source.Ref{Kind: "storage_class", Attribute: source.RefOther, Target: "x"},
	}}
	n := &source.Node{Kind: source.Object, Members: []source.Member{{Key: "parameters", Value: whole}}}
	v := (&view{node: n}).Lookup("parameters.diskEncryptionSetID")
	if v.State != inventory.Unknown || v.Symbol.Why != "known after apply" || v.Present() || v.Symbol.Ref != nil {
		t.Errorf("below an unknown value: %+v with %+v", v, v.Symbol)
	}
	if other := (&view{node: n}).Lookup("parameters.skuName"); other.Symbol.Expr == v.Symbol.Expr {
		t.Errorf("two members share the expression %q", v.Symbol.Expr)
	}
	if v := (&view{node: n}).Lookup("parameters"); !v.Present() {
		t.Error("the value itself is certainly there")
	}
}

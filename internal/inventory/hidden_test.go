package inventory

import "testing"

// shown is a view of a live resource in which nothing is written.
type shown struct{ written }

func (shown) Mode() Mode { return Live }

// TestHidden shows why a field that isn't there may still be set in Azure, in the terms of what was given.
func TestHidden(t *testing.T) {
	tests := []struct {
		name string
		view View
		why  string
	}{
		{"a request", written{format: Azure}, "without an API version nobody can tell whether this could set the newer KMS mode (infrastructureEncryption)"},
		{"an export", shown{written{format: Azure}}, "an export without the aks-preview extension can't show the newer KMS mode (infrastructureEncryption)"},
		{"a template", written{format: ARM, version: "2025-05-01"}, "API version 2025-05-01 can't show the newer KMS mode (infrastructureEncryption)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v := New(Cluster, test.view).Property("kms_infrastructure_encryption")
			if !v.Hidden || v.Symbol.Why != test.why {
				t.Errorf("hidden %v: %q, want %q", v.Hidden, v.Symbol.Why, test.why)
			}
		})
	}
}

package inventory

import (
	"testing"

	"github.com/akscan/akscan/internal/source"
)

// written is a view in which one field is written.
type written struct {
	format  Format
	version string
	path    string
	value   any
	knows   func(TerraformName) bool
}

func (w written) Format() Format             { return w.format }
func (w written) Mode() Mode                 { return Declared }
func (w written) Type() string               { return "" }
func (w written) Version() string            { return w.version }
func (w written) Keys(string) []string       { return nil }
func (w written) Knows(n TerraformName) bool { return w.knows == nil || w.knows(n) }
func (w written) Lookup(path string) Value {
	if path == w.path {
		return SetValue(w.value, source.Pos(2))
	}
	return UnsetValue(source.Pos(1))
}

// TestIgnored shows that what is written in vain counts as absent, at its place and with the reason.
func TestIgnored(t *testing.T) {
	newerThan3 := func(n TerraformName) bool { return n.Before == "" }
	olderThan4 := func(n TerraformName) bool { return n.Since != "4.0.0" }
	tests := []struct {
		name     string
		kind     Kind
		property string
		view     written
		state    State
		ignored  string
	}{
		{"a name that went", NodePool, "host_encryption", written{format: Terraform, path: "enable_host_encryption", value: true, knows: newerThan3},
			Default, "the azurerm version in force doesn't have enable_host_encryption (came with 2.46.0, went with 4.0.0)"},
		{"a name still to come", NodePool, "host_encryption", written{format: Terraform, path: "host_encryption_enabled", value: true, knows: olderThan4},
			Default, "the azurerm version in force doesn't have host_encryption_enabled (came with 4.0.0)"},
		{"a name that only went", KeyVault, "soft_delete", written{format: Terraform, path: "soft_delete_enabled", value: false, knows: newerThan3},
			Default, "the azurerm version in force doesn't have soft_delete_enabled (went with 3.0.0)"},
		{"a known name", NodePool, "host_encryption", written{format: Terraform, path: "host_encryption_enabled", value: true}, Set, ""},
		{"a stable API version", Cluster, "kms_infrastructure_encryption", written{format: ARM, version: "2025-05-01", path: infrastructureEncryption, value: "Enabled"},
			Unknown, "API version 2025-05-01 doesn't have infrastructureEncryption"},
		{"a preview API version", Cluster, "kms_infrastructure_encryption", written{format: ARM, version: "2025-06-02-preview", path: infrastructureEncryption, value: "Enabled"}, Set, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v := New(test.kind, test.view).Property(test.property)
			if v.State != test.state || v.Ignored != test.ignored || v.Pos != 2 {
				t.Errorf("%s %q at %d, want %s %q at 2", v.State, v.Ignored, v.Pos, test.state, test.ignored)
			}
		})
	}
}

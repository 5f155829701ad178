package inventory

import (
	"slices"
	"testing"

	"github.com/akscan/akscan/internal/source"
)

// profile is a view in which fields of a cluster are written.
type profile map[string]Value

func (p profile) Format() Format           { return ARM }
func (p profile) Mode() Mode               { return Declared }
func (p profile) Type() string             { return "" }
func (p profile) Version() string          { return "2025-05-01" }
func (p profile) Keys(string) []string     { return nil }
func (p profile) Knows(TerraformName) bool { return true }
func (p profile) Lookup(path string) Value {
	if v, ok := p[path]; ok {
		return v
	}
	return UnsetValue(source.Pos(1))
}

func TestKMSFields(t *testing.T) {
	const kms = "securityProfile.azureKeyVaultKms."
	open := UnknownValue("parameter 'x' has no value", source.Pos(2))
	something := open
	something.Symbol = &source.Symbol{Why: open.Symbol.Why, Present: true}
	null := UnsetValue(source.Pos(2))
	null.Null = true
	for _, c := range []struct {
		name           string
		view           profile
		written, doubt []string
		version        State
	}{
		{"nothing", profile{}, nil, nil, Unset},
		{"null", profile{kms + "enabled": null}, nil, nil, Unset},
		{"false", profile{kms + "enabled": SetValue(false, 2)}, []string{"enabled"}, nil, Set},
		{"known", profile{kms + "enabled": SetValue(true, 2), infrastructureEncryption: SetValue("Enabled", 2)}, []string{"enabled", "infrastructureEncryption"}, nil, Set},
		{"a value that may be null", profile{kms + "enabled": SetValue(true, 2), kms + "keyId": open}, []string{"enabled"}, []string{"keyId"}, Set},
		{"a value that is something", profile{kms + "keyId": something}, []string{"keyId"}, nil, Set},
		{"none certain", profile{kms + "keyVaultResourceId": open, infrastructureEncryption: open}, nil, []string{"keyVaultResourceId", "infrastructureEncryption"}, Set},
	} {
		t.Run(c.name, func(t *testing.T) {
			cluster := New(Cluster, c.view)
			for name, want := range map[string][]string{"kms_fields": c.written, "kms_fields_in_doubt": c.doubt} {
				if got, _ := cluster.Property(name).Value.([]string); !slices.Equal(got, want) {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
			if got := cluster.Property("kms_api_version").State; got != c.version {
				t.Errorf("kms_api_version is %s, want %s", got, c.version)
			}
		})
	}
}

package azure

import (
	"strings"
	"testing"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// TestUnknownNames reads a body of which a template couldn't tell the name of a field:
// that may be any field that isn't there.
func TestUnknownNames(t *testing.T) {
	f := source.NewSet().Add("t.json", []byte(`{"name": "kv", "properties": {"enableSoftDelete": true, "?": true}}`), false)
	n, _ := source.ParseJSON(f)
	members := n.Get("properties").Members
	members[1].Symbol = &source.Symbol{Why: "parameter 'field' has no value"}
	loaded := LoadEmbedded(inventory.Embedded{Format: inventory.ARM, Node: n, Host: inventory.Host{
		Format: inventory.ARM, Mode: inventory.Declared, AzureType: "Microsoft.KeyVault/vaults@2023-07-01", Address: "kv",
	}})
	vault := loaded.Resources[0]
	if v := vault.Property("soft_delete"); v.State != inventory.Set {
		t.Errorf("a field that is there is %s", v.State)
	}
	v := vault.Property("purge_protection")
	if v.State != inventory.Unknown || !strings.Contains(v.Symbol.Why, "parameter 'field' has no value") {
		t.Errorf("a field that isn't there is %s (%s)", v.State, v.Symbol.Why)
	}
}

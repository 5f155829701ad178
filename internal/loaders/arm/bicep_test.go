package arm

import (
	"testing"

	"github.com/akscan/akscan/internal/source"
)

// TestBicep shows where the resources of a compiled template stand in its Bicep.
func TestBicep(t *testing.T) {
	const bicep = `
param name string
// resource old 'Microsoft.KeyVault/vaults@2019-09-01' = {
  resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = if (deploy) {
    name: name
    resource key 'keys' = {
      name: 'k'
    }
  }
resource one 'Microsoft.Compute/disks@2023-04-02' = {
}
resource two 'Microsoft.Compute/disks@2023-04-02' = [for i in range(0, 2): {
}]
resource cluster 'Microsoft.ContainerService/managedClusters@2024-05-01' = {
module nested './nested.bicep' = {
`
	const symbolic = `{"languageVersion": "2.0", "contentVersion": "1.0.0.0", "resources": {
 "vault": {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "v", "properties": {}},
 "vault::key": {"type": "Microsoft.KeyVault/vaults/keys", "apiVersion": "2023-07-01", "name": "v/k", "properties": {}},
 "two": {"copy": {"name": "two", "count": 2}, "type": "Microsoft.Compute/disks", "apiVersion": "2023-04-02", "name": "[format('d{0}', copyIndex())]", "properties": {}},
 "gone": {"type": "Microsoft.Compute/disks", "apiVersion": "2023-04-02", "name": "gone", "properties": {}},
 "nested": {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "n", "properties": {"template": {"resources": [
   {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "inner", "properties": {}}]}}}}}`
	const plain = `{"contentVersion": "1.0.0.0", "resources": [
 {"type": "Microsoft.KeyVault/vaults/keys", "apiVersion": "2023-07-01", "name": "v/k", "properties": {}},
 {"type": "Microsoft.ContainerService/managedClusters", "apiVersion": "2024-05-01", "name": "c", "properties": {}},
 {"type": "Microsoft.Compute/disks", "apiVersion": "2023-04-02", "name": "d", "properties": {}}]}`
	for _, c := range []struct {
		name, template string
		want           map[string]string
	}{
		{"by symbolic name", symbolic, map[string]string{
			"v": "resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = if (deploy)", "k": "resource key 'keys'",
			"d0": "resource two 'Microsoft.Compute/disks@2023-04-02' = [for i in range(0, 2):", "d1": "resource two 'Microsoft.Compute/disks@2023-04-02' = [for i in range(0, 2):",
			"gone": "", "inner": "module nested './nested.bicep'",
		}},
		{"by type", plain, map[string]string{
			"k": "resource key 'keys'", "c": "resource cluster 'Microsoft.ContainerService/managedClusters@2024-05-01'", "d": "",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := source.NewSet()
			written := set.Add("x/main.bicep", []byte(bicep), false)
			written.Format = source.Bicep
			evaluations, _ := Evaluations([]*source.File{written, set.Add("x/main.json", []byte(c.template), false)}, nil)
			if len(evaluations) != 1 {
				t.Fatalf("%d evaluations", len(evaluations))
			}
			loaded := evaluations[0].Load()
			if len(loaded.Embedded) != len(c.want) {
				t.Errorf("%d resources, want %d", len(loaded.Embedded), len(c.want))
			}
			for _, e := range loaded.Embedded {
				p := e.Host.CompiledFrom
				if !p.IsValid() || set.File(p) != written {
					t.Fatalf("%s: no place in the Bicep", e.Host.Name)
				}
				if got := string(written.Data[p.Start():p.End()]); got != c.want[e.Host.Name] {
					t.Errorf("%s at %q, want %q", e.Host.Name, got, c.want[e.Host.Name])
				}
			}
		})
	}
}

// TestBicepBeside shows that a template without its Bicep beside it has no place in one.
func TestBicepBeside(t *testing.T) {
	set := source.NewSet()
	other := set.Add("x/other.bicep", nil, false)
	other.Format = source.Bicep
	f := set.Add("x/main.json", []byte(`{"contentVersion": "1", "resources": [{"type": "Microsoft.KeyVault/vaults", "name": "v"}]}`), false)
	evaluations, _ := Evaluations([]*source.File{other, f}, nil)
	if loaded := evaluations[0].Load(); len(loaded.Embedded) != 1 || loaded.Embedded[0].Host.CompiledFrom.IsValid() {
		t.Errorf("%+v", loaded.Embedded)
	}
}

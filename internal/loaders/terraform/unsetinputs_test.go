package terraform

import (
	"slices"
	"testing"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

func TestUnsetKMSInputs(t *testing.T) {
	const module = `
variable "name" {}
variable "KmsKeyId" {
  default = null
}
resource "azurerm_kubernetes_cluster" "this" {
  name = var.name
  dynamic "key_management_service" {
    for_each = var.KmsKeyId == null ? [] : [var.KmsKeyId]
    content {
      key_vault_key_id = key_management_service.value
    }
  }
}
`
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"left unset", "-- main.tf --\nmodule \"aks\" {\n  source = \"./aks\"\n  name = \"x\"\n}\n-- aks/main.tf --" + module, []string{"module.aks.KmsKeyId"}},
		{"set", "-- main.tf --\nmodule \"aks\" {\n  source = \"./aks\"\n  name = \"x\"\n  KmsKeyId = \"https://kv.vault.azure.net/keys/k/1\"\n}\n-- aks/main.tf --" + module, nil},
		{"no module", "-- main.tf --\nvariable \"kms\" {}\nresource \"azurerm_kubernetes_cluster\" \"c\" {\n  name = \"c\"\n}\n", nil},
		{
			"passed on, and left unset above",
			"-- main.tf --\nmodule \"outer\" {\n  source = \"./outer\"\n}\n-- outer/main.tf --\nvariable \"kms_key\" {\n  default = null\n}\nmodule \"aks\" {\n  source = \"../aks\"\n  name = \"x\"\n  KmsKeyId = var.kms_key\n}\n-- aks/main.tf --" + module,
			[]string{"module.outer.kms_key"},
		},
		{"a public module", "-- main.tf --\nmodule \"aks\" {\n  source = \"Azure/aks/azurerm\"\n  version = \"11.5.0\"\n  kms_key_vault_key_id = \"k\"\n  kms_key_vault_network_access = \"Public\"\n}\n", []string{"module.aks.kms_enabled"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			unpack(t, c.text)
			for _, r := range Load(source.NewSet(), folders(t), Options{}).Resources {
				if r.Kind != inventory.TerraformModule {
					continue
				}
				if got, _ := r.Property("unset_kms_inputs").Value.([]string); !slices.Equal(got, c.want) {
					t.Errorf("got %q, want %q", got, c.want)
				}
			}
		})
	}
}

package terraform

import (
	"fmt"
	"testing"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

func TestCountClusters(t *testing.T) {
	cluster := func(name, inner string) string {
		return fmt.Sprintf("resource \"azurerm_kubernetes_cluster\" %q {\n  name = %q\n%s\n}\n", name, name, inner)
	}
	sent := func(kind, name, profile string) string {
		return fmt.Sprintf("resource \"azapi_%s\" %q {\n  type = \"Microsoft.ContainerService/managedClusters@2025-05-01\"\n  name = %q\n  body = { properties = { securityProfile = %s } }\n}\n", kind, name, name, profile)
	}
	const (
		key      = "resource \"azurerm_key_vault_key\" \"k\" {\n  name = \"k\"\n}\nvariable \"given\" {}\n"
		kms      = "key_management_service {\n  key_vault_key_id = %s\n}"
		profile  = "{ azureKeyVaultKms = { enabled = %s, keyId = %s } }"
		resource = "azurerm_key_vault_key.k.id"
	)
	for _, c := range []struct {
		name, text             string
		all, without, doubtful int64
	}{
		{"none", key, 0, 0, 0},
		{"off", cluster("c", ""), 1, 1, 0},
		{"a key of the root", cluster("c", fmt.Sprintf(kms, resource)), 1, 0, 0},
		{"a key by its id", cluster("c", fmt.Sprintf(kms, `"https://kv.vault.azure.net/keys/k/1"`)), 1, 0, 0},
		{"a key that nobody knows", cluster("c", fmt.Sprintf(kms, "var.given")), 1, 0, 1},
		{"on, perhaps", cluster("c", "dynamic \"key_management_service\" {\n  for_each = var.given\n  content {\n    key_vault_key_id = var.given\n  }\n}"), 1, 0, 1},
		{"azapi, off", sent("resource", "c", "{}"), 1, 1, 0},
		{"azapi, switched off", sent("resource", "c", fmt.Sprintf(profile, "false", resource)), 1, 1, 0},
		{"azapi, a key of the root", sent("resource", "c", fmt.Sprintf(profile, "true", resource)), 1, 0, 0},
		{"azapi, a key that nobody knows", sent("resource", "c", fmt.Sprintf(profile, "true", "var.given")), 1, 0, 1},
		{"azapi, on, perhaps", sent("resource", "c", "var.given"), 1, 0, 1},
		{"two", cluster("a", "") + cluster("b", fmt.Sprintf(kms, "var.given")), 2, 1, 1},
		{"changed from outside", cluster("c", "") + sent("update_resource", "kms", fmt.Sprintf(profile, "true", resource)), 1, 0, 0},
		{"changed from outside, with a key that nobody knows", cluster("c", "") + sent("update_resource", "kms", fmt.Sprintf(profile, "true", "var.given")), 1, 0, 1},
		{"something else changed from outside", cluster("c", "") + sent("update_resource", "other", "{ workloadIdentity = { enabled = true } }"), 1, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			unpack(t, "-- main.tf --\n"+key+c.text)
			for _, r := range Load(source.NewSet(), folders(t), Options{}).Resources {
				if r.Kind != inventory.TerraformModule {
					continue
				}
				for name, want := range map[string]int64{"clusters": c.all, "clusters_without_kms": c.without, "clusters_in_doubt": c.doubtful} {
					if got := r.Property(name).Value; got != want {
						t.Errorf("%s is %v, want %d", name, got, want)
					}
				}
			}
		})
	}
}

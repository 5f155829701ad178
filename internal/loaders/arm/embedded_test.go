package arm

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// TestLoadEmbedded evaluates a deployment as Terraform's loader hands it over, with a
// parameter that only Terraform could know.
func TestLoadEmbedded(t *testing.T) {
	p := &printer{set: source.NewSet()}
	f := p.set.Add("main.tf", []byte(`{"type": "Microsoft.Resources/deployments", "properties": {
  "parameters": {"des": {"value": "REPLACED"}, "host": {"value": true}},
  "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "parameters": {"des": {"type": "string"}, "host": {"type": "bool"}},
    "resources": [{"type": "Microsoft.ContainerService/managedClusters", "apiVersion": "2024-05-01", "name": "a", "properties": {
      "diskEncryptionSetID": "[parameters('des')]", "other": "[concat(parameters('des'), '-x')]", "host": "[parameters('host')]"}}]}}}`), false)
	node, diagnostics := source.ParseJSON(f)
	if len(diagnostics) > 0 {
		t.Fatal(diagnostics)
	}
	des := node.At("properties", "parameters", "des", "value")
	des.Kind, des.Text = source.Unknown, ""
	des.Symbol = &source.Symbol{Why: "var.des has no default", Expr: "root var.des", Ref: &source.Ref{Kind: "disk_encryption_set", Type: "azurerm_disk_encryption_set", Attribute: source.RefID, Target: "root azurerm_disk_encryption_set.x"}}
	e := inventory.Embedded{Format: inventory.ARM, Node: node, Host: inventory.Host{
		Format: inventory.Terraform, Mode: inventory.Declared, Address: "azurerm_resource_group_template_deployment.this", Scope: "root",
	}}
	if !Deploys(e) {
		t.Fatal("not taken for a deployment")
	}
	loaded := LoadEmbedded(e)
	p.loaded(loaded)
	want := "azurerm_resource_group_template_deployment.this/Microsoft.ContainerService/managedClusters/a\n" +
		"  Microsoft.ContainerService/managedClusters@2024-05-01 \"a\" at main.tf:5 `{`\n" +
		"  id /subscriptions/<root azurerm_resource_group_template_deployment.this subscription().subscriptionId>/resourcegroups/<root azurerm_resource_group_template_deployment.this resourceGroup().name>/providers/microsoft.containerservice/managedclusters/a\n" +
		"  properties.diskEncryptionSetID = unknown root var.des (var.des has no default) -> disk_encryption_set id root azurerm_disk_encryption_set.x at main.tf:6 `\"diskEncryptionSetID\": \"[parameters('des...` from main.tf:2 `\"REPLACED\"`\n" +
		"  properties.other = unknown <root var.des>-x (var.des has no default) present at main.tf:6 `\"other\": \"[concat(parameters('des'), '-x...` from main.tf:2 `\"REPLACED\"`\n" +
		"  properties.host = true at main.tf:6 `\"host\": \"[parameters('host')]\"` from main.tf:2 `true`\n"
	if diff := cmp.Diff(want, p.String()); diff != "" {
		t.Error(diff)
	}
	if h := loaded.Embedded[0].Host; h.Format != inventory.Terraform || h.Mode != inventory.Declared {
		t.Errorf("%+v", h)
	}
	for _, other := range []inventory.Embedded{
		{Format: inventory.ARM, Node: &source.Node{Kind: source.Object}, Host: inventory.Host{AzureType: "Microsoft.KeyVault/vaults@2023-07-01"}},
		{Format: inventory.Kubernetes, Node: node},
	} {
		if Deploys(other) {
			t.Errorf("%+v is taken for a deployment", other.Host)
		}
	}
	if loaded := LoadEmbedded(inventory.Embedded{Format: inventory.ARM, Node: &source.Node{Kind: source.Unknown, Symbol: &source.Symbol{}}}); len(loaded.Embedded)+len(loaded.Diagnostics) > 0 {
		t.Errorf("%+v", loaded)
	}
}

// TestTemplateSpec evaluates the templates that a template spec holds, each found by its path from the one that links to it.
func TestTemplateSpec(t *testing.T) {
	p := &printer{set: source.NewSet()}
	f := p.set.Add("spec.json", []byte(`{"properties": {
  "template": {"contentVersion": "1.0.0.0", "resources": [
    {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "one", "properties": {"templateLink": {"relativePath": "Artifacts\\one.json"}, "parameters": {"n": {"value": "a"}}}},
    {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "none", "properties": {"templateLink": {"relativePath": "other.json"}}},
    {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "vault", "properties": {"templateLink": {"relativePath": "[concat('ot', parameters('x'))]"}}}]},
  "linkedTemplates": [
    {"path": "artifacts/one.json", "template": {"contentVersion": "1.0.0.0", "parameters": {"n": {"type": "string"}}, "resources": [
      {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "[parameters('n')]", "properties": {}},
      {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "two", "properties": {"templateLink": {"relativePath": "deeper/two.json"}}},
      {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "again", "properties": {"templateLink": {"relativePath": "one.json"}}}]}},
    {"path": "artifacts/deeper/two.json", "template": {"contentVersion": "1.0.0.0", "resources": [
      {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "b", "properties": {}}]}},
    {"path": 5}]}}`), false)
	node, diagnostics := source.ParseJSON(f)
	if len(diagnostics) > 0 {
		t.Fatal(diagnostics)
	}
	loaded := LoadEmbedded(inventory.Embedded{Format: inventory.ARM, Node: node, Host: inventory.Host{
		Format: inventory.ARM, Mode: inventory.Declared, Type: deploymentType, AzureType: deploymentType, Scope: "spec.json",
	}})
	names := map[string]bool{}
	for _, e := range loaded.Embedded {
		names[e.Host.Name] = true
	}
	if !names["a"] || !names["b"] {
		t.Errorf("got the resources %v", names)
	}
	var said []string
	for _, d := range loaded.Diagnostics {
		said = append(said, string(d.Level)+": "+d.Message)
	}
	want := []string{
		"error: deployments nested deeper than 20 levels; the ones below aren't judged",
		"error: deployments nested deeper than 20 levels; the ones below aren't judged",
		"warning: the template has no parameter 'x'",
		"note: the template that this deployment links to is not in the files given; what it deploys isn't judged",
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Error(diff)
	}
}

// TestEmbeddedParametersLink evaluates a request whose parameter file lies elsewhere: what
// that may set isn't known.
func TestEmbeddedParametersLink(t *testing.T) {
	f := source.NewSet().Add("body.json", []byte(`{"properties": {
  "parameters": {"given": {"value": true}}, "parametersLink": {"uri": "https://example.org/values.json"},
  "template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "parameters": {"given": {"type": "bool"}, "open": {"type": "bool", "defaultValue": true}},
    "resources": [{"type": "Microsoft.KeyVault/vaults", "name": "kv", "properties": {"a": "[parameters('given')]", "b": "[parameters('open')]"}}]}}}`), false)
	node, _ := source.ParseJSON(f)
	loaded := LoadEmbedded(inventory.Embedded{Format: inventory.ARM, Node: node, Host: inventory.Host{AzureType: deploymentType, Scope: "body.json"}})
	properties := loaded.Embedded[0].Node.Get("properties")
	if a := properties.Get("a"); a.Text != "true" {
		t.Errorf("the value that is given is %s", rendered(a))
	}
	if b := properties.Get("b"); b.Kind != source.Unknown {
		t.Errorf("the value that the file may set is %s", rendered(b))
	}
}

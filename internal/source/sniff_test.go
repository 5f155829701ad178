package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestSniff(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		want             Format
	}{
		{"cluster export", "a.json", `{"id": "/subscriptions/0/resourcegroups/r/providers/Microsoft.ContainerService/managedClusters/c"}`, Azure},
		{"list", "a.json", `[{"name": "x"}, {"type": "microsoft.keyvault/vaults"}]`, Azure},
		{"graph", "a.json", `{"count": 1, "data": [{"type": "microsoft.compute/diskencryptionsets"}]}`, Azure},
		{"PowerShell", "a.json", `{"AgentPoolProfiles": []}`, Azure},
		{"cluster body", "a.json", `{"location": "x", "properties": {"dnsPrefix": "a", "kubernetesVersion": ""}}`, Azure},
		{"pool body", "a.json", `{"properties": {"count": 1, "vmSize": "x"}}`, Azure},
		{"vault body", "a.json", `{"properties": {"tenantId": "x", "sku": {"family": "A"}}}`, Azure},
		{"key", "a.json", `{"key": {"kid": "https://v.vault.azure.net/keys/k/0"}}`, Azure},
		{"vm", "a.json", `{"properties": {"hardwareProfile": {"vmSize": "x"}}}`, Unrecognised},
		{"other type", "a.json", `{"type": "Microsoft.Network/virtualNetworks"}`, Unrecognised},
		{"type in prose", "a.json", `{"text": "see Microsoft.KeyVault for more"}`, Unrecognised},
		{"template", "a.json", `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": [{"type": "Microsoft.KeyVault/vaults"}]}`, ARM},
		{"subscription template", "a.json", `{"$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#", "resources": [{"type": "Microsoft.Resources/deployments"}]}`, ARM},
		{"template without schema", "a.json", `{"contentVersion": "1.0.0.0", "resources": [{"type": "Microsoft.Compute/disks"}]}`, ARM},
		{"template with a comment", "a.jsonc", "// c\n/* { */ {\"contentVersion\": \"1.0.0.0\", \"resources\": {\"a\": {\"type\": \"Microsoft.Compute/disks\"}}}", ARM},
		{"template of nothing of ours", "a.json", `{"contentVersion": "1.0.0.0", "resources": [{"type": "Microsoft.Network/virtualNetworks"}]}`, Unrecognised},
		{"parameters", "a.json", `{"$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentParameters.json#", "parameters": {}}`, ARMParameters},
		{"parameters without schema", "a.json", `{"contentVersion": "1.0.0.0", "parameters": {"a": {"value": 1}}}`, ARMParameters},
		{"plan", "a.json", `{"format_version": "1.2", "terraform_version": "1.11.0", "planned_values": {}}`, TerraformPlan},
		{"shown state", "a.json", `{"format_version": "1.0", "terraform_version": "1.11.0", "values": {}}`, TerraformState},
		{"state file", "terraform.tfstate", `{"version": 4, "terraform_version": "1.11.0", "serial": 1, "lineage": "x", "resources": []}`, TerraformState},
		{"object", "a.json", `{"apiVersion": "v1", "kind": "Pod"}`, Kubernetes},
		{"class with an id", "a.json", `{"kind": "StorageClass", "apiVersion": "storage.k8s.io/v1", "parameters": {"diskEncryptionSetID": "/subscriptions/0/resourceGroups/r/providers/Microsoft.Compute/diskEncryptionSets/d"}}`, Kubernetes},
		{"objects in a row", "a.json", `{"apiVersion": "v1", "kind": "ConfigMap"}` + "\n" + `{"apiVersion": "v1", "kind": "Pod"}`, Kubernetes},
		{"list of objects", "a.json", `{"apiVersion": "v1", "kind": "List", "items": [{"kind": "Pod"}]}`, Kubernetes},
		{"other object", "a.json", `{"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "/providers/Microsoft.KeyVault/vaults/v"}}`, Unrecognised},
		{"az resource", "a.json", `{"apiVersion": null, "kind": "StorageV2", "type": "Microsoft.Compute/disks"}`, Azure},
		{"unknown", "a.json", `{"a": 1}`, Unrecognised},

		{"broken export", "a.json", `{"agentPoolProfiles": [`, Azure},
		{"broken string", "a.json", `{"type": "Microsoft.ContainerService/managedClusters, "a": 1}`, Azure},
		{"broken template", "a.json", `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": [{"type": "Microsoft.KeyVault/vaults",]`, ARM},
		{"broken template's schema", "a.json", `{"$schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"`, ARM},
		{"broken object", "a.json", `{"apiVersion": "v1", "kind": "Pod", "spec": {"a" 1}`, Kubernetes},
		{"broken before it begins", "a.json", `x {"type": "Microsoft.ContainerService/managedClusters"}`, Azure},
		{"broken other", "a.json", `{"a": [`, Unrecognised},

		{"class", "a.yaml", aClass, Kubernetes},
		{"class, quoted", "a.yaml", "\"apiVersion\": \"storage.k8s.io/v1\"\n\"kind\" : 'StorageClass'\n", Kubernetes},
		{"later document", "a.yml", aService + "---\n" + aClass, Kubernetes},
		{"list", "a.yaml", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n", Kubernetes},
		{"typed list", "a.yaml", "apiVersion: v1\nkind: PodList\nitems: []\n", Kubernetes},
		{"anchored", "a.yaml", "apiVersion: v1\nkind: &k Pod\n", Kubernetes},
		{"kind elsewhere", "a.yaml", "apiVersion: v1\nkind: *k\n", Kubernetes},
		{"flow", "a.yaml", "{apiVersion: v1, kind: Pod}\n", Kubernetes},
		{"flow later", "a.yaml", "{apiVersion: v1, kind: Service}\n---\n" + aClass, Kubernetes},
		{"json", "a.yaml", `{"apiVersion": "v1", "kind": "Pod"}`, Kubernetes},
		{"other kind", "a.yaml", aService, Unrecognised},
		{"other list", "a.yaml", "apiVersion: v1\nkind: ServiceList\n", Unrecognised},
		{"kind in prose", "a.yaml", "apiVersion: v1\ntext: a kind Pod\nmankind: Pod\nkinds: [Pod]\n", Unrecognised},
		{"no version", "a.yaml", "kind: Pod\n", Unrecognised},
		{"broken", "a.yaml", aClass + "a: b: c\n", Kubernetes},
		{"templated", "a.yaml", aClass + "{{ x }}\n", Kubernetes},
		{"export in yaml", "a.yaml", `{"type": "Microsoft.ContainerService/managedClusters"}`, Azure},
		{"az's yaml", "a.yaml", "agentPoolProfiles: []\nid: /subscriptions/0/resourcegroups/r/providers/Microsoft.ContainerService/managedClusters/c\n", Azure},
		{"az's list in yaml", "a.yml", "- addons: {}\n  id: '/subscriptions/0/resourceGroups/r/providers/Microsoft.KeyVault/vaults/v'\n", Azure},
		{"az's grants in yaml", "a.yaml", "- id: /subscriptions/0/providers/Microsoft.Authorization/roleAssignments/r\n", Azure},
		{"az's key in yaml", "a.yaml", "attributes: {}\nkey:\n  kid: https://v.vault.azure.net/keys/k/0\n", Azure},
		{"another's id in yaml", "a.yaml", "id: /subscriptions/0/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v\n", Unrecognised},
		{"an id deep in yaml", "a.yaml", "vars:\n    cluster:\n      id: /subscriptions/0/resourceGroups/r/providers/Microsoft.ContainerService/managedClusters/c\n", Unrecognised},
		{"binary", "a.yaml", aClass + "\x00", Unrecognised},

		{"no extension, json", "export", aCluster, Azure},
		{"no extension, yaml", "manifest", "# " + strings.Repeat("c", 100) + "\n" + aClass, Kubernetes},
		{"no extension, prose", "README", "kind: Pod\n", Unrecognised},
		{"a portal's form", "createUiDefinition.json", `{"x": "Microsoft.KeyVault/vaults", ${y}}`, Unrecognised},
		{"bicep", "a.bicep", "resource a 'microsoft.containerservice/managedclusters@2024-01-01' = {}", Bicep},
		{"other bicep", "a.bicep", "resource a 'Microsoft.Network/virtualNetworks@2024-01-01' = {}", Unrecognised},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, mark := range []string{"", "\uFEFF"} {
				got := recognise(&candidate{path: c.file}, Decode([]byte(mark+c.text)))
				if got.format != c.want {
					t.Errorf("%q is %q, want %q", mark+c.text, got.format, c.want)
				}
			}
		})
	}
}

func TestSniffUTF16(t *testing.T) {
	tree(t, map[string]string{})
	for _, name := range []string{"a.json", "export"} {
		var raw []byte
		for _, u := range utf16.Encode([]rune("\uFEFF" + aCluster + strings.Repeat(" ", 3*headSize))) {
			raw = append(raw, byte(u), byte(u>>8))
		}
		if err := os.WriteFile(name, raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	check(t, find(t, FindOptions{}, "."), "a.json azure", "export azure")
}

func TestSniffWithoutExtension(t *testing.T) {
	tree(t, map[string]string{
		"long":   "# " + strings.Repeat("c", 10) + "\n" + aClass + strings.Repeat("# c\n", headSize),
		"late":   strings.Repeat("# c\n", headSize) + aClass,
		"binary": "\x7fELF\x00" + strings.Repeat(aClass, 1000),
	})
	check(t, find(t, FindOptions{}, "."), "long kubernetes", "passed over 2")
	check(t, find(t, FindOptions{}, "late"), "late kubernetes")
}

// TestSniffCorpus checks that every file of the corpus is recognised.
func TestSniffCorpus(t *testing.T) {
	corpus := os.Getenv("AKSCAN_CORPUS")
	if corpus == "" {
		t.Skip("AKSCAN_CORPUS isn't set")
	}
	set := NewSet()
	for folder, want := range map[string]Format{"azure": Azure, "kubernetes": Kubernetes} {
		found, err := Find(set, []string{filepath.Join(corpus, folder)}, FindOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if found.PassedOver > 0 || len(found.Diagnostics) > 0 {
			t.Errorf("passed over %d, %v", found.PassedOver, found.Diagnostics)
		}
		for _, f := range found.Documents {
			if f.Format != want {
				t.Errorf("%s is %q", f.Path, f.Format)
			}
		}
	}
}

func FuzzSniff(f *testing.F) {
	for _, text := range []string{aClass, aCluster, aVault, `{"a": "\\\""}`, "/* x", "kind: &a !b 'Pod", "{\"kind\"", "resource \"a\" {"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"a.json", "a.yaml", "a", "a.bicep", StandardInput} {
			recognise(&candidate{path: name, named: name == StandardInput}, Decode(data))
		}
		// A document that the parser finds an object of ours in must not have been passed over by its bytes.
		docs, _ := ParseYAML(NewSet().Add("x.yaml", data, false))
		for _, d := range docs {
			if kind := d.Get("kind").Str(); kubernetesKinds[kind] && len(d.Members) > 0 && !HoldsKubernetesKind(data) {
				t.Errorf("passed over a %s", kind)
			}
		}
	})
}

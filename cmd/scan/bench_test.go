package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"go.yaml.in/yaml/v3"
)

// The benchmarks scan trees that they write themselves, with all rules, and measure beside each what
// it is held against in docs/performance.md: parsing the same files and nothing else.

func writeTree(t testing.TB, root string, files map[string]string) string {
	t.Helper()
	for name, text := range files {
		target := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// writeTo names a folder for what the benchmarks scan, so that it can be scanned by hand.
var writeTo = flag.String("write", "", "write what the benchmarks scan, with exports of -export-clusters clusters, into this `folder`")

func TestWrite(t *testing.T) {
	if *writeTo == "" {
		t.Skip("-write names no folder")
	}
	for name, files := range map[string]map[string]string{
		"one": oneFile(), "modules": modules(), "manifests": manifests(5), "claims": manifests(1), "mixed": mixedRoot(10_000), "root": largeRoot(10_000), "template": largeTemplate(10_000), "exports": {"README": ""},
	} {
		writeTree(t, filepath.Join(*writeTo, name), files)
	}
	for shape := range exportShapes {
		f, err := os.Create(filepath.Join(*writeTo, "exports", shape.String()+".json"))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(writeExport(f, shape, *exportClusters), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

func benchmarkScan(b *testing.B, root string) {
	for b.Loop() {
		if code := run(b.Context(), streams{in: strings.NewReader(""), out: io.Discard, err: io.Discard}, "scan", []string{"--quiet", root}); code > exitFindings {
			b.Fatalf("exit %d", code)
		}
	}
}

// moduleText is a small module of 55 to 75 lines.
func moduleText(i int) string {
	text := fmt.Sprintf(`terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.10"
    }
  }
}

variable "location" {
  type    = string
  default = "westeurope"
}

variable "tags" {
  type    = map(string)
  default = {}
}

locals {
  name = "app-%d"
  tags = merge(var.tags, { module = "m%d" })
}

resource "azurerm_resource_group" "this" {
  name     = "rg-${local.name}"
  location = var.location
  tags     = local.tags
}

resource "azurerm_storage_account" "this" {
  name                     = "st%04d"
  resource_group_name      = azurerm_resource_group.this.name
  location                 = azurerm_resource_group.this.location
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = local.tags
}

output "id" {
  value = azurerm_storage_account.this.id
}
`, i, i, i)
	switch {
	case i%20 == 0:
		text += `
resource "azurerm_kubernetes_cluster" "this" {
  name                = "aks-${local.name}"
  location            = var.location
  resource_group_name = azurerm_resource_group.this.name
  dns_prefix          = local.name

  default_node_pool {
    name                    = "system"
    vm_size                 = "Standard_D4s_v5"
    host_encryption_enabled = true
  }

  identity {
    type = "SystemAssigned"
  }
}
`
	case i%20 == 10:
		text += `
resource "azurerm_key_vault" "this" {
  name                     = "kv-${local.name}"
  location                 = var.location
  resource_group_name      = azurerm_resource_group.this.name
  tenant_id                = "00000000-0000-0000-0000-000000000000"
  sku_name                 = "standard"
  purge_protection_enabled = true
}
`
	}
	return text
}

func oneFile() map[string]string { return map[string]string{"main.tf": moduleText(0)} }

// modules are 1,000 small root modules, of which one in ten holds a cluster or a vault.
func modules() map[string]string {
	files := map[string]string{}
	for i := range 1000 {
		files[fmt.Sprintf("m%04d/main.tf", i)] = moduleText(i)
	}
	return files
}

// mixedRoot is a root module of so many resources, one in ten of them a cluster.
func mixedRoot(n int) map[string]string {
	var b strings.Builder
	for i := range n {
		if i%10 > 0 {
			fmt.Fprintf(&b, "resource \"azurerm_resource_group\" \"r%[1]d\" {\n  name     = \"rg-%[1]d\"\n  location = \"westeurope\"\n  tags     = { team = \"a\" }\n}\n\n", i)
			continue
		}
		fmt.Fprintf(&b, `resource "azurerm_kubernetes_cluster" "c%[1]d" {
  name                = "aks-%[1]d"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.r%[2]d.name
  dns_prefix          = "aks"

  default_node_pool {
    name    = "system"
    vm_size = "Standard_D4s_v5"
  }

  identity {
    type = "SystemAssigned"
  }
}

`, i, i+1)
	}
	return map[string]string{"main.tf": b.String()}
}

// largeRoot is a root module of so many resources: a cluster, its pools, and disks with their sets.
func largeRoot(n int) map[string]string {
	return map[string]string{"main.tf": fmt.Sprintf(`variable "location" {
  default = "westeurope"
}

resource "azurerm_kubernetes_cluster" "this" {
  count               = %[1]d
  name                = "aks-${count.index}"
  location            = var.location
  resource_group_name = "rg"
  dns_prefix          = "aks-${count.index}"
  disk_encryption_set_id = azurerm_disk_encryption_set.this[count.index].id

  default_node_pool {
    name                    = "system"
    vm_size                 = "Standard_D4s_v5"
    host_encryption_enabled = count.index %% 2 == 0
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_disk_encryption_set" "this" {
  count                     = %[1]d
  name                      = "des-${count.index}"
  location                  = var.location
  resource_group_name       = "rg"
  key_vault_key_id          = azurerm_key_vault_key.this[count.index].versionless_id
  auto_key_rotation_enabled = true

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_key_vault_key" "this" {
  count        = %[1]d
  name         = "key-${count.index}"
  key_vault_id = azurerm_key_vault.this[count.index].id
  key_type     = "RSA"
  key_size     = 3072
  key_opts     = ["wrapKey", "unwrapKey"]
}

resource "azurerm_key_vault" "this" {
  count                    = %[1]d
  name                     = "kv-${count.index}"
  location                 = var.location
  resource_group_name      = "rg"
  tenant_id                = "00000000-0000-0000-0000-000000000000"
  sku_name                 = "standard"
  purge_protection_enabled = true
}
`, n/4)}
}

// largeTemplate is a template of so many resources, half of them vaults and half clusters, in loops of 500.
func largeTemplate(n int) map[string]string {
	const loop = 500
	var resources []string
	for i := range n / loop / 2 {
		resources = append(resources, fmt.Sprintf(`    {
      "type": "Microsoft.KeyVault/vaults",
      "apiVersion": "2023-07-01",
      "name": "[format('{0}-kv-%[1]d-{1}', parameters('prefix'), copyIndex())]",
      "location": "[resourceGroup().location]",
      "copy": {"name": "vaults-%[1]d", "count": %[2]d},
      "properties": {"enablePurgeProtection": true, "enableSoftDelete": true, "enableRbacAuthorization": true}
    },
    {
      "type": "Microsoft.ContainerService/managedClusters",
      "apiVersion": "2025-01-01",
      "name": "[concat(parameters('prefix'), '-aks-%[1]d-', copyIndex())]",
      "location": "[resourceGroup().location]",
      "copy": {"name": "clusters-%[1]d", "count": %[2]d},
      "identity": {"type": "SystemAssigned"},
      "properties": {
        "agentPoolProfiles": [{"name": "system", "mode": "System", "vmSize": "Standard_D4s_v5", "enableEncryptionAtHost": "[equals(mod(copyIndex(), 2), 0)]"}],
        "diskEncryptionSetID": "[resourceId('Microsoft.Compute/diskEncryptionSets', concat('des-', copyIndex()))]"
      }
    }`, i, loop))
	}
	return map[string]string{"azuredeploy.json": `{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {"prefix": {"type": "string", "defaultValue": "pay"}},
  "resources": [
` + strings.Join(resources, ",\n") + `
  ]
}
`}
}

// BenchmarkOneFile is what a pre-commit hook sees.
func BenchmarkOneFile(b *testing.B) { benchmarkScan(b, writeTree(b, b.TempDir(), oneFile())) }

// BenchmarkLarge scans root modules, and a template, of 10,000 resources.
func BenchmarkLarge(b *testing.B) {
	b.Run("mixed", func(b *testing.B) { benchmarkScan(b, writeTree(b, b.TempDir(), mixedRoot(10_000))) })
	b.Run("root", func(b *testing.B) { benchmarkScan(b, writeTree(b, b.TempDir(), largeRoot(10_000))) })
	b.Run("template", func(b *testing.B) { benchmarkScan(b, writeTree(b, b.TempDir(), largeTemplate(10_000))) })
}

// BenchmarkModules scans many small modules.
func BenchmarkModules(b *testing.B) {
	root := writeTree(b, b.TempDir(), modules())
	b.Run("scan", func(b *testing.B) { benchmarkScan(b, root) })
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			eachFile(b, root, func(path string, text []byte) {
				if _, diags := hclsyntax.ParseConfig(text, path, hcl.InitialPos); diags.HasErrors() {
					b.Error(diags)
				}
			})
		}
	})
}

// appText is an application of four documents: a claim, the workload that mounts it, and two that are nobody's.
func appText(i int) string {
	class := []string{"byok", "managed-csi", "fast", "managed-csi-premium"}[i%4]
	return fmt.Sprintf(`apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data-%[1]d
  namespace: ns-%[2]d
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: %[3]s
  resources:
    requests:
      storage: 10Gi
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-%[1]d
  namespace: ns-%[2]d
spec:
  replicas: 2
  selector:
    matchLabels:
      app: app-%[1]d
  template:
    metadata:
      labels:
        app: app-%[1]d
    spec:
      containers:
        - name: main
          image: registry.example.com/app:%[1]d
          env:
            - name: MODE
              value: "production"
            - name: PORT
              value: "8080"
          volumeMounts:
            - name: data
              mountPath: /data
      volumes:
        - name: data
          persistentVolumeClaim:
            claimName: data-%[1]d
---
apiVersion: v1
kind: Service
metadata:
  name: app-%[1]d
  namespace: ns-%[2]d
spec:
  selector:
    app: app-%[1]d
  ports:
    - port: 80
      targetPort: 8080
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: app-%[1]d
  namespace: ns-%[2]d
data:
  config.yaml: |
    mode: production
    retries: 3
    upstream: http://backend:8080
`, i, i%50, class)
}

const classesText = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: byok
provisioner: disk.csi.azure.com
parameters:
  skuName: Premium_LRS
  diskEncryptionSetID: /subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: fast
provisioner: disk.csi.azure.com
parameters:
  skuName: Premium_LRS
`

// statelessText is an application of four documents that mounts nothing.
func statelessText(i int) string {
	docs := strings.Split(appText(i), "---\n")
	docs[0] = fmt.Sprintf("apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: app-%d\n  namespace: ns-%d\n", i, i%50)
	docs[1], _, _ = strings.Cut(docs[1], "          volumeMounts:")
	return strings.Join(docs, "---\n")
}

// manifests are 20,000 documents in 5,000 files, and the classes of each folder. One application in so many has a claim.
func manifests(every int) map[string]string {
	files := map[string]string{}
	for i := range 5000 {
		text := statelessText(i)
		if i%every == 0 {
			text = appText(i)
		}
		files[fmt.Sprintf("a%03d/app%04d.yaml", i/100, i)] = text
		files[fmt.Sprintf("a%03d/class.yaml", i/100)] = classesText
	}
	return files
}

// BenchmarkManifests scans large trees of manifests.
func BenchmarkManifests(b *testing.B) {
	b.Run("claims", func(b *testing.B) { benchmarkScan(b, writeTree(b, b.TempDir(), manifests(1))) })
	root := writeTree(b, b.TempDir(), manifests(5))
	b.Run("scan", func(b *testing.B) { benchmarkScan(b, root) })
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			eachFile(b, root, func(_ string, text []byte) {
				dec := yaml.NewDecoder(bytes.NewReader(text))
				for {
					var n yaml.Node
					if err := dec.Decode(&n); err == io.EOF {
						break
					} else if err != nil {
						b.Error(err)
						break
					}
				}
			})
		}
	})
}

// eachFile reads every file of a tree and calls fn, on as many goroutines as a scan has.
func eachFile(b *testing.B, root string, fn func(path string, text []byte)) {
	paths := make(chan string)
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for path := range paths {
				text, err := os.ReadFile(path)
				if err != nil {
					b.Error(err)
					continue
				}
				fn(path, text)
			}
		})
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths <- path
		}
		return err
	})
	close(paths)
	group.Wait()
	if err != nil {
		b.Fatal(err)
	}
}

// exportClusters is how many clusters BenchmarkExport scans; an estate of 100,000 is about 500 MB.
var exportClusters = flag.Int("export-clusters", 2000, "how many clusters BenchmarkExport scans")

// BenchmarkExport scans a list of clusters as az prints it, and prints its shared document.
func BenchmarkExport(b *testing.B) {
	path := filepath.Join(b.TempDir(), "clusters.json")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if err := errors.Join(writeExport(f, azList, *exportClusters), f.Close()); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	for _, args := range [][]string{{"--quiet"}, {"input"}} {
		b.Run(strings.TrimPrefix(args[0], "--"), func(b *testing.B) {
			b.SetBytes(info.Size())
			for b.Loop() {
				if code := run(b.Context(), streams{in: strings.NewReader(""), out: io.Discard, err: io.Discard}, "scan", append(args, path)); code > exitFindings {
					b.Fatalf("exit %d", code)
				}
			}
		})
	}
}

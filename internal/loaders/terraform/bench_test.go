package terraform

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/akscan/akscan/internal/source"
)

// smallModules is a tree of small modules in folders of their own; one in ten
// holds a cluster or a vault.
func smallModules(n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		dir := fmt.Sprintf("modules/m%04d", i)
		var main strings.Builder
		fmt.Fprintf(&main, "locals {\n  name = \"${var.prefix}-%d\"\n  tags = merge(var.tags, { module = \"m%d\" })\n}\n", i, i)
		for j := range 4 {
			fmt.Fprintf(&main, `
resource "azurerm_network_security_group" "nsg%[1]d" {
  name                = "${local.name}-nsg-%[1]d"
  location            = var.location
  resource_group_name = var.resource_group_name
  tags                = local.tags

  security_rule {
    name                       = "allow-https"
    priority                   = %[2]d
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_ranges    = ["443", "8443"]
    source_address_prefix      = "VirtualNetwork"
    destination_address_prefix = "*"
  }
}
`, j, 100+j)
		}
		switch i % 20 {
		case 0:
			main.WriteString(`
resource "azurerm_kubernetes_cluster" "this" {
  name                   = "${local.name}-aks"
  location               = var.location
  disk_encryption_set_id = var.disk_encryption_set_id
  default_node_pool {
    name                    = "system"
    host_encryption_enabled = true
  }
  dynamic "key_management_service" {
    for_each = var.disk_encryption_set_id == null ? [] : [1]
    content {
      key_vault_key_id = var.disk_encryption_set_id
    }
  }
}
`)
		case 10:
			main.WriteString("\nresource \"azurerm_key_vault\" \"this\" {\n  name                     = \"${local.name}-kv\"\n  purge_protection_enabled = true\n}\n")
		}
		files[dir+"/main.tf"] = main.String()
		files[dir+"/variables.tf"] = `
variable "prefix" {
  type    = string
  default = "demo"
}
variable "location" {
  type    = string
  default = "westeurope"
}
variable "resource_group_name" {
  type = string
}
variable "disk_encryption_set_id" {
  type    = string
  default = null
}
variable "tags" {
  type    = map(string)
  default = {}
}
`
		files[dir+"/outputs.tf"] = "output \"name\" {\n  value = local.name\n}\n"
	}
	return files
}

func writeFiles(tb testing.TB, files map[string]string) {
	tb.Helper()
	dir := tb.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			tb.Fatal(err)
		}
	}
	tb.Chdir(dir)
}

// BenchmarkModules loads 1,000 small modules. BenchmarkParse is what HCL takes to
// parse the same files, once, one after the other.
func BenchmarkModules(b *testing.B) {
	writeFiles(b, smallModules(1000))
	dirs := folders(b)
	b.ReportAllocs()
	for b.Loop() {
		loaded := Load(source.NewSet(), dirs, Options{})
		if n := counted(loaded); n != 150 || len(loaded.Diagnostics) > 0 {
			b.Fatalf("%d resources, %v", n, loaded.Diagnostics)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	files := smallModules(1000)
	b.ReportAllocs()
	for b.Loop() {
		for name, text := range files {
			if _, diags := hclsyntax.ParseConfig([]byte(text), name, hcl.InitialPos); diags.HasErrors() {
				b.Fatal(diags)
			}
		}
	}
}

// BenchmarkRoot loads one root of 10,000 resources that refer to one another.
func BenchmarkRoot(b *testing.B) {
	var text strings.Builder
	text.WriteString("locals {\n  keys = { for i in range(1000) : \"k${i}\" => { host = i % 2 == 0 } }\n}\n")
	for i := range 8000 {
		fmt.Fprintf(&text, `resource "azurerm_kubernetes_cluster_node_pool" "p%d" {
  name                    = "pool%d"
  kubernetes_cluster_id   = azurerm_kubernetes_cluster.c["k%d"].id
  host_encryption_enabled = local.keys["k%d"].host
}
`, i, i, i%1000, i%1000)
	}
	text.WriteString(`
resource "azurerm_kubernetes_cluster" "c" {
  for_each               = local.keys
  name                   = each.key
  disk_encryption_set_id = azurerm_disk_encryption_set.d[each.key].id
}
resource "azurerm_disk_encryption_set" "d" {
  for_each = local.keys
  name     = "des-${each.key}"
}
`)
	writeFiles(b, map[string]string{"main.tf": text.String()})
	b.ReportAllocs()
	for b.Loop() {
		loaded := Load(source.NewSet(), []string{"."}, Options{})
		if n := counted(loaded); n != 10000 || len(loaded.Diagnostics) > 0 {
			b.Fatalf("%d resources, %v", n, loaded.Diagnostics)
		}
	}
}

// BenchmarkFile loads one file of some sixty lines.
func BenchmarkFile(b *testing.B) {
	writeFiles(b, map[string]string{"main.tf": smallModules(1)["modules/m0000/main.tf"]})
	for b.Loop() {
		Load(source.NewSet(), []string{"."}, Options{})
	}
}

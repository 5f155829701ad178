package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/source"
)

var update = flag.Bool("update", false, "write what the reporters give into the golden files")

// golden compares what a reporter gave with testdata/name.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// A clone may have changed the line ends of text.
	if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), string(got)); diff != "" {
		t.Errorf("%s (go test -update writes it anew): %s", path, diff)
	}
}

// builder makes a run of source texts.
type builder struct {
	t *testing.T
	*finding.Run
}

func newRun(t *testing.T) *builder {
	return &builder{t, &finding.Run{
		Tool: "akscan", Version: "1.2.3", Files: source.NewSet(), Rules: testRules(), Resources: 1,
		Show: map[finding.Verdict]bool{finding.Fail: true, finding.Open: true},
	}}
}

func (b *builder) file(path, format string, resources int, text string) *source.File {
	f := b.Files.Add(path, []byte(text), false)
	sum := sha256.Sum256([]byte(text))
	b.Inputs = append(b.Inputs, finding.Input{File: path, SHA256: hex.EncodeToString(sum[:]), Format: format, Resources: resources})
	return f
}

// at is the place of the n-th text (from 1) in a file.
func (b *builder) at(f *source.File, text string, n int) source.Pos {
	b.t.Helper()
	at := 0
	for ; ; n-- {
		i := bytes.Index(f.Data[at:], []byte(text))
		if i < 0 {
			b.t.Fatalf("%s holds no more %q", f.Path, text)
		}
		at += i
		if n == 1 {
			return f.Span(at, at+len(text))
		}
		at += len(text)
	}
}

// finish sorts the findings and gives them fingerprints, as a scan does.
func (b *builder) finish() *finding.Run {
	finding.Sort(b.Findings, b.Files)
	finding.SetFingerprints(b.Findings, b.Files, func(path string) string { return path })
	return b.Run
}

func cluster(address, format string) finding.Resource {
	mode := "declared"
	if format == "azure" {
		mode = "live"
	}
	return finding.Resource{Kind: "cluster", Name: "aks-prod", Address: address, Format: format, Mode: mode}
}

func testRules() []finding.Rule {
	return []finding.Rule{
		{
			ID: "disk/customer-key", Title: "Node disks are encrypted with a customer key", Severity: finding.High,
			Description: "Without a disk encryption set the node OS disks are encrypted with a key that Microsoft keeps.",
			Kinds:       []string{"cluster"},
			Remediation: map[string]string{"azure": "A disk encryption set can be chosen only when the cluster is made:\n  az aks create --node-osdisk-diskencryptionset-id ID"},
			Aliases:     []string{"disk/des"},
		},
		{
			ID: "etcd/kms-encryption", Title: "Kubernetes Secrets are encrypted with a key of Key Vault", Severity: finding.High,
			Description: "Secrets lie in etcd. Unless a KMS plugin encrypts them with a key of yours, whoever reads etcd's disks reads them.",
			Kinds:       []string{"cluster"},
			Remediation: map[string]string{
				"terraform": "add a key_management_service block with the id of a Key Vault key, and grant the cluster's identity the role Key Vault Crypto User on it",
				"arm":       "set properties.securityProfile.azureKeyVaultKms.enabled to true, with a keyId",
				"azure":     "az aks update --enable-azure-keyvault-kms --azure-keyvault-kms-key-id ID",
			},
			References: []finding.Reference{{Description: "KMS data encryption (AKS)", URL: "https://learn.microsoft.com/azure/aks/kms-data-encryption"}},
			Compliance: map[string][]string{"NIST SP 800-53 R5": {"SC-28"}, "CWE": {"CWE-311"}},
		},
		{ID: "storage/class-customer-key", Title: "Volumes are encrypted with a customer key", Severity: finding.High, Kinds: []string{"storage_class"},
			Description: "Volumes of a class without a disk encryption set are born with a platform key.",
			Remediation: map[string]string{"kubernetes": "set parameters.diskEncryptionSetID to the id of a disk encryption set"}},
		{ID: "vault/purge-protection", Title: "Vaults are protected from purging", Severity: finding.Critical, Kinds: []string{"key_vault"},
			Description: "A purged vault takes its keys with it, and what they encrypt can't be read any more."},
	}
}

// estateRun is a run with something of everything.
func estateRun(t *testing.T) *finding.Run {
	b := newRun(t)
	main := b.file("main.tf", "terraform", 3, `module "aks" {
  source   = "./modules/aks"
  for_each = toset(["blue", "green"])
  name     = each.key
}

resource "azurerm_key_vault" "keys" {
  name                     = "kv-prod"
  purge_protection_enabled = var.purge_protection # not yet
}
`)
	module := b.file("modules/aks/main.tf", "terraform", 2, `variable "kms" {
  type    = bool
  default = false
}

resource "azurerm_kubernetes_cluster" "this" {
  name        = "aks-${var.name}"
  kms_enabled = var.kms
}
`)
	vars := b.file("prod.auto.tfvars", "terraform", 0, "# what production differs in\npurge_protection = false\n")
	class := b.file("k8s/class.yaml", "kubernetes", 1, "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: fast\nprovisioner: disk.csi.azure.com\nparameters:\n  skuName: Premium_LRS\n")
	export := b.file("exports/aks.json", "azure", 1, `{"id":"/subscriptions/0/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks-prod","location":"westeurope","name":"aks-prod","servicePrincipalProfile":{"clientId":"msi","secret":"hunter2"},"securityProfile":{"azureKeyVaultKms":{"enabled":false,"keyId":null}},"diskEncryptionSetId":null,"sku":{"name":"Base","tier":"Standard"}}`)
	b.file("broken.tf", "terraform", 0, "resource \"x\" \"y\" {\n\tname = \"a\n}\n")

	kms := b.at(module, "kms_enabled = var.kms", 1)
	origin := []finding.Related{{Message: finding.OriginMessage, Pos: b.at(module, "default = false", 1)}}
	for _, key := range []string{"blue", "green"} {
		b.Findings = append(b.Findings, finding.Finding{
			Rule: "etcd/kms-encryption", Verdict: finding.Fail, Severity: finding.High,
			Message:  "etcd isn't encrypted with a key of yours: KMS is off",
			Resource: cluster(`module.aks["`+key+`"].azurerm_kubernetes_cluster.this`, "terraform"),
			Property: "kms_enabled", Pos: kms, Related: origin,
		})
	}
	b.Findings = append(b.Findings,
		finding.Finding{
			Rule: "vault/purge-protection", Verdict: finding.Fail, Severity: finding.Critical,
			Message:  "the vault can be purged, and with it the key of cluster 'aks-blue'",
			Resource: finding.Resource{Kind: "key_vault", Name: "kv-prod", Address: "azurerm_key_vault.keys", Format: "terraform", Mode: "declared"},
			Property: "purge_protection_enabled", Pos: b.at(main, "purge_protection_enabled = var.purge_protection", 1),
			Related: []finding.Related{
				{Message: finding.OriginMessage, Pos: b.at(vars, "purge_protection = false", 1)},
				{Message: "the cluster whose key it holds", Pos: b.at(module, `resource "azurerm_kubernetes_cluster" "this"`, 1)},
			},
		},
		finding.Finding{
			Rule: "storage/class-customer-key", Verdict: finding.Open, Severity: finding.High,
			Message:  "can't tell whether a customer key encrypts the volumes: diskEncryptionSetID comes from a patch",
			Resource: finding.Resource{Kind: "storage_class", Name: "fast", Address: "StorageClass/fast", Format: "kubernetes", Mode: "declared"},
			Property: "des_id", Pos: b.at(class, "parameters", 1),
			Related: []finding.Related{{Message: "the patch isn't in the files given"}},
		},
		finding.Finding{
			Rule: "etcd/kms-encryption", Verdict: finding.Fail, Severity: finding.High,
			Message:  "etcd isn't encrypted with a key of yours: KMS is off",
			Resource: cluster("/subscriptions/0/resourcegroups/rg/providers/microsoft.containerservice/managedclusters/aks-prod", "azure"),
			Property: "kms_enabled", Pos: b.at(export, `"enabled":false`, 1),
		},
		finding.Finding{
			Rule: "disk/customer-key", Verdict: finding.Fail, Severity: finding.Medium,
			Message:  "node OS disks are encrypted with a platform key alone",
			Resource: cluster(`module.aks["blue"].azurerm_kubernetes_cluster.this`, "terraform"),
			Property: "des_id", Pos: b.at(module, `resource "azurerm_kubernetes_cluster" "this"`, 1),
		},
		finding.Finding{
			Rule: "disk/customer-key", Verdict: finding.Fail, Severity: finding.High,
			Message:  "node OS disks are encrypted with a platform key alone",
			Resource: cluster("/subscriptions/0/resourcegroups/rg/providers/microsoft.containerservice/managedclusters/aks-prod", "azure"),
			Property: "des_id", Pos: b.at(export, `"diskEncryptionSetId":null`, 1),
			Suppressed: &finding.Suppression{Reason: "rebuilt in June, see TICKET-7", Until: "2027-06-30"},
		},
		finding.Finding{
			Rule: "vault/purge-protection", Verdict: finding.Pass, Severity: finding.Critical,
			Message:  "purge protection is on",
			Resource: finding.Resource{Kind: "key_vault", Name: "kv-old", Address: "azurerm_key_vault.old", Format: "terraform", Mode: "declared"},
			Property: "purge_protection_enabled", Pos: b.at(main, `resource "azurerm_key_vault" "keys"`, 1),
		},
		finding.Finding{
			Rule: "etcd/kms-encryption", Verdict: finding.Fail, Severity: finding.Low,
			Message:  "a module that nobody can see may make a cluster",
			Resource: finding.Resource{Kind: "module_call", Name: "x", Address: "module.x", Format: "terraform-plan", Mode: "declared"},
		},
	)
	b.Diagnostics = []source.Diagnostic{
		{Level: source.Error, Message: "this isn't valid HCL: a quoted text ends on the line it began on", Hint: "run terraform validate in this folder", Pos: b.at(b.Files.Lookup("broken.tf"), `"a`, 1)},
		{Level: source.Error, Message: "can't be read: permission denied", Path: "secret dir/a:b.yaml"},
		{Level: source.Warning, Message: "the suppression of disk/des-id matches nothing", Path: ".akscan.yaml"},
		{Level: source.Note, Message: "a Helm template: it has to be rendered first", Hint: "helm template CHART | scan -", Path: "chart/templates/x.yaml"},
	}
	b.Resources = 7
	b.PassedOver = 12
	return b.finish()
}

package azure

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// describe writes resources compactly: a line for what each is, and one for each of
// the properties asked for, with its line and the beginning of the text that its place covers.
func describe(set *source.Set, loaded inventory.Loaded, properties ...string) string {
	var b strings.Builder
	at := func(p source.Pos) string {
		text := string(set.File(p).Data[p.Start():p.End()])
		if len(text) > 30 {
			text = text[:30]
		}
		return fmt.Sprintf("%d:%s", set.Region(p).StartLine, text)
	}
	for _, r := range loaded.Resources {
		fmt.Fprintf(&b, "%s %q %s %s %s\n", r.Kind, r.Name, r.Address, r.Mode, at(r.Pos))
		for _, p := range r.Info().Properties {
			for _, name := range properties {
				if p.Name != name {
					continue
				}
				v := r.Property(name)
				fmt.Fprintf(&b, "  %s %s", name, v.State)
				if v.Value != nil {
					fmt.Fprintf(&b, " %v", v.Value)
				}
				if v.Null {
					b.WriteString(" null")
				}
				if v.Hidden {
					b.WriteString(" hidden")
				}
				if v.State == inventory.Unknown && !v.Hidden {
					fmt.Fprintf(&b, " (%s)", v.Symbol.Why)
				}
				fmt.Fprintf(&b, " %s\n", at(v.Pos))
			}
		}
	}
	for _, e := range loaded.Embedded {
		fmt.Fprintf(&b, "%s %s %s %s\n", e.Host.AzureType, e.Host.Scope, e.Host.Mode, at(e.Node.At("properties", "template").Pos))
	}
	for _, d := range loaded.Diagnostics {
		fmt.Fprintf(&b, "%s: %s %s\n", d.Level, d.Message, at(d.Pos))
	}
	return b.String()
}

func load(t testing.TB, text string) (*source.Set, inventory.Loaded) {
	t.Helper()
	set := source.NewSet()
	f := set.Add("x.json", []byte(text), false)
	loaded := Load(f)
	for _, r := range loaded.Resources {
		if len(r.Identities) == 0 || r.Address == "" || r.Scope == "" || !r.Pos.IsValid() {
			t.Errorf("%s %q has no identity, address, scope or place", r.Kind, r.Address)
		}
	}
	inventory.Encode(inventory.NewJSON(io.Discard), loaded.Resources, inventory.Context{})
	return set, loaded
}

var update = flag.Bool("update", false, "rewrite what the tests want by what they get")

// TestLoad reads each case of testdata: its comment says what it shows and which
// properties are printed.
func TestLoad(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil || len(archive.Files) != 2 {
				t.Fatal("not a case of an input and what it gives", err)
			}
			_, properties, _ := strings.Cut(string(archive.Comment), "properties:")
			set, loaded := load(t, string(archive.Files[0].Data))
			got := describe(set, loaded, strings.Fields(properties)...)
			if *update {
				archive.Files[1].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestCorpus reads real bodies and compares what the headline rules will judge with the truth file.
// TestYAML reads what az prints with --output yaml: a list, and a key of its own document.
func TestYAML(t *testing.T) {
	set := source.NewSet()
	f := set.Add("x.yaml", []byte(`- agentPoolProfiles:
  - enableEncryptionAtHost: false
    name: system
  diskEncryptionSetId: null
  id: /subscriptions/s/resourcegroups/r/providers/Microsoft.ContainerService/managedClusters/c
  name: c
  securityProfile:
    azureKeyVaultKms:
      enabled: true
      keyId: https://v.vault.azure.net/keys/k/0
---
attributes:
  enabled: true
  expires: '2027-01-01T00:00:00+00:00'
key:
  kid: https://v.vault.azure.net/keys/k/0
  kty: RSA
`), false)
	f.YAML = true
	want := `cluster "c" /subscriptions/s/resourcegroups/r/providers/microsoft.containerservice/managedclusters/c live 1:agentPoolProfiles
  kms_enabled set true 9:enabled: true
  disk_encryption_set unset null 4:diskEncryptionSetId: null
node_pool "system" /subscriptions/s/resourcegroups/r/providers/microsoft.containerservice/managedclusters/c/agentpools/system live 2:enableEncryptionAtHost
  host_encryption set false 2:enableEncryptionAtHost: false
key "k" https://v.vault.azure.net/keys/k live 12:attributes
  key_type set RSA 17:kty: RSA
  expires set 2027-01-01T00:00:00Z 14:expires: '2027-01-01T00:00:00+
key_version "k" https://v.vault.azure.net/keys/k/0 live 12:attributes
  expires set 2027-01-01T00:00:00Z 14:expires: '2027-01-01T00:00:00+
`
	if diff := cmp.Diff(want, describe(set, Load(f), "kms_enabled", "disk_encryption_set", "host_encryption", "expires", "key_type")); diff != "" {
		t.Error(diff)
	}
	f = set.Add("broken.yaml", []byte("id: /subscriptions/s/resourcegroups/r/providers/Microsoft.ContainerService/managedClusters/c\n\tname: [\n"), false)
	f.YAML = true
	if loaded := Load(f); len(loaded.Diagnostics) == 0 || loaded.Diagnostics[0].Level != source.Error {
		t.Errorf("broken YAML gives %v", loaded.Diagnostics)
	}
}

func TestCorpus(t *testing.T) {
	dir := os.Getenv("AKSCAN_CORPUS")
	if dir == "" {
		t.Skip("AKSCAN_CORPUS is not set")
	}
	truth, err := os.ReadFile(filepath.Join(dir, "truth.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(truth), "\n")[1:] {
		row := strings.SplitN(line, ",", 6)
		if len(row) < 6 || !strings.HasPrefix(row[0], "azure/") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, row[0]))
		if err != nil {
			t.Fatal(err)
		}
		_, loaded := load(t, string(data))
		control, want := row[1], row[3]
		if row[3] == "na" {
			want = row[4]
		}
		got := verdict(loaded, control)
		if got != want {
			t.Errorf("%s %s: the properties say %s, the truth is %s", row[0], control, got, want)
		}
	}
}

// verdict is what the properties of the one subject in a file amount to.
func verdict(loaded inventory.Loaded, control string) string {
	var verdicts []string
	add := func(v *inventory.Value, good bool) {
		switch {
		case v.State == inventory.Unknown:
			verdicts = append(verdicts, "unknown")
		case good:
			verdicts = append(verdicts, "pass")
		default:
			verdicts = append(verdicts, "fail")
		}
	}
	for _, r := range loaded.Resources {
		switch {
		case control == "KMS" && r.Kind == inventory.Cluster:
			add(r.Property("kms_enabled"), r.Property("kms_enabled").Bool())
		case control == "DES" && r.Kind == inventory.Cluster:
			add(r.Property("disk_encryption_set"), r.Property("disk_encryption_set").Text() != "")
		case control == "HOST" && r.Kind == inventory.NodePool:
			add(r.Property("host_encryption"), r.Property("host_encryption").Bool())
		case control == "PURGE" && r.Kind == inventory.KeyVault:
			add(r.Property("purge_protection"), r.Property("purge_protection").Bool())
		}
	}
	return strings.Join(verdicts, " ")
}

func FuzzAzure(f *testing.F) {
	for _, seed := range []string{
		`{"value": [{"id": "/subscriptions/s/providers/Microsoft.KeyVault/vaults/v/keys/k", "properties": {"keyUri": "https://v.vault.azure.net/keys/k"}}]}`,
		`{"data": [{"type": "microsoft.containerservice/managedclusters", "agentPoolProfiles": [{"name": "a"}, null, 3]}]}`,
		`[{"kid": "https://v.vault.azure.net:443/keys/k/1", "attributes": {}}]`,
		`{"parameters": {"api-version": 1, "x": {"properties": {"vmSize": "a", "count": 1}}}, "responses": {"200": {"body": []}}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		load(t, text)
	})
}

// clusters writes an array of n clusters as az aks list prints them.
func clusters(n int) string {
	var b strings.Builder
	b.WriteString("[\n")
	for i := range n {
		if i > 0 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, `  {
    "aadProfile": null, "addonProfiles": null,
    "agentPoolProfiles": [
      {"count": 3, "enableEncryptionAtHost": true, "enableFips": false, "name": "system", "osDiskSizeGb": 128, "osDiskType": "Managed", "vmSize": "Standard_D4s_v5", "tags": null},
      {"count": 3, "enableEncryptionAtHost": false, "enableFips": false, "name": "work", "osDiskSizeGb": 128, "osDiskType": "Managed", "vmSize": "Standard_D4s_v5", "tags": null}
    ],
    "diskEncryptionSetId": null,
    "id": "/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups/rg-%[1]d/providers/Microsoft.ContainerService/managedClusters/aks-%[1]d",
    "identity": {"principalId": "00000000-0000-0000-0000-000000000000", "type": "SystemAssigned"},
    "linuxProfile": {"adminUsername": "azureuser", "ssh": {"publicKeys": [{"keyData": "ssh-rsa %[2]s"}]}},
    "name": "aks-%[1]d",
    "networkProfile": {"dnsServiceIp": "10.0.0.10", "loadBalancerSku": "standard", "networkPlugin": "azure", "podCidr": null},
    "securityProfile": {"azureKeyVaultKms": {"enabled": true, "keyId": "https://kv.vault.azure.net/keys/k/0123456789abcdef", "keyVaultNetworkAccess": "Public"}},
    "type": "Microsoft.ContainerService/ManagedClusters"
  }`, i, strings.Repeat("A", 372))
	}
	b.WriteString("\n]\n")
	return b.String()
}

func BenchmarkLoad(b *testing.B) {
	text := clusters(2000)
	f := source.NewSet().Add("x.json", []byte(text), false)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if loaded := Load(f); len(loaded.Resources) != 6000 {
			b.Fatal(len(loaded.Resources))
		}
	}
}

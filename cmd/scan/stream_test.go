package main

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akscan/akscan/internal/estate"
)

// unstreamed keeps everything, as scans did before there was any streaming.
var unstreamed = estate.Limits{Above: math.MaxInt64}

// scanWith scans a folder, with everything shown, and gives the report and what went to standard error.
func scanWith(t *testing.T, root, format string, limits estate.Limits, jobs int, more ...func(*scanFlags)) string {
	t.Helper()
	f := &scanFlags{
		inputFlags: inputFlags{jobs: jobs, limits: limits}, formats: []string{format}, failOn: "medium", show: []string{"fail", "open", "pass"},
		sarifProfile: "full", now: "2026-11-25", noColor: true,
	}
	for _, change := range more {
		change(f)
	}
	var out, stderr bytes.Buffer
	t.Chdir(root)
	err := f.run(t.Context(), streams{in: strings.NewReader(""), out: &out, err: &stderr}, "scan", []string{"."})
	var exit exitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s%sexit %d\n", out.String(), stderr.String(), int(exit))
}

func writeFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		target := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(target), 0o755), os.WriteFile(target, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// randomEstate writes exports, and what goes with them, that share few names, so that
// rows of one file bear on those of others in every way there is.
type randomEstate struct {
	*rand.Rand
	names int
}

func (e randomEstate) pick(format string) string { return fmt.Sprintf(format, e.Intn(e.names)) }

func (e randomEstate) one(texts ...string) string { return texts[e.Intn(len(texts))] }

func (e randomEstate) id(typ, name string) string {
	return "/subscriptions/s/resourceGroups/g/providers/Microsoft." + e.one(typ, strings.ToLower(typ)) + "/" + name
}

func (e randomEstate) key() string {
	return "https://" + e.pick("vault-%d") + ".vault.azure.net/keys/k" + e.one("", "/1", "/2")
}

func (e randomEstate) cluster() string {
	name := e.pick("aks-%d")
	var fields []string
	add := func(format string, args ...any) { fields = append(fields, fmt.Sprintf(format, args...)) }
	if e.Intn(10) > 0 {
		add(`"id": %q`, e.id("ContainerService/managedClusters", name))
	}
	if e.Intn(10) > 0 {
		add(`"name": %q`, name)
	}
	add(`"type": "Microsoft.ContainerService/managedClusters", "location": %q`, e.one("westeurope", "northeurope"))
	if e.Intn(3) > 0 {
		add(`"securityProfile": {"azureKeyVaultKms": {"enabled": %s, "keyId": %q}}`, e.one("true", "true", "false", "null"), e.key())
	}
	if e.Intn(2) == 0 {
		add(`"diskEncryptionSetId": %q`, e.id("Compute/diskEncryptionSets", e.pick("des-%d")))
	}
	switch e.Intn(4) {
	case 0:
		add(`"identity": {"type": "SystemAssigned", "principalId": %q}`, e.pick("principal-%d"))
	case 1:
		identity := e.pick("id-%d")
		principal := strings.Replace(identity, "id", "principal", 1)
		if e.Intn(10) == 0 {
			principal = e.pick("principal-%d")
		}
		add(`"identity": {"type": "UserAssigned", "userAssignedIdentities": {%q: {"principalId": %q}}}`, e.id("ManagedIdentity/userAssignedIdentities", identity), principal)
	}
	if e.Intn(2) == 0 {
		identity := e.Intn(e.names)
		add(`"identityProfile": {"kubeletidentity": {"resourceId": "%s%d", "objectId": "principal-%d"}}`, e.id("ManagedIdentity/userAssignedIdentities", "id-"), identity, identity)
	}
	var pools []string
	for i := range e.Intn(4) {
		pools = append(pools, fmt.Sprintf(`{%s "vmSize": %q, "enableEncryptionAtHost": %s}`, e.one(fmt.Sprintf(`"name": "pool-%d",`, i), e.pick(`"name": "pool-%d",`), ""), e.pick("Standard_D%ds_v5"), e.one("true", "false", "null")))
	}
	add(`"agentPoolProfiles": [%s]`, strings.Join(pools, ", "))
	e.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
	return "{" + strings.Join(fields, ", ") + "}"
}

// row is a resource of any kind but a cluster.
func (e randomEstate) row() string {
	switch e.Intn(10) {
	case 0:
		return fmt.Sprintf(`{"id": "%s/agentPools/%s", "name": "pool", "type": "Microsoft.ContainerService/managedClusters/agentPools", "vmSize": "x", "enableEncryptionAtHost": %s}`,
			e.id("ContainerService/managedClusters", e.pick("aks-%d")), e.pick("pool-%d"), e.one("true", "false"))
	case 1:
		return fmt.Sprintf(`{"id": %q, "type": "Microsoft.Compute/diskEncryptionSets", "activeKey": {"keyUrl": %q}, "rotationToLatestKeyVersionEnabled": true, "identity": {"type": "SystemAssigned", "principalId": %q}}`,
			e.id("Compute/diskEncryptionSets", e.pick("des-%d")), e.key(), e.pick("principal-%d"))
	case 2:
		name := e.pick("vault-%d")
		return fmt.Sprintf(`{"id": %q, "name": %q, "type": "Microsoft.KeyVault/vaults", "properties": {"vaultUri": "https://%s.vault.azure.net/", "enablePurgeProtection": %s, "enableRbacAuthorization": %s, "accessPolicies": [{"objectId": %q, "permissions": {"keys": ["get", "decrypt"]}}]}}`,
			e.id("KeyVault/vaults", name), name, name, e.one("true", "false"), e.one("true", "false"), e.pick("principal-%d"))
	case 3:
		return fmt.Sprintf(`{"key": {"kid": %q, "kty": %q, "keyOps": ["encrypt"]}, "attributes": {"enabled": true, "exp": 1800000000, "recoveryLevel": "Recoverable"}}`, e.key(), e.one("RSA", "EC"))
	case 4, 5:
		return fmt.Sprintf(`{"id": "%s/providers/Microsoft.Authorization/roleAssignments/%s", "type": "Microsoft.Authorization/roleAssignments", "principalId": %q, "roleDefinitionName": "Key Vault Crypto User", "scope": %q}`,
			e.id("KeyVault/vaults", e.pick("vault-%d")), e.pick("r-%d"), e.pick("principal-%d"), e.one(e.id("KeyVault/vaults", e.pick("vault-%d")), "/subscriptions/s"))
	case 6:
		return fmt.Sprintf(`{"id": %q, "type": "Microsoft.ManagedIdentity/userAssignedIdentities", "principalId": %q}`, e.id("ManagedIdentity/userAssignedIdentities", e.pick("id-%d")), e.pick("principal-%d"))
	case 7:
		return fmt.Sprintf(`{"resourceType": "virtualMachines", "name": %q, "locations": [%q], "capabilities": [{"name": "EncryptionAtHostSupported", "value": %q}]}`,
			e.pick("Standard_D%ds_v5"), e.one("westeurope", "northeurope"), e.one("True", "False"))
	case 8:
		return fmt.Sprintf(`{"id": %q, "type": "Microsoft.Compute/disks", "creationData": {}, "encryption": {"diskEncryptionSetId": %q}}`,
			e.id("Compute/disks", e.pick("disk-%d")), e.id("Compute/diskEncryptionSets", e.pick("des-%d")))
	}
	return fmt.Sprintf(`{"id": %q, "type": "Microsoft.Storage/storageAccounts", "name": %q, "encryption": {"keySource": "Microsoft.Keyvault", "keyVaultProperties": {"keyVaultUri": "https://%s.vault.azure.net", "keyName": "k"}}}`,
		e.id("Storage/storageAccounts", e.pick("account%d")), e.pick("account%d"), e.pick("vault-%d"))
}

// export puts rows into a file of one shape or another, at times broken.
func (e randomEstate) export(rows []string) string {
	var text string
	switch list := strings.Join(rows, e.one(",", ",\n  ")); e.Intn(5) {
	case 0:
		text = strings.Join(rows, "\n")
	case 1:
		text = fmt.Sprintf(`{"value": [%s], "nextLink": %q}`, list, e.one("", "https://next"))
	case 2:
		text = fmt.Sprintf(`{"count": %d, "data": [%s], "skip_token": null}`, len(rows), list)
	default:
		text = "[" + list + "]"
	}
	switch e.Intn(15) {
	case 0:
		return text[:len(text)-1-e.Intn(len(text)/2)]
	case 1:
		at := e.Intn(len(text))
		return text[:at] + e.one(",", "}", "]", `"`, " ") + text[at:]
	}
	return text
}

func (e randomEstate) files() map[string]string {
	files := map[string]string{}
	var rows []string
	for range 1 + e.Intn(20) {
		row := e.cluster()
		if e.Intn(15) == 0 {
			row = e.row()
		}
		rows = append(rows, row)
		if e.Intn(10) == 0 {
			rows = append(rows, row)
		}
	}
	files["clusters.json"] = e.export(rows)
	for i := range e.Intn(3) {
		var rows []string
		for range 1 + e.Intn(3) {
			rows = append(rows, e.row())
		}
		files[fmt.Sprintf("more-%d.json", i)] = e.export(rows)
	}
	if e.Intn(3) == 0 {
		files["again.json"] = e.export([]string{e.cluster()})
	}
	if e.Intn(6) == 0 {
		files["main.tf"] = fmt.Sprintf(`resource "azurerm_kubernetes_cluster" "c" {
  name = %q
  disk_encryption_set_id = %q
  default_node_pool { name = "pool-0" }
  key_management_service { key_vault_key_id = %q }
}
`, e.pick("aks-%d"), e.id("Compute/diskEncryptionSets", e.pick("des-%d")), e.key())
	}
	if e.Intn(6) == 0 {
		files["template.json"] = fmt.Sprintf(`{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": [
  {"type": "Microsoft.ContainerService/managedClusters", "apiVersion": "2025-01-01", "name": %q, "properties": {"agentPoolProfiles": [{"name": "pool-0"}]}}]}`, e.pick("aks-%d"))
	}
	if e.Intn(6) == 0 {
		files["secret.yaml"] = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\n  creationTimestamp: 2020-01-01T00:00:00Z\n"
	}
	return files
}

// TestStream shows that streaming changes nothing: not what is found, nor how it is reported.
func TestStream(t *testing.T) {
	estates := 60
	if testing.Short() {
		estates = 10
	}
	for seed := range int64(estates) {
		e := randomEstate{rand.New(rand.NewSource(seed)), []int{2, 4, 10, 100}[seed%4]}
		files := e.files()
		root := writeFiles(t, files)
		for i, limits := range []estate.Limits{{Above: 1, PartSize: 1}, {Above: 1, PartSize: 700}, {Above: int64(len(files["clusters.json"])), PartSize: 300}} {
			format := []string{"json", "json", "text", "sarif"}[(seed+int64(i))%4]
			want := scanWith(t, root, format, unstreamed, 1)
			if diff := cmp.Diff(want, scanWith(t, root, format, limits, 2)); diff != "" {
				t.Fatalf("seed %d, %s, %v, in %s: %s", seed, format, limits, root, diff)
			}
		}
		quiet := func(f *scanFlags) { f.show, f.sarifProfile = []string{"fail", "open"}, "github" }
		want := scanWith(t, root, "json", unstreamed, 1, quiet)
		if diff := cmp.Diff(want, scanWith(t, root, "json", estate.Limits{Above: 1, PartSize: 500}, 2, quiet)); diff != "" {
			t.Fatalf("seed %d, without passes: %s", seed, diff)
		}
	}
}

// TestStreamRules does the same with the rules that a scan loads for what there is.
func TestStreamRules(t *testing.T) {
	for seed := range int64(3) {
		files := randomEstate{rand.New(rand.NewSource(seed)), 4}.files()
		root := writeFiles(t, files)
		want := scanWith(t, root, "json", unstreamed, 1)
		if diff := cmp.Diff(want, scanWith(t, root, "json", estate.Limits{Above: 1, PartSize: 700}, 2)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

package link

import (
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// world builds resources by hand, in files of their own.
type world struct {
	files     *source.Set
	resources []*inventory.Resource
	next      int
}

func newWorld() *world { return &world{files: source.NewSet()} }

// blank is a view in which nothing is set.
type blank struct {
	pos    source.Pos
	format inventory.Format
	mode   inventory.Mode
	typ    string
}

func (b blank) Format() inventory.Format           { return b.format }
func (b blank) Mode() inventory.Mode               { return b.mode }
func (b blank) Type() string                       { return b.typ }
func (b blank) Version() string                    { return "" }
func (b blank) Knows(inventory.TerraformName) bool { return true }
func (b blank) Keys(string) []string               { return nil }
func (b blank) Lookup(string) inventory.Value      { return inventory.UnsetValue(b.pos) }

// add makes a resource in the file at path.
func (w *world) add(path string, kind inventory.Kind, name string, change func(*inventory.Resource)) *inventory.Resource {
	f := w.files.Add(path, make([]byte, 4096), false)
	w.next++
	r := inventory.New(kind, blank{pos: f.Span(w.next, w.next+1), format: inventory.ARM, mode: inventory.Declared})
	r.Name, r.Address = name, fmt.Sprintf("%s/%s", kind, name)
	if change != nil {
		change(r)
	}
	w.resources = append(w.resources, r)
	return r
}

func (w *world) link() *Graph { return Link(w.files, w.resources) }

func set(r *inventory.Resource, property string, text string) {
	r.SetProperty(property, inventory.SetValue(text, r.Pos))
}

func attribute(r *inventory.Resource, property, kind, attribute, target string) {
	v := inventory.UnknownValue("known after apply", r.Pos)
	v.Symbol.Present = true
	v.Symbol.Ref = &source.Ref{Kind: kind, Attribute: attribute, Target: target}
	r.SetProperty(property, v)
}

// edges lists the edges of a graph as "from property to", but for those of groups.
func edges(g *Graph) []string {
	var list []string
	for _, r := range g.Resources {
		if r.Kind == inventory.StorageClassGroup {
			continue
		}
		r.References(func(p *inventory.Property, v *inventory.Value) {
			for _, target := range v.Targets() {
				list = append(list, fmt.Sprintf("%s %s %s", r.Address, p.Name, target.Address))
			}
		})
	}
	slices.Sort(list)
	return list
}

const (
	desID   = "/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/diskEncryptionSets/D"
	vaultID = "/subscriptions/S/resourceGroups/G/providers/Microsoft.KeyVault/vaults/kv-one"
	keyURL1 = "https://kv-one.vault.azure.net/keys/k/1"
)

func TestEdges(t *testing.T) {
	tests := []struct {
		name  string
		build func(w *world)
		want  []string
	}{
		{"by id, in any casing and with a trailing slash", func(w *world) {
			w.add("a", inventory.Cluster, "c", func(r *inventory.Resource) { set(r, "disk_encryption_set", strings.ToUpper(desID)+"/") })
			w.add("b", inventory.DiskEncryptionSet, "d", func(r *inventory.Resource) { r.Identify(inventory.Canonical(desID)) })
		}, []string{"cluster/c disk_encryption_set disk_encryption_set/d"}},
		{"by URL to a key that has none yet, by its vault's name", func(w *world) {
			w.add("tf/a", inventory.KeyVault, "KV-One", func(r *inventory.Resource) { r.Identify("tf:v") })
			w.add("tf/a", inventory.Key, "k", func(r *inventory.Resource) { r.Identify("tf:k"); attribute(r, "vault", "key_vault", "id", "tf:v") })
			w.add("tf/a", inventory.Key, "byid", func(r *inventory.Resource) { r.Identify("tf:byid"); set(r, "vault", vaultID) })
			w.add("b", inventory.Cluster, "c", func(r *inventory.Resource) { set(r, "kms_key", keyURL1) })
			w.add("b", inventory.Cluster, "d", func(r *inventory.Resource) { set(r, "kms_key", "https://KV-ONE.vault.azure.net/keys/ById") })
			w.add("b", inventory.Cluster, "e", func(r *inventory.Resource) { set(r, "kms_key", "https://kv-two.vault.azure.net/keys/k/1") })
		}, []string{
			"cluster/c kms_key key/k", "cluster/d kms_key key/byid", "cluster/e kms_key https://kv-two.vault.azure.net/keys/k",
			"key/byid vault key_vault/KV-One", "key/k vault key_vault/KV-One",
		}},
		{"by URL to the vault of its cloud, of two that are called the same", func(w *world) {
			for _, cloud := range []string{"azure.cn", "azure.net"} {
				w.add("a", inventory.KeyVault, "kv-one", func(r *inventory.Resource) {
					r.Address = "vault in " + cloud
					r.Identify("/subscriptions/"+cloud, "https://kv-one.vault."+cloud)
				})
				w.add("a", inventory.Cluster, cloud, func(r *inventory.Resource) { set(r, "kms_key", "https://kv-one.vault."+cloud+"/keys/k/1") })
			}
		}, []string{
			"cluster/azure.cn kms_key https://kv-one.vault.azure.cn/keys/k", "cluster/azure.net kms_key https://kv-one.vault.azure.net/keys/k",
			"https://kv-one.vault.azure.cn/keys/k vault vault in azure.cn", "https://kv-one.vault.azure.net/keys/k vault vault in azure.net",
		}},
		{"by URL to nothing that is known to be in another cloud", func(w *world) {
			w.add("a", inventory.KeyVault, "kv-one", func(r *inventory.Resource) { r.Identify("/subscriptions/s", "https://kv-one.vault.azure.cn") })
			w.add("a", inventory.Key, "k", func(r *inventory.Resource) { r.Identify("https://kv-one.vault.azure.cn/keys/k") })
			w.add("a", inventory.Cluster, "c", func(r *inventory.Resource) { set(r, "kms_key", keyURL1) })
		}, []string{"cluster/c kms_key https://kv-one.vault.azure.net/keys/k"}},
		{"by id to a vault and a key whose own ids nobody knows yet, by name", func(w *world) {
			w.add("tf/a", inventory.KeyVault, "kv-one", func(r *inventory.Resource) { r.Identify("tf:v") })
			w.add("tf/a", inventory.Key, "k", func(r *inventory.Resource) { r.Identify("tf:k"); attribute(r, "vault", "key_vault", "id", "tf:v") })
			w.add("b", inventory.RoleAssignment, "vault", func(r *inventory.Resource) { set(r, "scope", vaultID+"/") })
			w.add("b", inventory.RoleAssignment, "key", func(r *inventory.Resource) { set(r, "scope", vaultID+"/keys/K") })
			w.add("b", inventory.RoleAssignment, "sibling", func(r *inventory.Resource) { set(r, "scope", vaultID+"1") })
			w.add("b", inventory.RoleAssignment, "secret", func(r *inventory.Resource) { set(r, "scope", vaultID+"/secrets/k") })
		}, []string{"key/k vault key_vault/kv-one", "role_assignment/key scope key/k", "role_assignment/vault scope key_vault/kv-one"}},
		{"by id to no vault of another id", func(w *world) {
			w.add("a", inventory.KeyVault, "kv-one", func(r *inventory.Resource) { r.Identify(inventory.Canonical(vaultID)) })
			w.add("b", inventory.RoleAssignment, "r", func(r *inventory.Resource) { set(r, "scope", strings.Replace(vaultID, "/G/", "/G0/", 1)) })
		}, nil},
		{"by id to the one declared disk encryption set of the name and group", func(w *world) {
			declared := func(address, name, group string) {
				w.add("tf/"+address, inventory.DiskEncryptionSet, name, func(r *inventory.Resource) {
					r.Identify("tf:" + address)
					if r.Address = address; group != "" {
						set(r, "resource_group", group)
					}
				})
			}
			declared("here", "D", "g")
			declared("there", "d", "g1")
			declared("one", "twice", "")
			declared("two", "twice", "")
			for _, id := range []string{desID, strings.Replace(desID, "/G/", "/G2/", 1), strings.Replace(desID, "/D", "/twice", 1), desID + "/x"} {
				w.add("a", inventory.StorageClass, id, func(r *inventory.Resource) { set(r, "disk_encryption_set", id) })
			}
		}, []string{"storage_class/" + desID + " disk_encryption_set here"}},
		{"to the vault that a data source means", func(w *world) {
			w.add("tf/a", inventory.RoleAssignment, "r", func(r *inventory.Resource) { attribute(r, "scope", "key_vault", "id", "tf:data.v") })
			w.add("tf/a", inventory.KeyVault, "kv-one", func(r *inventory.Resource) { r.Existing = true; r.Identify("tf:data.v") })
			w.add("arm/b", inventory.KeyVault, "KV-One", func(r *inventory.Resource) { r.Identify(inventory.Canonical(vaultID)); r.Address = "declared" })
			w.add("azure/c", inventory.KeyVault, "kv-one", func(r *inventory.Resource) {
				r.Identify(inventory.Canonical(vaultID))
				r.Mode, r.Address = inventory.Live, "live"
			})
		}, []string{"declared counterpart live", "role_assignment/r scope declared"}},
		{"to the live vault that a data source means", func(w *world) {
			w.add("tf/a", inventory.RoleAssignment, "r", func(r *inventory.Resource) { attribute(r, "scope", "key_vault", "id", "tf:data.v") })
			w.add("tf/a", inventory.KeyVault, "kv-one", func(r *inventory.Resource) { r.Existing = true; r.Identify("tf:data.v") })
			w.add("azure/c", inventory.KeyVault, "kv-one", func(r *inventory.Resource) { r.Mode, r.Address = inventory.Live, "live" })
		}, []string{"role_assignment/r scope live"}},
		{"to a data source, where two vaults have its name", func(w *world) {
			w.add("tf/a", inventory.RoleAssignment, "r", func(r *inventory.Resource) { attribute(r, "scope", "key_vault", "id", "tf:data.v") })
			w.add("tf/a", inventory.KeyVault, "kv-one", func(r *inventory.Resource) { r.Existing = true; r.Identify("tf:data.v"); r.Address = "data" })
			w.add("arm/b", inventory.KeyVault, "kv-one", func(r *inventory.Resource) { r.Address = "first" })
			w.add("arm/c", inventory.KeyVault, "kv-one", func(r *inventory.Resource) { r.Address = "second" })
		}, []string{"role_assignment/r scope data"}},
		{"to the key that a data source means", func(w *world) {
			w.add("tf/a", inventory.DiskEncryptionSet, "d", func(r *inventory.Resource) { attribute(r, "vault_key", "key", "key_versionless", "tf:data.k") })
			w.add("tf/a", inventory.Key, "k", func(r *inventory.Resource) {
				r.Existing, r.Address = true, "data"
				r.Identify("tf:data.k")
				attribute(r, "vault", "key_vault", "id", "tf:data.v")
			})
			w.add("tf/a", inventory.KeyVault, "kv-one", func(r *inventory.Resource) { r.Existing = true; r.Identify("tf:data.v") })
			w.add("arm/b", inventory.Key, "k", func(r *inventory.Resource) {
				r.Identify("https://kv-one.vault.azure.net/keys/k")
				set(r, "vault", vaultID)
			})
			w.add("arm/b", inventory.KeyVault, "kv-one", func(r *inventory.Resource) { r.Identify(inventory.Canonical(vaultID)) })
		}, []string{"data vault key_vault/kv-one", "disk_encryption_set/d vault_key key/k", "key/k vault key_vault/kv-one"}},
		{"by a typed reference", func(w *world) {
			w.add("a", inventory.Cluster, "c", func(r *inventory.Resource) {
				attribute(r, "disk_encryption_set", "disk_encryption_set", source.RefID, "root x")
			})
			w.add("a", inventory.DiskEncryptionSet, "d", func(r *inventory.Resource) { r.Identify("root x") })
		}, []string{"cluster/c disk_encryption_set disk_encryption_set/d"}},
		{"not to another kind", func(w *world) {
			w.add("a", inventory.Cluster, "c", func(r *inventory.Resource) {
				attribute(r, "disk_encryption_set", "key_vault", source.RefID, "root x")
			})
			w.add("a", inventory.KeyVault, "v", func(r *inventory.Resource) { r.Identify("root x") })
		}, nil},
		{"by an expression nobody can evaluate", func(w *world) {
			unknown := func(r *inventory.Resource, property string) {
				v := inventory.UnknownValue("var.id has no default", r.Pos)
				v.Symbol.Expr = "root var.id"
				r.SetProperty(property, v)
			}
			w.add("a", inventory.Cluster, "c", func(r *inventory.Resource) { unknown(r, "disk_encryption_set") })
			w.add("a", inventory.DiskEncryptionSet, "d", func(r *inventory.Resource) { r.Identify("root var.id") })
		}, []string{"cluster/c disk_encryption_set disk_encryption_set/d"}},
		{"from a key URL through a key that isn't given to its vault", func(w *world) {
			w.add("a", inventory.Cluster, "c", func(r *inventory.Resource) { set(r, "kms_key", keyURL1) })
			w.add("b", inventory.KeyVault, "kv-one", func(r *inventory.Resource) { r.Identify(inventory.Canonical(vaultID)) })
		}, []string{"cluster/c kms_key https://kv-one.vault.azure.net/keys/k", "https://kv-one.vault.azure.net/keys/k vault key_vault/kv-one"}},
		{"from keys to the vault and the managed HSM that share a name", func(w *world) {
			w.add("a", inventory.KeyVault, "one", func(r *inventory.Resource) { r.Address = "vault" })
			w.add("b", inventory.KeyVault, "One", func(r *inventory.Resource) {
				r.Address = "hsm"
				r.SetProperty("managed_hsm", inventory.SetValue(true, r.Pos))
			})
			w.add("c", inventory.Key, "k", func(r *inventory.Resource) { set(r, "vault", "https://one.vault.azure.net") })
			w.add("c", inventory.Key, "h", func(r *inventory.Resource) { set(r, "vault", "https://one.managedhsm.azure.net") })
			w.add("c", inventory.Key, "none", func(r *inventory.Resource) { set(r, "vault", "https://two.managedhsm.azure.net") })
		}, []string{"key/h vault hsm", "key/k vault vault"}},
		{"from a versioned key URL to the key", func(w *world) {
			w.add("a", inventory.DiskEncryptionSet, "d", func(r *inventory.Resource) { set(r, "vault_key", keyURL1) })
			w.add("b", inventory.Key, "k", func(r *inventory.Resource) { r.Identify("https://kv-one.vault.azure.net/keys/k") })
		}, []string{"disk_encryption_set/d vault_key key/k"}},
		{"to the Terraform root that declares it", func(w *world) {
			w.add("a", inventory.NodePool, "p", func(r *inventory.Resource) { r.Scope = "root a" })
			w.add("a", inventory.TerraformModule, "m", func(r *inventory.Resource) { r.Scope = "root a"; r.Identify("root a") })
			w.add("b", inventory.TerraformModule, "other", func(r *inventory.Resource) { r.Scope = "root b"; r.Identify("root b") })
		}, []string{"node_pool/p root terraform_module/m"}},
		{"from a pod to the claim, not to the volume of that name", func(w *world) {
			w.add("a", inventory.Workload, "p", func(r *inventory.Resource) {
				item := inventory.SetValue("data", r.Pos)
				r.SetProperty("volumes", inventory.Value{State: inventory.Set, Pos: r.Pos, Items: []inventory.Value{item}})
			})
			w.add("a", inventory.PersistentVolumeClaim, "data", nil)
			w.add("a", inventory.PersistentVolume, "data", nil)
		}, []string{"workload/p volumes persistent_volume_claim/data"}},
		{"from a class to the storage account of that name", func(w *world) {
			w.add("a", inventory.StorageClass, "files", func(r *inventory.Resource) { set(r, "account", "ShopData") })
			w.add("b", inventory.StorageAccount, "shopdata", nil)
		}, []string{"storage_class/files account storage_account/shopdata"}},
		{"not to an account whose name nobody knows", func(w *world) {
			w.add("a", inventory.StorageClass, "files", func(r *inventory.Resource) { set(r, "account", "${var.account}") })
			w.add("b", inventory.StorageAccount, "${var.account}", nil)
		}, nil},
		{"claim to class in the same file, not to the one next door", func(w *world) {
			w.add("a/x.yaml", inventory.StorageClass, "byok", nil)
			w.add("b/x.yaml", inventory.StorageClass, "byok", func(r *inventory.Resource) { r.Address = "near" })
			w.add("b/x.yaml", inventory.PersistentVolumeClaim, "p", func(r *inventory.Resource) { set(r, "class", "byok") })
		}, []string{"persistent_volume_claim/p class near"}},
		{"claim to class in the nearest common folder", func(w *world) {
			w.add("a/base/c.yaml", inventory.StorageClass, "byok", func(r *inventory.Resource) { r.Address = "near" })
			w.add("b/base/c.yaml", inventory.StorageClass, "byok", nil)
			w.add("a/app/p.yaml", inventory.PersistentVolumeClaim, "p", func(r *inventory.Resource) { set(r, "class", "byok") })
		}, []string{"persistent_volume_claim/p class near"}},
		{"claim to both classes at one distance", func(w *world) {
			w.add("a/1.yaml", inventory.StorageClass, "byok", func(r *inventory.Resource) { r.Address = "one" })
			w.add("a/2.yaml", inventory.StorageClass, "byok", func(r *inventory.Resource) { r.Address = "two" })
			w.add("a/p.yaml", inventory.PersistentVolumeClaim, "p", func(r *inventory.Resource) { set(r, "class", "byok") })
		}, []string{"persistent_volume_claim/p class one", "persistent_volume_claim/p class two"}},
		{"claim without a class to the default class", func(w *world) {
			w.add("a", inventory.StorageClass, "std", func(r *inventory.Resource) {
				r.SetProperty("is_default", inventory.SetValue(true, r.Pos))
			})
			w.add("a", inventory.PersistentVolumeClaim, "p", nil)
			w.add("a", inventory.PersistentVolumeClaim, "none", func(r *inventory.Resource) { set(r, "class", "") })
		}, []string{"persistent_volume_claim/p class storage_class/std"}},
		{"claim without a class to the newest default of an export", func(w *world) {
			for _, class := range [][3]string{{"a/export", "old", "2024-01-01T00:00:00Z"}, {"a/export", "new", "2025-01-01T00:00:00Z"}, {"b/one", "x", "2024-01-01T00:00:00Z"}, {"b/two", "y", "2025-01-01T00:00:00Z"}} {
				w.add(class[0], inventory.StorageClass, class[1], func(r *inventory.Resource) {
					r.Mode = inventory.Live
					r.SetProperty("is_default", inventory.SetValue(true, r.Pos))
					set(r, "created", class[2])
				})
			}
			w.add("a/p", inventory.PersistentVolumeClaim, "p", nil)
			w.add("b/q", inventory.PersistentVolumeClaim, "q", nil)
		}, []string{"persistent_volume_claim/p class storage_class/new", "persistent_volume_claim/q class storage_class/x", "persistent_volume_claim/q class storage_class/y"}},
		{"workload to a claim of its own namespace", func(w *world) {
			w.add("a", inventory.PersistentVolumeClaim, "data", func(r *inventory.Resource) { r.Namespace = "shop"; r.Address = "shop/data" })
			w.add("a", inventory.PersistentVolumeClaim, "data", func(r *inventory.Resource) { r.Address = "default/data" })
			w.add("a", inventory.Workload, "w", func(r *inventory.Resource) {
				r.SetProperty("volumes", inventory.Value{State: inventory.Set, Pos: r.Pos, Items: []inventory.Value{inventory.SetValue("data", r.Pos)}})
			})
		}, []string{"workload/w volumes default/data"}},
		{"pod to the ReplicaSet that made it", func(w *world) {
			w.add("a", inventory.Workload, "web-5", func(r *inventory.Resource) { r.Type = "ReplicaSet" })
			w.add("a", inventory.Workload, "web-5-x", func(r *inventory.Resource) { r.Type = "Pod"; set(r, "owner", "ReplicaSet/web-5") })
		}, []string{"workload/web-5-x owner workload/web-5"}},
		{"to the one of the same mode", func(w *world) {
			live := func(r *inventory.Resource) { r.Mode = inventory.Live }
			w.add("a", inventory.Cluster, "c", func(r *inventory.Resource) { live(r); set(r, "disk_encryption_set", desID) })
			w.add("a", inventory.DiskEncryptionSet, "declared", func(r *inventory.Resource) { r.Identify(inventory.Canonical(desID)) })
			w.add("b", inventory.DiskEncryptionSet, "live", func(r *inventory.Resource) { live(r); r.Identify(inventory.Canonical(desID)) })
		}, []string{"cluster/c disk_encryption_set disk_encryption_set/live", "disk_encryption_set/declared counterpart disk_encryption_set/live"}},
		{"a grant to an identity by its object id, and to a cluster", func(w *world) {
			w.add("a", inventory.Identity, "i", func(r *inventory.Resource) { set(r, "principal_id", "ABC") })
			w.add("a", inventory.Cluster, "c", func(r *inventory.Resource) { set(r, "principal_id", "def") })
			w.add("a", inventory.RoleAssignment, "one", func(r *inventory.Resource) { set(r, "principal", "abc") })
			w.add("a", inventory.RoleAssignment, "two", func(r *inventory.Resource) { set(r, "principal", "DEF") })
		}, []string{"role_assignment/one principal identity/i", "role_assignment/two principal cluster/c"}},
		{"a grant to an identity's object id, not to its client id", func(w *world) {
			w.add("a", inventory.Identity, "i", func(r *inventory.Resource) { r.Identify("root i") })
			w.add("a", inventory.RoleAssignment, "right", func(r *inventory.Resource) { attribute(r, "principal", "identity", source.RefPrincipal, "root i") })
			w.add("a", inventory.RoleAssignment, "wrong", func(r *inventory.Resource) { attribute(r, "principal", "identity", source.RefOther, "root i") })
		}, []string{"role_assignment/right principal identity/i"}},
		{"a key, its versions, and who is pinned to one", func(w *world) {
			w.add("a", inventory.Key, "k", func(r *inventory.Resource) { r.Identify("https://kv-one.vault.azure.net/keys/k") })
			w.add("a", inventory.KeyVersion, "1", func(r *inventory.Resource) { r.Identify(keyURL1) })
			w.add("a", inventory.Cluster, "c", func(r *inventory.Resource) { set(r, "kms_key", keyURL1) })
		}, []string{"cluster/c kms_key key/k", "cluster/c kms_key_version key_version/1", "key/k versions key_version/1", "key_version/1 vault_key key/k"}},
		{"a pool to the row about its size in its region", func(w *world) {
			w.add("a", inventory.Cluster, "c", func(r *inventory.Resource) { set(r, "location", "West Europe"); r.Identify("c") })
			w.add("a", inventory.NodePool, "p", func(r *inventory.Resource) {
				set(r, "vm_size", "Standard_D2_v3")
				attribute(r, "cluster", "cluster", source.RefID, "c")
			})
			w.add("a", inventory.VMSize, "here", func(r *inventory.Resource) { r.Identify(inventory.SizeIdentity("westeurope", "standard_D2_v3")) })
			w.add("a", inventory.VMSize, "there", func(r *inventory.Resource) { r.Identify(inventory.SizeIdentity("northeurope", "standard_D2_v3")) })
		}, []string{"node_pool/p cluster cluster/c", "node_pool/p size vm_size/here"}},
		{"declared to running, by name, and a pool through its cluster", func(w *world) {
			live := func(r *inventory.Resource) { r.Mode = inventory.Live; r.Address = "live " + r.Address }
			w.add("a", inventory.Cluster, "C", func(r *inventory.Resource) { r.Identify("root c") })
			w.add("a", inventory.NodePool, "p", func(r *inventory.Resource) { attribute(r, "cluster", "cluster", source.RefID, "root c") })
			w.add("b", inventory.Cluster, "c", func(r *inventory.Resource) { live(r); r.Identify("/subscriptions/s/c") })
			w.add("b", inventory.NodePool, "P", func(r *inventory.Resource) { live(r); set(r, "cluster", "/subscriptions/s/c") })
		}, []string{
			"cluster/C counterpart live cluster/c", "live node_pool/P cluster live cluster/c",
			"node_pool/p cluster cluster/C", "node_pool/p counterpart live node_pool/P",
		}},
		{"not by a name that two have", func(w *world) {
			w.add("a", inventory.Cluster, "c", nil)
			w.add("b", inventory.Cluster, "c", func(r *inventory.Resource) { r.Mode = inventory.Live })
			w.add("b", inventory.Cluster, "c", func(r *inventory.Resource) { r.Mode = inventory.Live })
		}, nil},
		{"not by name where the id is known to be another", func(w *world) {
			w.add("a", inventory.Cluster, "c", func(r *inventory.Resource) { r.Identify("/subscriptions/one/c") })
			w.add("b", inventory.Cluster, "c", func(r *inventory.Resource) { r.Mode = inventory.Live; r.Identify("/subscriptions/two/c") })
		}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld()
			test.build(w)
			if diff := cmp.Diff(test.want, edges(w.link())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMerge(t *testing.T) {
	const id = "/subscriptions/s/resourcegroups/g/providers/microsoft.containerservice/managedclusters/c/agentpools/p"
	pool := func(w *world, path, typ string, mode inventory.Mode, change func(*inventory.Resource)) {
		w.add(path, inventory.NodePool, "p", func(r *inventory.Resource) {
			r.Type, r.Mode, r.Address = typ, mode, path
			r.Identify(id)
			change(r)
		})
	}
	on := func(value bool) func(*inventory.Resource) {
		return func(r *inventory.Resource) { r.SetProperty("host_encryption", inventory.SetValue(value, r.Pos)) }
	}
	absent := func(r *inventory.Resource) {
		r.SetProperty("host_encryption", inventory.Value{State: inventory.Default, Value: false, Pos: r.Pos})
	}
	unknown := func(r *inventory.Resource) { r.SetProperty("host_encryption", inventory.UnknownValue("?", r.Pos)) }
	exported := func(change func(*inventory.Resource)) func(*inventory.Resource) {
		return func(r *inventory.Resource) { r.Format = inventory.Azure; change(r) }
	}
	const inline, child = "Microsoft.ContainerService/managedClusters", "Microsoft.ContainerService/managedClusters/agentPools"
	tests := []struct {
		name  string
		build func(w *world)
		want  []string
	}{
		{"known beats absent", func(w *world) {
			pool(w, "a", inline, inventory.Live, absent)
			pool(w, "b", child, inventory.Live, on(true))
		}, []string{"a set true"}},
		{"absent beats unknown", func(w *world) {
			pool(w, "a", inline, inventory.Live, unknown)
			pool(w, "b", child, inventory.Live, absent)
		}, []string{"a default false"}},
		{"null against a value is a contradiction", func(w *world) {
			pool(w, "a", inline, inventory.Live, func(r *inventory.Resource) {
				r.SetProperty("host_encryption", inventory.Value{State: inventory.Default, Value: false, Null: true, Pos: r.Pos})
			})
			pool(w, "b", child, inventory.Live, on(true))
		}, []string{"a unknown <nil>"}},
		{"null and off agree", func(w *world) {
			pool(w, "a", inline, inventory.Live, func(r *inventory.Resource) {
				r.SetProperty("host_encryption", inventory.Value{State: inventory.Default, Value: false, Null: true, Pos: r.Pos})
			})
			pool(w, "b", child, inventory.Live, on(false))
		}, []string{"a set false"}},
		{"a contradiction is unknown", func(w *world) {
			pool(w, "a", inline, inventory.Live, on(false))
			pool(w, "b", child, inventory.Live, on(true))
		}, []string{"a unknown <nil>"}},
		{"and stays so, whatever a third appearance says", func(w *world) {
			pool(w, "a", inline, inventory.Live, on(false))
			pool(w, "b", child, inventory.Live, on(true))
			pool(w, "c", child, inventory.Live, on(true))
		}, []string{"a unknown <nil>"}},
		{"null counts after what is left out, too", func(w *world) {
			pool(w, "a", inline, inventory.Live, absent)
			pool(w, "b", inline, inventory.Live, func(r *inventory.Resource) {
				r.SetProperty("host_encryption", inventory.Value{State: inventory.Default, Value: false, Null: true, Pos: r.Pos})
			})
			pool(w, "c", child, inventory.Live, on(true))
		}, []string{"a unknown <nil>"}},
		{"a whole export that leaves it out contradicts one that has it", func(w *world) {
			pool(w, "a", inline, inventory.Live, exported(on(true)))
			pool(w, "b", inline, inventory.Live, exported(absent))
		}, []string{"a unknown <nil>"}},
		{"in either order, and whatever a third says", func(w *world) {
			pool(w, "a", inline, inventory.Live, exported(absent))
			pool(w, "b", inline, inventory.Live, exported(on(true)))
			pool(w, "c", inline, inventory.Live, exported(on(true)))
		}, []string{"a unknown <nil>"}},
		{"not one whose API version doesn't have it", func(w *world) {
			pool(w, "a", inline, inventory.Live, exported(on(true)))
			pool(w, "b", inline, inventory.Live, exported(func(r *inventory.Resource) { absent(r); r.APIVersion = "2020-11-01" }))
		}, []string{"a set true"}},
		{"but one whose API version does", func(w *world) {
			pool(w, "a", inline, inventory.Live, exported(on(true)))
			pool(w, "b", inline, inventory.Live, exported(func(r *inventory.Resource) { absent(r); r.APIVersion = "2021-02-01" }))
		}, []string{"a unknown <nil>"}},
		{"not one of a command that would spell it out as null", func(w *world) {
			pool(w, "a", inline, inventory.Live, exported(on(true)))
			pool(w, "b", inline, inventory.Live, exported(func(r *inventory.Resource) {
				absent(r)
				r.SetProperty("os_disk_type", inventory.Value{State: inventory.Unset, Null: true, Pos: r.Pos})
			}))
		}, []string{"a set true"}},
		{"what is left out and off agree", func(w *world) {
			pool(w, "a", inline, inventory.Live, exported(absent))
			pool(w, "b", inline, inventory.Live, exported(on(false)))
		}, []string{"a set false"}},
		{"the child of a template wins", func(w *world) {
			pool(w, "a", inline, inventory.Declared, on(false))
			pool(w, "b", child, inventory.Declared, on(true))
		}, []string{"b set true"}},
		{"also where it leaves out what the inline pool says", func(w *world) {
			pool(w, "a", inline, inventory.Declared, on(true))
			pool(w, "b", child, inventory.Declared, absent)
		}, []string{"b default false"}},
		{"whichever comes first", func(w *world) {
			pool(w, "a", child, inventory.Declared, on(true))
			pool(w, "b", inline, inventory.Declared, on(false))
		}, []string{"a set true"}},
		{"declared and live stay two", func(w *world) {
			pool(w, "a", child, inventory.Declared, on(true))
			pool(w, "b", child, inventory.Live, on(false))
		}, []string{"a set true", "b set false"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld()
			test.build(w)
			var got []string
			for _, r := range w.link().Resources {
				v := r.Property("host_encryption")
				got = append(got, fmt.Sprintf("%s %s %v", r.Address, v.State, v.Value))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Of two exports that show different identities nobody knows which is out of date.
func TestMergeIdentities(t *testing.T) {
	cluster := func(w *world, path string, ids ...string) {
		w.add(path, inventory.Cluster, "c", func(r *inventory.Resource) {
			r.Mode, r.Format = inventory.Live, inventory.Azure
			r.Identify("/subscriptions/s/resourcegroups/g/providers/microsoft.containerservice/managedclusters/c")
			v := inventory.SetValue(true, r.Pos)
			for _, id := range ids {
				v.Items = append(v.Items, inventory.SetValue(id, r.Pos))
			}
			r.SetProperty("identities", v)
		})
	}
	w := newWorld()
	cluster(w, "a", "/subscriptions/s/one", "/subscriptions/s/two")
	cluster(w, "b", "/SUBSCRIPTIONS/s/Two", "/subscriptions/s/three")
	var got []string
	for _, r := range w.link().Resources {
		for _, item := range r.Property("identities").Items {
			got = append(got, item.Identity())
		}
	}
	if diff := cmp.Diff([]string{"/subscriptions/s/one", "/subscriptions/s/two", "/subscriptions/s/three"}, got); diff != "" {
		t.Error(diff)
	}
}

// An access policy that only some exports of its vault list may be gone.
func TestMergePolicies(t *testing.T) {
	const id = "/subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/v"
	vault := func(w *world, path string, shown, listed bool) {
		var at source.Pos
		w.add(path, inventory.KeyVault, "v", func(r *inventory.Resource) {
			r.Mode, r.Format = inventory.Live, inventory.Azure
			r.Identify(id)
			at = r.Pos
			if r.SetProperty("inline_policies", inventory.SetValue(listed, r.Pos)); !shown {
				r.SetProperty("inline_policies", inventory.UnknownValue("?", r.Pos))
			}
		})
		if listed {
			w.add(path, inventory.AccessPolicy, "p", func(r *inventory.Resource) {
				r.Mode, r.Format = inventory.Live, inventory.Azure
				r.Identify(id + "/accesspolicies/p/")
				r.SetProperty("inline", inventory.SetValue(true, r.Pos))
				r.SetProperty("vault", inventory.SetValue(id, at))
				r.SetProperty("key_permissions", inventory.SetValue([]string{"get"}, r.Pos))
			})
		}
	}
	tests := []struct {
		name  string
		build func(w *world)
		want  inventory.State
	}{
		{"one export", func(w *world) { vault(w, "a", true, true) }, inventory.Set},
		{"two that list it", func(w *world) { vault(w, "a", true, true); vault(w, "b", true, true) }, inventory.Set},
		{"one without it", func(w *world) { vault(w, "a", true, true); vault(w, "b", true, false) }, inventory.Unknown},
		{"in either order", func(w *world) { vault(w, "a", true, false); vault(w, "b", true, true) }, inventory.Unknown},
		{"a row that shows no policies", func(w *world) { vault(w, "a", true, true); vault(w, "b", false, false) }, inventory.Set},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld()
			test.build(w)
			for _, r := range w.link().Resources {
				if r.Kind != inventory.AccessPolicy {
					continue
				}
				if v := r.Property("key_permissions"); v.State != test.want {
					t.Errorf("got %s, want %s", v.State, test.want)
				}
			}
		})
	}
}

// The later of two exports counts, where both say when the cluster was last changed.
func TestMergeByTime(t *testing.T) {
	cluster := func(w *world, path, modified string, kms inventory.Value) {
		w.add(path, inventory.Cluster, "c", func(r *inventory.Resource) {
			r.Mode, r.Format = inventory.Live, inventory.Azure
			r.Identify("/subscriptions/s/resourcegroups/g/providers/microsoft.containerservice/managedclusters/c")
			if kms.Pos = r.Pos; modified != "" {
				set(r, "last_modified", modified)
			} else {
				r.SetProperty("last_modified", inventory.Value{State: inventory.Unset, Null: true, Pos: r.Pos})
			}
			r.SetProperty("kms_enabled", kms)
		})
	}
	on, off := inventory.Value{State: inventory.Set, Value: true}, inventory.Value{State: inventory.Default, Value: false}
	hidden := inventory.UnknownValue("?", 0)
	const earlier, later = "2025-01-01T00:00:00.5Z", "2025-01-01T00:00:01+00:00"
	tests := []struct {
		name          string
		first, second string
		one, two      inventory.Value
		want          string
	}{
		{"the later one, which leaves it out", earlier, later, on, off, "default false " + later},
		{"wherever it stands", later, earlier, off, on, "default false " + later},
		{"the later one, which has it", earlier, later, off, on, "set true " + later},
		{"what the later one doesn't show", later, earlier, hidden, on, "set true " + later},
		{"at one time they contradict each other", later, later, on, off, "unknown <nil> " + later},
		{"null is no time", "", later, on, on, "set true " + later},
		{"nor is it after one", later, "", on, on, "set true " + later},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld()
			cluster(w, "a", test.first, test.one)
			cluster(w, "b", test.second, test.two)
			var got []string
			for _, r := range w.link().Resources {
				v := r.Property("kms_enabled")
				got = append(got, fmt.Sprintf("%s %v %v", v.State, v.Value, r.Property("last_modified").Value))
			}
			if diff := cmp.Diff([]string{test.want}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOverlay(t *testing.T) {
	overlay := func(w *world, scope, target string) {
		w.add("a", inventory.Cluster, "overlay", func(r *inventory.Resource) {
			r.Scope = scope
			to := inventory.UnknownValue("known after apply", r.Pos)
			to.Symbol.Ref = &source.Ref{Kind: "cluster", Attribute: source.RefID, Target: target}
			r.Overlay = &to
			set(r, "kms_network_access", "Private")
			ignored := inventory.UnsetValue(r.Pos)
			ignored.Ignored = "too old"
			r.SetProperty("kms_infrastructure_encryption", ignored)
		})
	}
	tests := []struct {
		name  string
		build func(w *world)
		want  []string
	}{
		{"laid over its target", func(w *world) {
			w.add("a", inventory.Cluster, "c", func(r *inventory.Resource) { r.Identify("root c") })
			w.add("a", inventory.Cluster, "d", func(r *inventory.Resource) { r.Identify("root d") })
			overlay(w, "root", "root c")
		}, []string{"cluster/c set overlaid too old", "cluster/d default"}},
		{"without a target it may change any of the root", func(w *world) {
			w.add("a", inventory.Cluster, "c", func(r *inventory.Resource) { r.Scope = "root"; r.Identify("root c") })
			w.add("b", inventory.Cluster, "d", func(r *inventory.Resource) { r.Scope = "other"; r.Identify("other d") })
			overlay(w, "root", "nobody")
		}, []string{"cluster/c unknown", "cluster/d default"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld()
			test.build(w)
			var got []string
			for _, r := range w.link().Resources {
				access := r.Property("kms_network_access")
				line := fmt.Sprintf("%s %s", r.Address, access.State)
				if access.Overlaid {
					line += " overlaid"
				}
				got = append(got, strings.TrimSpace(line+" "+r.Property("kms_infrastructure_encryption").Ignored))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestOrder shows that the graph doesn't depend on the order of loading.
func TestOrder(t *testing.T) {
	build := func(seed int64) []string {
		w := newWorld()
		for i := range 30 {
			w.add(fmt.Sprintf("f%d", i%3), inventory.DiskEncryptionSet, fmt.Sprint(i), func(r *inventory.Resource) { r.Identify(fmt.Sprintf("id %d", i)) })
			w.add(fmt.Sprintf("f%d", i%3), inventory.Cluster, fmt.Sprint(i), func(r *inventory.Resource) {
				attribute(r, "disk_encryption_set", "disk_encryption_set", source.RefID, fmt.Sprintf("id %d", i/2))
			})
		}
		rand.New(rand.NewSource(seed)).Shuffle(len(w.resources), func(i, j int) { w.resources[i], w.resources[j] = w.resources[j], w.resources[i] })
		g := w.link()
		list := edges(g)
		for _, part := range g.Parts {
			for _, r := range part {
				list = append(list, fmt.Sprintf("%d %s", r.Key(), r.Address))
			}
			list = append(list, "-")
		}
		return list
	}
	want := build(0)
	for seed := range int64(10) {
		if diff := cmp.Diff(want, build(seed)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// BenchmarkLink shows that linking is linear in the resources.
func BenchmarkLink(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w := newWorld()
			for i := range n / 2 {
				id := fmt.Sprintf("/subscriptions/s/resourcegroups/g/providers/microsoft.compute/diskencryptionsets/d%d", i)
				w.add("f", inventory.DiskEncryptionSet, fmt.Sprint(i), func(r *inventory.Resource) { r.Identify(id) })
				w.add("f", inventory.Cluster, fmt.Sprint(i), func(r *inventory.Resource) { set(r, "disk_encryption_set", id) })
			}
			for b.Loop() {
				w.link()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/resource")
		})
	}
}

// A Secret is of the cluster whose export lies beside it, else of the only one of the scan.
func TestSecretsClusters(t *testing.T) {
	live := func(r *inventory.Resource) { r.Mode = inventory.Live }
	tests := []struct {
		name     string
		clusters map[string]string // name: file
		secret   string
		want     []string
	}{
		{"the only one", map[string]string{"a": "exports/a.json"}, "k8s/secrets.json", []string{"secret/s cluster cluster/a"}},
		{"the one beside it", map[string]string{"a": "exports/a/cluster.json", "b": "exports/b/cluster.json"}, "exports/b/secrets.json", []string{"secret/s cluster cluster/b"}},
		{"two beside it", map[string]string{"a": "exports/a.json", "b": "exports/b.json"}, "exports/secrets.json", nil},
		{"two elsewhere", map[string]string{"a": "exports/a.json", "b": "exports/b.json"}, "k8s/secrets.json", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			for _, name := range slices.Sorted(maps.Keys(tt.clusters)) {
				w.add(tt.clusters[name], inventory.Cluster, name, live)
			}
			w.add(tt.secret, inventory.Secret, "s", live)
			if got := edges(w.link()); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestScopes(t *testing.T) {
	w := newWorld()
	w.add("a", inventory.KeyVault, "v", func(r *inventory.Resource) {
		r.Identify(inventory.Canonical(vaultID), "root v")
		r.Above = []string{"root group"}
	})
	v := w.link().Resources[0]
	want := []string{
		"/subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/kv-one", "/subscriptions/s/resourcegroups/g", "/subscriptions/s", "root v", "root group",
	}
	if diff := cmp.Diff(want, v.Property("scopes").Value); diff != "" {
		t.Error(diff)
	}
	if got := v.Property("resource_group").Text() + " " + v.Property("subscription").Text(); got != "g s" {
		t.Errorf("resource group and subscription are %q", got)
	}
}

func TestClassGroups(t *testing.T) {
	w := newWorld()
	live := func(r *inventory.Resource) { r.Mode = inventory.Live }
	w.add("a/1.yaml", inventory.StorageClass, "x", nil)
	w.add("a/2.yaml", inventory.StorageClass, "y", nil)
	w.add("b/2.yaml", inventory.StorageClass, "z", nil)
	w.add("b/one.json", inventory.StorageClass, "z", live)
	w.add("b/two.json", inventory.StorageClass, "z", live)
	var got []string
	for _, r := range w.link().Resources {
		if r.Kind == inventory.StorageClassGroup {
			got = append(got, fmt.Sprintf("%s %d", r.Name, len(r.Property("classes").Items)))
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"a 2", "b 1", "b/one.json 1", "b/two.json 1"}, got); diff != "" {
		t.Error(diff)
	}
}

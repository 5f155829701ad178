package link

import (
	"fmt"
	"hash/maphash"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akscan/akscan/internal/inventory"
)

// estate makes units of resources that share few names, so that many bear on each other.
func estate(random *rand.Rand, names int) (*world, [][]*inventory.Resource) {
	w := newWorld()
	pick := func(format string) string { return fmt.Sprintf(format, random.Intn(names)) }
	maybe := func(fn func()) {
		if random.Intn(2) == 0 {
			fn()
		}
	}
	arm := func(typ, name string) string {
		return "/subscriptions/s/resourcegroups/g/providers/" + typ + "/" + name
	}
	key := func() string {
		url := "https://" + pick("vault-%d") + ".vault.azure.net/keys/k"
		maybe(func() { url += "/" + pick("%d") })
		return url
	}
	live := func(r *inventory.Resource, id string) {
		r.Mode, r.Scope = inventory.Live, "a"
		r.Identify(id)
	}
	principal := func(r *inventory.Resource, property string) {
		if r.Info().Has(property) {
			set(r, property, pick("principal-%d"))
		}
	}
	makers := []func(){
		func() {
			name := pick("aks-%d")
			cluster := w.add("a", inventory.Cluster, name, func(r *inventory.Resource) { live(r, arm("c", name)) })
			set(cluster, "location", "north")
			maybe(func() { set(cluster, "kms_key", key()) })
			maybe(func() { set(cluster, "kms_vault", arm("v", pick("vault-%d"))) })
			maybe(func() { set(cluster, "disk_encryption_set", arm("d", pick("des-%d"))) })
			maybe(func() { principal(cluster, "principal_id") })
			for range random.Intn(3) {
				pool := w.add("a", inventory.NodePool, pick("pool-%d"), nil)
				live(pool, cluster.Identities[0]+"/"+pool.Name)
				set(pool, "cluster", cluster.Identities[0])
				set(pool, "vm_size", pick("size-%d"))
			}
			maybe(func() {
				shown := w.add("a", inventory.Identity, pick("id-%d"), func(r *inventory.Resource) { r.Existing = true })
				live(shown, arm("i", shown.Name))
				// An identity has one object id, mostly.
				set(shown, "principal_id", "principal-"+strings.TrimPrefix(shown.Name, "id-"))
				if random.Intn(20) == 0 {
					principal(shown, "principal_id")
				}
				v := inventory.SetValue(shown.Identities[0], cluster.Pos)
				cluster.SetProperty("identities", inventory.Value{State: inventory.Set, Items: []inventory.Value{v}})
			})
		},
		func() {
			w.add("a", inventory.NodePool, pick("pool-%d"), func(r *inventory.Resource) {
				cluster := arm("c", pick("aks-%d"))
				live(r, cluster+"/"+r.Name)
				set(r, "cluster", cluster)
			})
		},
		func() {
			w.add("a", inventory.Cluster, pick("aks-%d"), func(r *inventory.Resource) {
				maybe(func() { r.Identify(arm("c", r.Name)) })
				r.Identify("root " + r.Name)
				maybe(func() { set(r, "kms_key", key()) })
			})
		},
		func() {
			w.add("a", inventory.DiskEncryptionSet, pick("des-%d"), func(r *inventory.Resource) {
				live(r, arm("d", r.Name))
				set(r, "vault_key", key())
				maybe(func() { principal(r, "principal_id") })
			})
		},
		func() {
			w.add("a", inventory.KeyVault, pick("vault-%d"), func(r *inventory.Resource) { live(r, arm("v", r.Name)) })
		},
		func() {
			url := "https://" + pick("vault-%d") + ".vault.azure.net/keys/k"
			w.add("a", inventory.Key, "k", func(r *inventory.Resource) {
				live(r, url)
				set(r, "vault", strings.TrimSuffix(url, "/keys/k"))
			})
			maybe(func() {
				w.add("a", inventory.KeyVersion, "k", func(r *inventory.Resource) { live(r, url+pick("/%d")) })
			})
		},
		func() {
			w.add("a", inventory.RoleAssignment, pick("role-%d"), func(r *inventory.Resource) {
				live(r, arm("r", r.Name))
				principal(r, "principal")
				maybe(func() { set(r, "scope", arm("v", pick("vault-%d"))) })
				maybe(func() { set(r, "scope", arm("microsoft.keyvault/vaults", pick("vault-%d"))) })
				maybe(func() { set(r, "scope", arm("microsoft.keyvault/vaults", pick("vault-%d"))+"/keys/k") })
			})
		},
		func() {
			// A key whose URL only Azure will tell, in a vault beside it or named by id.
			name := pick("vault-%d")
			key := w.add("b", inventory.Key, "k", nil)
			key.Identify(fmt.Sprintf("root key %d", len(w.resources)))
			set(key, "vault", "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/"+name)
			maybe(func() {
				vault := w.add("b", inventory.KeyVault, name, nil)
				vault.Identify(fmt.Sprintf("root vault %d", len(w.resources)))
				set(key, "vault", vault.Identities[0])
			})
		},
		func() {
			// A set whose id only Azure will tell, and somebody who has that id.
			maybe(func() {
				declared := w.add("b", inventory.DiskEncryptionSet, pick("set-%d"), nil)
				declared.Identify(fmt.Sprintf("root set %d", len(w.resources)))
				maybe(func() { set(declared, "resource_group", "g") })
			})
			maybe(func() {
				disk := w.add("a", inventory.ManagedDisk, pick("disk-%d"), func(r *inventory.Resource) { live(r, arm("disk", r.Name)) })
				set(disk, "disk_encryption_set", arm("Microsoft.Compute/diskEncryptionSets", pick("set-%d")))
			})
		},
		func() {
			// A volume kept for a claim, and a claim.
			maybe(func() {
				w.add("c", inventory.PersistentVolume, "v", func(r *inventory.Resource) { set(r, "kept_for", "default/"+pick("claim-%d")) })
			})
			maybe(func() { w.add("c", inventory.PersistentVolumeClaim, pick("claim-%d"), nil) })
		},
		func() {
			// A data source, and a key in it that something uses.
			name := pick("vault-%d")
			vault := w.add("b", inventory.KeyVault, name, func(r *inventory.Resource) { r.Existing = true })
			vault.Identify(fmt.Sprintf("root data.vault %d", len(w.resources)))
			data := w.add("b", inventory.Key, "k", func(r *inventory.Resource) { r.Existing = true })
			data.Identify(fmt.Sprintf("root data.key %d", len(w.resources)))
			set(data, "vault", vault.Identities[0])
			w.add("b", inventory.DiskEncryptionSet, pick("des-%d"), func(r *inventory.Resource) {
				set(r, "vault_key", data.Identities[0])
				maybe(func() { set(r, "vault", vault.Identities[0]) })
			})
		},
		func() {
			w.add("a", inventory.Identity, pick("id-%d"), func(r *inventory.Resource) {
				live(r, arm("i", r.Name))
				principal(r, "principal_id")
			})
		},
		func() {
			w.add("a", inventory.StorageAccount, pick("account%d"), func(r *inventory.Resource) {
				live(r, arm("s", r.Name))
				maybe(func() { set(r, "vault_key", key()) })
			})
		},
	}
	var units [][]*inventory.Resource
	for range 2 + random.Intn(12) {
		from := len(w.resources)
		kinds := 1 // clusters and pools alone are the rule
		if random.Intn(3) == 0 {
			kinds = len(makers)
		}
		makers[random.Intn(kinds)]()
		units = append(units, w.resources[from:])
	}
	return w, units
}

// dump writes down resources with all that linking decides, each once, sorted.
func dump(graphs ...*Graph) []string {
	text := func(r *inventory.Resource) string {
		var b strings.Builder
		fmt.Fprintf(&b, "%d %s %s %s %s existing=%t shared=%t", r.Pos, r.Kind, r.Address, r.Name, r.Mode, r.Existing, r.IsShared())
		value := func(name string, v *inventory.Value) {
			fmt.Fprintf(&b, "\n  %s %s %v %d %v %q", name, v.State, v.Value, v.Pos, v.Origins, v.Identity())
			for _, target := range v.Targets() {
				fmt.Fprintf(&b, " -> %d %s", target.Pos, target.Address)
			}
		}
		for i := range r.Info().Properties {
			p := &r.Info().Properties[i]
			value(p.Name, r.Property(p.Name))
			if p.Type == inventory.References {
				for j := range r.Property(p.Name).Items {
					value("-", &r.Property(p.Name).Items[j])
				}
			}
		}
		return b.String()
	}
	var all []string
	for _, g := range graphs {
		for _, part := range g.Parts {
			var texts []string
			for _, r := range part {
				texts = append(texts, text(r))
			}
			all = append(all, strings.Join(texts, "\n"))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func clones(resources []*inventory.Resource) []*inventory.Resource {
	var copies []*inventory.Resource
	for _, r := range resources {
		copies = append(copies, r.Clone())
	}
	return copies
}

// linkApart links sets of units each by themselves.
func linkApart(w *world, units [][]*inventory.Resource) ([]*Graph, *Joined) {
	seed := maphash.MakeSeed()
	var j Joiner
	var traced []*Graph
	for _, unit := range units {
		footprint := Trace(w.files, clones(unit), seed)
		traced = append(traced, footprint.Graph)
		j.Add(footprint.Marks)
	}
	joined := j.Join()
	var around Surroundings
	for _, unit := range joined.First {
		around.AddFacts(traced[unit].Resources)
	}
	sets := map[int][]*inventory.Resource{}
	var order []int
	for i, unit := range units {
		set := joined.Set(i)
		if sets[set] == nil {
			order = append(order, set)
		}
		sets[set] = append(sets[set], unit...)
	}
	for _, set := range order {
		if !joined.Alone(set) {
			around.AddFacts(Within(w.files, clones(sets[set]), Surroundings{}).Resources)
		}
	}
	var graphs []*Graph
	for _, set := range order {
		graphs = append(graphs, Within(w.files, clones(sets[set]), around))
	}
	return graphs, joined
}

// TestJoin shows that linking apart gives what linking the whole gives.
func TestJoin(t *testing.T) {
	apart := 0
	for seed := range int64(500) {
		w, units := estate(rand.New(rand.NewSource(seed)), []int{2, 3, 5, 10, 40}[seed%5])
		graphs, _ := linkApart(w, units)
		apart += len(graphs)
		want := dump(Link(w.files, clones(w.resources)))
		if diff := cmp.Diff(want, dump(graphs...)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
	if apart < 500*3 {
		t.Errorf("only %d sets in 500 estates", apart)
	}
}

// TestJoinReasons holds that units are joined only where they bear on each other.
func TestJoinReasons(t *testing.T) {
	cluster := func(w *world, name, key, principal, identity, object string) []*inventory.Resource {
		from := len(w.resources)
		r := w.add("a", inventory.Cluster, name, func(r *inventory.Resource) {
			r.Mode = inventory.Live
			r.Identify("/subscriptions/s/" + name)
			set(r, "kms_key", key)
			set(r, "principal_id", principal)
			set(r, "kubelet_identity", identity)
		})
		w.add("a", inventory.NodePool, "pool", func(r *inventory.Resource) {
			r.Mode = inventory.Live
			r.Identify("/subscriptions/s/" + name + "/pool")
			set(r, "cluster", "/subscriptions/s/"+name)
		})
		if object != "" {
			w.add("a", inventory.Identity, "i", func(shown *inventory.Resource) {
				shown.Mode, shown.Existing = inventory.Live, true
				shown.Identify(identity)
				set(shown, "principal_id", object)
			})
		}
		_ = r
		return w.resources[from:]
	}
	const url = "https://kv-one.vault.azure.net/keys/k/1"
	one := func(w *world, kind inventory.Kind, change func(*inventory.Resource)) []*inventory.Resource {
		r := w.add("b", kind, "x", func(r *inventory.Resource) { r.Mode = inventory.Live; change(r) })
		return []*inventory.Resource{r}
	}
	two := func(w *world) [][]*inventory.Resource {
		return [][]*inventory.Resource{cluster(w, "a", url, "p", "/i", "o"), cluster(w, "b", url, "p", "/i", "o")}
	}
	for _, c := range []struct {
		name  string
		build func(w *world) [][]*inventory.Resource
		want  string
	}{
		{"a key, an identity and a principal that nobody else knows", two, "0 1"},
		{"the vault of the key", func(w *world) [][]*inventory.Resource {
			return append(two(w), one(w, inventory.KeyVault, func(r *inventory.Resource) { r.Name = "kv-one" }))
		}, "0 0 0"},
		{"a version of the key", func(w *world) [][]*inventory.Resource {
			return append(two(w), one(w, inventory.KeyVersion, func(r *inventory.Resource) { r.Identify(url) }))
		}, "0 0 0"},
		{"a grant to the identity", func(w *world) [][]*inventory.Resource {
			return append(two(w), one(w, inventory.RoleAssignment, func(r *inventory.Resource) { set(r, "principal", "o") }))
		}, "0 0 0"},
		{"a grant to somebody else", func(w *world) [][]*inventory.Resource {
			return append(two(w), one(w, inventory.RoleAssignment, func(r *inventory.Resource) { set(r, "principal", "else") }))
		}, "0 1 2"},
		{"the identity itself", func(w *world) [][]*inventory.Resource {
			return append(two(w), one(w, inventory.Identity, func(r *inventory.Resource) { r.Identify("/i") }))
		}, "0 0 0"},
		{"a contradiction about the identity", func(w *world) [][]*inventory.Resource {
			return [][]*inventory.Resource{cluster(w, "a", url, "p", "/i", "o"), cluster(w, "b", url, "p", "/i", "other")}
		}, "0 0"},
		{"one cluster twice", func(w *world) [][]*inventory.Resource {
			return [][]*inventory.Resource{cluster(w, "a", "", "", "", ""), cluster(w, "b", "", "", "", ""), cluster(w, "a", "", "", "", "")}
		}, "0 1 0"},
		{"a declared cluster of one's name", func(w *world) [][]*inventory.Resource {
			return append(two(w), one(w, inventory.Cluster, func(r *inventory.Resource) { r.Mode, r.Name = inventory.Declared, "b" }))
		}, "0 1 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			units := c.build(w)
			graphs, joined := linkApart(w, units)
			var got []string
			for i := range units {
				got = append(got, fmt.Sprint(joined.Set(i)))
			}
			if text := strings.Join(got, " "); text != c.want {
				t.Errorf("sets %s, want %s", text, c.want)
			}
			if diff := cmp.Diff(dump(Link(w.files, clones(w.resources))), dump(graphs...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

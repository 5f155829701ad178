package link

import (
	"slices"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
)

// keyURL is the identifier of a key, as Key Vault writes it, lower-case:
// https://HOST/keys/NAME[/VERSION]. Source: azure-facts 4.4.
type keyURL struct{ host, name, version string }

func (k keyURL) versionless() string { return "https://" + k.host + "/keys/" + k.name }

func parseKeyURL(id string) (keyURL, bool) {
	rest, ok := strings.CutPrefix(id, "https://")
	if !ok {
		return keyURL{}, false
	}
	parts := strings.Split(rest, "/")
	if len(parts) < 3 || parts[1] != "keys" || parts[0] == "" || parts[2] == "" {
		return keyURL{}, false
	}
	key := keyURL{host: parts[0], name: parts[2]}
	if len(parts) > 3 {
		key.version = parts[3]
	}
	return key, true
}

// isVaultName reports whether a text, lower-case, has the form of a vault's name, which is unique in
// its cloud and is the first label of the vault's host.
func isVaultName(name string) bool {
	if len(name) < 3 || len(name) > 24 || name[0] < 'a' || name[0] > 'z' || name[len(name)-1] == '-' {
		return false
	}
	for i := range len(name) {
		if !isNameByte(name[i]) && name[i] != '-' {
			return false
		}
	}
	return true
}

func isNameByte(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// vaultOfName is the identity under which URLs find a vault of that name; "" when
// the text is no vault's name (an expression that nobody can evaluate).
func vaultOfName(name string) string {
	name = strings.ToLower(name)
	if !isVaultName(name) {
		return ""
	}
	return "vault " + name
}

// vaultOf is the identity under which URLs find a vault or managed HSM. Each kind has names of its own.
func vaultOf(r *inventory.Resource) string {
	vault := vaultOfName(r.Name)
	if vault != "" && r.Property("managed_hsm").Bool() {
		return hsmOf(vault)
	}
	return vault
}

// hsmOf is the identity of the managed HSM that has the name of a vault, given that one's.
func hsmOf(vault string) string {
	if vault == "" {
		return ""
	}
	return "hsm of " + vault
}

// givenVault is the identity of a vault of which the scan holds more than a reference,
// by the identity that its name gives it.
func givenVault(vault string) string {
	if vault == "" {
		return ""
	}
	return "given " + vault
}

// vaultOfURL is the same for a vault's or a key's URL.
func vaultOfURL(url string) string {
	label, domain, _ := strings.Cut(hostOfURL(url), ".")
	if strings.HasPrefix(domain, "managedhsm.") {
		return hsmOf(vaultOfName(label))
	}
	return vaultOfName(label)
}

// notElsewhere leaves out the vaults and keys that are known to have another host than a
// URL: those of the same name in another cloud.
func notElsewhere(resources []*inventory.Resource, url string) []*inventory.Resource {
	host := hostOfURL(url)
	if host == "" {
		return resources
	}
	return slices.DeleteFunc(resources, func(r *inventory.Resource) bool {
		elsewhere := false
		for _, id := range r.Identities {
			switch hostOfURL(id) {
			case "":
			case host:
				return false
			default:
				elsewhere = true
			}
		}
		return elsewhere
	})
}

// hostOfURL is the host that a URL names; "" for what is no URL.
func hostOfURL(url string) string {
	rest, ok := strings.CutPrefix(url, "https://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return host
}

// keyOfVault is the identity of a key by its vault's identity and its own name; "" when
// nobody knows the vault's.
func keyOfVault(vault, name string) string {
	if vault == "" || name == "" {
		return ""
	}
	return "key " + strings.ToLower(name) + " of " + vault
}

// nameKeys makes the keys found by URL that have none of their own, since only Azure
// gives it to them: by their name and that of the vault that they lead to.
func (l *linker) nameKeys(resources []*inventory.Resource) {
	for _, r := range resources {
		if r.Kind != inventory.Key || r.Existing || slices.ContainsFunc(r.Identities, isKeyURL) {
			continue
		}
		r.References(func(p *inventory.Property, v *inventory.Value) {
			if p.Name != "vault" {
				return
			}
			vaults := l.targets(r, p, v)
			if vault, key, ok := vaultOfID(v.Identity()); ok && key == "" && len(vaults) == 0 {
				l.index(keyOfVault(vault, r.Name), r)
			}
			for _, vault := range vaults {
				l.index(keyOfVault(vaultOf(vault), r.Name), r)
			}
		})
	}
}

func isKeyURL(id string) bool {
	_, ok := parseKeyURL(id)
	return ok
}

// vaultOfID takes apart the canonical resource id of a vault, or of a key in one: the
// identity under which URLs find the vault, and the name of the key.
func vaultOfID(id string) (vault, key string, ok bool) {
	_, rest, ok := strings.Cut(id, "/providers/microsoft.keyvault/vaults/")
	if !ok {
		return "", "", false
	}
	name, rest, isChild := strings.Cut(rest, "/")
	if isChild {
		if key, isChild = strings.CutPrefix(rest, "keys/"); !isChild || key == "" || strings.Contains(key, "/") {
			return "", "", false
		}
	}
	vault = vaultOfName(name)
	return vault, key, vault != ""
}

// accountOfName is the identity under which classes and volumes find a storage account
// by its name; "" when the text is none.
func accountOfName(name string) string {
	const shortest, longest = 3, 24 // of names, which are unique in their cloud
	if len(name) < shortest || len(name) > longest {
		return ""
	}
	name = strings.ToLower(name)
	for i := range len(name) {
		if !isNameByte(name[i]) {
			return ""
		}
	}
	return "storage account " + name
}

// addReferredKeys makes a key of every key URL that a resource refers to and no
// key of the scan answers to, so that the way from a cluster or a DES to the
// vault is the same whether the key itself was given or not. It stands where the URL stands first.
func (l *linker) addReferredKeys(resources []*inventory.Resource) []*inventory.Resource {
	type referrer struct {
		key keyURL
		r   *inventory.Resource
		v   *inventory.Value
	}
	var found []referrer
	index := map[keyURL]int{}
	for _, r := range resources {
		r.References(func(p *inventory.Property, v *inventory.Value) {
			if v.State != inventory.Set || len(p.Targets) != 1 || p.Targets[0] != inventory.Key {
				return
			}
			key, ok := parseKeyURL(v.Identity())
			if !ok || len(l.targets(r, p, v)) > 0 {
				return
			}
			key.version = ""
			i, known := index[key]
			if !known {
				index[key] = len(found)
				found = append(found, referrer{key, r, v})
			} else if v.Pos < found[i].v.Pos {
				found[i].r, found[i].v = r, v
			}
		})
	}
	added := make([]*inventory.Resource, 0, len(found))
	for _, f := range found {
		key, r, v := f.key, f.r, f.v
		stub := inventory.New(inventory.Key, referredKey{r.Format, r.Mode, inventory.UnknownValue("the key "+key.versionless()+" is not in the files given", v.Pos)})
		stub.Name, stub.Address, stub.Scope, stub.Existing = key.name, key.versionless(), r.Scope, true
		stub.Identify(key.versionless())
		stub.SetProperty("vault", inventory.SetValue("https://"+key.host, v.Pos))
		l.around.replaceFact(stub)
		l.add(stub)
		added = append(added, stub)
	}
	return added
}

// referredKey is the view of a key that the scan only knows by its URL.
type referredKey struct {
	format  inventory.Format
	mode    inventory.Mode
	unknown inventory.Value
}

func (k referredKey) Format() inventory.Format           { return k.format }
func (k referredKey) Mode() inventory.Mode               { return k.mode }
func (k referredKey) Type() string                       { return "Microsoft.KeyVault/vaults/keys" }
func (k referredKey) Version() string                    { return "" }
func (k referredKey) Knows(inventory.TerraformName) bool { return true }
func (k referredKey) Keys(string) []string               { return nil }
func (k referredKey) Lookup(string) inventory.Value      { return k.unknown }

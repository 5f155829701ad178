package azure

import (
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// noAttributes says what an export doesn't tell that leaves out what Azure always shows of a key.
const noAttributes = "the export doesn't show the attributes of the key (az keyvault key show does)"

// keyEntry reads a key as Key Vault's own API, az keyvault key or PowerShell shows
// it. An identifier with a version is that version's too, and a row of a list of
// versions shows of the key itself only where it is and how it is recovered.
func (l *loader) keyEntry(v *view, kid string) {
	key, _ := parseKeyID(kid)
	v.keyEntry = true
	if !isObject(v.node.Get("attributes")) && !isObject(v.props.Get("attributes")) {
		v.partial = noAttributes
	}
	unshown := v.partial
	if v.node.Get("key") == nil {
		v.partial = "a list of keys doesn't show it (az keyvault key show does)"
		v.versionRow = key.version != ""
	}
	r := inventory.New(inventory.Key, v)
	l.identifyKey(r, v.node, kid)
	l.finish(r, v)
	if key.version == "" {
		return
	}
	of := *v
	of.versionRow, of.partial = false, unshown
	l.version(r, &of, key)
}

// version adds a version of a key, as a view shows it.
func (l *loader) version(of *inventory.Resource, v *view, key keyID) {
	version := inventory.New(inventory.KeyVersion, v)
	version.Name, version.Scope, version.Address = of.Name, of.Scope, key.versionless()+"/"+key.version
	version.Identify(version.Address)
	l.finish(version, v)
}

// newestVersion adds the version that Resource Manager shows with a key, whose attributes are that version's.
func (l *loader) newestVersion(r *inventory.Resource, v *view) {
	key, ok := parseKeyID(v.props.Get("keyUriWithVersion").Str())
	if ok && key.version != "" && v.mode == inventory.Live && isObject(v.props.Get("attributes")) {
		l.version(r, v, key)
	}
}

// keyPolicy reads the rotation policy of a key: a key of which nothing else is shown.
func (l *loader) keyPolicy(v *view, kid string) {
	v.policy = true
	v.partial = "this is the key's rotation policy alone (az keyvault key show prints the key)"
	r := inventory.New(inventory.Key, v)
	l.identifyKey(r, v.node, kid)
	l.finish(r, v)
}

// identifyKey names and addresses a key by its identifier.
func (l *loader) identifyKey(r *inventory.Resource, n *source.Node, kid string) {
	key, _ := parseKeyID(kid)
	r.Name, r.Address, r.Scope = nameOf(n), key.versionless(), l.file.Path
	if r.Name == "" || strings.EqualFold(r.Name, key.version) {
		r.Name = strings.Split(kid[len("https://"):], "/")[2]
	}
	r.Identify(key.versionless())
	pos := n.Pos
	for _, m := range [...]*source.Member{n.Get("key").Member("kid"), n.Member("kid"), n.Member("id")} {
		if m != nil {
			pos = m.Pos
			break
		}
	}
	setParent(r, inventory.SetValue(key.vault(), pos))
}

// size reads a row of az vm list-skus.
func (l *loader) size(v *view) {
	r := inventory.New(inventory.VMSize, v)
	region := v.Lookup("/locations.0").Text()
	r.Name, r.Scope = nameOf(v.node), l.file.Path
	r.Address = strings.ToLower(region) + "/" + r.Name
	r.Identify(inventory.SizeIdentity(region, r.Name))
	l.finish(r, v)
}

package azure

import "strings"

// resourceID is an ARM resource id taken apart.
type resourceID struct {
	// typ is the type as spelt: Microsoft.KeyVault/vaults/keys.
	typ string
	// name is the last part of the id.
	name string
	// parent is the id of the resource that holds this one; "" when none does.
	parent string
}

// parseID takes an ARM resource id apart: [SCOPE]/providers/NAMESPACE/TYPE/NAME[/TYPE/NAME...].
func parseID(id string) (resourceID, bool) {
	const mark = "/providers/"
	id = strings.TrimRight(strings.TrimSpace(id), "/")
	if !strings.HasPrefix(id, "/") {
		return resourceID{}, false
	}
	at := len(id) - len(mark)
	for at >= 0 && !strings.EqualFold(id[at:at+len(mark)], mark) {
		at--
	}
	if at < 0 {
		return resourceID{}, false
	}
	parts := strings.Split(id[at+len(mark):], "/")
	if len(parts) < 3 || len(parts)%2 == 0 {
		return resourceID{}, false
	}
	r := resourceID{typ: parts[0], name: parts[len(parts)-1]}
	for i := 1; i < len(parts); i += 2 {
		r.typ += "/" + parts[i]
	}
	if len(parts) > 3 {
		last := parts[len(parts)-2:]
		r.parent = id[:len(id)-len(last[0])-len(last[1])-2]
	}
	return r, true
}

// cutFold is strings.Cut without regard to case.
func cutFold(s, sep string) (before, after string, found bool) {
	if i := strings.Index(strings.ToLower(s), strings.ToLower(sep)); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// keyPort is how an identifier of a key goes on that spells out the port of its vault.
const keyPort = ":443/keys/"

// keyID is the identifier of a key in a vault, taken apart.
type keyID struct{ host, name, version string }

// versionless is the key's URL without its version, in the form that references are compared by.
func (k keyID) versionless() string { return "https://" + k.host + "/keys/" + k.name }

// vault is the URL of the vault.
func (k keyID) vault() string { return "https://" + k.host }

// parseKeyID takes a key's identifier apart: https://HOST/keys/NAME[/VERSION].
// Source: azure-facts 4.4. The port that PowerShell spells out is dropped.
func parseKeyID(id string) (keyID, bool) {
	const scheme = "https://"
	if len(id) < len(scheme) || !strings.EqualFold(id[:len(scheme)], scheme) {
		return keyID{}, false
	}
	parts := strings.Split(strings.TrimRight(id[len(scheme):], "/"), "/")
	if len(parts) < 3 || len(parts) > 4 || !strings.EqualFold(parts[1], "keys") || parts[0] == "" || parts[2] == "" {
		return keyID{}, false
	}
	key := keyID{host: strings.ToLower(strings.TrimSuffix(parts[0], ":443")), name: strings.ToLower(parts[2])}
	if len(parts) == 4 {
		key.version = strings.ToLower(parts[3])
	}
	return key, true
}

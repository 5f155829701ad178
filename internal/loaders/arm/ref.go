package arm

import (
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// refOf is the typed reference that a text amounts to; nil when it is none: the id
// of a resource, the URL of a key, or one attribute alone.
func refOf(t text) *source.Ref {
	switch {
	case len(t) == 0:
		return nil
	case !t[0].known():
		if len(t) == 1 && t[0].fold == "" {
			return t[0].ref
		}
		if t[0].reference != nil {
			return keyRef(t)
		}
	case strings.HasPrefix(t[0].text, "/"):
		return idRef(t)
	case strings.HasPrefix(t[0].text, "https:"):
		return keyRef(t)
	}
	return nil
}

// idRef recognises a resource id: [SCOPE]/providers/NAMESPACE/TYPE/NAME[/TYPE/NAME...].
func idRef(t text) *source.Ref {
	typ, ok := typeOfID(t)
	if !ok {
		return nil
	}
	return newRef(typ, source.RefID, t.canonical())
}

// typeOfScope is the type of a subscription or resource group by its id, cut at the slashes.
func typeOfScope(segments []text) (string, bool) {
	is := func(i int, name string) bool {
		s, ok := segments[i].known()
		return ok && strings.EqualFold(s, name)
	}
	switch {
	case len(segments) == 3 && is(1, "subscriptions") && len(segments[2]) > 0:
		return "Microsoft.Resources/subscriptions", true
	case len(segments) == 5 && is(1, "subscriptions") && is(3, "resourceGroups") && len(segments[4]) > 0:
		return "Microsoft.Resources/resourceGroups", true
	}
	return "", false
}

// newRef makes a reference to a resource of a type.
func newRef(typ, attribute, target string) *source.Ref {
	ref := &source.Ref{Kind: "other", Type: typ, Attribute: attribute, Target: target}
	if known, ok := inventory.LookupAzureType(typ); ok {
		ref.Kind, ref.Type = string(known.Kind), known.Name
	}
	return ref
}

// typeOfID is the type of the resource that an id leads to.
func typeOfID(id text) (string, bool) {
	segments := id.split("/")
	at := -1
	for i, segment := range segments {
		if s, ok := segment.known(); ok && strings.EqualFold(s, "providers") {
			at = i
		}
	}
	if at < 0 {
		return typeOfScope(segments)
	}
	rest := segments[at+1:]
	if len(rest) < 3 || len(rest)%2 == 0 {
		return "", false
	}
	namespace, ok := rest[0].known()
	if !ok || namespace == "" {
		return "", false
	}
	typ := namespace
	for i := 1; i < len(rest); i += 2 {
		part, ok := rest[i].known()
		if !ok || part == "" || len(rest[i+1]) == 0 {
			return "", false
		}
		typ += "/" + part
	}
	return typ, true
}

// The suffix of the vaults' host names, which depends on the cloud.
const (
	vaultSuffix       = "environment().suffixes.keyvaultDns"
	publicVaultSuffix = ".vault.azure.net"
)

// keyRef recognises the URL of a key: https://VAULT.SUFFIX/keys/NAME[/VERSION],
// or the same after a vault's vaultUri.
func keyRef(t text) *source.Ref {
	segments := t.split("/")
	var target string
	if !t[0].known() {
		r := t[0].reference
		if r.path != "vaulturi" || t[0].fold != "" {
			return nil
		}
		// The URI ends in a slash, so its segment goes on with "keys".
		first := segments[0]
		if len(first) == 1 && len(segments) > 1 && len(segments[1]) == 1 && segments[1][0].text == "keys" {
			segments = segments[2:] // written with a slash of its own
		} else if len(first) == 2 && first[1].text == "keys" {
			segments = segments[1:]
		} else {
			return nil
		}
		if len(segments) == 0 {
			return nil
		}
		target = r.target + "/keys/" + segments[0].canonical()
	} else {
		if scheme, ok := segments[0].known(); !ok || scheme != "https:" || len(segments) < 5 {
			return nil
		}
		if word, ok := segments[3].known(); !ok || word != "keys" || len(segments[2]) == 0 {
			return nil
		}
		target = "https://" + segments[2].canonical() + "/keys/" + segments[4].canonical()
		segments = segments[4:]
	}
	for len(segments) > 1 && len(segments[len(segments)-1]) == 0 {
		segments = segments[:len(segments)-1]
	}
	if len(segments[0]) == 0 {
		return nil
	}
	switch len(segments) {
	case 1:
		return newRef("Microsoft.KeyVault/vaults/keys", source.RefKeyVersionless, target)
	case 2:
		return newRef("Microsoft.KeyVault/vaults/keys", source.RefKeyVersioned, target)
	}
	return nil
}

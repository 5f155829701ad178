package source

import (
	"bytes"
	"strings"
)

// jsonShape is what a skim over JSON saw of it. The skim takes broken JSON, too.
type jsonShape struct {
	top       map[string]string // the keys of the first object at the top, lower-case, with the text of those that hold text
	keys      keySet            // telling keys anywhere
	azureType bool              // a type or id of ours stands somewhere
	deepest   int
	open      int  // brackets that were not closed
	broken    bool // a string that doesn't end on its line, or a bracket that closes nothing
}

// recogniseJSON says what a text is that begins as JSON.
func recogniseJSON(text []byte) sniffed {
	s := skimJSON(text)
	if s.deepest > MaxDepth {
		return sniffed{notation: jsonNotation, tooDeep: true}
	}
	return sniffed{notation: jsonNotation, format: s.format(text)}
}

// format decides by what the object at the top has, else by what stands anywhere.
func (s *jsonShape) format(text []byte) Format {
	has := func(keys ...string) bool {
		for _, key := range keys {
			if _, ok := s.top[key]; !ok {
				return false
			}
		}
		return true
	}
	schema := strings.ToLower(s.top["$schema"])
	azure := func() bool { return s.azureType || s.keys.azure() }
	switch {
	case strings.Contains(schema, "deploymentparameters.json"), has("contentversion", "parameters") && !has("resources") && !has("variables"):
		return ARMParameters
	case strings.Contains(schema, "deploymenttemplate.json"), has("contentversion", "resources"):
		if azure() || containsFold(text, "microsoft.resources/deployments") {
			return ARM
		}
		return Unrecognised
	case has("parametersjson", "templatejson"): // of bicep build-params --stdout
		if holdsAzureType(text) {
			return Azure
		}
		return Unrecognised
	case has("format_version", "planned_values"), has("format_version", "resource_changes"):
		return TerraformPlan
	case has("format_version", "terraform_version"), has("terraform_version", "serial"), has("terraform_version", "lineage"):
		return TerraformState
	case has("apiversion", "kind") && s.top["kind"] != "" && !isDate(s.top["apiversion"]):
		if HoldsKubernetesKind(text) {
			return Kubernetes
		}
		return Unrecognised
	case azure():
		return Azure
	case s.broken || s.open > 0:
		return brokenJSON(text)
	}
	return Unrecognised
}

// isDate reports whether an API version is one of ARM's, which are dates, and not one of Kubernetes'.
func isDate(version string) bool { return version == "" || '0' <= version[0] && version[0] <= '9' }

// brokenJSON says what a text would be that is JSON by its name or beginning, but
// too broken to be looked over.
func brokenJSON(text []byte) Format {
	switch {
	case containsFold(text, "deploymenttemplate.json"):
		return ARM
	case bytes.Contains(text, []byte("apiVersion")) && HoldsKubernetesKind(text):
		return Kubernetes
	case holdsAzureType(text):
		return Azure
	}
	return Unrecognised
}

// keySet is a set of telling keys.
type keySet uint32

const (
	keyOfAzure keySet = 1 << iota // no other kind of JSON has it
	keyDNSPrefix
	keyKubernetesVersion
	keyVMSize
	keyPoolDetail
	keyTenant
	keyVaultDetail
	keyKeyType
	keyKeyDetail
	keyDiskCreation
	keyResourceType
	keyCapabilities
)

func (k keySet) has(keys keySet) bool { return k&keys == keys }

// azure reports whether the keys are those of an Azure resource that may say neither its type nor its id.
func (k keySet) azure() bool {
	return k.has(keyOfAzure) || k.has(keyDNSPrefix|keyKubernetesVersion) || k.has(keyVMSize|keyPoolDetail) ||
		k.has(keyTenant|keyVaultDetail) || k.has(keyKeyType|keyKeyDetail) || k.has(keyDiskCreation) || k.has(keyResourceType|keyCapabilities)
}

// tellingKeys are the keys, lower-case, that tell Azure resources without a type.
var tellingKeys = map[string]keySet{
	"agentpoolprofiles": keyOfAzure, "noderesourcegroup": keyOfAzure, "serviceprincipalprofile": keyOfAzure,
	"apiserveraccessprofile": keyOfAzure, "azurekeyvaultkms": keyOfAzure, "kubernetesresourceobjectencryptionprofile": keyOfAzure,
	"enableencryptionathost": keyOfAzure, "initialadminobjectids": keyOfAzure, "hsmuri": keyOfAzure,
	"enablepurgeprotection": keyOfAzure, "enablesoftdelete": keyOfAzure, "enablerbacauthorization": keyOfAzure,
	"vaulturi": keyOfAzure, "keyuri": keyOfAzure, "kid": keyOfAzure, "recoverylevel": keyOfAzure, "lifetimeactions": keyOfAzure, "locationinfo": keyOfAzure,
	"activekey": keyOfAzure, "rotationtolatestkeyversionenabled": keyOfAzure,
	"dnsprefix": keyDNSPrefix, "kubernetesversion": keyKubernetesVersion,
	"vmsize": keyVMSize, "count": keyPoolDetail, "orchestratorversion": keyPoolDetail, "maxpods": keyPoolDetail, "ostype": keyPoolDetail,
	"tenantid": keyTenant, "accesspolicies": keyVaultDetail, "networkacls": keyVaultDetail, "family": keyVaultDetail,
	"kty": keyKeyType, "keyops": keyKeyDetail, "keysize": keyKeyDetail, "attributes": keyKeyDetail, "curvename": keyKeyDetail,
	"creationdata": keyDiskCreation, "resourcetype": keyResourceType, "capabilities": keyCapabilities,
}

// azureTypes are the resource types of ours, lower-case, each after Microsoft.
var azureTypes = []string{
	"containerservice/managedclusters", "compute/diskencryptionsets", "compute/disks", "keyvault/vaults", "keyvault/managedhsms",
}

// relatedTypes are the types of what bears on those: grants, identities, accounts,
// features. They make JSON ours, which is cheap to read, but nothing that isn't read.
var relatedTypes = []string{
	"authorization/roleassignments", "managedidentity/userassignedidentities", "storage/storageaccounts", "features/providers",
}

const azureNamespace = "microsoft."

// isAzureType reports whether text names a resource type among types, or holds the id of such a resource.
func isAzureType(text []byte, types []string) bool {
	for {
		i := indexFold(text, azureNamespace)
		if i < 0 {
			return false
		}
		text = text[i+len(azureNamespace):]
		for _, t := range types {
			if hasPrefixFold(text, t) {
				return true
			}
		}
	}
}

// holdsAzureType reports whether a resource type of ours stands anywhere in a text.
func holdsAzureType(text []byte) bool { return isAzureType(text, azureTypes) }

// longestKey is the length of the longest key that matters.
const longestKey = 48

// skimJSON looks over JSON without making anything of it.
func skimJSON(text []byte) *jsonShape {
	s := &jsonShape{top: map[string]string{}}
	depth, objects := 0, 0
	first := true // the first object at the top is being read, or yet to come
	topKey := ""  // its key whose value comes next
	var folded [longestKey]byte
	list := bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("["))
	for i := 0; i < len(text); i++ {
		c := text[i]
		if !structural[c] {
			continue
		}
		switch c {
		case '{', '[':
			if c == '{' && depth == 0 {
				if objects++; objects > 1 {
					first = false
				}
			}
			depth++
			s.deepest = max(s.deepest, depth)
			if s.deepest > MaxDepth {
				return s
			}
		case '}', ']':
			if depth--; depth < 0 {
				s.broken, depth = true, 0
			}
		case '/':
			i = skipComment(text, i)
		case '"':
			end := stringEnd(text, i+1)
			if end < 0 {
				s.broken = true
				return s
			}
			value := text[i+1 : end]
			i = end
			if s.azureType && depth > 1 {
				continue // only the top can tell more
			}
			if isKey(text, end+1) {
				if len(value) > longestKey {
					topKey = ""
					continue
				}
				key := foldInto(&folded, value)
				if known, ok := tellingKeys[string(key)]; ok {
					s.keys |= known
				}
				topKey = ""
				if first && depth == 1 && objects == 1 {
					topKey = string(key)
					s.top[topKey] = ""
				}
				continue
			}
			if topKey != "" && depth == 1 {
				s.top[topKey] = string(value)
				topKey = ""
			}
			if !s.azureType && len(value) > len(azureNamespace) {
				s.azureType = isAzureType(value, azureTypes) || isAzureType(value, relatedTypes)
				if s.azureType && list {
					return s // nothing that follows in a list could tell more
				}
			}
		}
	}
	s.open = depth
	return s
}

// foldInto lower-cases the ASCII letters of a key.
func foldInto(buf *[longestKey]byte, key []byte) []byte {
	for i, c := range key {
		buf[i] = lowerByte(c)
	}
	return buf[:len(key)]
}

// skipComment gives the last byte of the comment that begins at i, or i when none does.
func skipComment(text []byte, i int) int {
	if i+1 >= len(text) {
		return i
	}
	switch text[i+1] {
	case '/':
		if n := bytes.IndexByte(text[i:], '\n'); n >= 0 {
			return i + n
		}
		return len(text)
	case '*':
		if n := bytes.Index(text[i+2:], []byte("*/")); n >= 0 {
			return i + 2 + n + 1
		}
		return len(text)
	}
	return i
}

// stringEnd is the offset of the quote that ends the string whose text begins at i; -1 when none does.
func stringEnd(text []byte, i int) int {
	for {
		quote := bytes.IndexByte(text[i:], '"')
		if quote < 0 {
			return -1
		}
		end := i + quote
		slashes := 0
		for end-slashes > i && text[end-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return end
		}
		i = end + 1
	}
}

// isKey reports whether a ':' follows at i.
func isKey(text []byte, i int) bool {
	for i < len(text) {
		switch text[i] {
		case ' ', '\t', '\r', '\n':
			i++
		default:
			return text[i] == ':'
		}
	}
	return false
}

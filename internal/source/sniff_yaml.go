package source

import (
	"bytes"
	"regexp"
)

// kubernetesKinds are the kinds of Kubernetes objects that are read: Kubernetes' own,
// and those of operators that declare Azure resources.
var kubernetesKinds = map[string]bool{
	"StorageClass": true, "PersistentVolume": true, "PersistentVolumeClaim": true, "Secret": true, "AKSNodeClass": true,
	"Pod": true, "Deployment": true, "StatefulSet": true, "DaemonSet": true, "ReplicaSet": true, "Job": true, "CronJob": true,

	"ManagedCluster": true, "ManagedClustersAgentPool": true, "Vault": true, "VaultKey": true, "VaultsKey": true, "DiskEncryptionSet": true, "Disk": true,
	"AzureManagedControlPlane": true, "AzureManagedControlPlaneTemplate": true, "AzureManagedMachinePool": true, "AzureManagedMachinePoolTemplate": true,
	"AzureASOManagedControlPlane": true, "AzureASOManagedControlPlaneTemplate": true, "AzureASOManagedMachinePool": true, "AzureASOManagedMachinePoolTemplate": true,
	"KubernetesCluster": true, "KubernetesClusterNodePool": true, "Key": true, "ManagedDisk": true,
}

// IsKubernetesKind reports whether objects of a kind are read, or may be among the items of a list of that kind.
func IsKubernetesKind(kind string) bool {
	if n := len(kind) - len("List"); n >= 0 && kind[n:] == "List" {
		return n == 0 || kubernetesKinds[kind[:n]]
	}
	return kubernetesKinds[kind]
}

// HoldsKubernetesKind reports whether text, of one or more documents in YAML or
// JSON, may hold an object of a kind that is read. It looks at the bytes alone,
// and says yes where they can't tell.
func HoldsKubernetesKind(text []byte) bool {
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte("kind"))
		if i < 0 {
			return false
		}
		start := at + i
		at = start + len("kind")
		if start > 0 && isWordByte(text[start-1]) {
			continue
		}
		if value, ok := kindValue(text[at:]); ok && value {
			return true
		}
	}
}

// kindValue reads what follows the word kind: ok says that it is a key, value that its value may be a kind that is read.
func kindValue(rest []byte) (value, ok bool) {
	if len(rest) > 0 && (rest[0] == '"' || rest[0] == '\'') {
		rest = rest[1:]
	}
	rest = bytes.TrimLeft(rest, " \t\r\n")
	if len(rest) == 0 || rest[0] != ':' {
		return false, false
	}
	rest = bytes.TrimLeft(rest[1:], " \t")
	for len(rest) > 0 && (rest[0] == '&' || rest[0] == '!') {
		_, after, _ := bytes.Cut(rest, []byte(" "))
		rest = bytes.TrimLeft(after, " \t")
	}
	if len(rest) > 0 && (rest[0] == '"' || rest[0] == '\'') {
		rest = rest[1:]
	}
	end := 0
	for end < len(rest) && isWordByte(rest[end]) {
		end++
	}
	if end == 0 {
		// A line break, an alias, a block or an action: the kind stands elsewhere.
		return len(rest) > 0, true
	}
	return IsKubernetesKind(string(rest[:end])), true
}

// recogniseYAML says what a text is that doesn't begin as JSON, or is YAML by its name.
func recogniseYAML(c *candidate, text, head []byte) sniffed {
	result := sniffed{notation: yamlNotation}
	if bytes.IndexByte(head, 0) >= 0 {
		return sniffed{}
	}
	if beginsJSON(head) {
		if json := recogniseJSON(text); json.tooDeep || json.format != Unrecognised {
			return json
		}
	}
	if isExport(text) {
		result.format = Azure
		return result
	}
	if !bytes.Contains(text, []byte("apiVersion")) || !HoldsKubernetesKind(text) {
		return result
	}
	result.format = Kubernetes
	if c.chart != "" && bytes.Contains(text, []byte("{{")) {
		result.format = HelmTemplate
	}
	return result
}

// identity is a line of az's YAML that says which resource, or which key, a document or a row of a list is.
var identity = regexp.MustCompile(`(?m)^(?:- |  )?(?:id: +['"]?/subscriptions/.*|kid: +['"]?https://[^/ ]+/keys/.*)$`)

// isExport reports whether text is what az prints of Azure resources with --output yaml. Most YAML isn't: a look for
// what such lines hold is far cheaper than one for the lines.
func isExport(text []byte) bool {
	if !bytes.Contains(text, []byte("/subscriptions/")) && !bytes.Contains(text, []byte("kid:")) {
		return false
	}
	for _, line := range identity.FindAll(text, -1) {
		if bytes.Contains(line, []byte("kid:")) || isAzureType(line, azureTypes) || isAzureType(line, relatedTypes) {
			return true
		}
	}
	return false
}

package terraform

import (
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// clusterCount says how the clusters that a root declares stand to KMS.
type clusterCount struct {
	all int64
	// without holds the addresses of those that certainly have no Key Vault KMS.
	without map[string]bool
	// doubtful is how many may have it with a key that nobody can tell.
	doubtful int64
}

// countClusters counts the clusters that were read. What changes a cluster from
// outside may be about any of them.
func countClusters(out *inventory.Loaded) clusterCount {
	n := clusterCount{without: map[string]bool{}}
	overlaid := false
	for _, e := range out.Embedded {
		name, _ := e.Host.SplitType()
		known, ok := inventory.LookupAzureType(name)
		if !ok || known.Kind != inventory.Cluster || e.Host.Existing {
			continue
		}
		mayBeOn, told := kmsOfBody(e.Node)
		if mayBeOn && !told {
			n.doubtful++
		}
		if e.Host.Overlay {
			overlaid = overlaid || mayBeOn
			continue
		}
		n.all++
		if !mayBeOn {
			n.without[e.Host.Address] = true
		}
	}
	for _, c := range out.Resources {
		if c.Kind != inventory.Cluster || c.Existing || c.Overlay != nil {
			continue
		}
		n.all++
		switch kms := c.Property("kms_enabled"); {
		case kms.Known() && !kms.Bool():
			n.without[c.Address] = true
		case !isTold(c.Property("kms_key")):
			n.doubtful++
		}
	}
	if overlaid {
		clear(n.without)
	}
	return n
}

// isTold reports whether a reference is known, or known to lead to a certain resource.
func isTold(key *inventory.Value) bool {
	return key.State != inventory.Unknown || key.Symbol.Target() != ""
}

// kmsOfBody reports whether an ARM body may switch Key Vault KMS on, and whether it
// can be told with which key.
func kmsOfBody(n *source.Node) (mayBeOn, told bool) {
	for _, name := range []string{"properties", "securityProfile", "azureKeyVaultKms"} {
		switch n = n.Get(name); {
		case n == nil || n.Kind == source.Null:
			return false, true
		case n.Kind != source.Object:
			return true, false
		}
	}
	if enabled := n.Get("enabled"); enabled == nil || enabled.Kind == source.Null || strings.EqualFold(enabled.Text, "false") {
		return false, true
	}
	key := n.Get("keyId")
	return true, key == nil || key.Kind != source.Unknown || key.Symbol.Target() != ""
}

package azure

import (
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// joinWords takes the underscores out of the names of a resource that Azure's library
// for Python wrote out (as_dict), which are the same names otherwise.
func joinWords(n *source.Node) {
	if !hasWords(n) && !hasWords(n.Get("properties")) && !hasWords(n.Get("attributes")) {
		return
	}
	joinAll(n)
}

func joinAll(n *source.Node) {
	for i := range n.Members {
		m := &n.Members[i]
		if strings.EqualFold(m.Key, "tags") {
			continue
		}
		if isWords(m.Key) {
			m.Key = strings.ReplaceAll(m.Key, "_", "")
		}
		joinAll(m.Value)
	}
	for _, item := range n.Items {
		joinAll(item)
	}
}

func hasWords(n *source.Node) bool {
	if n == nil {
		return false
	}
	for i := range n.Members {
		if isWords(n.Members[i].Key) {
			return true
		}
	}
	return false
}

// isWords reports whether a name is lower-case words with underscores between them. Columns of
// az graph query, properties_a_b, aren't: they tell where they come from.
func isWords(key string) bool {
	if strings.IndexByte(key, '_') < 1 || strings.HasPrefix(key, "properties_") {
		return false
	}
	for i := range len(key) {
		if c := key[i]; c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

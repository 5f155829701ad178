package source

import "strings"

// RepeatedKeys lists the members of a tree whose names stand earlier in the same
// object, compared without regard to case, as Azure compares them. Readers take the last one.
func RepeatedKeys(n *Node) []Member {
	var found []Member
	repeatedKeys(n, &found)
	return found
}

func repeatedKeys(n *Node, found *[]Member) {
	for _, item := range n.Items {
		repeatedKeys(item, found)
	}
	var seen map[string]bool
	if len(n.Members) > 32 {
		seen = make(map[string]bool, len(n.Members))
	}
	for i := range n.Members {
		m := &n.Members[i]
		if m.Value.Kind == Object || m.Value.Kind == Array {
			repeatedKeys(m.Value, found)
		}
		if seen != nil {
			key := strings.ToLower(m.Key)
			if seen[key] {
				*found = append(*found, *m)
			}
			seen[key] = true
			continue
		}
		for j := range i {
			if len(n.Members[j].Key) == len(m.Key) && strings.EqualFold(n.Members[j].Key, m.Key) {
				*found = append(*found, *m)
				break
			}
		}
	}
}

package source

import (
	"strings"
	"unicode/utf8"
)

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
	// A name whose bit is unset is new. Objects are small and names differ, so that this decides nearly always.
	var bits [4]uint64
	var seen map[string]bool
	if len(n.Members) > manyMembers {
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
		bit := nameBit(m.Key)
		if mask := uint64(1) << (bit & 63); bits[bit>>6]&mask == 0 {
			bits[bit>>6] |= mask
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

// manyMembers is how many members an object has for whose names a map is made.
const manyMembers = 256

// nameBit is a number that is the same for names that differ in case alone.
func nameBit(name string) uint8 {
	if name == "" {
		return 0
	}
	return uint8(len(name))*89 + letterBits(name[0])*31 + letterBits(name[len(name)/2])*7 + letterBits(name[len(name)-1])
}

// letterBits is the same for both cases of a letter.
func letterBits(c byte) uint8 {
	if c >= utf8.RuneSelf {
		return 0
	}
	return c | 0x20
}

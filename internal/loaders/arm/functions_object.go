package arm

import (
	"slices"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// objectFunctions are the functions on objects.
func objectFunctions() map[string]function {
	return map[string]function{
		"createObject": {min: 0, max: -1, result: objectKind, eval: createObject},
		"items":        {min: 1, max: 1, result: arrayKind, eval: items},
		"objectKeys":   {min: 1, max: 1, result: arrayKind, eval: objectKeys},
		"shallowMerge": {min: 1, max: 1, result: objectKind, eval: shallowMerge},
	}
}

func createObject(c *call) *source.Node {
	if len(c.args)%2 != 0 {
		return c.fail(source.Warning, "createObject() takes pairs of a name and a value")
	}
	var members []source.Member
	for i := 0; i < len(c.args); i += 2 {
		m, ok := nameMember(c.args[i])
		if !ok {
			return nil
		}
		m.Value = moved(c.args[i+1])
		members = append(members, m)
	}
	return objectNode(members...)
}

// sortedMembers are an object's members in the order of items() and objectKeys().
func (c *call) sortedMembers() ([]source.Member, bool) {
	n := c.args[0]
	if n.Kind != source.Object || c.hasOptional(n) || hasUnknownName(n) || !c.step(len(n.Members)) {
		return nil, false
	}
	return slices.SortedStableFunc(slices.Values(n.Members), func(a, b source.Member) int {
		return strings.Compare(strings.ToLower(a.Key), strings.ToLower(b.Key))
	}), true
}

// items lists an object as objects of key and value.
func items(c *call) *source.Node {
	members, ok := c.sortedMembers()
	if !ok {
		return nil
	}
	list := make([]*source.Node, len(members))
	for i, m := range members {
		list[i] = objectNode(member("key", stringNode(m.Key)), member("value", m.Value))
	}
	return arrayNode(list)
}

func objectKeys(c *call) *source.Node {
	members, ok := c.sortedMembers()
	if !ok {
		return nil
	}
	list := make([]*source.Node, len(members))
	for i, m := range members {
		list[i] = stringNode(m.Key)
	}
	return arrayNode(list)
}

func shallowMerge(c *call) *source.Node {
	if c.args[0].Kind != source.Array {
		return nil
	}
	return c.mergeAll(c.args[0].Items, false)
}

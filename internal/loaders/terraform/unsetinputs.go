package terraform

import (
	"regexp"
	"slices"
	"strings"
)

// kmsInput is how modules call their inputs for KMS.
var kmsInput = regexp.MustCompile(`(?i)kms|key_?management_?service|etcd`)

// unsetKMSInputs lists the inputs for KMS that calls leave unset, of the modules that
// make resources at the addresses: module.NAME.INPUT, sorted.
func (r *root) unsetKMSInputs(addresses map[string]bool) []string {
	unset := []string{}
	for _, inst := range r.seen {
		if !addresses[inst.addr] {
			continue
		}
		for s := inst.scope; s.call != nil; s = s.parent {
			module := "module." + strings.ReplaceAll(strings.TrimSuffix(s.keys, "."), ".", ".module.")
			for name := range s.mod.variables {
				if kmsInput.MatchString(name) && s.call.block.Body.Attributes[name] == nil {
					unset = append(unset, module+"."+name)
				}
			}
		}
	}
	slices.Sort(unset)
	return slices.Compact(unset)
}

package inventory

import (
	"regexp"
	"testing"
)

func TestPropertyTable(t *testing.T) {
	name := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	plurals := map[string]bool{}
	for _, k := range Kinds() {
		if plurals[k.Plural] || k.Doc == "" {
			t.Errorf("%s: its plural must be its own, and it needs a description", k.Kind)
		}
		plurals[k.Plural] = true
		seen := map[string]bool{}
		for _, p := range k.Properties {
			if _, meta := metaProperties[p.Name]; meta || seen[p.Name] || !name.MatchString(p.Name) {
				t.Errorf("%s.%s: the name is taken, or not in snake case", k.Kind, p.Name)
			}
			seen[p.Name] = true
			if p.Doc == "" {
				t.Errorf("%s.%s has no description", k.Kind, p.Name)
			}
			if reference := p.Type == Reference || p.Type == References; reference != (len(p.Targets) > 0) {
				t.Errorf("%s.%s: a reference, and only a reference, has targets", k.Kind, p.Name)
			}
			if p.Absent != nil && p.AbsentIn != nil {
				t.Errorf("%s.%s has two answers to what absent means", k.Kind, p.Name)
			}
		}
	}
}

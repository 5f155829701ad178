package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/policies"
)

// entry is one rule of the generated catalogue.
type entry struct {
	ID          string              `json:"id"`
	Title       string              `json:"title"`
	Description string              `json:"description"`
	Severity    finding.Severity    `json:"severity"`
	Kinds       []string            `json:"kinds"`
	Remediation map[string]string   `json:"remediation"`
	References  []finding.Reference `json:"references"`
	Compliance  map[string][]string `json:"compliance,omitempty"`
	Aliases     []string            `json:"aliases,omitempty"`
	// OwnSubjects says that the rule names its subjects itself.
	OwnSubjects bool `json:"own_subjects,omitempty"`
	// Needs are properties of the kinds: where all are absent or false, the rule has no subjects and isn't loaded.
	Needs []string `json:"needs,omitempty"`
	// Formats are the only ones in which it has subjects, when they are listed; Modes must all be there for it to have any.
	Formats []string         `json:"formats,omitempty"`
	Modes   []inventory.Mode `json:"modes,omitempty"`
	// Modules are the files to load for it: its own and the library's that it needs.
	Modules []string `json:"modules"`
}

type catalogue struct {
	// Main are the files that every evaluation needs.
	Main []string `json:"main"`
	// Notes are the files that say what was seen and isn't judged.
	Notes []string `json:"notes"`
	Rules []entry  `json:"rules"`

	// needed are the properties of each kind that some rule needs.
	needed map[inventory.Kind][]string
}

// builtin reads the embedded catalogue, once. It panics when that is broken: the
// file is generated and part of the program.
var builtin = sync.OnceValue(func() *catalogue {
	data, err := policies.FS.ReadFile(policies.Catalogue)
	if err != nil {
		panic(err)
	}
	c := new(catalogue)
	if err := json.Unmarshal(data, c); err != nil {
		panic(fmt.Errorf("%s: %w", policies.Catalogue, err))
	}
	c.needed = map[inventory.Kind][]string{}
	for i := range c.Rules {
		for _, kind := range c.Rules[i].Kinds {
			info := inventory.InfoOf(inventory.Kind(kind))
			for _, name := range c.Rules[i].Needs {
				if info.Has(name) && !slices.Contains(c.needed[info.Kind], name) {
					c.needed[info.Kind] = append(c.needed[info.Kind], name)
				}
			}
		}
	}
	return c
})

// entryOf finds a rule by its id; nil when there is none.
func entryOf(id string) *entry {
	rules := builtin().Rules
	i, ok := slices.BinarySearchFunc(rules, id, func(e entry, id string) int { return strings.Compare(e.ID, id) })
	if !ok {
		return nil
	}
	return &rules[i]
}

// Rules are the built-in rules, sorted by id.
func Rules() []finding.Rule {
	c := builtin()
	rules := make([]finding.Rule, len(c.Rules))
	for i, e := range c.Rules {
		rules[i] = finding.Rule{
			ID: e.ID, Title: e.Title, Description: e.Description, Severity: e.Severity, Kinds: e.Kinds,
			Remediation: e.Remediation, References: e.References, Compliance: e.Compliance, Aliases: e.Aliases,
		}
	}
	return rules
}

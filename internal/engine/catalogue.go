package engine

import (
	"encoding/json"
	"fmt"
	"slices"
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
	// Modules are the files to load for it: its own and the library's that it needs.
	Modules []string `json:"modules"`
}

type catalogue struct {
	// Main are the files that every evaluation needs.
	Main []string `json:"main"`
	// Notes are the files that say what was seen and isn't judged.
	Notes []string `json:"notes"`
	Rules []entry  `json:"rules"`
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
	return c
})

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

// For keeps the rules that judge at least one of the kinds.
func For(kinds map[inventory.Kind]bool, rules []finding.Rule) []finding.Rule {
	var kept []finding.Rule
	for _, rule := range rules {
		if slices.ContainsFunc(rule.Kinds, func(kind string) bool { return kinds[inventory.Kind(kind)] }) {
			kept = append(kept, rule)
		}
	}
	return kept
}

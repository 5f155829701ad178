package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/rego"
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
}

// path is where one of the rule's answers is found: "data.akscan.rules.etcd.kms-encryption.results".
func (e *entry) path(answer string) string {
	return "data.akscan.rules." + strings.ReplaceAll(e.ID, "/", ".") + "." + answer
}

type catalogue struct {
	Rules []entry `json:"rules"`
}

// builtin reads the embedded catalogue, once. It panics when that is broken: the
// file is generated and part of the program.
var builtin = sync.OnceValue(func() *catalogue {
	c := new(catalogue)
	if err := json.Unmarshal(policies.Catalogue, c); err != nil {
		panic(fmt.Errorf("the catalogue of rules: %w", err))
	}
	return c
})

// program reads the compiled policies, once. It panics as [builtin] does.
var program = sync.OnceValue(func() *rego.Program {
	p, err := rego.Decode(policies.Program)
	if err != nil {
		panic(err)
	}
	return p
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

package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/akscan/akscan/internal/engine"
	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/source"
)

func newRules(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "rules [RULE]",
		Short: "List the rules, or explain one",
		Args:  cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var ids []string
			for _, rule := range engine.Rules() {
				ids = append(ids, rule.ID)
			}
			return ids, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			w := bufio.NewWriter(s.out)
			defer w.Flush()
			if len(args) == 0 {
				listRules(w, engine.Rules())
				return nil
			}
			for _, rule := range engine.Rules() {
				if rule.ID == args[0] || slices.Contains(rule.Aliases, args[0]) {
					explainRule(w, &rule)
					return nil
				}
			}
			return source.WithHint(fmt.Errorf("there is no rule %q", args[0]), "without a name, all rules are listed")
		},
	}
}

func listRules(w io.Writer, rules []finding.Rule) {
	widest := 0
	for _, rule := range rules {
		widest = max(widest, len(rule.ID))
	}
	for _, rule := range rules {
		fmt.Fprintf(w, "%-*s  %-8s  %s\n", widest, rule.ID, rule.Severity, rule.Title)
	}
}

// formatTitles name the formats that remediation is given for, in the order in which they are shown.
var formatTitles = []struct{ format, title string }{
	{"terraform", "Terraform"}, {"arm", "ARM template"}, {"azure", "az"}, {"kubernetes", "Kubernetes"},
}

func explainRule(w io.Writer, rule *finding.Rule) {
	fmt.Fprintf(w, "%s (%s)\n%s\n\n%s\n\nHow to fix it\n", rule.ID, rule.Severity, rule.Title, wrap(rule.Description, ""))
	for _, f := range formatTitles {
		if text := rule.Remediation[f.format]; text != "" {
			fmt.Fprintf(w, "  %s: %s\n", f.title, strings.TrimLeft(wrap(text, "    "), " "))
		}
	}
	fmt.Fprintf(w, "\nReferences\n")
	for _, r := range rule.References {
		fmt.Fprintf(w, "  %s\n    %s\n", r.Description, r.URL)
	}
	fmt.Fprintf(w, "\nCompliance\n")
	for _, standard := range slices.Sorted(maps.Keys(rule.Compliance)) {
		fmt.Fprintf(w, "  %s: %s\n", standard, strings.Join(rule.Compliance[standard], ", "))
	}
}

// wrap breaks text into lines of at most 100 columns, each after the indentation.
func wrap(text, indent string) string {
	const width = 100
	var b strings.Builder
	line := indent
	for _, word := range strings.Fields(text) {
		if len(line)+1+len(word) > width && line != indent {
			b.WriteString(line + "\n")
			line = indent
		}
		if line != indent {
			line += " "
		}
		line += word
	}
	return b.String() + line
}

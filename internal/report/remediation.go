package report

import (
	"slices"
	"strings"

	"github.com/akscan/akscan/internal/finding"
)

// remediationFormats are the formats that rules have remedies for, in the order in
// which they are offered.
var remediationFormats = []string{"terraform", "arm", "azure", "kubernetes"}

var formatNames = map[string]string{
	"terraform": "Terraform", "arm": "ARM template", "azure": "Azure CLI", "kubernetes": "Kubernetes",
}

// formatName is a format as people call it.
func formatName(format string) string {
	if name, ok := formatNames[format]; ok {
		return name
	}
	return format
}

// remedies lists the formats that a rule has a remedy for.
func remedies(rule *finding.Rule) []string {
	var formats []string
	for _, f := range remediationFormats {
		if rule.Remediation[f] != "" {
			formats = append(formats, f)
		}
	}
	var others []string
	for f, text := range rule.Remediation {
		if text != "" && !slices.Contains(remediationFormats, f) {
			others = append(others, f)
		}
	}
	slices.Sort(others)
	return append(formats, others...)
}

// remedy is what mends a finding in a resource of that format. own says that it is
// for this very format; else it is the first that there is.
func remedy(rule *finding.Rule, format string) (text, remedyFormat string, own bool) {
	// A plan and a state come from configuration, and are mended there.
	format = strings.TrimSuffix(strings.TrimSuffix(format, "-plan"), "-state")
	if text := rule.Remediation[format]; text != "" {
		return strings.TrimSpace(text), format, true
	}
	for _, f := range remedies(rule) {
		return strings.TrimSpace(rule.Remediation[f]), f, false
	}
	return "", "", false
}

package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/akscan/akscan/internal/finding"
)

// securitySeverity is the number by which GitHub grades an alert: over 9.0 critical,
// from 7.0 high, from 4.0 medium, below low. GitHub refuses anything but text here.
var securitySeverity = map[finding.Severity]string{
	finding.Critical: "9.5", finding.High: "8.0", finding.Medium: "5.5", finding.Low: "2.5", finding.NoteLevel: "1.0",
}

// sarifLevel is a severity in SARIF's words.
func sarifLevel(s finding.Severity) string {
	switch s {
	case finding.Critical, finding.High:
		return "error"
	case finding.Medium:
		return "warning"
	}
	return "note"
}

// shownLength is what GitHub shows of a description, in characters.
const shownLength = 1024

// addRules describes the rules in force, and those that only a finding knows of.
func (s *sarifWriter) addRules() {
	s.rules = []*sarif.ReportingDescriptor{}
	add := func(rule *finding.Rule) {
		if _, ok := s.ruleIndex[rule.ID]; !ok {
			s.ruleIndex[rule.ID] = uint(len(s.rules))
			s.rules = append(s.rules, s.descriptor(rule))
		}
	}
	for i := range s.run.Rules {
		add(&s.run.Rules[i])
	}
	for _, list := range [][]finding.Merged{s.results, s.unplaced} {
		for _, m := range list {
			if _, ok := s.ruleIndex[m.Rule]; !ok {
				add(&finding.Rule{ID: m.Rule, Severity: m.Severity})
			}
		}
	}
}

func (s *sarifWriter) descriptor(rule *finding.Rule) *sarif.ReportingDescriptor {
	title, description := rule.Title, strings.TrimSpace(rule.Description)
	if title == "" {
		title = rule.ID
	}
	if description == "" {
		description = title
	}
	d := &sarif.ReportingDescriptor{
		ID:                   rule.ID,
		Name:                 new(descriptorName(rule.ID)),
		ShortDescription:     &sarif.MultiformatMessageString{Text: new(sentence(shorten(title, shownLength-1)))},
		FullDescription:      &sarif.MultiformatMessageString{Text: new(sentence(shorten(description, shownLength-1)))},
		DefaultConfiguration: &sarif.ReportingConfiguration{Level: sarifLevel(rule.Severity)},
		Help:                 &sarif.MultiformatMessageString{Text: new(helpText(rule)), Markdown: new(helpMarkdown(rule))},
		DeprecatedIds:        rule.Aliases,
		Properties: sarif.Properties{
			"precision": "high",
			"tags":      ruleTags(rule),
		},
	}
	if grade, ok := securitySeverity[rule.Severity]; ok {
		d.Properties["security-severity"] = grade
	}
	if uri := s.helpURI(rule); uri != "" {
		d.HelpURI = &uri
	}
	return d
}

func (s *sarifWriter) helpURI(rule *finding.Rule) string {
	if s.o.HelpURI != nil {
		if uri := s.o.HelpURI(rule.ID); uri != "" {
			return uri
		}
	}
	for _, r := range rule.References {
		if r.URL != "" {
			return r.URL
		}
	}
	return InformationURI
}

// descriptorName makes an identifier of a rule's id: etcd/kms-encryption is EtcdKmsEncryption.
func descriptorName(id string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(id, func(r rune) bool { return strings.ContainsRune("/-_. ", r) }) {
		r, size := utf8.DecodeRuneInString(word)
		b.WriteString(strings.ToUpper(string(r)) + word[size:])
	}
	return b.String()
}

// ruleTags are what GitHub filters alerts by; it takes twenty.
func ruleTags(rule *finding.Rule) []string {
	tags := []string{"security", "azure", "aks", "encryption"}
	if category, _, ok := strings.Cut(rule.ID, "/"); ok && !slices.Contains(tags, category) {
		tags = append(tags, category)
	}
	for _, id := range rule.Compliance["CWE"] {
		tags = append(tags, "external/cwe/"+strings.ToLower(id))
	}
	return tags[:min(len(tags), 20)]
}

// helpText is a rule's documentation without markup.
func helpText(rule *finding.Rule) string {
	var b strings.Builder
	b.WriteString(description(rule) + "\n")
	for _, f := range remedies(rule) {
		b.WriteString("\nHow to fix it, " + formatName(f) + ":\n" + strings.TrimSpace(rule.Remediation[f]) + "\n")
	}
	if len(rule.References) > 0 {
		b.WriteString("\nReferences:\n")
		for _, r := range rule.References {
			if r.Description != "" {
				b.WriteString(r.Description + ": ")
			}
			b.WriteString(r.URL + "\n")
		}
	}
	if len(rule.Compliance) > 0 {
		b.WriteString("\nCompliance:\n")
		for _, standard := range standards(rule) {
			b.WriteString(standard + ": " + strings.Join(rule.Compliance[standard], ", ") + "\n")
		}
	}
	return b.String()
}

// helpMarkdown is [helpText] with markup. GitHub shows it instead of the text.
func helpMarkdown(rule *finding.Rule) string {
	var b strings.Builder
	b.WriteString(description(rule) + "\n")
	if formats := remedies(rule); len(formats) > 0 {
		b.WriteString("\n## How to fix it\n")
		for _, f := range formats {
			b.WriteString("\n### " + formatName(f) + "\n\n" + markdown(rule.Remediation[f]) + "\n")
		}
	}
	if len(rule.References) > 0 {
		b.WriteString("\n## References\n\n")
		for _, r := range rule.References {
			text := r.Description
			if text == "" {
				text = r.URL
			}
			b.WriteString("- [" + escapeLink(text) + "](" + strings.NewReplacer("(", "%28", ")", "%29", " ", "%20").Replace(r.URL) + ")\n")
		}
	}
	if len(rule.Compliance) > 0 {
		b.WriteString("\n## Compliance\n\n")
		for _, standard := range standards(rule) {
			b.WriteString("- " + standard + ": " + strings.Join(rule.Compliance[standard], ", ") + "\n")
		}
	}
	return b.String()
}

// markdown fences the indented lines of a text: they are examples, which Markdown
// would run into the paragraph before them.
func markdown(text string) string {
	var out []string
	indent := 0 // of the fenced block's first line
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		blanks := len(line) - len(strings.TrimLeft(line, " "))
		switch {
		case blanks >= 2 && indent == 0:
			indent = blanks
			out = append(out, "```")
		case blanks == 0 && line != "" && indent > 0:
			indent = 0
			out = append(out, "```")
		}
		out = append(out, line[min(blanks, indent):])
	}
	if indent > 0 {
		out = append(out, "```")
	}
	return strings.Join(out, "\n")
}

func description(rule *finding.Rule) string {
	for _, text := range []string{strings.TrimSpace(rule.Description), rule.Title} {
		if text != "" {
			return sentence(text)
		}
	}
	return rule.ID + "."
}

func standards(rule *finding.Rule) []string {
	names := make([]string, 0, len(rule.Compliance))
	for name := range rule.Compliance {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

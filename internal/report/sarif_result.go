package report

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/source"
)

// namedInstances is how many resources a message names; all are among the result's
// logical locations.
const namedInstances = 20

func (s *sarifWriter) result(m finding.Merged) *sarifResult {
	r := &sarif.Result{
		RuleID:              new(m.Rule),
		RuleIndex:           new(s.ruleIndex[m.Rule]),
		Level:               new(sarifLevel(m.Severity)),
		Message:             *sarif.NewTextMessage(s.message(m)),
		PartialFingerprints: map[string]any{finding.FingerprintKey: m.Fingerprint},
	}
	r.Properties = sarif.Properties{"severity": string(m.Severity)}
	if s.full {
		r.Kind = new(string(m.Verdict))
		if m.Verdict != finding.Fail {
			r.Level = new("none")
		}
	}
	if f := s.run.Files.File(m.Pos); f != nil {
		location := s.location(m.Pos)
		location.LogicalLocations = logicalLocations(m.Instances)
		r.Locations = []*sarif.Location{location}
		if hash := s.hashes[f][s.run.Files.Region(m.Pos).StartLine]; hash != "" {
			r.PartialFingerprints["primaryLocationLineHash"] = hash
		}
	} else {
		r.Locations = []*sarif.Location{{LogicalLocations: logicalLocations(m.Instances)}}
	}
	s.addRelated(r, m)
	result := &sarifResult{Result: r}
	if s.full {
		result.Suppressions = suppressions(m.Suppressed)
	}
	return result
}

// message is what the finding says, then its related places as links, then its
// resources. GitHub's lists show the first sentence alone.
func (s *sarifWriter) message(m finding.Merged) string {
	var b strings.Builder
	b.WriteString(noLink(sentence(m.Message)))
	links := 0
	for _, r := range m.Related {
		text := strings.TrimRight(strings.TrimSpace(r.Message), ".")
		if text == "" {
			continue
		}
		if s.run.Files.File(r.Pos) == nil {
			b.WriteString(" " + noLink(sentence(upperFirst(text))))
			continue
		}
		links++
		region := s.run.Files.Region(r.Pos)
		b.WriteString(" [" + escapeLink(upperFirst(text)) + "](" + strconv.Itoa(links) + ") (" + region.File + ":" + strconv.Itoa(region.StartLine) + ").")
	}
	for i, r := range m.Instances {
		switch {
		case i == namedInstances:
			b.WriteString(" and " + strconv.Itoa(len(m.Instances)-i) + " more.")
			return b.String()
		case i > 0:
			b.WriteString(", ")
		case len(m.Instances) == 1:
			b.WriteString(" Resource: ")
		default:
			b.WriteString(" " + strconv.Itoa(len(m.Instances)) + " resources: ")
		}
		b.WriteString("'" + noLink(resourceText(r)) + "'")
	}
	b.WriteString(".")
	return b.String()
}

// addRelated adds the related places, which the message links to by their ids, and the
// way from the field through them, which GitHub shows as a path.
func (s *sarifWriter) addRelated(r *sarif.Result, m finding.Merged) {
	var flow []*sarif.ThreadFlowLocation
	step := func(l *sarif.Location, text string) {
		l.Message = sarif.NewTextMessage(noLink(sentence(text)))
		flow = append(flow, &sarif.ThreadFlowLocation{Location: l})
	}
	for _, related := range m.Related {
		text := strings.TrimRight(strings.TrimSpace(related.Message), ".")
		if text == "" || s.run.Files.File(related.Pos) == nil {
			continue
		}
		l := s.location(related.Pos)
		l.Id = new(uint(len(r.RelatedLocations) + 1))
		l.Message = sarif.NewTextMessage(noLink(sentence(upperFirst(text))))
		r.RelatedLocations = append(r.RelatedLocations, l)
		step(s.location(related.Pos), upperFirst(text))
	}
	if len(flow) == 0 || s.run.Files.File(m.Pos) == nil {
		return
	}
	chain := flow
	flow = nil
	step(s.location(m.Pos), m.Message)
	r.CodeFlows = []*sarif.CodeFlow{{ThreadFlows: []*sarif.ThreadFlow{{Locations: append(flow, chain...)}}}}
}

// location is a place in a file.
func (s *sarifWriter) location(pos source.Pos) *sarif.Location {
	f := s.run.Files.File(pos)
	r := s.run.Files.Region(pos)
	if !s.full && r.EndLine > r.StartLine {
		// GitHub annotates a pull request only when it changes every line of the region.
		line, _ := f.LineRange(r.StartLine)
		first := s.run.Files.Region(f.Span(pos.Start(), max(line.End, pos.Start())))
		r.EndLine, r.EndColumn = first.EndLine, first.EndColumn
	}
	return &sarif.Location{PhysicalLocation: &sarif.PhysicalLocation{
		ArtifactLocation: s.artifactLocation(s.uri(f)),
		Region: &sarif.Region{
			StartLine: new(r.StartLine), StartColumn: new(r.StartColumn), EndLine: new(r.EndLine), EndColumn: new(r.EndColumn),
		},
	}}
}

func logicalLocations(resources []finding.Resource) []*sarif.LogicalLocation {
	list := make([]*sarif.LogicalLocation, 0, len(resources))
	for _, r := range resources {
		l := &sarif.LogicalLocation{Kind: new("resource"), FullyQualifiedName: new(cmp.Or(r.Address, r.Name, r.Kind))}
		if r.Name != "" {
			l.Name = new(r.Name)
		}
		list = append(list, l)
	}
	return list
}

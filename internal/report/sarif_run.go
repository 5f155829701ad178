package report

import (
	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/source"
)

// rootBase names the repository's root. It has no address: that would be this machine's.
const rootBase = "SRCROOT"

// addArtifacts lists the files that were read.
func (s *sarifWriter) addArtifacts(r *sarif.Run) {
	r.OriginalUriBaseIDs = map[string]*sarif.ArtifactLocation{
		rootBase: {Description: sarif.NewTextMessage("The root of the repository.")},
	}
	for _, in := range s.run.Inputs {
		uri := s.pathURI(in.File)
		if _, ok := s.artifacts[uri]; ok {
			continue
		}
		a := &sarif.Artifact{Location: s.artifactLocation(uri), Length: -1, Roles: []string{"analysisTarget"}}
		s.artifacts[uri] = uint(len(r.Artifacts))
		if f := s.run.Files.Lookup(in.File); f != nil {
			a.Length = len(f.Data)
			if f.Raw != nil {
				a.Length = len(f.Raw)
			}
		}
		if in.SHA256 != "" {
			a.Hashes = map[string]string{"sha-256": in.SHA256}
		}
		r.Artifacts = append(r.Artifacts, a)
	}
}

// artifactLocation is a file's place; in the full profile relative to the named root,
// and with the file's index.
func (s *sarifWriter) artifactLocation(uri string) *sarif.ArtifactLocation {
	l := &sarif.ArtifactLocation{URI: &uri}
	if s.full {
		if isRelative(uri) {
			l.URIBaseId = new(rootBase)
		}
		if i, ok := s.artifacts[uri]; ok {
			l.Index = &i
		}
	}
	return l
}

// invocation holds what there is to say of the inputs.
func (s *sarifWriter) invocation() *sarif.Invocation {
	i := &sarif.Invocation{ExecutionSuccessful: new(s.anythingRead())}
	for n := range s.run.Diagnostics {
		d := &s.run.Diagnostics[n]
		note := notification(string(d.Level), diagnosticText(d))
		if f := s.run.Files.File(d.Pos); f != nil {
			note.Locations = []*sarif.Location{s.location(d.Pos)}
		} else if d.Path != "" {
			note.Locations = []*sarif.Location{{PhysicalLocation: &sarif.PhysicalLocation{ArtifactLocation: s.artifactLocation(s.pathURI(d.Path))}}}
		}
		i.ToolExecutionNotifications = append(i.ToolExecutionNotifications, note)
	}
	for _, m := range s.unplaced {
		note := notification(sarifLevel(m.Severity), s.message(m))
		note.AssociatedRule = &sarif.ReportingDescriptorReference{Id: new(m.Rule), Index: new(s.ruleIndex[m.Rule])}
		i.ToolExecutionNotifications = append(i.ToolExecutionNotifications, note)
	}
	if n := len(s.results); !s.full && n > sarifKeptResults {
		text := "GitHub keeps " + count(sarifKeptResults, "result") + " of the " + count(n+s.left, "result") + " of this run"
		if s.left > 0 {
			text += ", and takes " + count(sarifMaxResults, "result") + ": the " + count(s.left, "result") + " least grave are left out here"
		}
		i.ToolExecutionNotifications = append(i.ToolExecutionNotifications, notification("warning", text+"; scan parts of the repository on their own, each with a category"))
	}
	return i
}

func notification(level, text string) *sarif.Notification {
	return &sarif.Notification{Level: level, Message: sarif.NewTextMessage(noLink(sentence(upperFirst(text))))}
}

// anythingRead is false when there were inputs and every one failed: GitHub shows the run
// as failed then.
func (s *sarifWriter) anythingRead() bool {
	broken := map[string]bool{}
	failed := false
	for i := range s.run.Diagnostics {
		if d := &s.run.Diagnostics[i]; d.Level == source.Error {
			failed = true
			broken[s.run.DiagnosticPath(d)] = true
		}
	}
	if !failed || s.run.Resources > 0 {
		return true
	}
	for _, in := range s.run.Inputs {
		if !broken[in.File] {
			return true
		}
	}
	return false
}

// suppressions of a result: an empty list says that it isn't suppressed.
func suppressions(s *finding.Suppression) *[]sarifSuppression {
	list := []sarifSuppression{}
	if s != nil {
		one := sarifSuppression{Kind: "external", Status: "accepted", Justification: s.Reason}
		if s.InSource {
			one.Kind = "inSource"
		}
		if s.Until != "" {
			one.Properties = sarif.Properties{"until": s.Until}
		}
		list = append(list, one)
	}
	return &list
}

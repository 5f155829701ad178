package report

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/source"
)

// fuzzRun makes a run of whatever bytes and places come.
func fuzzRun(data []byte, path, message string, places []int) *finding.Run {
	run := &finding.Run{Tool: "akscan", Files: source.NewSet(), Resources: 1, Show: map[finding.Verdict]bool{finding.Fail: true}}
	f := run.Files.Add(path, data, false)
	other := run.Files.Add(path+"2", data, false)
	one := finding.Finding{Rule: "a/b", Verdict: finding.Fail, Severity: finding.High, Message: message, Resource: finding.Resource{Kind: "cluster", Address: message, Format: "arm", Mode: "declared"}}
	for i := 0; i+1 < len(places); i += 2 {
		in := f
		if places[i]%3 == 2 {
			in = other
		}
		start := places[i] % (len(in.Data) + 1)
		end := min(start+places[i+1], len(in.Data))
		pos := in.Span(start, end)
		if i == 0 {
			one.Pos = pos
		} else {
			one.Related = append(one.Related, finding.Related{Message: message, Pos: pos})
		}
	}
	run.Findings = []finding.Finding{one}
	run.Diagnostics = []source.Diagnostic{{Level: source.Error, Message: message, Hint: message, Path: path, Pos: one.Pos}}
	finding.SetFingerprints(run.Findings, run.Files, func(p string) string { return p })
	return run
}

func FuzzReports(f *testing.F) {
	f.Add([]byte("a = \"b\"\n\tc = 集\n"), "main.tf", "off", []byte{1, 3, 8, 2, 14, 90}, uint8(40))
	f.Add([]byte(strings.Repeat("x", 500)+"\r\n\xff"), "a b:c", "[x](1)\x1b[2J", []byte{200, 90, 0, 1, 5, 200, 2, 2}, uint8(80))
	f.Add([]byte("password: hunter2\n"), "../x.yaml", "", []byte{12, 2, 10, 5}, uint8(0))
	schema := schemaAt(f, sarifSchemaFile)
	output := schemaAt(f, outputSchema)
	f.Fuzz(func(t *testing.T, data []byte, path, message string, places []byte, width uint8) {
		if path == "" {
			return
		}
		numbers := make([]int, len(places))
		for i, p := range places {
			numbers[i] = int(p) * 7
		}
		run := fuzzRun(data, path, message, numbers)
		text := textOf(t, run, TextOptions{Width: int(width)})
		if !utf8.Valid(text) {
			t.Error("the text isn't UTF-8")
		}
		columns := int(width)
		if columns == 0 {
			columns = 120
		}
		for _, line := range strings.Split(string(text), "\n") {
			if strings.IndexFunc(line, func(r rune) bool { return r < ' ' || r == 0x7F || r == 0x202E }) >= 0 {
				t.Errorf("a control character in %q", line)
			}
			number, rest, ok := strings.Cut(line, " | ")
			if ok && strings.Trim(number, " 0123456789") == "" && strings.TrimSpace(number) != "" && textWidth(rest) > max(columns-len(number)-3, 20) {
				t.Errorf("%d columns, with room for %d: %q", textWidth(rest), columns-len(number)-3, line)
			}
		}
		if message != "" && strings.TrimSpace(message) != "" {
			if utf8.ValidString(path) && !strings.Contains(path, "\x00") {
				validate(t, schema, sarifOf(t, run, SARIFOptions{Profile: ProfileFull}))
				validate(t, schema, sarifOf(t, run, SARIFOptions{}))
			}
			validate(t, output, jsonOf(t, run))
		}
		if bytes.Contains(data, []byte("\x1b")) {
			textOf(t, run, TextOptions{Color: true})
		}
	})
}

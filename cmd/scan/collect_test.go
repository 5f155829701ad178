package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"text/template"
)

// TestCollectStripsSecrets runs the template that the scripts give kubectl, which is
// Go's own, on Secrets with payloads.
func TestCollectStripsSecrets(t *testing.T) {
	for _, shell := range []string{"bash", "powershell"} {
		t.Run(shell, func(t *testing.T) {
			var script bytes.Buffer
			if code := run(t.Context(), streams{out: &script, err: &script}, "scan", []string{"collect", "--shell", shell}); code != exitClean {
				t.Fatal(script.String())
			}
			_, rest, found := strings.Cut(script.String(), map[string]string{"bash": "<<'TEMPLATE'\n", "powershell": "@'\n"}[shell])
			text, _, closed := strings.Cut(rest, map[string]string{"bash": "\nTEMPLATE\n", "powershell": "\n'@"}[shell])
			if !found || !closed {
				t.Fatal("the script holds no template for Secrets")
			}
			parsed, err := template.New("secrets").Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			var list any
			if err := json.Unmarshal([]byte(`{"items": [
				{"metadata": {"name": "a", "namespace": "n", "uid": "u", "creationTimestamp": "2026-01-01T00:00:00Z", "resourceVersion": "7", "annotations": {"last": "hunter2"}}, "data": {"p": "hunter2"}},
				{"metadata": {"name": "b", "namespace": "n", "uid": "v", "creationTimestamp": "2026-01-02T00:00:00Z", "resourceVersion": "9"}, "stringData": {"p": "hunter2"}}]}`), &list); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := parsed.Execute(&out, list); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(out.String(), "hunter2") {
				t.Errorf("a payload reaches the disk:\n%s", out.String())
			}
			var exported struct {
				Items []struct {
					Metadata struct{ Name, ResourceVersion, CreationTimestamp string }
				}
			}
			if err := json.Unmarshal(out.Bytes(), &exported); err != nil || len(exported.Items) != 2 || exported.Items[1].Metadata.ResourceVersion != "9" {
				t.Errorf("got %v, %v:\n%s", exported, err, out.String())
			}
		})
	}
}

// TestCollectOnlyReads looks at every command of the scripts.
func TestCollectOnlyReads(t *testing.T) {
	command := regexp.MustCompile(`\b(?:az|texts|kubectl) ((?:[a-z][a-z-]* ?)+(?:--method get\b)?)`)
	reads := regexp.MustCompile(`^(?:[a-z-]+ )*(?:show|list|list-versions|list-skus|get [a-z]+|config view|rest --method get) ?$`)
	for _, shell := range []string{"bash", "powershell"} {
		for _, cluster := range []string{"", "/subscriptions/0/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c"} {
			var script bytes.Buffer
			if code := run(t.Context(), streams{out: &script, err: &script}, "scan", []string{"collect", "--shell", shell, "--cluster", cluster}); code != exitClean {
				t.Fatal(script.String())
			}
			found := 0
			for line := range strings.Lines(script.String()) {
				if strings.HasPrefix(strings.TrimSpace(line), "#") || strings.Contains(line, "skipped Kubernetes") {
					continue
				}
				for _, m := range command.FindAllStringSubmatch(line, -1) {
					if found++; !reads.MatchString(m[1]) {
						t.Errorf("%s: %q may write", shell, m[0])
					}
				}
			}
			if found < 25 {
				t.Errorf("%s: only %d commands were found", shell, found)
			}
		}
	}
}

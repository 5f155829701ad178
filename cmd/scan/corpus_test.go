package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// controls are the rules that the corpus's truth speaks of, by its names for them.
var controls = map[string]string{
	"KMS": "etcd/kms-encryption", "DES": "disk/customer-key", "HOST": "host/encryption",
	"PURGE": "vault/purge-protection", "SCDES": "storage/class-customer-key",
}

// TestCorpus scans real files one by one and compares with what their truth.csv says
// of them: columns file, control, resource, value, also_acceptable.
func TestCorpus(t *testing.T) {
	corpus := os.Getenv("AKSCAN_CORPUS")
	if corpus == "" {
		t.Skip("AKSCAN_CORPUS names no folder with real files")
	}
	f, err := os.Open(filepath.Join(corpus, "truth.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		file, rule, want, also := row[0], controls[row[1]], row[3], row[4]
		if rule == "" {
			t.Fatalf("truth.csv speaks of %s, which is no control", row[1])
		}
		t.Run(file+" "+row[1], func(t *testing.T) {
			out, _ := scanJSON(t, "--rule", rule, "--show", "fail,open,pass", filepath.Join(corpus, filepath.FromSlash(file)))
			verdict := map[string]string{"fail": "fail", "open": "unknown", "pass": "pass"}
			got := []string{}
			for _, r := range out.Results {
				got = append(got, verdict[r.Kind])
			}
			if len(got) == 0 {
				got = []string{"na"}
			}
			if !slices.ContainsFunc(got, func(v string) bool { return v == want || v == also }) {
				t.Errorf("%s came to %v, want %s", row[2], got, want)
			}
		})
	}
}

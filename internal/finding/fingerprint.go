package finding

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"github.com/akscan/akscan/internal/source"
)

// FingerprintKey names our fingerprint and its version, as SARIF's partialFingerprints hold it.
const FingerprintKey = "akscan/v1"

// Fingerprint identifies a finding across runs: SHA-256, in hex, of what stays
// the same when lines move. file is the path within the repository.
func Fingerprint(rule, file, address, property string) string {
	h := sha256.New()
	for _, part := range []string{FingerprintKey, rule, file, address, property} {
		// The length keeps ("ab", "c") and ("a", "bc") apart.
		h.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// SetFingerprints gives every finding its fingerprint. The findings are sorted
// already (see [Sort]): of several with the same fingerprint the first keeps it,
// the others get their ordinal after a colon, from 2. inRepository turns a file's
// path into the path within the repository.
func SetFingerprints(findings []Finding, files *source.Set, inRepository func(path string) string) {
	paths := map[*source.File]string{nil: ""}
	seen := make(map[string]int, len(findings))
	for i := range findings {
		f := &findings[i]
		file := files.File(f.Pos)
		path, ok := paths[file]
		if !ok {
			path = inRepository(file.Path)
			paths[file] = path
		}
		print := Fingerprint(f.Rule, path, f.Resource.Address, f.Property)
		seen[print]++
		f.Fingerprint = print
		if n := seen[print]; n > 1 {
			f.Fingerprint += ":" + strconv.Itoa(n)
		}
	}
}

package source

import (
	"sort"
	"strings"
)

// Range is a part of a text: byte offsets, the end exclusive.
type Range struct{ Start, End int }

// Mask is what stands for a secret in a shown line.
const Mask = "***"

// Line is line n (from 1) as it stands in the file, without what ends it; "" when
// there is no such line. It may hold a secret: see [File.Secrets].
func (f *File) Line(n int) string {
	r, ok := f.LineRange(n)
	if !ok {
		return ""
	}
	return string(f.Data[r.Start:r.End])
}

// LineRange is where line n (from 1) stands in Data, without what ends it.
func (f *File) LineRange(n int) (Range, bool) {
	start, ok := f.lineStart(n - 1)
	if !ok {
		return Range{}, false
	}
	r := Range{start, len(f.Data)}
	if next, ok := f.lineStart(n); ok {
		r.End = next
	}
	for r.End > r.Start && (f.Data[r.End-1] == '\n' || f.Data[r.End-1] == '\r') {
		r.End--
	}
	return r, true
}

// Secrets lists the parts of Data that must not be shown: what stands under a name
// like password, token or connection string, the data of a Kubernetes Secret, private
// keys, signatures and tokens known by their shape. Sorted, disjoint, never empty.
func (f *File) Secrets() []Range {
	f.secretsOnce.Do(func() { f.secrets = findSecrets(f.Data, syntaxOf(f.Path, f.Data)) })
	return f.secrets
}

// SecretsIn lists the parts of r that must not be shown, as [File.Secrets] has them.
func (f *File) SecretsIn(r Range) []Range {
	all := f.Secrets()
	i := sort.Search(len(all), func(i int) bool { return all[i].End > r.Start })
	var in []Range
	for ; i < len(all) && all[i].Start < r.End; i++ {
		in = append(in, Range{max(all[i].Start, r.Start), min(all[i].End, r.End)})
	}
	return in
}

// Redact puts [Mask] in the place of every secret of a text that isn't a scanned
// file. Redacting twice changes nothing.
func Redact(text string) string {
	for {
		next := mask(text, findSecrets([]byte(text), syntaxOf("", []byte(text))))
		// A secret gone can bring another to light. This ends: every round but the
		// last leaves fewer characters that aren't part of a mask.
		if next == text {
			return text
		}
		text = next
	}
}

func mask(text string, secrets []Range) string {
	if len(secrets) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for _, s := range secrets {
		if strings.Trim(text[s.Start:s.End], "*") == "" {
			continue
		}
		b.WriteString(text[at:s.Start])
		b.WriteString(Mask)
		at = s.End
	}
	b.WriteString(text[at:])
	return b.String()
}

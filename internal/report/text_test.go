package report

import (
	"bytes"
	"testing"

	"github.com/akscan/akscan/internal/finding"
)

func textOf(t *testing.T, run *finding.Run, o TextOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Text(&b, run, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTextEstate(t *testing.T) {
	run := estateRun(t)
	golden(t, "estate.txt", textOf(t, run, TextOptions{}))
	golden(t, "estate-narrow-colour.txt", textOf(t, run, TextOptions{Color: true, Width: 72}))
	golden(t, "estate-quiet.txt", textOf(t, run, TextOptions{Quiet: true}))
}

package inventory

import (
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	for _, c := range []struct{ written, want string }{
		{"/Date(1760000000000)/", "2025-10-09T08:53:20Z"},
		{"/Date(x)/", ""},
		{"2025-10-09T08:53:20+00:00", "2025-10-09T08:53:20Z"},
		{"2025-10-09T08:53:20", "2025-10-09T08:53:20Z"},
		{"2025-10-09T08:53:20.25", "2025-10-09T08:53:20Z"},
		{"2025-10-09 08:53:20+02:00", "2025-10-09T06:53:20Z"},
		{"2025-10-09 08:53:20.5", "2025-10-09T08:53:20Z"},
		{"10/9/2025 8:53:20 AM", ""},
		{"", ""},
	} {
		got := ""
		if parsed, ok := parseTime(c.written); ok {
			got = parsed.UTC().Format(time.RFC3339)
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.written, got, c.want)
		}
	}
}

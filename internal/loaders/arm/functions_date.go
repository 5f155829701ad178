package arm

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/akscan/akscan/internal/source"
)

// dateFunctions are the functions on points in time.
func dateFunctions() map[string]function {
	return map[string]function{
		"dateTimeAdd":       {min: 2, max: 3, result: textKind, present: true, eval: dateTimeAdd},
		"dateTimeToEpoch":   {min: 1, max: 1, result: intKind, present: true, eval: dateTimeToEpoch},
		"dateTimeFromEpoch": {min: 1, max: 1, result: textKind, present: true, eval: dateTimeFromEpoch},
	}
}

// isoTime is how points in time are written where no format is asked for.
const isoTime = "2006-01-02T15:04:05Z"

// timeOf reads a point in time: ISO 8601, with a blank in place of the T too.
func timeOf(s string) (time.Time, bool) {
	s = strings.Replace(strings.TrimSpace(s), " ", "T", 1)
	for _, layout := range [...]string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02", "20060102T150405Z"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// isoDuration is the form of an ISO 8601 duration.
var isoDuration = regexp.MustCompile(`^(-)?P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:\.\d+)?S)?)?$`)

// durationOf reads a duration in seconds. A year is 365 days and a month 30, as in Azure.
func durationOf(s string) (seconds int64, ok bool) {
	m := isoDuration.FindStringSubmatch(s)
	if m == nil || len(s) < 3 || strings.HasSuffix(s, "T") {
		return 0, false
	}
	const day = 24 * 3600
	for i, unit := range [...]int64{365 * day, 30 * day, 7 * day, day, 3600, 60, 1} {
		n, _ := strconv.ParseInt(m[i+2], 10, 64) // "" is 0
		seconds += n * unit
	}
	if m[1] != "" {
		seconds = -seconds
	}
	return seconds, true
}

func dateTimeAdd(c *call) *source.Node {
	base, ok1 := c.str(0)
	duration, ok2 := c.str(1)
	if !ok1 || !ok2 {
		return nil
	}
	t, ok1 := timeOf(base)
	seconds, ok2 := durationOf(duration)
	layout := isoTime
	if len(c.args) > 2 {
		format, ok := c.str(2)
		if !ok {
			return nil
		}
		if layout, ok = timeLayout(format); !ok {
			return hashed(c)
		}
	}
	if !ok1 || !ok2 {
		return nil
	}
	t = t.Add(time.Duration(seconds) * time.Second)
	if t.Year() < 1 || t.Year() > 9999 || seconds > math.MaxInt64/int64(time.Second) {
		return nil
	}
	return stringNode(t.Format(layout))
}

// timeLayout turns a .NET format of points in time into Go's, if it's made of the common parts.
func timeLayout(format string) (string, bool) {
	switch format {
	case "u":
		return "2006-01-02 15:04:05Z", true
	case "s":
		return "2006-01-02T15:04:05", true
	}
	layout := strings.NewReplacer("yyyy", "2006", "MM", "01", "dd", "02", "HH", "15", "mm", "04", "ss", "05").Replace(format)
	for _, r := range layout {
		if !strings.ContainsRune("0123456789-:/._ TZ", r) {
			return "", false
		}
	}
	return layout, len(format) > 1
}

func dateTimeToEpoch(c *call) *source.Node {
	s, ok := c.str(0)
	if !ok {
		return nil
	}
	t, ok := timeOf(s)
	if !ok {
		return nil
	}
	return intNode(t.Unix())
}

func dateTimeFromEpoch(c *call) *source.Node {
	i, ok := c.int(0)
	if !ok || i < -62135596800 || i > 253402300799 { // the years 1 to 9999
		return nil
	}
	return stringNode(time.Unix(i, 0).UTC().Format(isoTime))
}

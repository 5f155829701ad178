package akscan.lib.date_test

import data.akscan.lib.date
import data.akscan.testing as given

time_of(text) := object.union({"state": "unset", "value": null, "why": ""}, given.set(text))

test_instants[name] if {
	some name, case in {
		"UTC": {"text": "2026-06-01T00:00:00Z", "want": "2026-06-01T00:00:00Z"},
		"with an offset": {"text": "2026-06-01T02:00:00+02:00", "want": "2026-06-01T00:00:00Z"},
		"with a fraction": {"text": "2026-06-01T00:00:00.000000+00:00", "want": "2026-06-01T00:00:00Z"},
	}
	date.instant(time_of(case.text)) == time.parse_rfc3339_ns(case.want)
}

test_no_instants[text] if {
	some text, _ in {"2026-06-01": {}, "soon": {}, "": {}, "2026-13-01T00:00:00Z": {}}
	not date.instant(time_of(text))
}

test_times_beyond_nanoseconds_are_later_than_all[text] if {
	some text, _ in {"2262-05-01T00:00:00Z": {}, "3000-01-01T00:00:00Z": {}, "9999-12-31T23:59:59Z": {}}
	date.instant(time_of(text)) > time.parse_rfc3339_ns("2262-04-01T00:00:00Z")
}

test_after[duration] if {
	some duration, want in {
		"P30D": "2026-07-01T00:00:00Z",
		"P18M": "2027-12-01T00:00:00Z",
		"P2Y": "2028-06-01T00:00:00Z",
		"P1Y6M": "2027-12-01T00:00:00Z",
		"P2W": "2026-06-15T00:00:00Z",
		"PT36H": "2026-06-02T12:00:00Z",
		"P1DT1H1M1S": "2026-06-02T01:01:01Z",
		"p7d": "2026-06-08T00:00:00Z",
	}
	date.after(time.parse_rfc3339_ns("2026-06-01T00:00:00Z"), duration) == time.parse_rfc3339_ns(want)
}

test_before[duration] if {
	some duration, want in {
		"P30D": "2026-05-02T00:00:00Z",
		"P1Y": "2025-06-01T00:00:00Z",
		"PT1S": "2026-05-31T23:59:59Z",
	}
	date.before(time.parse_rfc3339_ns("2026-06-01T00:00:00Z"), duration) == time.parse_rfc3339_ns(want)
}

test_no_durations[text] if {
	some text, _ in {"": {}, "P": {}, "30D": {}, "P30": {}, "thirty days": {}}
	not date.after(0, text)
}

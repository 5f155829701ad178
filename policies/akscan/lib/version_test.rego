package akscan.lib.version_test

import data.akscan.lib.version

test_compare[name] if {
	some name, case in {
		"lower": {"a": "3.9.0", "b": "3.40.0", "want": -1},
		"same": {"a": "4.0.1", "b": "4.0.1", "want": 0},
		"higher major": {"a": "10.0.0", "b": "9.99.99", "want": 1},
		"short": {"a": "4", "b": "4.0.0", "want": 0},
		"shorter by one": {"a": "4.1", "b": "4.0.9", "want": 1},
		"with a v": {"a": "v4.0.0", "b": "4.0.0", "want": 0},
		"a beta counts as its release": {"a": "5.0.0-beta1", "b": "5.0.0", "want": 0},
	}
	version.compare(case.a, case.b) == case.want
}

test_no_version[text] if {
	some text in ["", "latest", "4.x", "~> 4.0"]
	not version.compare(text, "4.0.0")
}

test_has[name] if {
	some name, case in {
		"since": {"version": "3.40.0", "since": "3.40.0", "before": "-"},
		"before": {"version": "3.117.1", "since": "-", "before": "4.0.0"},
		"within": {"version": "3.117.1", "since": "2.46.0", "before": "4.0.0"},
		"no bounds": {"version": "3.117.1", "since": "-", "before": "-"},
	}
	version.has(case.version, case.since, case.before)
}

test_has_not[name] if {
	some name, case in {
		"too old": {"version": "3.39.9", "since": "3.40.0", "before": "-"},
		"gone": {"version": "4.0.0", "since": "2.46.0", "before": "4.0.0"},
		"no version": {"version": "latest", "since": "-", "before": "-"},
	}
	not version.has(case.version, case.since, case.before)
}

package akscan.rules.key.shared_test

import data.akscan.rules.key.shared
import data.akscan.testing as given

test_verdicts[name] if {
	some name, case in {
		"etcd alone": {"users": ["etcd"], "want": {0: {"pass"}}},
		"two clusters": {"users": ["etcd", "newer"], "want": {0: {"pass"}}},
		"disks alone": {"users": ["disk"], "want": {0: {"pass"}}},
		"both": {"users": ["etcd", "disk"], "want": {0: {"fail"}}},
		"both, in the newer mode": {"users": ["newer", "rotating"], "want": {0: {"fail"}}},
		"perhaps both": {"users": ["perhaps", "disk"], "want": {0: {"open"}}},
		"perhaps etcd": {"users": ["perhaps"], "want": {0: {"pass"}}},
		"disks and an account": {"users": ["disk", "account"], "want": {0: {"pass"}}},
		"an account": {"users": ["account"], "want": {}},
		"unused": {"users": [], "want": {}},
	}
	results := shared.results with input as given.key_used_by(case.users, {})
	given.verdicts(results) == case.want
}

test_a_reference_is_no_subject if {
	results := shared.results with input as given.key_used_by(["etcd", "disk"], {"existing": true})
	count(results) == 0
}

test_both_uses_are_named if {
	results := shared.results with input as given.key_used_by(["etcd", "disk"], {})
	some result in results
	contains(result.message, `etcd of cluster "cluster-1", the disks of disk encryption set "disk_encryption_set-2"`)
	count(result.related) == 2
}

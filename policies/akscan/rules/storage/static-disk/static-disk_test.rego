package akscan.rules.storage["static-disk_test"]

import data.akscan.rules.storage["static-disk"] as static_disk
import data.akscan.testing as given

document(changes, disk) := given.document({
	"persistent_volumes": [given.resource("persistent_volume", 0, object.union({"driver": given.set("disk.csi.azure.com")}, changes))],
	"managed_disks": [given.resource("managed_disk", 1, object.union({"name": "data"}, disk))],
})

on_disk := {"disk": given.to(given.set("id"), "managed_disk", 0)}

test_verdicts[name] if {
	some name, case in {
		"a customer key": {"volume": on_disk, "disk": {"disk_encryption_set": given.set("id")}, "want": {0: {"pass"}}},
		"a platform key": {"volume": on_disk, "disk": {"encryption_type": given.set("EncryptionAtRestWithPlatformKey")}, "want": {0: {"fail"}}},
		"nobody knows": {"volume": on_disk, "disk": {"encryption_type": given.unknown("the row has no properties")}, "want": {0: {"open"}}},
		"not in the scan": {"volume": {"disk": given.set("id")}, "disk": {}, "want": {0: {"open"}}},
		"a share": {"volume": {"driver": given.set("file.csi.azure.com")}, "disk": {}, "want": {}},
		"no Azure volume": {"volume": {"driver": {"state": "unset", "value": null, "present": false}}, "disk": {}, "want": {}},
		"driver unknown": {"volume": {"driver": {"state": "unknown", "value": null, "why": "var.driver has no value"}}, "disk": {}, "want": {0: {"open"}}},
		"in a pod": {"volume": object.union({"existing": true}, on_disk), "disk": {}, "want": {}},
	}
	results := static_disk.results with input as document(case.volume, case.disk)
	given.verdicts(results) == case.want
	subjects := static_disk.subjects with input as document(case.volume, case.disk)
	subjects == object.keys(case.want)
}

test_disk_is_shown if {
	results := static_disk.results with input as document(on_disk, {"encryption_type": given.set("EncryptionAtRestWithPlatformKey")})
	some result in results
	[step.message | some step in result.related] == [`the disk "data"`]
}

package akscan.rules.terraform["azapi-body_test"]

import data.akscan.rules.terraform["azapi-body"] as azapi_body
import data.akscan.testing as given

document(resource, module) := given.document({
	"azapi_resources": [given.resource("azapi_resource", 0, object.union({"azure_type": given.set("Microsoft.ContainerService/managedClusters@2025-05-01"), "root": given.to({}, "terraform_module", 0)}, resource))],
	"terraform_modules": [given.resource("terraform_module", 1, object.union({"existing": true}, module))],
})

text := {"body_form": given.set("text")}

object_form := {"body_form": given.set("object")}

at(release) := {"azapi_version": given.set(release)}

test_verdicts[name] if {
	some name, case in {
		"text, 2.0": {"resource": text, "module": at("2.0.0"), "verdict": "fail", "severity": "medium"},
		"text, 2.12": {"resource": text, "module": at("2.12.0"), "verdict": "fail", "severity": "medium"},
		"text, 1.15": {"resource": text, "module": at("1.15.0"), "verdict": "pass", "severity": "medium"},
		"text, nothing pinned": {"resource": text, "module": {}, "verdict": "fail", "severity": "note"},
		"text, version unknown": {"resource": text, "module": {"azapi_version": given.unknown("the lock file can't be read")}, "verdict": "open", "severity": "medium"},
		"object, 1.12": {"resource": object_form, "module": at("1.12.1"), "verdict": "fail", "severity": "medium"},
		"object, 1.13": {"resource": object_form, "module": at("1.13.0"), "verdict": "pass", "severity": "medium"},
		"object, 2.4": {"resource": object_form, "module": at("2.4.0"), "verdict": "pass", "severity": "medium"},
		"object, nothing pinned": {"resource": object_form, "module": {}, "verdict": "pass", "severity": "medium"},
		"object, version unknown": {"resource": object_form, "module": {"azapi_version": given.unknown("the lock file can't be read")}, "verdict": "open", "severity": "medium"},
		"form unknown": {"resource": {"body_form": given.unknown("its body isn't known")}, "module": at("2.0.0"), "verdict": "open", "severity": "medium"},
	}
	results := azapi_body.results with input as document(case.resource, case.module)
	given.verdicts(results) == {0: {case.verdict}}
	given.severities(results) == {0: case.severity}
}

test_no_subject[name] if {
	some name, case in {
		"no body": {},
		"a data source": object.union(text, {"existing": true}),
	}
	results := azapi_body.results with input as document(case, at("2.0.0"))
	count(results) == 0
}

test_root_not_in_sight if {
	results := azapi_body.results with input as given.document({"azapi_resources": [given.resource("azapi_resource", 0, text)]})
	given.verdicts(results) == {0: {"open"}}
}

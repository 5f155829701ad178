package report

import "github.com/owenrumney/go-sarif/v2/sarif"

// This file mends what go-sarif v2.3.3 gets wrong.

// sarifResult is a result whose suppressions are written when they are an empty list
// too: in one run all results have them or none. The field hides go-sarif's.
type sarifResult struct {
	*sarif.Result
	Suppressions *[]sarifSuppression `json:"suppressions,omitempty"`
}

// sarifSuppression is go-sarif's without the nulls, which the schema refuses.
type sarifSuppression struct {
	Kind          string           `json:"kind"`
	Status        string           `json:"status,omitempty"`
	Justification string           `json:"justification,omitempty"`
	Properties    sarif.Properties `json:"properties,omitempty"`
}

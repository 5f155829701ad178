// Package policies embeds what is generated of the Rego that judges the shared input
// document: the library under akscan/lib, and one folder a rule under akscan/rules. The
// tests of internal/engine generate it.
package policies

import _ "embed"

// Catalogue holds the rules' METADATA, as JSON.
//
//go:embed catalogue.json
var Catalogue []byte

// Program holds the compiled rules, for package rego to run.
//
//go:embed program.bin
var Program []byte

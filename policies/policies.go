// Package policies embeds the Rego that judges the shared input document: the
// library under akscan/lib, one folder a rule under akscan/rules, and the
// catalogue that the tests of internal/engine generate from the rules' METADATA.
package policies

import "embed"

// Catalogue is the path of the generated catalogue in [FS].
const Catalogue = "catalogue.json"

// FS holds the policies, their tests and examples, and the [Catalogue].
//
//go:embed akscan catalogue.json
var FS embed.FS

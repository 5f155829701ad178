package terraform

import (
	"fmt"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// foreign are the attributes of data sources whose parts another configuration or a
// program decides, by type: whether a part is there at all isn't known.
var foreign = map[string]map[string]string{
	"terraform_remote_state": {"outputs": "%s reads the outputs of another state, which isn't among the files given"},
	"tfe_outputs": {
		"values":              "%s reads the outputs of another workspace, which aren't among the files given",
		"nonsensitive_values": "%s reads the outputs of another workspace, which aren't among the files given",
	},
	"external": {"result": "%s runs a program, and only that knows"},
}

// foreignSymbol describes an attribute whose parts somebody else decides; nil for any other attribute.
func (i *instance) foreignSymbol(path string) *symbol {
	why, ok := foreign[i.res.typ][path]
	if !ok || i.res.mode != "data" {
		return nil
	}
	return &symbol{Symbol: source.Symbol{Why: fmt.Sprintf(why, i.addr), Expr: i.target() + "." + path}, notNull: true}
}

// alwaysAnswered are the parts of what azapi hands back that every resource has;
// any other, such as a cluster's disk encryption set, may be missing.
var alwaysAnswered = map[string]bool{
	"id": true, "name": true, "type": true, "properties": true, "principalId": true, "tenantId": true, "clientId": true,
	"principal_id": true, "tenant_id": true,
	"vaultUri": true, "hsmUri": true, "keyUri": true, "keyUriWithVersion": true,
}

// isAnswered reports whether a part of an attribute is certainly there, given that the attribute is.
func isAnswered(ref source.Ref, step string) bool {
	return !strings.HasPrefix(ref.Type, "azapi_") || strings.HasPrefix(step, "[") || alwaysAnswered[strings.TrimPrefix(step, ".")]
}

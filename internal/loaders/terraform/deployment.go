package terraform

import (
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// deploymentType is the Azure type of what the template deployments of azurerm make.
const deploymentType = "Microsoft.Resources/deployments"

// deployments are the resources that hold an ARM template, with the names of the
// arguments that the template and its parameters stand in.
var deployments = map[string]struct{ template, parameters string }{
	"azurerm_resource_group_template_deployment":   {"template_content", "parameters_content"},
	"azurerm_subscription_template_deployment":     {"template_content", "parameters_content"},
	"azurerm_management_group_template_deployment": {"template_content", "parameters_content"},
	"azurerm_tenant_template_deployment":           {"template_content", "parameters_content"},
	"azurerm_template_deployment":                  {"template_body", "parameters_body"}, // before azurerm 3.0
}

func isDeployment(r *resource) bool {
	_, ok := deployments[r.typ]
	return ok && r.mode == ""
}

// readDeployment hands on the template of a deployment.
func (i *instance) readDeployment(out *inventory.Loaded) {
	arguments := deployments[i.res.typ]
	properties := &source.Node{Kind: source.Object, Pos: i.header()}
	add := func(key, argument string) {
		if attr := i.body().Attributes[argument]; attr != nil {
			at := i.item(attr)
			value := i.scope.document(i.scope.value(attr.Expr, i.ctx), at, parseJSONText)
			properties.Members = append(properties.Members, source.Member{Key: key, Pos: at.pos(), Value: value})
		}
	}
	add("template", arguments.template)
	add("parameters", arguments.parameters)
	if attr := i.body().Attributes["parameters"]; attr != nil {
		// The old resource's plain map: each parameter's value is a text.
		at := i.item(attr)
		if given := i.scope.tree(i.scope.value(attr.Expr, i.ctx), at); given.Kind == source.Object {
			properties.Members = append(properties.Members, source.Member{Key: "parameters", Pos: at.pos(), Value: asParameters(given)})
		}
	}
	n := &source.Node{Kind: source.Object, Pos: i.header()}
	n.Members = append(n.Members, source.Member{Key: "properties", Pos: i.header(), Value: properties})
	out.Embedded = append(out.Embedded, inventory.Embedded{Format: inventory.ARM, Node: n, Host: inventory.Host{
		Format: inventory.Terraform, Mode: inventory.Declared, Type: i.res.typ, Address: i.addr, Scope: i.scope.root.id,
		Pos: i.header(), AzureType: deploymentType, Identities: []string{i.target()},
	}})
}

// asParameters is a map of values as deployments have parameters: NAME: {"value": ...}.
func asParameters(given *source.Node) *source.Node {
	n := &source.Node{Kind: source.Object, Pos: given.Pos}
	for _, m := range given.Members {
		value := &source.Node{Kind: source.Object, Pos: m.Pos, Members: []source.Member{{Key: "value", Pos: m.Pos, Value: m.Value}}}
		n.Members = append(n.Members, source.Member{Key: m.Key, Pos: m.Pos, Value: value})
	}
	return n
}

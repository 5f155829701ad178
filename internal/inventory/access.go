package inventory

import (
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// Source: azure-facts 2.4, 5.1, 7.7.
var identityProperties = []Property{
	{Name: "principal_id", Doc: "the object id that grants are made to", Type: Text, Azure: "principalId"},
	rootRow,
}

var roleAssignmentProperties = []Property{
	{
		Name: "role", Doc: "the role's name, as written", Type: Text,
		Azure: "roleDefinitionName", Terraform: always("role_definition_name"),
	},
	{
		Name: "role_id", Doc: "the role definition's GUID, lower-case", Type: Text,
		ReadAzure:     func(v View) Value { return lastSegment(v.Lookup("roleDefinitionId")) },
		ReadTerraform: func(v View) Value { return lastSegment(v.Lookup("role_definition_id")) },
	},
	{
		Name: "principal", Doc: "whom the role is given to", Type: Reference, Targets: []Kind{Identity, Cluster, DiskEncryptionSet}, Via: source.RefPrincipal,
		Azure: "principalId", Terraform: always("principal_id"),
	},
	{
		Name: "principal_type", Doc: "ServicePrincipal, Group, User; a group's members aren't known", Type: Text,
		Azure: "principalType", Terraform: always("principal_type"),
	},
	{
		Name: "scope", Doc: "what the role is given on", Type: Reference, Targets: []Kind{KeyVault, Key, DiskEncryptionSet}, Via: source.RefID,
		Azure: "scope", ReadTerraform: readGrantScope,
	},
	{Name: "condition", Doc: "a condition on the grant", Type: Text, Azure: "condition", Terraform: always("condition")},
	rootRow,
}

// readGrantScope reads what a role is given on. A local role of a managed HSM has a path
// within it for its scope; what matters here is the HSM.
func readGrantScope(view View) Value {
	if hsm := view.Lookup("managed_hsm_id"); hsm.State != Unset {
		return hsm
	}
	return view.Lookup("scope")
}

// lastSegment is the last part of a resource id, lower-case.
func lastSegment(v Value) Value {
	if text := v.Text(); v.State == Set && text != "" {
		text = Canonical(text)
		v.Value = text[strings.LastIndex(text, "/")+1:]
	}
	return v
}

var accessPolicyProperties = []Property{
	{
		Name: "vault", Doc: "the vault whose policy it is", Type: Reference, Targets: []Kind{KeyVault},
		Terraform: always("key_vault_id"),
	},
	{
		Name: "principal", Doc: "whom it lets in", Type: Reference, Targets: []Kind{Identity, Cluster, DiskEncryptionSet}, Via: source.RefPrincipal,
		Azure: "/objectId", Terraform: always("object_id"),
	},
	{
		Name: "key_permissions", Doc: "what it lets them do with keys", Type: List,
		Azure: "/permissions.keys", Terraform: always("key_permissions"),
	},
	{
		Name: "inline", Doc: "whether it is written in the vault itself", Type: Bool, Absent: false,
	},
	rootRow,
}

// Source: azure-facts 7.7.
var featureProperties = []Property{
	{Name: "registration", Doc: "how far its registration is: Registered, NotRegistered, Registering, ...", Type: Text, Azure: "state"},
}

// Source: azure-facts 3 (az vm list-skus).
var vmSizeProperties = []Property{
	{Name: "location", Doc: "the Azure region, lower-case without spaces", Type: Text, ReadAzure: func(v View) Value { return v.Lookup("/locations.0") }},
	{Name: "encryption_at_host", Doc: "whether it supports host encryption", Type: Bool, ReadAzure: readEncryptionAtHost},
}

// readEncryptionAtHost looks among the capabilities of a SKU.
func readEncryptionAtHost(view View) Value {
	list := view.Lookup("/capabilities")
	for i := range list.Items {
		capability := "/capabilities." + itoa(i)
		if strings.EqualFold(view.Lookup(capability+".name").Text(), "EncryptionAtHostSupported") {
			return view.Lookup(capability + ".value")
		}
	}
	if list.State == Unset {
		return unknownAbsent(list, "the row has no capabilities")
	}
	return defaulted(UnsetValue(list.Pos), false)
}

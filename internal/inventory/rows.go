package inventory

import (
	"strconv"
	"strings"
)

// Rows that several kinds share.

// always is one Terraform name that every provider version has.
func always(path string) []TerraformName { return []TerraformName{{Path: path}} }

var locationRow = Property{Name: "location", Doc: "the Azure region", Type: Text, Azure: "/location", Terraform: always("location")}

// ignoredChangesRow serves the kinds whose drift may be hidden.
var ignoredChangesRow = Property{
	Name: "ignored_changes", Type: List,
	Doc:       "what Terraform is told to ignore (lifecycle.ignore_changes), as written; \"all\" for everything",
	Terraform: always("lifecycle.ignore_changes"),
}

// linked are rows that no format writes: the link step fills them in.
func linked(name, doc string, t Type, targets ...Kind) Property {
	return Property{Name: name, Doc: doc + "; filled in by linking", Type: t, Targets: targets}
}

// rootRow leads to the Terraform root module that declares the resource.
var rootRow = linked("root", "the Terraform root module that declares it", Reference, TerraformModule)

// counterpartRow leads from a declared resource to the same resource found running.
func counterpartRow(kind Kind) Property {
	return linked("counterpart", "the same resource as found running", Reference, kind)
}

// scopesRow lists what a grant must be made on to reach the resource.
var scopesRow = linked("scopes", "the ids, of the resource and of everything above it, at which a role assignment covers it", List)

// identitiesRow lists the user-assigned identities of a resource.
var identitiesRow = Property{
	Name: "identities", Doc: "its user-assigned identities", Type: References, Targets: []Kind{Identity},
	Azure: "/identity.userAssignedIdentities", Terraform: always("identity.identity_ids"),
}

// principalRow is the object id of a system-assigned identity.
var principalRow = Property{
	Name: "principal_id", Doc: "the object id of its system-assigned identity", Type: Text,
	Azure: "/identity.principalId",
}

// firstOf reads the first of several paths that is there.
func firstOf(view View, paths ...string) Value {
	v := UnsetValue(place(view))
	for _, path := range paths {
		if v = view.Lookup(path); v.State != Unset {
			break
		}
	}
	return v
}

// unknownAbsent stands for an absent field that the input would not show.
func unknownAbsent(v Value, why string) Value {
	u := UnknownValue(why, v.Pos)
	u.Origins = v.Origins
	return u
}

// hiddenAbsent is [unknownAbsent] for a field that the input could not have shown.
func hiddenAbsent(v Value, why string) Value {
	u := unknownAbsent(v, why)
	u.Hidden = true
	return u
}

// defaulted gives an absent value its default.
func defaulted(v Value, to any) Value {
	v.State, v.Value = Default, to
	return v
}

// apiDate splits an API version into its date and whether it is a preview.
func apiDate(version string) (date string, preview bool) {
	date, rest, found := strings.Cut(strings.ToLower(version), "-preview")
	return date, found && rest == ""
}

func itoa(i int) string { return strconv.Itoa(i) }

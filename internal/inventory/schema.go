package inventory

// object is a JSON Schema object all of whose members are required and that admits no others.
func object(properties map[string]any) map[string]any {
	required := make([]any, 0, len(properties))
	for _, name := range sortedKeys(properties) {
		required = append(required, name)
	}
	return map[string]any{
		"type": "object", "properties": properties, "required": required, "additionalProperties": false,
	}
}

func typed(t any, doc string) map[string]any {
	s := map[string]any{"type": t}
	if doc != "" {
		s["description"] = doc
	}
	return s
}

func array(items any) map[string]any { return map[string]any{"type": "array", "items": items} }

// metaProperties are the members that every resource has besides its properties.
var metaProperties = map[string]any{
	"key":         typed("integer", "identifies the resource within one scan; a result names its subject by it"),
	"kind":        typed("string", "the resource's kind"),
	"type":        typed("string", "the type as the format names it"),
	"name":        typed("string", "its name in Azure or Kubernetes; the expression's text when nobody knows it"),
	"address":     typed("string", "how its format addresses it"),
	"format":      typed("string", "terraform, terraform-plan, terraform-state, arm, azure or kubernetes"),
	"mode":        typed("string", "declared or live"),
	"api_version": typed("string", "the API version it was written for; empty when not known"),
	"existing":    typed("boolean", "only referred to, never a subject"),
	"pos":         typed("integer", "the header's place, opaque"),
	"referrers": map[string]any{
		"type": "array", "description": "the resources that lead here, with the property that does",
		"items": object(map[string]any{"kind": typed("string", ""), "index": typed("integer", ""), "property": typed("string", "")}),
	},
}

// Schema is the JSON Schema (draft 7) of the shared input document. It is made
// of the property table, and type-checks every rule.
func Schema() map[string]any {
	properties := map[string]any{
		"version":        typed("integer", "the version of this document's form"),
		"now":            typed("string", "the time that expiry is judged at, RFC 3339"),
		"kms_enabled_at": typed("string", "when KMS was switched on at the latest, RFC 3339; empty when nobody said"),
		"scan":           scanSchema(),
	}
	for i := range kinds {
		k := &kinds[i]
		members := make(map[string]any, len(metaProperties)+len(k.Properties))
		for name, schema := range metaProperties {
			members[name] = schema
		}
		for j := range k.Properties {
			members[k.Properties[j].Name] = valueSchema(k.Properties[j].Type, k.Properties[j].Doc)
		}
		schema := array(object(members))
		schema["description"] = k.Doc
		properties[k.Plural] = schema
	}
	s := object(properties)
	s["$schema"] = "http://json-schema.org/draft-07/schema#"
	s["title"] = "akscan's shared input document"
	return s
}

func scanSchema() map[string]any {
	scan := map[string]any{}
	for kind, properties := range Count(nil) {
		of := map[string]any{}
		for name := range properties {
			of[name] = object(map[string]any{
				"present": typed("integer", ""), "absent": typed("integer", ""), "undecided": typed("integer", ""), "true": typed("integer", ""),
			})
		}
		scan[string(kind)] = object(of)
	}
	s := object(scan)
	s["description"] = "on how many resources of the whole scan a property is present, absent, or can't be told"
	return s
}

// valueSchema describes one property: what its state means for its value is in
// the documentation of [State] and of [Value].
func valueSchema(t Type, doc string) map[string]any {
	members := map[string]any{
		"name":     typed("string", "the property's own name"),
		"state":    map[string]any{"type": "string", "enum": []any{string(Set), string(Default), string(Unset), string(Unknown)}},
		"value":    typed([]any{t.schemaName(), "null"}, ""),
		"pos":      typed("integer", "the field's place, or where it would stand"),
		"origins":  array(typed("integer", "")),
		"why":      typed("string", "what is missing to know an unknown value"),
		"present":  typed("boolean", "certainly neither absent nor empty, known or not"),
		"hidden":   typed("boolean", "unknown because this input could not have shown the field"),
		"ignored":  typed("string", "why what is written at the place doesn't count; empty where nothing is"),
		"overlaid": typed("boolean", "another resource sets it (azapi_update_resource and its like)"),
	}
	switch t {
	case Text:
		members["id"] = typed("string", "of an unknown value, the expression that stands for it: equal ones have equal values; else empty")
	case List:
		members["value"] = map[string]any{"type": []any{"array", "null"}, "items": typed("string", "")}
	case References:
		members["value"] = array(valueSchema(Reference, ""))
	case Reference:
		members["id"] = typed("string", "the text to compare references by; empty when nothing is known")
		members["ref"] = object(map[string]any{"kind": typed("string", ""), "attribute": typed("string", "")})
		members["targets"] = array(object(map[string]any{"kind": typed("string", ""), "index": typed("integer", "")}))
	}
	s := object(members)
	if doc != "" {
		s["description"] = doc
	}
	return s
}

func (t Type) schemaName() string {
	switch t {
	case Bool:
		return "boolean"
	case Integer:
		return "integer"
	case List, References:
		return "array"
	}
	return "string"
}

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/akscan/akscan/internal/inventory"

	"github.com/akscan/akscan/internal/estate"
)

// inputSchema is the schema that the rules are type-checked with.
func inputSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	raw, err := json.Marshal(inventory.Schema())
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("input.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("input.json")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// TestInputMatchesSchema holds what the loaders make of real files against the schema.
func TestInputMatchesSchema(t *testing.T) {
	compiled := inputSchema(t)
	paths := []string{"../../testdata/seed/right", "../../testdata/seed/wrong"}
	if corpus := os.Getenv("AKSCAN_CORPUS"); corpus != "" {
		paths = append(paths, corpus)
	}
	for _, path := range paths {
		e, err := estate.Load(t.Context(), []string{path}, estate.Options{Jobs: 2})
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range e.Graph.Parts {
			var encoded bytes.Buffer
			out := inventory.NewJSON(&encoded)
			inventory.Encode(out, part, inventory.Context{Now: time.Now(), Scan: inventory.Count(part)})
			if err := out.Flush(); err != nil {
				t.Fatal(err)
			}
			document, err := jsonschema.UnmarshalJSON(&encoded)
			if err != nil {
				t.Fatal(err)
			}
			if err := compiled.Validate(document); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
}

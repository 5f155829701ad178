// Package compile makes programs of Rego, when the policies are generated. It is apart
// from package rego so that the scanner need not carry OPA's compiler.
package compile

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/compile"
	"github.com/open-policy-agent/opa/v1/ir"

	"github.com/akscan/akscan/internal/rego"
)

// Compile makes a program of modules, given as texts by file name. Entries are the
// rules that can be asked for, as "akscan/notes/notes". An error is OPA's, with file and
// line, or one of [rego.Assemble].
func Compile(ctx context.Context, modules map[string]string, entries []string) (*rego.Program, error) {
	b := &bundle.Bundle{Data: map[string]any{}}
	b.SetRegoVersion(ast.RegoV1)
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		module, err := ast.ParseModuleWithOpts(path, modules[path], ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			return nil, err
		}
		b.Modules = append(b.Modules, bundle.ModuleFile{URL: path, Path: path, Raw: []byte(modules[path]), Parsed: module})
	}
	compiler := compile.New().WithTarget(compile.TargetPlan).WithBundle(b).WithEntrypoints(entries...).WithCapabilities(Capabilities())
	if err := compiler.Build(ctx); err != nil {
		return nil, err
	}
	// The compiler hands its plan out as JSON alone.
	var plan ir.Policy
	if err := json.NewDecoder(bytes.NewReader(compiler.Bundle().PlanModules[0].Raw)).Decode(&plan); err != nil {
		return nil, err
	}
	return rego.Assemble(&plan, entries)
}

// Capabilities are OPA's, without what reaches out of the document: the network, the
// environment, chance, and the clock (time comes with the document).
func Capabilities() *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.Builtins = slices.DeleteFunc(c.Builtins, func(b *ast.Builtin) bool {
		switch b.Name {
		case "http.send", "opa.runtime", "rego.metadata.chain", "rego.metadata.rule", "rego.parse_module", "time.now_ns", "trace", "uuid.rfc4122":
			return true
		}
		return strings.HasPrefix(b.Name, "net.lookup") || strings.HasPrefix(b.Name, "rand.") || strings.HasPrefix(b.Name, "providers.aws.")
	})
	c.AllowNet = []string{}
	return c
}

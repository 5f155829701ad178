package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/policies"
)

// query asks for the results of all loaded rules at once.
const query = "data.akscan.main"

// Engine is a set of rules, compiled. It is safe for concurrent use.
type Engine struct {
	rules    []finding.Rule
	entries  []*entry
	compiler *ast.Compiler
	prepared rego.PreparedEvalQuery
}

// Compile loads the policies of these built-in rules, and those that note what
// nothing of the contents is judged by. An error is a fault in the policies or an id that doesn't exist.
func Compile(ctx context.Context, rules []finding.Rule, contents Contents) (*Engine, error) {
	e := &Engine{rules: rules}
	paths := slices.Clone(builtin().Main)
	if contents.kinds[inventory.StorageClass] || contents.kinds[inventory.ModuleCall] {
		paths = append(paths, builtin().Notes...)
	}
	for _, rule := range rules {
		known := entryOf(rule.ID)
		if known == nil {
			return nil, fmt.Errorf("there is no rule %q", rule.ID)
		}
		e.entries = append(e.entries, known)
		paths = append(paths, known.Modules...)
	}
	slices.Sort(paths)
	modules, err := parse(slices.Compact(paths))
	if err != nil {
		return nil, err
	}
	e.compiler = ast.NewCompiler().WithCapabilities(capabilities()).WithSkipStages(skipped...)
	if e.compiler.Compile(modules); e.compiler.Failed() {
		return nil, e.compiler.Errors
	}
	e.prepared, err = e.prepare(ctx, query)
	return e, err
}

// prepare makes a query of the compiled policies ready to be evaluated.
func (e *Engine) prepare(ctx context.Context, query string) (rego.PreparedEvalQuery, error) {
	return rego.New(rego.Query(query), rego.Compiler(e.compiler), rego.Capabilities(capabilities()),
		rego.GenerateJSON(func(term *ast.Term, _ *rego.EvalContext) (any, error) { return term, nil }),
	).PrepareForEval(ctx)
}

// skipped are the stages that a run can do without: those that only check, which the
// embedded policies pass in the tests, and those that change nothing in them, which
// TestSkippedStages holds them to. BuildRuleIndices must stay: without it no rule gives
// anything, silently.
var skipped = []ast.StageID{
	ast.StageCheckUnusedImports, ast.StageCheckKeywordOverrides, ast.StageCheckDuplicateImports, ast.StageCheckVoidCalls,
	ast.StageCheckRuleConflicts, ast.StageCheckUndefinedFuncs, ast.StageCheckSafetyRuleHeads, ast.StageCheckSafetyRuleBodies,
	ast.StageSetGraph, ast.StageCheckRecursion, ast.StageCheckTypes, ast.StageCheckUnsafeBuiltins, ast.StageCheckDeprecatedBuiltins,
	ast.StageRewriteTemplateStrings, ast.StageRewritePrintCalls, ast.StageRewriteWithValues,
	ast.StageParseMetadataBlocks, ast.StageSetAnnotationSet, ast.StageRewriteRegoMetadataCalls, ast.StageBuildRequiredCapabilities,
}

// parse reads modules of the embedded policies, on two goroutines: they are small
// and many.
func parse(paths []string) (map[string]*ast.Module, error) {
	modules := make(map[string]*ast.Module, len(paths))
	var (
		mu     sync.Mutex
		group  sync.WaitGroup
		failed error
	)
	const readers = 2
	for first := range readers {
		group.Go(func() {
			for i := first; i < len(paths); i += readers {
				module, err := parseModule(paths[i])
				mu.Lock()
				if modules[paths[i]] = module; err != nil {
					failed = err
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return modules, failed
}

func parseModule(path string) (*ast.Module, error) {
	text, err := policies.FS.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return ast.ParseModuleWithOpts(path, string(text), ast.ParserOptions{RegoVersion: ast.RegoV1})
}

// capabilities are OPA's, without what reaches out of the document: the network,
// the environment, chance, and the clock (time comes with the document).
var capabilities = sync.OnceValue(func() *ast.Capabilities {
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
})

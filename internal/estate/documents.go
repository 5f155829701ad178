package estate

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/loaders/arm"
	"github.com/akscan/akscan/internal/loaders/azure"
	"github.com/akscan/akscan/internal/loaders/kubernetes"
	"github.com/akscan/akscan/internal/loaders/terraform"
	"github.com/akscan/akscan/internal/source"
)

// without leaves out the files that something else deploys or is made of.
func without(documents []*source.File, consumed []string) []*source.File {
	if len(consumed) == 0 {
		return documents
	}
	out := make(map[string]bool, len(consumed))
	for _, path := range consumed {
		out[path] = true
	}
	return slices.DeleteFunc(slices.Clone(documents), func(f *source.File) bool { return out[f.Path] })
}

// loadDocuments reads every document that stands by itself, several at once.
func loadDocuments(documents, parameters []*source.File, jobs int) []inventory.Loaded {
	var work []func() inventory.Loaded
	var templates []*source.File
	for _, f := range documents {
		switch f.Format {
		case source.Kubernetes:
			work = append(work, guarded(f, func() inventory.Loaded { return kubernetes.Load(f) }))
		case source.Azure:
			work = append(work, guarded(f, func() inventory.Loaded { return azure.Load(f) }))
		case source.TerraformState:
			work = append(work, guarded(f, func() inventory.Loaded { return terraform.LoadState(f) }))
		case source.ARM, source.ARMParameters, source.Bicep:
			templates = append(templates, f)
		}
	}
	evaluations, diagnostics := arm.Evaluations(templates, parameters)
	for _, e := range evaluations {
		work = append(work, guarded(e.Template, e.Load))
	}
	results := make([]inventory.Loaded, len(work), len(work)+1)
	next := make(chan int)
	var group sync.WaitGroup
	for range min(max(jobs, 1), len(work)) {
		group.Go(func() {
			for i := range next {
				results[i] = work[i]()
			}
		})
	}
	for i := range work {
		next <- i
	}
	close(next)
	group.Wait()
	return append(results, inventory.Loaded{Diagnostics: diagnostics})
}

// guarded turns a panic in a loader into a diagnostic that names the file.
func guarded(f *source.File, load func() inventory.Loaded) func() inventory.Loaded {
	return func() (loaded inventory.Loaded) {
		defer func() {
			if fault := recover(); fault != nil {
				loaded = inventory.Loaded{Diagnostics: []source.Diagnostic{panicked(f.Path, fault)}}
			}
		}()
		return load()
	}
}

func panicked(path string, fault any) source.Diagnostic {
	where := ""
	for _, line := range strings.Split(string(debug.Stack()), "\n") {
		if name, ok := strings.CutPrefix(line, "\t"); ok && strings.Contains(name, "/internal/loaders/") {
			where = " at " + name[strings.LastIndex(name, "/internal/"):]
			where, _, _ = strings.Cut(where, " +")
			break
		}
	}
	return source.Diagnostic{
		Level: source.Error, Path: path,
		Message: fmt.Sprintf("a fault in akscan kept the file from being read: %v%s", fault, where),
		Hint:    "please report it, with the file if you may",
	}
}

// loadTerraform evaluates the folders of Terraform, a configuration given on standard
// input, and plans, which may have their configuration beside them.
func loadTerraform(set *source.Set, found *source.Found, o terraform.Options) (loaded inventory.Loaded) {
	documents := len(set.Files())
	defer func() {
		if fault := recover(); fault != nil {
			loaded.Diagnostics = append(loaded.Diagnostics, panicked("", fault))
		}
		// What the loader read besides is Terraform's: configuration, values, the lock file.
		for _, f := range set.Files()[documents:] {
			f.Format = source.Terraform
		}
	}()
	loaded = terraform.Load(set, found.Terraform, o)
	var plans []*source.File
	for _, f := range found.Documents {
		switch f.Format {
		case source.Terraform: // standard input
			loaded.Append(terraform.LoadFile(set, f, o))
		case source.TerraformPlan:
			plans = append(plans, f)
		}
	}
	loaded.Append(terraform.LoadPlans(set, plans, o))
	return loaded
}

// loadEmbedded hands the trees that loaders found inside their own formats to the
// loaders of the trees' formats.
func loadEmbedded(loaded *inventory.Loaded) {
	const nesting = 10 // of one format inside another; real estates have two
	for range nesting {
		trees := loaded.Embedded
		loaded.Embedded = nil
		if len(trees) == 0 {
			return
		}
		for _, tree := range trees {
			switch tree.Format {
			case inventory.Kubernetes:
				loaded.Append(kubernetes.LoadEmbedded(tree))
			case inventory.ARM, inventory.Azure:
				if arm.Deploys(tree) {
					loaded.Append(arm.LoadEmbedded(tree))
				} else {
					loaded.Append(azure.LoadEmbedded(tree))
				}
			}
		}
	}
}

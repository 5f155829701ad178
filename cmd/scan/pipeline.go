package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/akscan/akscan/internal/engine"
	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/link"
	"github.com/akscan/akscan/internal/loaders/arm"
	"github.com/akscan/akscan/internal/loaders/azure"
	"github.com/akscan/akscan/internal/loaders/kubernetes"
	"github.com/akscan/akscan/internal/loaders/terraform"
	"github.com/akscan/akscan/internal/source"
)

// estate is everything that was read, joined.
type estate struct {
	files       *source.Set
	graph       *link.Graph
	passedOver  int
	diagnostics []source.Diagnostic
	defaults    map[source.Pos]bool // see [inventory.Loaded]
	// stream holds what is too large to keep; mostly nil.
	stream *stream
}

// close ends what goes on in the background.
func (e *estate) close() { e.files.Close() }

// load finds, reads and joins what lies at the paths. The error is for what the
// user gave by hand and can't be read.
func load(paths []string, stdin io.Reader, flags *inputFlags) (*estate, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	set := source.NewSet()
	limits := flags.stream.orDefaults()
	found, err := source.Find(set, paths, source.FindOptions{Exclude: flags.exclude, Stdin: stdin, Jobs: flags.jobs, MapAbove: limits.above})
	if err != nil {
		return nil, hintError{err, "give files and folders that exist and can be read"}
	}
	values, err := readValues(set, flags.values)
	if err != nil {
		return nil, err
	}
	parameters, err := readNamed(set, source.ARMParameters, "--parameters", flags.parameters)
	if err != nil {
		return nil, err
	}
	loaded := inventory.Loaded{Diagnostics: found.Diagnostics}
	configuration := loadTerraform(set, found, terraform.Options{Values: values, Jobs: flags.jobs})
	large, documents := huge(without(found.Documents, configuration.Consumed), limits.above)
	for _, one := range loadDocuments(documents, parameters, flags.jobs) {
		loaded.Append(one)
	}
	loaded.Append(configuration)
	var streamed *stream
	if len(large) > 0 {
		streamed = newStream(set, flags.jobs, limits.partSize, flags.progress)
		loaded.Append(streamed.readAll(large))
	}
	loadEmbedded(&loaded)
	defaults := make(map[source.Pos]bool, len(loaded.Defaults))
	for _, pos := range loaded.Defaults {
		defaults[pos] = true
	}
	e := &estate{files: set, passedOver: found.PassedOver, diagnostics: loaded.Diagnostics, defaults: defaults, stream: streamed}
	if streamed != nil {
		e.graph = streamed.link(loaded.Resources)
	} else {
		e.graph = link.Link(set, loaded.Resources)
	}
	return e, nil
}

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

// judge evaluates the rules on an estate. Unless passes are listed, some of them may only be counted.
func judge(ctx context.Context, e *estate, rules *engine.Engine, document inventory.Context, jobs int, passes bool) (all *engine.Verdicts, passed int, err error) {
	document.Scan, document.Defaults = e.scanCounts(), e.defaults
	all, err = rules.Evaluate(ctx, e.graph.Parts, document, jobs)
	if err != nil || e.stream == nil {
		return all, 0, err
	}
	streamed, passed, err := e.stream.judge(ctx, rules, document, passes)
	if err != nil {
		return nil, 0, err
	}
	all.Findings = append(streamed.Findings, all.Findings...)
	all.Diagnostics = append(all.Diagnostics, streamed.Diagnostics...)
	return all, passed, nil
}

// inputs lists the files that were read, by path, with what was recognised in each; their hashes only when asked.
func (e *estate) inputs(resources map[*source.File]int, hashes bool) []finding.Input {
	files := e.files.Files()
	inputs := make([]finding.Input, 0, len(files))
	for _, f := range files {
		if f.Format == source.Unrecognised {
			continue
		}
		in := finding.Input{File: f.Path, Format: string(f.Format), Resources: resources[f]}
		if hashes {
			raw := f.Raw
			if raw == nil {
				raw = f.Data
			}
			sum := sha256.Sum256(raw)
			in.SHA256 = hex.EncodeToString(sum[:])
		}
		inputs = append(inputs, in)
	}
	slices.SortFunc(inputs, func(a, b finding.Input) int { return strings.Compare(a.File, b.File) })
	return inputs
}

// recognised counts the resources that exist or will exist, by file and all.
func (e *estate) recognised() (byFile map[*source.File]int, all int) {
	byFile = map[*source.File]int{}
	for _, r := range e.graph.Resources {
		if counts(r) {
			byFile[e.files.File(r.Pos)]++
		}
	}
	if e.stream != nil {
		for f, n := range e.stream.tally.resources {
			byFile[f] += n
		}
	}
	for _, n := range byFile {
		all += n
	}
	return byFile, all
}

// scanCounts counts what there is in the whole scan.
func (e *estate) scanCounts() inventory.ScanCounts {
	counts := inventory.Count(e.graph.Resources)
	if e.stream != nil {
		counts.Add(e.stream.tally.scan, 1)
	}
	return counts
}

// counts says what a resource is to a user: not what is only referred to, nor facts
// about others (a root module, a VM size, a group of classes).
func counts(r *inventory.Resource) bool {
	return !r.Existing && !r.Info().Shared && r.Kind != inventory.StorageClassGroup
}

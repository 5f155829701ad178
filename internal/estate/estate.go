// Package estate reads all that lies at some paths, of whatever size, joins it into one
// graph, and puts that to the rules.
package estate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/akscan/akscan/internal/engine"
	"github.com/akscan/akscan/internal/finding"
	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/link"
	"github.com/akscan/akscan/internal/loaders/terraform"
	"github.com/akscan/akscan/internal/source"
)

// Options say what is read, and how.
type Options struct {
	// Exclude are globs of what is left out.
	Exclude []string
	// Stdin is read for the path "-".
	Stdin io.Reader
	// Values are those of Terraform's variables; of two for one variable the later counts.
	Values []Value
	// Parameters are files to evaluate every ARM template with, in place of those beside it.
	Parameters []string
	// Jobs is how many things are worked on at once.
	Jobs int
	// Limits are when exports are streamed; zero for the usual.
	Limits Limits
	// Progress hears how far reading and judging streamed exports is; nil for nobody.
	Progress Progress
}

// Value is NAME=VALUE, or a file of such.
type Value struct {
	Text string
	File bool
}

// Progress hears of long work, in bytes.
type Progress interface {
	// Begin starts a stretch of work on so many bytes.
	Begin(doing string, total int64)
	// Add says that so many more are done.
	Add(bytes int)
}

// Estate is everything that was read, joined.
type Estate struct {
	Files *source.Set
	// Graph holds the resources, but for those of streamed exports that bear on nothing else.
	Graph *link.Graph
	// PassedOver counts the files that aren't akscan's.
	PassedOver  int
	Diagnostics []source.Diagnostic
	// Defaults is [inventory.Loaded.Defaults], as a set.
	Defaults map[source.Pos]bool
	// stream holds what is too large to keep; mostly nil.
	stream *stream
}

// Close ends what goes on in the background. What the estate holds must not be used any more.
func (e *Estate) Close() { e.Files.Close() }

// Load finds, reads and joins what lies at the paths, or in the current folder. The error is for what the
// user gave by hand and can't be read, with a hint, or the context's.
func Load(ctx context.Context, paths []string, o Options) (*Estate, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	if o.Progress == nil {
		o.Progress = silent{}
	}
	set := source.NewSet()
	limits := o.Limits.orDefaults()
	found, err := source.Find(set, paths, source.FindOptions{Exclude: o.Exclude, Stdin: o.Stdin, Jobs: o.Jobs, MapAbove: limits.Above})
	if err != nil {
		return nil, source.WithHint(err, "give files and folders that exist and can be read")
	}
	values, err := readValues(set, o.Values)
	if err != nil {
		return nil, err
	}
	parameters, err := readNamed(set, source.ARMParameters, "--parameters", o.Parameters)
	if err != nil {
		return nil, err
	}
	loaded := inventory.Loaded{Diagnostics: found.Diagnostics}
	configuration := loadTerraform(set, found, terraform.Options{Values: values, Jobs: o.Jobs})
	large, documents := huge(without(found.Documents, configuration.Consumed), limits.Above)
	for _, one := range loadDocuments(documents, parameters, o.Jobs) {
		loaded.Append(one)
	}
	loaded.Append(configuration)
	var streamed *stream
	if len(large) > 0 {
		streamed = newStream(set, o.Jobs, limits.PartSize, o.Progress)
		loaded.Append(streamed.readAll(ctx, large))
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("reading: %w", ctx.Err())
	}
	loadEmbedded(&loaded)
	defaults := make(map[source.Pos]bool, len(loaded.Defaults))
	for _, pos := range loaded.Defaults {
		defaults[pos] = true
	}
	e := &Estate{Files: set, PassedOver: found.PassedOver, Diagnostics: loaded.Diagnostics, Defaults: defaults, stream: streamed}
	if streamed != nil {
		e.Graph = streamed.link(loaded.Resources)
	} else {
		e.Graph = link.Link(set, loaded.Resources)
	}
	return e, nil
}

// Judge puts the estate to the rules, on so many goroutines. about says what the document says besides. Unless passes
// are asked for, some of them may only be counted.
func (e *Estate) Judge(ctx context.Context, rules *engine.Engine, about inventory.Context, jobs int, passes bool) (all *engine.Verdicts, passed int, err error) {
	about.Scan, about.Defaults = e.scanCounts(), e.Defaults
	all, err = rules.Evaluate(ctx, e.Graph.Parts, about, jobs)
	if err != nil || e.stream == nil {
		return all, 0, err
	}
	streamed, passed, err := e.stream.judge(ctx, rules, about, passes)
	if err != nil {
		return nil, 0, err
	}
	all.Findings = append(streamed.Findings, all.Findings...)
	all.Diagnostics = append(all.Diagnostics, streamed.Diagnostics...)
	return all, passed, nil
}

// Encode writes the shared input document of the estate.
func (e *Estate) Encode(ctx context.Context, out *inventory.JSON, about inventory.Context) error {
	about.Scan, about.Defaults = e.scanCounts(), e.Defaults
	if e.stream != nil {
		return e.stream.write(ctx, out, e.Graph.Resources, about)
	}
	inventory.Encode(out, e.Graph.Resources, about)
	return nil
}

// Inputs lists the files that were read, by path, with what was recognised in each; their hashes only when asked.
func (e *Estate) Inputs(resources map[*source.File]int, hashes bool) []finding.Input {
	files := e.Files.Files()
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

// Recognised counts the resources that exist or will exist, by file and all.
func (e *Estate) Recognised() (byFile map[*source.File]int, all int) {
	byFile = map[*source.File]int{}
	for _, r := range e.Graph.Resources {
		if counts(r) {
			byFile[e.Files.File(r.Pos)]++
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
func (e *Estate) scanCounts() inventory.ScanCounts {
	counts := inventory.Count(e.Graph.Resources)
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

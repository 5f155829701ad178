package estate

import (
	"context"
	"errors"
	"hash/maphash"
	"maps"
	"slices"
	"sort"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/link"
	"github.com/akscan/akscan/internal/loaders/azure"
	"github.com/akscan/akscan/internal/source"
)

// Limits say when an export is too large to keep. Only tests set them.
type Limits struct {
	// Above is the size of a file in bytes from which it's streamed.
	Above int64
	// PartSize is about how many bytes are worked on at a time: some hundred resources.
	PartSize int
}

func (l Limits) orDefaults() Limits {
	if l.Above <= 0 {
		l.Above = source.MapAbove
	}
	if l.PartSize <= 0 {
		l.PartSize = 512 << 10
	}
	return l
}

// stream reads exports that are too large to keep. A row (or a document of JSON lines)
// is a unit. The first time, units only leave their marks, by which [link.Joiner] tells
// which of them bear on each other or on the rest of the scan; those are read again and
// kept. All others are read again when they are judged, part by part.
type stream struct {
	files    *source.Set
	jobs     int
	partSize int
	progress Progress

	parts  []streamPart
	units  int
	joiner link.Joiner
	seed   link.Seed
	joined *link.Joined
	// rest is the number of the unit that stands for all that isn't streamed.
	rest int
	// sets holds the units of the sets of several, but for that of the rest, by the first.
	sets   map[int][]int
	around link.Surroundings
	// tally counts what isn't in the graph of the rest.
	tally tally
}

// streamPart is a part of a file.
type streamPart struct {
	source.JSONPart
	file *source.File
	// first is the number of its first unit; starts are the byte offsets of all of them.
	first  int
	starts []uint32
	// kept are the units, by their index, that went to the rest at once.
	kept map[int]bool
}

// tally counts linked resources.
type tally struct {
	scan           inventory.ScanCounts
	resources      map[*source.File]int
	clusters, live int
}

func newTally() tally {
	return tally{scan: inventory.ScanCounts{}, resources: map[*source.File]int{}}
}

// add adds resources so many times; less than none takes them away.
func (t *tally) add(files *source.Set, resources []*inventory.Resource, times int) {
	t.scan.Add(inventory.Count(resources), times)
	for _, r := range resources {
		if counts(r) {
			t.resources[files.File(r.Pos)] += times
		}
		if r.Kind == inventory.Cluster && !r.Existing {
			if t.clusters += times; r.Mode == inventory.Live {
				t.live += times
			}
		}
	}
}

func (t *tally) merge(other tally) {
	t.scan.Add(other.scan, 1)
	for f, n := range other.resources {
		t.resources[f] += n
	}
	t.clusters += other.clusters
	t.live += other.live
}

func newStream(files *source.Set, jobs, partSize int, p Progress) *stream {
	return &stream{files: files, jobs: jobs, partSize: partSize, progress: p, seed: maphash.MakeSeed(), tally: newTally()}
}

// readAll reads files the first time, unless the context ends.
func (s *stream) readAll(ctx context.Context, files []*source.File) inventory.Loaded {
	total := 0
	for _, f := range files {
		total += len(f.Data)
	}
	s.progress.Begin("reading", int64(total))
	var loaded inventory.Loaded
	for _, f := range files {
		loaded.Append(s.read(ctx, f))
	}
	return loaded
}

// huge takes the documents apart that are streamed.
func huge(documents []*source.File, above int64) (streamed, others []*source.File) {
	for _, f := range documents {
		if f.Format == source.Azure && !f.YAML && int64(len(f.Data)) >= above {
			streamed = append(streamed, f)
		} else {
			others = append(others, f)
		}
	}
	return streamed, others
}

// partResult is what reading a part the first time gave.
type partResult struct {
	part  streamPart
	marks [][]link.Mark // of each unit
	// gave says that there are resources, kept those that the rest needs at once.
	gave   bool
	kept   inventory.Loaded
	failed []source.Diagnostic
	tally  tally
	// fault says that the whole file is lost.
	fault *source.Diagnostic
}

// read reads a file the first time. What comes back goes to the rest: the resources
// that can't be streamed, and all that there is to say.
func (s *stream) read(ctx context.Context, f *source.File) inventory.Loaded {
	before, unitsBefore, joiner := len(s.parts), s.units, s.joiner
	sum := newTally()
	var loaded inventory.Loaded
	var documents []azure.Document
	var between, failed []source.Diagnostic
	var fault, faultBetween *source.Diagnostic
	gave := map[int]bool{}
	failedIn := 0
	inOrder(s.jobs, func(emit func(streamPart) bool) {
		faultBetween = guardedFile(f, func() {
			documents, between = azure.Split(f, s.partSize, func(part source.JSONPart) { emit(streamPart{JSONPart: part, file: f}) })
		})
	}, s.readPart, func(result partResult) bool {
		if result.fault != nil {
			fault = result.fault
			return false
		}
		result.part.first = s.units
		for _, marks := range result.marks {
			s.joiner.Add(marks)
		}
		s.units += len(result.marks)
		s.parts = append(s.parts, result.part)
		sum.merge(result.tally)
		loaded.Append(result.kept)
		gave[result.part.Doc] = gave[result.part.Doc] || result.gave
		failed, failedIn = result.failed, result.part.Doc
		s.progress.Add(result.part.End - result.part.Start)
		return failed == nil && ctx.Err() == nil
	})
	if fault == nil {
		fault = faultBetween
	}
	if fault != nil {
		s.parts, s.units, s.joiner = s.parts[:before], unitsBefore, joiner
		return inventory.Loaded{Diagnostics: []source.Diagnostic{*fault}}
	}
	s.tally.merge(sum)
	for _, d := range documents {
		if failed == nil || d.Doc < failedIn {
			loaded.Append(d.Load(f, gave[d.Doc]))
		}
	}
	if failed == nil {
		failed = between
	}
	if len(failed) > 0 {
		loaded.Diagnostics = append(loaded.Diagnostics, failed[0])
	}
	return loaded
}

// guardedFile runs what looks into a file, and turns a panic, and the fault of a file
// that was cut short meanwhile, into a diagnostic.
func guardedFile(f *source.File, fn func()) (fault *source.Diagnostic) {
	defer func() {
		if caught := recover(); caught != nil {
			d := panicked(f.Path, caught)
			fault = &d
		}
	}()
	err := source.WhileMapped(func() error { fn(); return nil })
	if err != nil {
		return &source.Diagnostic{
			Level: source.Error, Path: f.Path, Message: "can't read it: " + err.Error(), Hint: "scan it once it's whole",
		}
	}
	return nil
}

func (s *stream) readPart(part streamPart) partResult {
	result := partResult{part: part, tally: newTally()}
	result.part.kept = map[int]bool{}
	result.fault = guardedFile(part.file, func() {
		var linked []*inventory.Resource
		result.failed = azure.LoadPart(part.file, part.JSONPart, func(u azure.Unit) {
			n := len(result.marks)
			result.part.starts = append(result.part.starts, uint32(u.Start))
			result.gave = result.gave || len(u.Resources) > 0
			if !streamable(&u.Loaded) {
				result.part.kept[n] = true
				result.marks = append(result.marks, nil)
				result.kept.Append(u.Loaded)
				return
			}
			result.kept.Diagnostics = append(result.kept.Diagnostics, u.Diagnostics...)
			footprint := link.Trace(s.files, u.Resources, s.seed)
			result.marks = append(result.marks, footprint.Marks)
			linked = append(linked, footprint.Graph.Resources...)
		})
		result.tally.add(s.files, linked, 1)
	})
	return result
}

// streamable reports whether what a unit gave can be read again when it is needed. What
// bears on others in ways that leave no marks is kept.
func streamable(loaded *inventory.Loaded) bool {
	if len(loaded.Embedded)+len(loaded.Defaults)+len(loaded.Consumed) > 0 {
		return false
	}
	for _, r := range loaded.Resources {
		switch r.Kind {
		case inventory.Cluster, inventory.NodePool, inventory.DiskEncryptionSet, inventory.KeyVault, inventory.Key, inventory.KeyVersion, inventory.Identity,
			inventory.RoleAssignment, inventory.AccessPolicy, inventory.ManagedDisk, inventory.StorageAccount, inventory.Feature:
		default:
			return false
		}
		if r.Overlay != nil || r.Info().Shared {
			return false
		}
	}
	return true
}

// partOf finds the part that a unit is in, and the unit's index there.
func (s *stream) partOf(unit int) (part *streamPart, n int) {
	i := sort.Search(len(s.parts), func(i int) bool { return s.parts[i].first > unit }) - 1
	return &s.parts[i], unit - s.parts[i].first
}

// load reads one unit again.
func (s *stream) load(unit int) []*inventory.Resource {
	part, n := s.partOf(unit)
	var resources []*inventory.Resource
	azure.LoadPart(part.file, part.One(int(part.starts[n]), n), func(u azure.Unit) { resources = append(resources, u.Resources...) })
	return resources
}

// take reads a unit again that is to be linked with others: what it came to by itself no longer counts.
func (s *stream) take(unit int) []*inventory.Resource {
	resources := s.load(unit)
	s.tally.add(s.files, link.Link(s.files, clones(resources)).Resources, -1)
	return resources
}

// link links the rest of the scan with the units that bear on it.
func (s *stream) link(resources []*inventory.Resource) *link.Graph {
	s.rest = s.joiner.Add(link.Trace(s.files, clones(resources), s.seed).Marks)
	together := append([]int{s.rest}, s.overlaid(resources)...)
	s.join(together)
	if clusters := s.onlyClusters(resources); clusters != nil {
		s.join(append(together, clusters...))
	}
	s.joiner = link.Joiner{}
	for unit := range s.units {
		if !s.joined.Alone(unit) && !s.isKept(unit) && s.joined.Set(unit) == s.joined.Set(s.rest) {
			resources = append(resources, s.take(unit)...)
		}
	}
	for _, first := range slices.Sorted(maps.Keys(s.sets)) {
		var set []*inventory.Resource
		for _, unit := range s.sets[first] {
			set = append(set, s.take(unit)...)
		}
		g := link.Link(s.files, set)
		s.tally.add(s.files, g.Resources, 1)
		s.around.AddFacts(g.Resources)
	}
	for _, unit := range s.joined.First {
		if unit != s.rest {
			s.around.AddFacts(link.Link(s.files, s.load(unit)).Resources)
		}
	}
	s.around.Clusters, s.around.LiveClusters = s.tally.clusters, s.tally.live
	g := link.Within(s.files, resources, s.around)
	s.around.AddFacts(g.Resources)
	s.around.AddShared(g.Resources)
	return g
}

// join finds the sets.
func (s *stream) join(together []int) {
	s.joined = s.joiner.Join(together...)
	s.sets = map[int][]int{}
	rest := s.joined.Set(s.rest)
	for unit := range s.units {
		if set := s.joined.Set(unit); set != rest && !s.joined.Alone(unit) {
			s.sets[set] = append(s.sets[set], unit)
		}
	}
}

func (s *stream) isKept(unit int) bool {
	part, n := s.partOf(unit)
	return part.kept[n]
}

// overlaid lists the units of the files that an overlay of the rest may change anything in.
func (s *stream) overlaid(rest []*inventory.Resource) []int {
	scopes := map[string]bool{}
	for _, r := range rest {
		if r.Overlay != nil {
			scopes[r.Scope] = true
		}
	}
	var units []int
	for i := range s.parts {
		if part := &s.parts[i]; scopes[part.file.Path] {
			for n := range part.starts {
				units = append(units, part.first+n)
			}
		}
	}
	return units
}

// onlyClusters lists the units with clusters where Secrets of the rest could be led
// to one of them, for being the only one: then there are few.
func (s *stream) onlyClusters(rest []*inventory.Resource) []int {
	if !slices.ContainsFunc(rest, func(r *inventory.Resource) bool { return r.Kind == inventory.Secret }) {
		return nil
	}
	// Sets are counted, since several units may show one cluster. One that holds several clusters
	// only lets more be linked together than needs be.
	live, all := map[int]bool{}, map[int]bool{}
	for i := range s.parts {
		part := &s.parts[i]
		azureUnits(part, func(n int, resources []*inventory.Resource) {
			for _, r := range resources {
				if r.Kind == inventory.Cluster && !r.Existing {
					set := s.joined.Set(part.first + n)
					if all[set] = true; r.Mode == inventory.Live {
						live[set] = true
					}
				}
			}
		})
		if len(live) > 1 {
			return nil
		}
	}
	found := live
	if len(live) == 0 {
		found = all
	}
	if len(found) > 1 {
		return nil
	}
	return slices.Collect(maps.Keys(found))
}

// azureUnits reads the units of a part again, in order, but for those that were kept.
func azureUnits(part *streamPart, each func(n int, resources []*inventory.Resource)) {
	n := 0
	azure.LoadPart(part.file, part.JSONPart, func(u azure.Unit) {
		if n < len(part.starts) && !part.kept[n] {
			each(n, u.Resources)
		}
		n++
	})
}

// linkPart reads a part again and links the units of it that bear on no other, and the
// sets of several whose first unit is in it.
func (s *stream) linkPart(part *streamPart) *link.Graph {
	var resources []*inventory.Resource
	azureUnits(part, func(n int, unit []*inventory.Resource) {
		number := part.first + n
		switch set := s.sets[number]; {
		case s.joined.Alone(number):
			resources = append(resources, unit...)
		case set != nil:
			resources = append(resources, unit...)
			for _, other := range set[1:] {
				resources = append(resources, s.load(other)...)
			}
		}
	})
	return link.Within(s.files, resources, s.around)
}

func clones(resources []*inventory.Resource) []*inventory.Resource {
	copies := make([]*inventory.Resource, len(resources))
	for i, r := range resources {
		copies[i] = r.Clone()
	}
	return copies
}

// ErrChanged is the error of whoever looks into a file that was cut short since it was found.
var ErrChanged error = source.WithHint(errors.New("a file changed while it was being read"), "scan again once nothing writes to it")

// UnlessChanged runs what looks into the files of an estate, and turns the fault of one that
// was cut short meanwhile into [ErrChanged].
func UnlessChanged(fn func() error) error {
	err := source.WhileMapped(fn)
	if errors.Is(err, source.ErrChanged) {
		return ErrChanged
	}
	return err
}

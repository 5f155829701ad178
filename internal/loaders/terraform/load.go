package terraform

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// Options say how configuration is evaluated.
type Options struct {
	// Values are those given by --var and --var-file, in the order of the command line: the
	// later one wins, whichever of the two it is.
	Values []Given
	// Env are the values of the environment, NAME=VALUE without the TF_VAR_ before the
	// name. Every other value is stronger.
	Env []string
	// Within is the folder that file functions and local modules may not leave. When it
	// is empty, file functions read what lies below the root or below the nearest folder
	// that holds all the folders scanned, and local modules may lie anywhere.
	Within string
	// Jobs is how many files are parsed, and roots evaluated, at a time; 0 is one a processor.
	Jobs int
}

// Given is one --var or one --var-file.
type Given struct {
	// Var is NAME=VALUE; "" for a file.
	Var  string
	File *source.File
}

// Load evaluates the configuration in folders, as they were found below the scanned
// paths. Every folder that no other calls is a root. Files are added to the set in
// an order that depends only on what is on disk.
func Load(set *source.Set, folders []string, o Options) inventory.Loaded {
	l := newLoader(set, folders, o)
	l.readAll(folders)
	return l.evaluate()
}

func newLoader(set *source.Set, folders []string, o Options) *loader {
	l := &loader{set: set, jobs: o.Jobs, folders: map[string]*folder{}}
	if l.jobs <= 0 {
		l.jobs = runtime.GOMAXPROCS(0)
	}
	l.workspace = &workspace{places: places{}, modules: map[string]*module{}, options: o, common: commonFolder(folders), releases: new(releaseChoice)}
	for _, given := range o.Values {
		value := commandLineValue{pair: given.Var}
		if f := given.File; f != nil {
			l.places[f.Path] = f
			var diags []source.Diagnostic
			value.attrs, diags = parseValues(f)
			l.diags = append(l.diags, diags...)
		}
		l.given = append(l.given, value)
	}
	return l
}

// LoadFile evaluates one file as a root of its own: standard input.
func LoadFile(set *source.Set, f *source.File, o Options) inventory.Loaded {
	l := newLoader(set, nil, o)
	l.places[f.Path] = f
	body, diags := parse(f)
	l.diags = diags
	const dir = "."
	l.modules[dir] = newModule(dir, []parsed{{f.Path, body}})
	l.folders[dir] = &folder{dir: dir, scanned: true}
	return l.evaluate()
}

// loader reads folders and evaluates the roots among them.
type loader struct {
	*workspace
	set     *source.Set
	jobs    int
	folders map[string]*folder
	diags   []source.Diagnostic
}

// folder is what lies in a folder besides configuration.
type folder struct {
	dir string
	// scanned says that it was found below a scanned path, not only called.
	scanned bool
	configs []*source.File
	values  []hclsyntax.Attributes
	// brokenValues is a variable file that can't be read; "" when all can.
	brokenValues string
	installed    map[string]string
	locked       map[string]string
	selected     string
}

// readAll reads folders, and then, wave by wave, those that their calls lead to.
func (l *loader) readAll(scanned []string) {
	wave := slices.Clone(scanned)
	isScanned := true
	for len(wave) > 0 {
		slices.Sort(wave)
		wave = slices.Compact(wave)
		read := make([]*folder, 0, len(wave))
		for _, dir := range wave {
			if l.folders[dir] == nil {
				f := &folder{dir: dir, scanned: isScanned}
				l.folders[dir] = f
				l.list(f)
				read = append(read, f)
			}
		}
		l.parse(read)
		wave = l.called(read)
		isScanned = false
	}
}

// list reads the files of a folder, in the order of their names.
func (l *loader) list(f *folder) {
	entries, err := os.ReadDir(filepath.FromSlash(f.dir))
	if err != nil {
		if f.scanned {
			l.unreadable(f.dir, err)
		}
		return
	}
	names := make(map[string]bool, len(entries))
	for _, e := range entries {
		names[e.Name()] = true
	}
	var values []string
	for _, e := range entries {
		name := e.Name()
		switch {
		case strings.HasPrefix(name, ".") || e.IsDir():
		case strings.HasSuffix(name, "~") || strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#"):
		case isConfig(name) && !hasTofuTwin(name, names):
			if file := l.read(path.Join(f.dir, name)); file != nil {
				f.configs = append(f.configs, file)
			}
		case isVariableFile(name):
			values = append(values, name)
		}
	}
	sortVariableFiles(values)
	for _, name := range values {
		if file := l.read(path.Join(f.dir, name)); file != nil {
			attrs, diags := parseValues(file)
			l.diags = append(l.diags, diags...)
			f.values = append(f.values, attrs)
			if len(diags) > 0 {
				f.brokenValues = file.Path
			}
		}
	}
	if names[".terraform"] {
		l.listInstalled(f)
	}
	if names[".terraform.lock.hcl"] {
		if data, err := source.ReadFile(path.Join(f.dir, ".terraform.lock.hcl")); err == nil {
			f.locked = lockedVersions(data, ".terraform.lock.hcl")
		}
	}
}

// isConfig reports whether a file is configuration by its name.
func isConfig(name string) bool {
	for _, ext := range []string{".tf", ".tf.json", ".tofu", ".tofu.json"} {
		if strings.HasSuffix(name, ext) {
			return true
		}
	}
	return false
}

// hasTofuTwin reports whether OpenTofu reads another file in a file's place: x.tofu for x.tf.
func hasTofuTwin(name string, names map[string]bool) bool {
	if base, ok := strings.CutSuffix(name, ".tf"); ok {
		return names[base+".tofu"]
	}
	if base, ok := strings.CutSuffix(name, ".tf.json"); ok {
		return names[base+".tofu.json"]
	}
	return false
}

func (l *loader) read(name string) *source.File {
	f, err := l.set.Read(name)
	if err != nil {
		l.unreadable(name, err)
		return nil
	}
	l.places[f.Path] = f
	return f
}

func (l *loader) unreadable(name string, err error) {
	var cause *fs.PathError
	if errors.As(err, &cause) {
		err = cause.Err
	}
	l.diags = append(l.diags, source.Diagnostic{Level: source.Error, Message: "can't be read: " + err.Error(), Path: name})
}

// parse parses the files of folders, and makes modules of them.
func (l *loader) parse(read []*folder) {
	modules := make([]*module, len(read))
	diags := make([][]source.Diagnostic, len(read))
	// Folder by folder, so that the trees of one can be let go of before the next is read.
	inner := 1
	if len(read) < l.jobs {
		inner = l.jobs
	}
	parallel(l.jobs, len(read), func(i int) {
		f := read[i]
		if len(f.configs) == 0 {
			return
		}
		defer func() {
			if p := recover(); p != nil {
				modules[i], diags[i] = nil, []source.Diagnostic{bug(f.dir, p)}
			}
		}()
		m, found := parseFolder(f.dir, f.configs, inner)
		if !m.known && len(m.calls) == 0 {
			// Most folders of a large repository: their trees are only needed if a root that
			// matters calls them, and would take more memory than all else.
			m = m.outline(f.configs)
		}
		modules[i], diags[i] = m, found
	})
	for i, f := range read {
		f.configs = nil
		l.diags = append(l.diags, diags[i]...)
		if modules[i] != nil {
			l.modules[f.dir] = modules[i]
		}
	}
}

// parseFolder makes a module of the files in a folder.
func parseFolder(dir string, configs []*source.File, jobs int) (*module, []source.Diagnostic) {
	files := make([]parsed, len(configs))
	diags := make([][]source.Diagnostic, len(configs))
	parallel(jobs, len(configs), func(i int) {
		f := configs[i]
		defer func() {
			if p := recover(); p != nil {
				files[i], diags[i] = parsed{f.Path, nil}, []source.Diagnostic{bug(f.Path, p)}
			}
		}()
		body, found := parse(f)
		files[i], diags[i] = parsed{f.Path, body}, found
	})
	return newModule(dir, files), slices.Concat(diags...)
}

// revive reads the modules again that were let go of and that a root that matters calls.
func (l *loader) revive(roots []*root) {
	var lost []*module
	seen := map[*module]bool{}
	var visit func(r *root, m *module, keys string)
	visit = func(r *root, m *module, keys string) {
		if m == nil || seen[m] && len(r.installed) == 0 || strings.Count(keys, ".") > maxModules {
			return
		}
		if !seen[m] && m.configs != nil {
			lost = append(lost, m)
		}
		seen[m] = true
		for _, c := range m.calls {
			visit(r, l.modules[folderOf(m.dir, c.source, keys+c.name, r.installed)], keys+c.name+".")
		}
	}
	for _, r := range roots {
		if r.matters(r.top.mod, "", 0) {
			visit(r, r.top.mod, "")
		}
	}
	parallel(l.jobs, len(lost), func(i int) { lost[i].revive() })
}

// revive reads a module again that was let go of.
func (m *module) revive() {
	whole, _ := parseFolder(m.dir, m.configs, 1)
	*m = *whole
}

// called lists the folders that calls from some folders lead to.
func (l *loader) called(read []*folder) []string {
	var dirs []string
	add := func(dir string) {
		if dir != "" && l.folders[dir] == nil && l.mayCall(dir) {
			dirs = append(dirs, dir)
		}
	}
	for _, f := range read {
		for _, dir := range f.installed {
			add(dir)
		}
		if m := l.modules[f.dir]; m != nil {
			for _, c := range m.calls {
				if isLocal(c.source) {
					add(path.Join(f.dir, c.source))
				}
			}
		}
	}
	return dirs
}

// mayCall reports whether a module may lie in a folder.
func (w *workspace) mayCall(dir string) bool {
	if w.options.Within == "" {
		return true
	}
	_, ok := below(w.options.Within, dir)
	return ok
}

// parallel calls fn for 0 up to n, some at a time.
func parallel(jobs, n int, fn func(int)) {
	if jobs == 1 || n < 2 {
		for i := range n {
			fn(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(jobs, n) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				fn(i)
			}
		})
	}
	wg.Wait()
}

// bug reports a panic of this program, which is not the fault of the input.
func bug(name string, p any) source.Diagnostic {
	stack := strings.SplitN(string(debug.Stack()), "\n", 40)
	at := ""
	for _, line := range stack {
		if i := strings.Index(line, "loaders/terraform/"); i >= 0 && !strings.Contains(line, "load.go") {
			at, _, _ = strings.Cut(line[i+len("loaders/terraform/"):], " ")
			break
		}
	}
	return source.Diagnostic{
		Level: source.Error, Path: name, Message: fmt.Sprintf("akscan failed on this file (%v, at %s)", p, at),
		Hint: "this is a bug in akscan: please report it with the file",
	}
}

// evaluate evaluates every root.
func (l *loader) evaluate() inventory.Loaded {
	roots := l.roots()
	l.revive(roots)
	results := make([]inventory.Loaded, len(roots))
	parallel(l.jobs, len(roots), func(i int) {
		r := roots[i]
		defer func() {
			if p := recover(); p != nil {
				results[i] = inventory.Loaded{Diagnostics: []source.Diagnostic{bug(r.dir, p)}}
			}
		}()
		results[i] = r.load()
	})
	loaded := inventory.Loaded{Diagnostics: l.diags}
	for i := range results {
		files := make([]*source.File, len(roots[i].read))
		for k, name := range roots[i].read {
			// It was readable a moment ago; should it be gone, places in it are none.
			files[k], _ = l.set.Read(name)
		}
		for _, e := range results[i].Embedded {
			settlePlaces(e.Node, files)
		}
		results[i].Consumed = roots[i].consumedFiles()
		results[i].Defaults = slices.Sorted(maps.Keys(roots[i].defaults))
		loaded.Append(results[i])
	}
	loaded.Diagnostics = append(loaded.Diagnostics, l.undeclaredVars(roots)...)
	return loaded
}

// roots are the scanned folders that no root calls, and, in a circle of folders
// that call each other, the first.
func (l *loader) roots() []*root {
	var dirs []string
	for dir, f := range l.folders {
		if f.scanned && l.modules[dir] != nil {
			dirs = append(dirs, dir)
		}
	}
	slices.Sort(dirs)
	isCalled := map[string]bool{}
	edges := map[string][]string{}
	for _, dir := range slices.Sorted(maps.Keys(l.modules)) {
		for _, c := range l.modules[dir].calls {
			if isLocal(c.source) {
				to := path.Join(dir, c.source)
				edges[dir] = append(edges[dir], to)
				isCalled[to] = isCalled[to] || to != dir
			}
		}
	}
	reached := map[string]bool{}
	var reach func(dir string)
	reach = func(dir string) {
		if !reached[dir] {
			reached[dir] = true
			for _, to := range edges[dir] {
				reach(to)
			}
		}
	}
	var chosen []string
	for _, dir := range dirs {
		if !isCalled[dir] {
			chosen = append(chosen, dir)
			reach(dir)
			for _, to := range l.folders[dir].installed {
				reach(to)
			}
		}
	}
	// A module that lies outside the scan may call one inside; it is no root, so its callees may be unreached.
	for _, dir := range dirs {
		if !reached[dir] {
			chosen = append(chosen, dir)
			reach(dir)
		}
	}
	slices.SortFunc(chosen, func(a, b string) int { return cmp.Compare(a, b) })
	roots := make([]*root, 0, len(chosen))
	for _, dir := range chosen {
		roots = append(roots, l.newRoot(l.folders[dir]))
	}
	return roots
}

func (l *loader) newRoot(f *folder) *root {
	r := &root{
		workspace: l.workspace, dir: f.dir, id: "terraform:" + f.dir, installed: f.installed, locked: f.locked, selected: f.selected,
		files: &fileAccess{dir: f.dir, within: l.readable(f.dir)}, given: l.variableValues(f.values), brokenValues: f.brokenValues,
		defaults: map[source.Pos]bool{},
		loops:    map[*hcl.EvalContext]loopSource{}, dependencies: map[declaration]*dependencies{}, looked: map[sought]cty.Value{}, passes: map[sought]map[string]*hcl.EvalContext{},
	}
	r.functions()
	r.top = newScope(r, l.modules[f.dir])
	return r
}

// readable are the folders that the file functions of a root may read.
func (l *loader) readable(dir string) []string {
	if l.options.Within != "" {
		return []string{l.options.Within}
	}
	folders := []string{dir}
	if l.common != "" && l.common != dir {
		folders = append(folders, l.common)
	}
	return folders
}

// commonFolder is the nearest folder that holds all of some folders; "" when none does.
func commonFolder(folders []string) string {
	if len(folders) == 0 {
		return ""
	}
	common := path.Clean(folders[0])
	for _, dir := range folders[1:] {
		for {
			if _, ok := below(common, dir); ok {
				break
			}
			parent := path.Dir(common)
			if parent == common || path.Base(common) == ".." {
				return ""
			}
			common = parent
		}
	}
	return common
}

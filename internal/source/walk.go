package source

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// chartFile is the file that makes a folder a Helm chart.
const chartFile = "Chart.yaml"

// candidate is a file to look into.
type candidate struct {
	path  string // as reported
	named bool   // given by hand
	chart string // the folder of the Helm chart that it belongs to; "" for none
	data  []byte // of standard input
	pipe  bool   // not a regular file: read to its end
	link  bool   // met as a symbolic link
	aside bool   // not to be scanned, only to tell what others are
	real  string // absolute, without links
}

// walker collects candidates and the folders of Terraform.
type walker struct {
	exclude     []string
	candidates  []candidate
	byReal      map[string]int    // index of a candidate by its real path
	folders     map[string]string // real path to reported path of every folder searched
	terraform   map[string]string // the same of those that hold Terraform
	diagnostics []Diagnostic
	charts      chartFinder
	large       opener
}

func newWalker(exclude []string) *walker {
	w := &walker{byReal: map[string]int{}, folders: map[string]string{}, terraform: map[string]string{}, charts: chartFinder{}}
	for _, glob := range exclude {
		w.exclude = append(w.exclude, strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(glob), "./"), "/"))
	}
	return w
}

// add takes a path given by hand.
func (w *walker) add(given string, stdin io.Reader) error {
	if given == StandardInput {
		return w.addStandardInput(stdin)
	}
	reported := Clean(given)
	info, err := os.Stat(filepath.FromSlash(reported))
	if err != nil {
		return err
	}
	real, err := realPath(reported)
	if err != nil {
		return err
	}
	switch mode := info.Mode(); {
	case mode.IsDir():
		return w.folder(folder{path: reported, real: real, root: real, ignore: ignoreAbove(real), chart: w.charts.find(reported), top: true})
	case mode.IsRegular() && nameKind(path.Base(reported)) == terraformName:
		w.addTerraformFile(reported)
	case mode.IsRegular(), mode&fs.ModeNamedPipe != 0:
		w.addCandidate(candidate{path: reported, named: true, chart: w.charts.find(path.Dir(reported)), pipe: !mode.IsRegular(), real: real})
		if nameKind(path.Base(reported)) == yamlName {
			w.addKustomization(path.Dir(reported))
			w.addKustomization(parent(path.Dir(reported)))
		}
	default:
		return &fs.PathError{Op: "read", Path: reported, Err: fmt.Errorf("neither a file nor a folder (%s)", mode.Type())}
	}
	return nil
}

// addKustomization looks into the kustomization of a folder, to tell whether a file
// named by hand is a manifest or only changes others.
func (w *walker) addKustomization(dir string) {
	for _, name := range [...]string{"kustomization.yaml", "kustomization.yml", "Kustomization"} {
		file := join(dir, name)
		if !isFile(file) {
			continue
		}
		if real, err := realPath(file); err == nil {
			w.addCandidate(candidate{path: file, real: real, aside: true})
		}
	}
}

func (w *walker) addStandardInput(stdin io.Reader) error {
	if _, ok := w.byReal[StandardInput]; ok {
		return nil
	}
	if stdin == nil {
		return errors.New("there is no standard input to read")
	}
	data, mapped := w.mapStandardInput(stdin)
	if !mapped {
		var err error
		if data, err = readStream(StandardInput, stdin); err != nil {
			return err
		}
	}
	w.addCandidate(candidate{path: StandardInput, real: StandardInput, named: true, data: data})
	return nil
}

// mapStandardInput maps a large file that standard input was led to come from.
func (w *walker) mapStandardInput(stdin io.Reader) (data []byte, ok bool) {
	f, isFile := stdin.(*os.File)
	if !isFile {
		return nil, false
	}
	if at, err := f.Seek(0, io.SeekCurrent); err != nil || at != 0 {
		return nil, false // a pipe, or somebody has read of it
	}
	return w.large(f)
}

// addTerraformFile lets a file of Terraform stand for its folder.
func (w *walker) addTerraformFile(reported string) {
	dir := path.Dir(reported)
	entries, _ := os.ReadDir(filepath.FromSlash(dir))
	if !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return nameKind(e.Name()) == terraformName && isConfiguration(e.Name()) }) {
		w.diagnostics = append(w.diagnostics, Diagnostic{
			Level: Warning, Message: "passed over: its folder holds no Terraform configuration",
			Hint: "name the folder of the configuration, and give the file with --var-file", Path: reported,
		})
		return
	}
	w.addTerraform(dir)
}

func (w *walker) addTerraform(dir string) {
	if real, err := realPath(dir); err == nil {
		if _, ok := w.terraform[real]; !ok {
			w.terraform[real] = dir
		}
	}
}

// addCandidate adds a file once: a second way to it only tells that it was named.
func (w *walker) addCandidate(c candidate) {
	if i, ok := w.byReal[c.real]; ok {
		known := &w.candidates[i]
		known.aside = known.aside && c.aside
		known.named = known.named || c.named
		if known.link && !c.link {
			known.path, known.link, known.chart = c.path, false, c.chart
		}
		return
	}
	w.byReal[c.real] = len(w.candidates)
	w.candidates = append(w.candidates, c)
}

// folder is a folder to search.
type folder struct {
	path   string // as reported
	real   string // absolute, without links
	root   string // the real path of the folder given by hand that it lies in
	ignore ignoreRules
	chart  string
	top    bool // it was given by hand itself
}

// folder searches a folder. The error is for one given by hand.
func (w *walker) folder(f folder) error {
	if _, ok := w.folders[f.real]; ok {
		return nil
	}
	w.folders[f.real] = f.path
	entries, err := os.ReadDir(filepath.FromSlash(f.path))
	if err != nil {
		if f.top {
			return err
		}
		w.diagnostics = append(w.diagnostics, Diagnostic{
			Level: Error, Message: "can't search it: " + causeOf(err), Hint: "make it readable, or leave it out with --exclude", Path: f.path,
		})
		return nil
	}
	for _, e := range entries {
		switch e.Name() {
		case gitFolder:
			if !f.top {
				f.ignore = repositoryRules(f.real) // a repository of its own: the rules around it end here
			}
		case chartFile:
			if !strings.HasPrefix(f.path, join(f.chart, "charts")+"/") || f.chart == "" {
				f.chart = f.path
			}
		}
	}
	if hasEntry(entries, ignoreFile) {
		f.ignore = f.ignore.with(f.real)
	}
	terraform := false
	for _, e := range entries {
		name := e.Name()
		switch {
		case e.IsDir():
			w.subfolder(f, name)
		case e.Type()&fs.ModeSymlink != 0:
			terraform = w.link(f, name) || terraform
		case e.Type().IsRegular():
			terraform = w.file(f, name) || terraform
		}
	}
	if terraform {
		w.addTerraform(f.path)
	}
	return nil
}

func hasEntry(entries []fs.DirEntry, name string) bool {
	_, ok := slices.BinarySearchFunc(entries, name, func(e fs.DirEntry, name string) int { return cmp.Compare(e.Name(), name) })
	return ok
}

func (w *walker) subfolder(f folder, name string) {
	reported, real := join(f.path, name), join(f.real, name)
	if name == gitFolder || name == ".terraform" || w.excluded(reported) || f.ignore.ignores(real, true) {
		return
	}
	_ = w.folder(folder{path: reported, real: real, root: f.root, ignore: f.ignore, chart: f.chart})
}

// file takes a file that the search met; it reports whether the file is Terraform configuration.
func (w *walker) file(f folder, name string) (terraform bool) {
	kind := nameKind(name)
	if kind == otherName {
		return false
	}
	reported, real := join(f.path, name), join(f.real, name)
	if w.excluded(reported) || f.ignore.ignores(real, false) {
		return false
	}
	if kind == terraformName {
		return isConfiguration(name)
	}
	w.addCandidate(candidate{path: reported, real: real, chart: f.chart})
	return false
}

// link takes a symbolic link that the search met: to a file inside the searched
// folder, since what lies outside wasn't given. Links to folders are not followed:
// inside the folder they lead to what the search meets anyway.
func (w *walker) link(f folder, name string) (terraform bool) {
	kind := nameKind(name)
	if kind == otherName {
		return false
	}
	reported := join(f.path, name)
	if w.excluded(reported) || f.ignore.ignores(join(f.real, name), false) {
		return false
	}
	info, err := os.Stat(filepath.FromSlash(reported))
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	if kind == terraformName {
		return isConfiguration(name) // Terraform itself follows it
	}
	real, err := realPath(reported)
	if err == nil && (f.root == "/" || strings.HasPrefix(real, f.root+"/")) {
		w.addCandidate(candidate{path: reported, real: real, chart: f.chart, link: true})
	}
	return false
}

// excluded reports whether a glob of --exclude matches the path, or a tail of it.
func (w *walker) excluded(reported string) bool {
	for _, glob := range w.exclude {
		for tail := reported; ; {
			if doublestar.MatchUnvalidated(glob, tail) {
				return true
			}
			slash := strings.IndexByte(tail, '/')
			if slash < 0 {
				break
			}
			tail = tail[slash+1:]
		}
	}
	return false
}

// sorted lists the candidates in the order of their paths.
func (w *walker) sorted() []candidate {
	slices.SortFunc(w.candidates, func(a, b candidate) int { return cmp.Compare(a.path, b.path) })
	return w.candidates
}

func (w *walker) terraformFolders() []string {
	var dirs []string
	for _, dir := range w.terraform {
		dirs = append(dirs, dir)
	}
	slices.Sort(dirs)
	return dirs
}

// realPath is a path as absolute and without links, with '/' between its parts.
func realPath(reported string) (string, error) {
	abs, err := filepath.Abs(filepath.FromSlash(reported))
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(abs)
	return filepath.ToSlash(real), err
}

// join puts a name below a folder, as paths are reported.
func join(dir, name string) string {
	switch {
	case dir == "." || dir == "":
		return name
	case strings.HasSuffix(dir, "/"):
		return dir + name
	}
	return dir + "/" + name
}

func isFile(path string) bool {
	info, err := os.Stat(filepath.FromSlash(path))
	return err == nil && info.Mode().IsRegular()
}

// causeOf is an error without the operation and path that it may come with.
func causeOf(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}

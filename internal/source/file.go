package source

import (
	"sync"
)

// Format says what a file's bytes are, as far as its loader is concerned.
type Format string

// The formats a file can be sniffed as.
const (
	Unrecognised   Format = ""                // not ours: passed over and counted
	Terraform      Format = "terraform"       // .tf, .tofu, .tf.json, .tfvars
	TerraformPlan  Format = "terraform-plan"  // terraform show -json of a plan
	TerraformState Format = "terraform-state" // terraform show -json of a state, or a state file
	ARM            Format = "arm"             // an ARM deployment template
	ARMParameters  Format = "arm-parameters"  // an ARM deployment parameter file
	Azure          Format = "azure"           // what az, PowerShell and REST print of Azure resources
	Kubernetes     Format = "kubernetes"      // Kubernetes objects, YAML or JSON
	HelmTemplate   Format = "helm-template"   // needs rendering first
	Bicep          Format = "bicep"           // needs compiling first
)

// File is one input, held in memory.
type File struct {
	// Path is how the file is reported: as reached from the current directory,
	// cleaned, with '/' between its parts; "-" is standard input.
	Path string
	// Format is what [Find] made of its bytes.
	Format Format
	// YAML says that a file that is [Azure] is written in YAML, not in JSON.
	YAML bool
	// Named says that the user gave this very file on the command line.
	Named bool
	// Data is the text as UTF-8, without a byte order mark.
	Data []byte
	// Raw is what was on disk when that differs from Data (UTF-16, a byte order mark); nil otherwise.
	Raw []byte

	index     int
	linesOnce sync.Once
	lines     []lineMark

	columnsOnce sync.Once
	columns     []columnMark

	secretsOnce sync.Once
	secrets     []Range
}

// Span is the place from byte offset start up to, not including, end.
func (f *File) Span(start, end int) Pos { return newPos(f.index, start, end) }

// Index is the file's index in its [Set].
func (f *File) Index() int { return f.index }

// Set holds the files of one scan. The index of a file is its rank in the order
// in which it was added, so whoever adds files does so in an order that doesn't
// depend on scheduling. A Set is safe for concurrent use.
type Set struct {
	mu     sync.RWMutex
	files  []*File
	byPath map[string]*File

	mappings mappings
}

// NewSet returns an empty set.
func NewSet() *Set { return &Set{byPath: map[string]*File{}} }

// Close ends what the set does for its files in the background. They can be looked at all the same.
func (s *Set) Close() { s.mappings.close() }

// Add puts a file into the set. data is as read from disk: Add decodes UTF-16
// and drops a byte order mark. A path that is there already is returned as it is.
func (s *Set) Add(path string, data []byte, named bool) *File {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, ok := s.byPath[path]; ok {
		f.Named = f.Named || named
		return f
	}
	f := &File{Path: path, Named: named, index: len(s.files)}
	f.Data = Decode(data)
	if len(data) > 0 && (len(f.Data) != len(data) || &f.Data[0] != &data[0]) {
		f.Raw = data
	}
	s.files = append(s.files, f)
	s.byPath[path] = f
	return f
}

// full reports whether the set holds as many files as a [Pos] can tell apart.
func (s *Set) full() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.files) >= MaxFiles
}

// Lookup finds a file by its path; nil when it isn't in the set.
func (s *Set) Lookup(path string) *File {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.byPath[path]
}

// Files lists the files in the order of their indexes.
func (s *Set) Files() []*File {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return append([]*File(nil), s.files...)
}

// File is the file that p lies in; nil for no place.
func (s *Set) File(p Pos) *File {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if i := p.FileIndex(); i >= 0 && i < len(s.files) {
		return s.files[i]
	}
	return nil
}

// Region is p in lines and columns; the zero Region for no place.
func (s *Set) Region(p Pos) Region {
	f := s.File(p)
	if f == nil {
		return Region{}
	}
	r := Region{File: f.Path}
	r.StartLine, r.StartColumn = f.lineColumn(p.Start())
	r.EndLine, r.EndColumn = f.lineColumn(p.End())
	return r
}

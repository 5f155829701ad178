package source

import (
	"fmt"
	"io"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/bmatcuk/doublestar/v4"
)

// StandardInput is the path that stands for standard input.
const StandardInput = "-"

// FindOptions says how [Find] searches.
type FindOptions struct {
	// Exclude are doublestar globs of files and folders that the search leaves out,
	// matched against the path as reported and each of its tails. What is named
	// by hand is read all the same, as with .gitignore.
	Exclude []string
	// Stdin is what "-" reads.
	Stdin io.Reader
	// Jobs is how many files are read at once; 0 is one for each processor.
	Jobs int
	// MapAbove is the size in bytes from which files are mapped into memory instead of
	// read; 0 stands for the constant [MapAbove].
	MapAbove int64
}

// Found is what there is to scan.
type Found struct {
	// Documents are the files that are ours, in the order of their index; each one's
	// Format says what it is. Files of Terraform's own language are not among them, but for standard input.
	Documents []*File
	// Terraform lists the folders that hold Terraform configuration, sorted.
	Terraform []string
	// PassedOver counts the files that were looked at and aren't ours.
	PassedOver int
	// Diagnostics names what could not be read, and what has to be rendered or built first.
	Diagnostics []Diagnostic
}

// Find looks for what akscan reads in folders and files, and puts the documents
// among it into the set. A folder is searched as git would list it, without
// following links out of it. The error is for a path given by hand that can't be
// read, and for a glob that is none.
func Find(set *Set, paths []string, o FindOptions) (*Found, error) {
	for _, glob := range o.Exclude {
		if !doublestar.ValidatePattern(glob) {
			return nil, fmt.Errorf("%q is no glob: a bracket or brace is never closed", glob)
		}
	}
	if o.MapAbove <= 0 {
		o.MapAbove = MapAbove
	}
	w := newWalker(o.Exclude)
	w.large = set.mappings.opener(o.MapAbove)
	for _, path := range paths {
		if err := w.add(path, o.Stdin); err != nil {
			return nil, err
		}
	}
	found := &Found{Terraform: w.terraformFolders(), Diagnostics: w.diagnostics}
	candidates := w.sorted()
	sniffed := sniffAll(candidates, o.Jobs, w.large)
	kustomizations := readKustomizations(candidates, sniffed)
	r := reporter{set: set, found: found, patches: kustomizations.patches()}
	for i := range candidates {
		if err := r.add(&candidates[i], &sniffed[i]); err != nil {
			return nil, err
		}
	}
	r.charts()
	r.bicep()
	found.Diagnostics = append(found.Diagnostics, kustomizations.notes(found.Documents)...)
	return found, nil
}

// sniffAll reads the candidates, several at once, and says what each is.
func sniffAll(candidates []candidate, jobs int, large opener) []sniffed {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	results := make([]sniffed, len(candidates))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(jobs, len(candidates)) {
		wg.Go(func() {
			s := sniffer{large: large}
			for i := range next {
				err := WhileMapped(func() error {
					results[i] = s.sniff(&candidates[i])
					return nil
				})
				if err != nil {
					results[i] = sniffed{err: changedError(candidates[i].path)}
				}
			}
		})
	}
	for i := range candidates {
		next <- i
	}
	close(next)
	wg.Wait()
	return results
}

// reporter puts the candidates that are ours into the set, in their order, and
// says what is to be said of the others.
type reporter struct {
	set       *Set
	found     *Found
	templates []chartTemplates
	patches   map[string]string // files that only change others, and the kustomization that applies them
}

// chartTemplates counts the templates of one Helm chart that were passed over.
type chartTemplates struct {
	chart string
	count int
}

func (r *reporter) add(c *candidate, s *sniffed) error {
	by, isPatch := r.patches[c.path]
	switch {
	case c.aside:
		return nil
	case s.err != nil && c.named:
		return s.err
	case isPatch && s.format == Kubernetes:
		r.found.PassedOver++
		if c.named {
			r.say(Diagnostic{Level: Note, Message: "passed over: it only changes other manifests, for " + by, Hint: "scan what comes of it: kubectl kustomize " + shellWord(path.Dir(by)) + " | scan -", Path: c.path})
		}
		return nil
	case s.err != nil:
		r.say(Diagnostic{Level: Error, Message: "can't read it: " + causeOf(s.err), Hint: "make it readable, or leave it out with --exclude", Path: c.path})
		return nil
	case s.format == Unrecognised && !c.named && !s.tooDeep:
		r.found.PassedOver++
		return nil
	case r.set.full():
		r.say(Diagnostic{Level: Error, Message: fmt.Sprintf("not read: a scan holds at most %d files", MaxFiles), Hint: "scan folder by folder", Path: c.path})
		return nil
	}
	f := r.set.Add(c.path, s.data, c.named)
	f.Format, f.YAML = s.format, s.format == Azure && s.notation == yamlNotation
	switch s.format {
	case Unrecognised:
		r.unrecognised(f, s)
		return nil
	case HelmTemplate:
		r.countTemplate(c.chart)
	}
	r.found.Documents = append(r.found.Documents, f)
	return nil
}

func (r *reporter) say(d Diagnostic) { r.found.Diagnostics = append(r.found.Diagnostics, d) }

// unrecognised says what there is to say of a file that was named by hand, or that is too deep to look into.
func (r *reporter) unrecognised(f *File, s *sniffed) {
	r.found.PassedOver++
	var diags []Diagnostic
	switch s.notation {
	case jsonNotation:
		_, diags = ParseJSONDocuments(f)
	case yamlNotation:
		_, diags = ParseYAML(f)
	}
	for _, d := range diags {
		if d.Level != Warning {
			r.say(d)
			return
		}
	}
	message := "passed over: nothing in it is a resource that akscan reads"
	if len(f.Data) == 0 {
		message = "passed over: the file is empty"
	}
	r.say(Diagnostic{Level: Warning, Message: message, Path: f.Path})
}

func (r *reporter) countTemplate(chart string) {
	i := slices.IndexFunc(r.templates, func(t chartTemplates) bool { return t.chart == chart })
	if i < 0 {
		i = len(r.templates)
		r.templates = append(r.templates, chartTemplates{chart: chart})
	}
	r.templates[i].count++
}

// charts says, for each chart, that its templates were passed over.
func (r *reporter) charts() {
	for _, t := range r.templates {
		files := fmt.Sprintf("%d files are templates", t.count)
		if t.count == 1 {
			files = "one file is a template"
		}
		r.say(Diagnostic{
			Level:   Note,
			Message: fmt.Sprintf("passed over: %s of a Helm chart and no YAML yet", files),
			Hint:    fmt.Sprintf("scan what they render to: helm template %s | scan -", shellWord(t.chart)),
			Path:    join(t.chart, chartFile),
		})
	}
}

// bicep says what to scan in place of each Bicep file, unless what it compiles to is among the documents.
func (r *reporter) bicep() {
	templates := map[string]bool{}
	for _, f := range r.found.Documents {
		templates[f.Path] = f.Format == ARM
	}
	// Parameters of templates that aren't ours are none of ours either.
	r.found.Documents = slices.DeleteFunc(r.found.Documents, func(f *File) bool {
		if f.Named || !strings.EqualFold(path.Ext(f.Path), ParametersExt) {
			return false
		}
		used := BicepUsed(f)
		_, isBicep := templates[used]
		_, isCompiled := templates[strings.TrimSuffix(used, path.Ext(used))+".json"]
		if used != "" && (isBicep || isCompiled) {
			return false
		}
		r.found.PassedOver++
		return true
	})
	for _, f := range r.found.Documents {
		if f.Format != Bicep {
			continue
		}
		message, hint := "passed over: Bicep has to be compiled first", "compile it and scan the result: az bicep build --file "+shellWord(f.Path)
		of := f.Path
		if strings.EqualFold(path.Ext(f.Path), ParametersExt) {
			of, hint = BicepUsed(f), "compile it and scan the result beside the template: az bicep build-params --file "+shellWord(f.Path)
			if _, told := templates[of]; told {
				continue // what is to be said of the template is enough
			}
		}
		compiled := strings.TrimSuffix(of, path.Ext(of)) + ".json"
		if isTemplate, given := templates[compiled]; isTemplate {
			continue
		} else if !given && isFile(compiled) {
			message, hint = "passed over: what it compiles to lies beside it, but isn't among the files given", "scan that: scan "+shellWord(compiled)
		}
		r.say(Diagnostic{Level: Note, Message: message, Hint: hint, Path: f.Path})
	}
}

// shellWord quotes a path for a POSIX shell where it needs that.
func shellWord(path string) string {
	plain := func(r rune) bool {
		return r >= 0x80 || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune("_-./:@%+,", r)
	}
	if path != "" && strings.IndexFunc(path, func(r rune) bool { return !plain(r) }) < 0 {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

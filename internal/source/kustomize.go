package source

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// isKustomization reports whether kustomize reads a file of that name as the list of what it builds.
func isKustomization(name string) bool {
	return name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization"
}

// kustomization is what a kustomization file says of the manifests around it.
type kustomization struct {
	path, dir string
	lists     []string // the files and folders that it builds from
	patches   []string // the files that hold changes, and are no whole manifests
	changes   bool     // it may change what it builds from in ways that matter
}

// readKustomization reads a kustomization file. What is broken in it is left out:
// kustomize itself is the one to complain.
func readKustomization(file string, data []byte) kustomization {
	k := kustomization{path: file, dir: path.Dir(file)}
	docs, _ := ParseYAML(NewSet().Add(file, data, false))
	for _, doc := range docs {
		for _, key := range [...]string{"resources", "bases", "components", "crds", "generators"} {
			k.lists = append(k.lists, k.paths(doc.Get(key))...)
		}
		for _, key := range [...]string{"patches", "patchesStrategicMerge", "patchesJson6902", "replacements", "transformers", "configurations"} {
			k.patches = append(k.patches, k.paths(doc.Get(key))...)
		}
		for _, key := range [...]string{
			"patches", "patchesStrategicMerge", "patchesJson6902", "replacements", "transformers", "components", "helmCharts", "namePrefix", "nameSuffix", "namespace",
		} {
			k.changes = k.changes || doc.Get(key) != nil
		}
	}
	return k
}

// paths gives the paths of a list whose items are paths, or objects with one. An
// item may also be a patch itself, or the address of another repository; neither is the path of a file here.
func (k *kustomization) paths(list *Node) []string {
	var paths []string
	if list == nil {
		return nil
	}
	for _, item := range list.Items {
		entry := item.Str()
		if item.Kind == Object {
			entry = item.Get("path").Str()
		}
		if entry != "" && !strings.ContainsAny(entry, "\n") && !path.IsAbs(entry) {
			paths = append(paths, path.Join(k.dir, entry))
		}
	}
	return paths
}

// kustomizations are those of a scan, by their folder.
type kustomizations map[string]kustomization

// readKustomizations reads the kustomization files among the candidates.
func readKustomizations(candidates []candidate, sniffed []sniffed) kustomizations {
	all := kustomizations{}
	for i := range candidates {
		if isKustomization(path.Base(candidates[i].path)) && sniffed[i].err == nil {
			k := readKustomization(candidates[i].path, sniffed[i].data)
			all[k.dir] = k
		}
	}
	return all
}

// patches gives every file that some kustomization applies as a change to others
// and none builds from, with that kustomization's path.
func (all kustomizations) patches() map[string]string {
	patches, listed := map[string]string{}, map[string]bool{}
	for _, dir := range all.dirs() {
		for _, file := range all[dir].patches {
			if patches[file] == "" {
				patches[file] = all[dir].path
			}
		}
		for _, file := range all[dir].lists {
			listed[file] = true
		}
	}
	for file := range listed {
		delete(patches, file)
	}
	return patches
}

func (all kustomizations) dirs() []string {
	dirs := make([]string, 0, len(all))
	for dir := range all {
		dirs = append(dirs, dir)
	}
	slices.Sort(dirs)
	return dirs
}

// builds reports whether the kustomization of a folder builds from one of the files, be it through another one.
func (all kustomizations) builds(dir string, files map[string]bool, visited map[string]bool) bool {
	k, ok := all[dir]
	if !ok || visited[dir] {
		return false
	}
	visited[dir] = true
	for _, entry := range k.lists {
		if files[entry] || all.builds(entry, files, visited) {
			return true
		}
	}
	return false
}

// notes says of each kustomization that changes manifests of the scan that they are judged without its changes.
func (all kustomizations) notes(documents []*File) []Diagnostic {
	files := map[string]bool{}
	for _, f := range documents {
		files[f.Path] = true
	}
	var notes []Diagnostic
	for _, dir := range all.dirs() {
		if all[dir].changes && all.builds(dir, files, map[string]bool{}) {
			notes = append(notes, Diagnostic{
				Level:   Note,
				Message: "the manifests that this kustomization builds from are judged as they stand; it may change them",
				Hint:    fmt.Sprintf("scan what it builds: kubectl kustomize %s | scan -", shellWord(dir)),
				Path:    all[dir].path,
			})
		}
	}
	return notes
}

package main

import (
	"os"
	"path"
	"path/filepath"
	"strings"
)

// repository turns reported paths into paths from the root of the git repository
// that the program runs in. Links are resolved, since GitHub shows an alert only
// on the real file.
type repository struct {
	root    string // "" when there is none
	working string
}

func newRepository() repository {
	working, err := os.Getwd()
	if err != nil {
		return repository{}
	}
	if real, err := filepath.EvalSymlinks(working); err == nil {
		working = real
	}
	for folder := working; ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, ".git")); err == nil {
			return repository{root: folder, working: working}
		}
		if folder == filepath.Dir(folder) {
			return repository{working: working}
		}
	}
}

// path is a file's path from the repository's root, with '/' between its parts; as
// reported when it lies elsewhere.
func (r repository) path(reported string) string {
	if r.root == "" || reported == "-" {
		return reported
	}
	absolute := filepath.FromSlash(reported)
	if !filepath.IsAbs(absolute) {
		absolute = filepath.Join(r.working, absolute)
	}
	if real, err := filepath.EvalSymlinks(absolute); err == nil {
		absolute = real
	}
	relative, err := filepath.Rel(r.root, absolute)
	if err != nil || relative == ".." || strings.HasPrefix(relative, ".."+string(filepath.Separator)) {
		return reported
	}
	return path.Clean(filepath.ToSlash(relative))
}

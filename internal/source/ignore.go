package source

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"strings"
)

const (
	gitFolder  = ".git"
	ignoreFile = ".gitignore"
)

// ignoreRules are the rules in force in a folder, those of the outermost file first.
type ignoreRules []ignoreSource

// ignoreSource is one file of rules, and the folder that they are relative to.
type ignoreSource struct {
	base     string // real path
	patterns []ignorePattern
}

// with adds the rules of a folder's .gitignore.
func (r ignoreRules) with(real string) ignoreRules {
	return r.from(join(real, ignoreFile), real)
}

func (r ignoreRules) from(file, base string) ignoreRules {
	data, err := os.ReadFile(filepath.FromSlash(file))
	if err != nil {
		return r
	}
	patterns := parseIgnore(data)
	if len(patterns) == 0 {
		return r
	}
	return append(r[:len(r):len(r)], ignoreSource{base, patterns})
}

// ignores reports whether git would ignore the file or folder at a real path,
// given that it doesn't ignore any folder above it. The last rule that matches counts.
func (r ignoreRules) ignores(real string, isDir bool) bool {
	for i := len(r) - 1; i >= 0; i-- {
		rel := strings.TrimPrefix(strings.TrimPrefix(real, r[i].base), "/")
		for j := len(r[i].patterns) - 1; j >= 0; j-- {
			if p := &r[i].patterns[j]; p.matches(rel, isDir) {
				return !p.negated
			}
		}
	}
	return false
}

// ignoreAbove gives the rules that hold in a folder by what lies above it in its
// repository. A folder that they ignore is searched as if they weren't there,
// since it was given by hand.
func ignoreAbove(real string) ignoreRules {
	root := real
	for !exists(join(root, gitFolder)) {
		if path.Dir(root) == root {
			return nil
		}
		root = path.Dir(root)
	}
	rules := repositoryRules(root)
	below := strings.Split(strings.TrimPrefix(strings.TrimPrefix(real, root), "/"), "/")
	at := root
	for _, name := range below {
		if name == "" {
			break
		}
		rules = rules.with(at)
		at = join(at, name)
		if rules.ignores(at, true) {
			return nil
		}
	}
	return rules
}

// repositoryRules are the rules in .git/info/exclude of the repository at root.
func repositoryRules(root string) ignoreRules {
	return ignoreRules(nil).from(join(commonGitFolder(join(root, gitFolder)), "info/exclude"), root)
}

// commonGitFolder is where a repository keeps what its work trees share: .git
// itself, or what a .git file leads to.
func commonGitFolder(git string) string {
	data, err := os.ReadFile(filepath.FromSlash(git))
	if err != nil {
		return git
	}
	link, ok := bytes.CutPrefix(data, []byte("gitdir:"))
	if !ok {
		return git
	}
	dir := absoluteFrom(path.Dir(git), string(bytes.TrimSpace(link)))
	if common, err := os.ReadFile(filepath.FromSlash(join(dir, "commondir"))); err == nil {
		return absoluteFrom(dir, string(bytes.TrimSpace(common)))
	}
	return dir
}

func absoluteFrom(dir, to string) string {
	if to = filepath.ToSlash(to); path.IsAbs(to) || filepath.IsAbs(to) {
		return to
	}
	return path.Join(dir, to)
}

func exists(path string) bool {
	_, err := os.Lstat(filepath.FromSlash(path))
	return err == nil
}

package source

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// listed walks a folder by the ignore rules and lists the files that stay.
func listed(t *testing.T, real string, rules ignoreRules) []string {
	t.Helper()
	root := real
	var files []string
	var walk func(dir string, rules ignoreRules)
	walk = func(dir string, rules ignoreRules) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		rules = rules.with(dir)
		for _, e := range entries {
			path := join(dir, e.Name())
			switch {
			case e.Name() == gitFolder, rules.ignores(path, e.IsDir()):
			case e.IsDir():
				walk(path, rules)
			default:
				files = append(files, strings.TrimPrefix(path, root+"/"))
			}
		}
	}
	walk(real, rules)
	slices.Sort(files)
	return files
}

// gitListed is what git itself lists.
func gitListed(t *testing.T) []string {
	t.Helper()
	cmd := exec.Command("git", "ls-files", "-o", "-z", "--exclude-per-directory=.gitignore", "--exclude-from=.git/info/exclude")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git: %v: %s", err, stderr.String())
	}
	files := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	if len(out) == 0 {
		files = nil
	}
	slices.Sort(files)
	return files
}

func gitRepository(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git isn't installed")
	}
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	dir := t.TempDir()
	t.Chdir(dir)
	if out, err := exec.Command("git", "init", "-q").CombinedOutput(); err != nil {
		t.Fatalf("git init: %v: %s", err, out)
	}
	real, err := realPath(".")
	if err != nil {
		t.Fatal(err)
	}
	return real
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// ignoreCases are lines of a .gitignore; each is compared with git on the same files.
var ignoreCases = []string{
	"a", "a/", "/a", "/a/", "b/a", "/b/a", "a/b", "a/b/", "**/a", "a/**", "/a/**", "a/**/b", "**/b/**", "**", "*", "/*", "*/", "*/*", "a*", "*a", "*.y", "a*b*c",
	"?", "??", "?.y", "é", "?é", "??.y", "[ab]", "[!a]", "[^a]", "[a-c]", "[!a-c]", "[]a]", "[]-a]", "[a", "[a-", "[[:alpha:]]", "[![:digit:]]*", "[\\]a]", "[b-a]", "[a/b]", "a[/]b",
	"\\a", "\\*", "\\!x", "\\#x", "#x", "!x", "a\\", "a\\ ", "a ", "a  ", " a", "a\\  ", "a\t", "a\r", "**a", "a**", "a**b", "**/**/a", "a//b", "//a", "/", "", "a/.", "x y", "***", "a/***/b", "***/b",
	"*\n!a", "*\n!*/\n!*.y", "a/\n!a/b", "/*\n!/a\n/a/*\n!/a/b", "*.y\n!b/*.y", "a/**\n!a/b", "!a\na", "a\n!a",
}

func TestIgnoreAsGit(t *testing.T) {
	real := gitRepository(t)
	for _, name := range []string{
		"a", "b/a", "b/b/a", "b/c.y", "ab", "abc", "axbxc", "c/a/b", "c/a/x/b", "c/a/x/y/b", "d/a/a", "é", "xé", "é.y", "x.y", "xx.y", "]", "-", "1", "1a", "*", "!x", "#x", "x", "a\\", "a ", " a", "a\t",
		"x y", "e/b/a", "e/b/x.y", "f/.hidden", ".hidden", "g/a.y/x", "g/b/c/d.y", "[a", "k/a/b/c",
	} {
		write(t, name, "")
	}
	for _, lines := range ignoreCases {
		write(t, ".gitignore", lines+"\n")
		if want, got := gitListed(t), listed(t, real, repositoryRules(real)); !slices.Equal(want, got) {
			t.Errorf("%q\n  git: %q\n ours: %q", lines, want, got)
		}
	}
}

// TestIgnoreAsGitRandomly compares random trees with random rules in several of their folders.
func TestIgnoreAsGitRandomly(t *testing.T) {
	real := gitRepository(t)
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(of ...string) string { return of[random.IntN(len(of))] }
	pattern := func() string {
		var b strings.Builder
		b.WriteString(pick("", "", "", "!", "/"))
		for range 1 + random.IntN(3) {
			b.WriteString(pick("a", "b", "ab", "*", "**", "?", "a*", "*b", "[ab]", "[!a]") + pick("", "", "/"))
		}
		return b.String()
	}
	for round := range 60 {
		if err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
			if path == gitFolder {
				return fs.SkipDir
			}
			if err == nil && path != "." {
				if err = os.RemoveAll(path); err == nil && e.IsDir() {
					return fs.SkipDir
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		folders := []string{""}
		for range 6 {
			folders = append(folders, pick(folders...)+pick("a", "b", "ab", "c")+"/")
		}
		for _, folder := range folders {
			for range 3 {
				name := folder + pick("a.y", "b.y", "ab.y", "c.y", "d")
				write(t, name, "")
			}
			if folder == "" || random.IntN(3) == 0 {
				var lines []string
				for range 1 + random.IntN(4) {
					lines = append(lines, pattern())
				}
				write(t, folder+".gitignore", strings.Join(lines, "\n"))
			}
		}
		write(t, ".git/info/exclude", pattern()+"\n")
		if want, got := gitListed(t), listed(t, real, repositoryRules(real)); !slices.Equal(want, got) {
			t.Errorf("round %d\n  git: %q\n ours: %q\n%s", round, want, got, describeRules(t))
		}
	}
}

func describeRules(t *testing.T) string {
	var b strings.Builder
	_ = filepath.WalkDir(".", func(path string, _ fs.DirEntry, _ error) error {
		if filepath.Base(path) == ".gitignore" || strings.HasSuffix(path, "exclude") {
			text, _ := os.ReadFile(path)
			fmt.Fprintf(&b, "%s: %q\n", path, text)
		}
		return nil
	})
	return b.String()
}

func TestIgnoreInWorktree(t *testing.T) {
	tree(t, map[string]string{
		"main/.git/info/exclude":          "x.yaml\n",
		"main/.git/worktrees/w/commondir": "../..\n",
		"work/.git":                       "gitdir: ../main/.git/worktrees/w\n",
		"work/x.yaml":                     aClass,
		"work/y.yaml":                     aClass,
	})
	check(t, find(t, FindOptions{}, "work"), "work/y.yaml kubernetes")
}

func TestIgnoreIsLinear(t *testing.T) {
	// Both would take for ever if every star were tried at every place.
	matchName(strings.Repeat("*a", 200)+"b", strings.Repeat("a", 2000))
	matchParts(strings.Split(strings.Repeat("**/a/", 200)+"b", "/"), strings.Repeat("a/", 2000)+"c")
}

func FuzzIgnoreLine(f *testing.F) {
	for _, lines := range ignoreCases {
		f.Add(lines, "a/b")
	}
	f.Fuzz(func(t *testing.T, line, path string) {
		if p, ok := parseIgnoreLine(line); ok && path != "" {
			p.matches(path, true)
		}
	})
}

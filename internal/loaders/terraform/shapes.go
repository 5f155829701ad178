package terraform

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/hashicorp/go-version"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// A shape is what a public module is known to make of its inputs: a small module
// of its own, which stands in for the real one where that isn't on disk. Only the
// inputs that akscan judges are in it.

//go:embed shapes
var shapeFiles embed.FS

// shapeDir begins the folders of shapes, which no folder on disk can have.
const shapeDir = "\x00shapes"

// shape says which versions of a module have which shape. Source: azure-facts 5.4.
type shape struct {
	module string // NAMESPACE/NAME/PROVIDER, lower-case
	folder string
	// since and before bound the versions; empty means no bound.
	since, before string
	// releases are some of the versions, to choose by a constraint from.
	releases []string
}

// shapes lists the known ones, the newest of each module first.
var shapes = []shape{
	{"azure/aks/azurerm", "azure-aks", "11.0.0", "", []string{"11.5.0", "11.0.0"}},
	{"azure/aks/azurerm", "azure-aks-10", "7.0.0", "11.0.0", []string{"10.2.0", "10.0.0", "9.4.1", "9.0.0", "8.0.0", "7.5.0", "7.0.0"}},
	{"azure/aks/azurerm", "azure-aks-6", "", "7.0.0", []string{"6.8.0", "6.0.0", "5.0.0", "4.16.0"}},
	{"azure/avm-res-containerservice-managedcluster/azurerm", "avm-managedcluster", "0.4.0", "", []string{"0.8.1", "0.7.0", "0.6.0", "0.5.0", "0.4.0"}},
	{"azure/avm-res-containerservice-managedcluster/azurerm", "avm-managedcluster-3", "", "0.4.0", []string{"0.3.3", "0.3.0", "0.2.0", "0.1.0"}},
	{"azure/avm-res-keyvault-vault/azurerm", "avm-vault", "", "", []string{"0.11.0", "0.10.0", "0.9.0", "0.8.0", "0.7.0", "0.6.0", "0.5.0"}},
}

// gitSource is a module's repository at GitHub, with the tag that it is taken at.
var gitSource = regexp.MustCompile(`(?i)github\.com[/:]azure/terraform-azurerm-([a-z0-9-]+?)(?:\.git)?(?:\?ref=v?([0-9][^&]*))?$`)

// shapeOf is the folder of the shape of a module by its source and version constraint; "" when it isn't known.
func shapeOf(src, constraint string) string {
	name := strings.ToLower(strings.TrimPrefix(src, "registry.terraform.io/"))
	if m := gitSource.FindStringSubmatch(src); m != nil {
		name, constraint = "azure/"+strings.ToLower(m[1])+"/azurerm", m[2]
	}
	var constraints version.Constraints
	if constraint != "" {
		var err error
		if constraints, err = version.NewConstraint(constraint); err != nil {
			return ""
		}
	}
	var candidates []*version.Version
	add := func(text string) {
		if v, err := version.NewVersion(text); err == nil && constraints.Check(v) {
			candidates = append(candidates, v)
		}
	}
	for _, c := range constraints {
		add(strings.TrimLeft(c.String(), "=!<>~ "))
	}
	for _, s := range shapes {
		if s.module == name {
			for _, release := range s.releases {
				add(release)
			}
		}
	}
	var newest *version.Version
	for _, v := range candidates {
		if newest == nil || newest.LessThan(v) {
			newest = v
		}
	}
	for _, s := range shapes {
		if s.module == name && newest != nil && (providerVersion{newest}).knows(inventory.TerraformName{Since: s.since, Before: s.before}) {
			return path.Join(shapeDir, s.folder)
		}
	}
	return ""
}

// shapeModules are the modules that the shapes are, by folder.
var shapeModules = sync.OnceValue(func() map[string]*module {
	files := map[string][]parsed{}
	err := fs.WalkDir(shapeFiles, "shapes", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := shapeFiles.ReadFile(name)
		if err != nil {
			return err
		}
		dir := path.Join(shapeDir, strings.TrimPrefix(path.Dir(name), "shapes/"))
		f := source.NewSet().Add(path.Join(dir, path.Base(name)), data, false)
		body, diags := parse(f)
		if body == nil {
			return fmt.Errorf("%s: %s", name, diags[0].Message)
		}
		files[dir] = append(files[dir], parsed{f.Path, body})
		return nil
	})
	if err != nil {
		panic(err) // the files are embedded: only a mistake in one of them leads here
	}
	modules := map[string]*module{}
	for dir, list := range files {
		modules[dir] = newModule(dir, list)
	}
	return modules
})

// findModule is the module that a call leads to: on disk, else a shape; nil when neither is there.
func (w *workspace) findModule(dir string, c *call, key string, installed map[string]string) *module {
	folder := folderOf(dir, c.source, key, installed)
	if strings.HasPrefix(folder, shapeDir) {
		return shapeModules()[folder]
	}
	if m := w.modules[folder]; m != nil {
		return m
	}
	if shape := shapeOf(c.source, literalText(c.block.Body.Attributes["version"])); shape != "" {
		return shapeModules()[shape]
	}
	return nil
}

// isShape reports whether a scope is an instance of a shape, or lies within one.
func (s *scope) isShape() bool { return s.mod != nil && strings.HasPrefix(s.mod.dir, shapeDir) }

// shapeCall is the call of the shape that a scope is an instance of.
func (s *scope) shapeCall() *scope {
	for s.parent != nil && s.parent.isShape() {
		s = s.parent
	}
	return s
}

// settleShape moves a resource that a shape made to the call: its fields stand
// where the call sets them, else at the call's header.
func (i *instance) settleShape(res *inventory.Resource) {
	call := i.scope.shapeCall()
	header := i.scope.root.places.header(call.call.block)
	settle := func(v *inventory.Value) {
		if v.Pos.IsValid() {
			return
		}
		v.Pos = header
		if len(v.Origins) > 0 {
			v.Pos, v.Origins = v.Origins[0], v.Origins[1:]
		}
	}
	res.Pos = header
	if res.Name == "" {
		res.Name = i.callText()
	}
	for _, p := range res.Info().Properties {
		v := res.Property(p.Name)
		settle(v)
		for n := range v.Items {
			settle(&v.Items[n])
		}
	}
}

// callText is the name that a shape's call gives, as it is written.
func (i *instance) callText() string {
	call := i.scope.shapeCall()
	for _, name := range []string{"name", "cluster_name", "prefix"} {
		if attr := call.call.block.Body.Attributes[name]; attr != nil {
			return i.scope.root.text(attr)
		}
	}
	return ""
}

// settleShapeTree is settleShape for a tree that is handed on.
func (i *instance) settleShapeTree(e *inventory.Embedded) {
	header := i.scope.root.places.header(i.scope.shapeCall().call.block)
	e.Host.Pos = header
	if e.Host.Name == "" {
		e.Host.Name = i.callText()
	}
	if !e.Host.Parent.Pos.IsValid() {
		e.Host.Parent.Pos = header
	}
	var settle func(n *source.Node)
	settle = func(n *source.Node) {
		if !n.Pos.IsValid() {
			n.Pos = header
			if len(n.Origins) > 0 {
				n.Pos, n.Origins = n.Origins[0], n.Origins[1:]
			}
		}
		for k := range n.Members {
			m := &n.Members[k]
			settle(m.Value)
			if !m.Pos.IsValid() {
				m.Pos = m.Value.Pos
			}
		}
		for _, item := range n.Items {
			settle(item)
		}
	}
	settle(e.Node)
}

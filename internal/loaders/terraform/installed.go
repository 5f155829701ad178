package terraform

import (
	"path"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// listInstalled reads what terraform init and terraform workspace left in .terraform.
func (l *loader) listInstalled(f *folder) {
	if data, err := source.ReadFile(path.Join(f.dir, ".terraform", "environment")); err == nil {
		f.selected = strings.TrimSpace(string(data))
	}
	manifest := path.Join(f.dir, ".terraform", "modules", "modules.json")
	data, err := source.ReadFile(manifest)
	if err != nil {
		return
	}
	// A file of its own set: a broken manifest is no business of the user's.
	root, _ := source.ParseJSON(source.NewSet().Add(manifest, data, false))
	modules := root.Get("Modules")
	if modules == nil {
		return
	}
	f.installed = map[string]string{}
	for _, m := range modules.Items {
		if key := m.Get("Key").Str(); key != "" {
			f.installed[key] = path.Join(f.dir, strings.ReplaceAll(m.Get("Dir").Str(), `\`, "/"))
		}
	}
}

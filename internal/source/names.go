package source

import (
	"path"
	"path/filepath"
	"strings"
)

// Clean brings a path to the form in which it is reported: cleaned, with '/' between its parts.
func Clean(path string) string { return filepath.ToSlash(filepath.Clean(path)) }

// fileName is what a file's name tells of it.
type fileName uint8

const (
	otherName     fileName = iota // not looked into, unless named by hand
	terraformName                 // Terraform's language
	jsonName
	yamlName
	bicepName
	bareName // no extension: decided by what is in it
)

// nameKind tells what a file's name says of it.
func nameKind(name string) fileName {
	lower := strings.ToLower(name)
	if isTerraformName(lower) {
		return terraformName
	}
	switch path.Ext(lower) {
	case ".json", ".jsonc", ".tfstate":
		return jsonName
	case ".yaml", ".yml":
		return yamlName
	case ".bicep", ParametersExt:
		return bicepName
	case "":
		return bareName
	}
	return otherName
}

// isTerraformName reports whether Terraform or OpenTofu reads a file of that name.
func isTerraformName(lower string) bool {
	for _, ending := range [...]string{".tf", ".tofu", ".tfvars", ".tf.json", ".tofu.json", ".tfvars.json", ".terraform.lock.hcl"} {
		if strings.HasSuffix(lower, ending) {
			return true
		}
	}
	return false
}

// isConfiguration reports whether Terraform loads a file of that name as part of
// a folder's configuration: not values, the lock file, or what editors leave behind.
func isConfiguration(name string) bool {
	lower := strings.ToLower(name)
	return !strings.HasPrefix(name, ".") && !strings.HasSuffix(lower, ".tfvars") && !strings.HasSuffix(lower, ".tfvars.json") && isTerraformName(lower)
}

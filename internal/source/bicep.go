package source

import (
	"path"
	"regexp"
	"strings"
)

// ParametersExt is the extension of Bicep's parameter files.
const ParametersExt = ".bicepparam"

// using is the statement by which a parameter file names the Bicep file whose parameters it sets.
var using = regexp.MustCompile(`(?m)^[ \t]*using[ \t]+'([^'\r\n]+)'`)

// BicepUsed is the path of the Bicep file whose parameters a .bicepparam file sets; ""
// for any other file, and for one that names none.
func BicepUsed(f *File) string {
	if !strings.EqualFold(path.Ext(f.Path), ParametersExt) {
		return ""
	}
	m := using.FindSubmatch(f.Data)
	if m == nil || strings.Contains(string(m[1]), ":") { // in a registry
		return ""
	}
	return path.Join(path.Dir(f.Path), string(m[1]))
}

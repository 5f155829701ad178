package source

import (
	"path"
	"strings"
)

// chartFinder finds the Helm chart around a folder. It remembers what it has found.
type chartFinder map[string]string

// find gives the nearest folder with a Chart.yaml, from dir upward to the root of
// the repository, as reported; "" when there is none. A chart below another's charts folder counts as the other's.
func (c chartFinder) find(dir string) string {
	if chart, ok := c[dir]; ok {
		return chart
	}
	real, err := realPath(dir)
	if err != nil {
		return ""
	}
	chart, chartReal := "", ""
	for at := dir; ; at, real = parent(at), path.Dir(real) {
		if isFile(join(at, chartFile)) && (chart == "" || path.Join(real, "charts") == path.Dir(chartReal)) {
			chart, chartReal = at, real
		}
		if exists(join(at, gitFolder)) || path.Dir(real) == real {
			break
		}
	}
	c[dir] = chart
	return chart
}

// parent is the folder that dir lies in, for paths as reported.
func parent(dir string) string {
	switch {
	case dir == ".":
		return ".."
	case dir == ".." || strings.HasSuffix(dir, "/.."):
		return "../" + dir
	}
	return path.Dir(dir)
}

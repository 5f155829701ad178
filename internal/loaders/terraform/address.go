package terraform

import "strings"

// step is a name in an address or reference, with the index behind it, brackets included.
type step struct{ name, index string }

// address is the address of a resource instance.
type address struct {
	module []step
	// name is TYPE.NAME, of a data source data.TYPE.NAME.
	name, index string
}

// parseReference splits a reference or address into its steps.
func parseReference(text string) []step {
	var steps []step
	for rest := text; rest != ""; {
		end := strings.IndexAny(rest, ".[")
		if end < 0 {
			end = len(rest)
		}
		s := step{name: rest[:end]}
		rest = rest[end:]
		for strings.HasPrefix(rest, "[") {
			n := indexLength(rest)
			s.index += rest[:n]
			rest = rest[n:]
		}
		rest = strings.TrimPrefix(rest, ".")
		steps = append(steps, s)
	}
	if len(steps) == 0 {
		steps = []step{{}}
	}
	return steps
}

// indexLength is the length of the index that a text begins with.
func indexLength(text string) int {
	inText := false
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case c == ']' && !inText:
			return i + 1
		}
	}
	return len(text)
}

func parseAddress(text string) address {
	steps := parseReference(text)
	var a address
	for len(steps) > 2 && steps[0].name == "module" {
		a.module = append(a.module, steps[1])
		steps = steps[2:]
	}
	var names []string
	for _, s := range steps {
		names = append(names, s.name)
		a.index = s.index
	}
	a.name = strings.Join(names, ".")
	return a
}

// modulePath is the beginning of the addresses in a module.
func modulePath(module []step) string {
	var b strings.Builder
	for _, s := range module {
		b.WriteString("module." + s.name + s.index + ".")
	}
	return b.String()
}

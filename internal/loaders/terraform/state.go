package terraform

import (
	"strconv"

	"github.com/zclconf/go-cty/cty"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// LoadState reads a state: a state file of version 4, or what terraform show -json
// prints of one. What it holds is live. Sensitive values are not read.
func LoadState(f *source.File) inventory.Loaded {
	root, diags := source.ParseJSON(f)
	out := inventory.Loaded{Diagnostics: diags}
	if root == nil {
		return out
	}
	s := stateReader{scope: "terraform-state:" + f.Path, out: &out}
	switch {
	case root.Get("values") != nil:
		s.module(root.At("values", "root_module"))
	case root.Get("resources") != nil || root.Get("version") != nil:
		if version := root.Get("version"); version == nil || version.Text != "4" {
			out.Diagnostics = append(out.Diagnostics, source.Diagnostic{
				Level: source.Warning, Path: f.Path, Pos: root.Pos,
				Message: "a state file of this version isn't read", Hint: "terraform show -json prints it in a form that is",
			})
			break
		}
		for _, r := range items(root.Get("resources")) {
			s.raw(r)
		}
	}
	return out
}

type stateReader struct {
	scope string
	out   *inventory.Loaded
}

func items(n *source.Node) []*source.Node {
	if n == nil {
		return nil
	}
	return n.Items
}

// module reads the resources of a module as terraform show prints them.
func (s *stateReader) module(m *source.Node) {
	for _, r := range items(m.Get("resources")) {
		if !isRecordType(r) {
			continue
		}
		rec := s.record(r, r.Get("address").Str(), r.Pos)
		rec.values = effective(rec.pos, r.Get("values"), nil, r.Get("sensitive_values"), nil)
		rec.read(s.out)
	}
	for _, child := range items(m.Get("child_modules")) {
		s.module(child)
	}
}

func (s *stateReader) record(r *source.Node, addr string, pos source.Pos) *record {
	return &record{
		format: inventory.TerraformState, mode: inventory.Live, data: r.Get("mode").Str() == "data", typ: r.Get("type").Str(),
		addr: addr, pos: pos, scope: s.scope, target: s.scope + "\x00" + addr,
	}
}

// isRecordType reports whether a resource of a plan or state is of a type that is read.
func isRecordType(r *source.Node) bool {
	typ := r.Get("type").Str()
	if _, ok := kinds[typ]; ok {
		return true
	}
	_, isAzapi := azapiTypes[typ]
	return isAzapi || isKnownKubernetes(&resource{typ: typ})
}

// raw reads a resource of a state file, with its instances.
func (s *stateReader) raw(r *source.Node) {
	if !isRecordType(r) {
		return
	}
	addr := r.Get("type").Str() + "." + r.Get("name").Str()
	if r.Get("mode").Str() == "data" {
		addr = "data." + addr
	}
	if module := r.Get("module").Str(); module != "" {
		addr = module + "." + addr
	}
	for _, instance := range items(r.Get("instances")) {
		rec := s.record(r, addr+indexOf(instance.Get("index_key")), instance.Pos)
		rec.values = effective(rec.pos, instance.Get("attributes"), nil, nil, nil)
		unwrapDynamic(rec.values)
		for _, path := range items(instance.Get("sensitive_attributes")) {
			concealPath(rec.values, path.Items)
		}
		rec.read(s.out)
	}
}

// indexOf is an instance key as addresses show it.
func indexOf(key *source.Node) string {
	switch {
	case key == nil:
		return ""
	case key.Kind == source.Number:
		return "[" + key.Text + "]"
	case key.Kind == source.String:
		return indexText(cty.StringVal(key.Text))
	}
	return ""
}

// unwrapDynamic takes off what a state file puts around a value of any type:
// {"value": ..., "type": ...}.
func unwrapDynamic(values *source.Node) {
	for i := range values.Members {
		m := &values.Members[i]
		if value := exact(m.Value, "value"); value != nil && len(m.Value.Members) == 2 && exact(m.Value, "type") != nil {
			m.Value = value.Value
		}
	}
}

// concealPath makes the value at a path of a state file unknown.
func concealPath(n *source.Node, steps []*source.Node) {
	for i, step := range steps {
		value := step.Get("value")
		if inner := value.Get("value"); inner != nil {
			value = inner // an index: {"type": "index", "value": {"value": 0, "type": "number"}}
		}
		var next *source.Node
		switch {
		case value == nil || n == nil:
			return
		case n.Kind == source.Object:
			if m := exact(n, value.Text); m != nil {
				next = m.Value
			}
		case n.Kind == source.Array:
			if k, err := strconv.Atoi(value.Text); err == nil && k >= 0 && k < len(n.Items) {
				next = n.Items[k]
			}
		}
		if next != nil && i == len(steps)-1 {
			conceal(next)
		}
		n = next
	}
}

// effective is a tree of attributes with what is unknown or sensitive put in its
// place. What is absent stands at the resource's own place. why describes an unknown
// value by its path; it may be nil when none is.
func effective(pos source.Pos, values, unknown, sensitive *source.Node, why func(path string) *source.Symbol) *source.Node {
	top := source.Node{Kind: source.Object, Pos: pos}
	if values != nil {
		top.Members = values.Members
	}
	return overlay(&top, unknown, sensitive, why, "", 0)
}

func isTrue(n *source.Node) bool { return n != nil && n.Kind == source.Bool && n.Text == "true" }

func overlay(n, unknown, sensitive *source.Node, why func(string) *source.Symbol, path string, depth int) *source.Node {
	switch {
	case isTrue(unknown):
		return &source.Node{Kind: source.Unknown, Pos: n.Pos, Symbol: why(path)}
	case isTrue(sensitive) && n.Kind != source.Null:
		hidden := *n
		hidden.Members, hidden.Items = nil, nil
		hidden.Kind, hidden.Text = source.Unknown, ""
		hidden.Symbol = &source.Symbol{Why: "the value is sensitive, so it isn't read", Present: n.Kind != source.String || n.Text != ""}
		return &hidden
	case depth > source.MaxDepth:
		return n
	}
	switch n.Kind {
	case source.Object:
		made := *n
		made.Members = make([]source.Member, 0, len(n.Members))
		for _, m := range n.Members {
			below := join(path, m.Key)
			value := overlay(m.Value, get(unknown, m.Key), get(sensitive, m.Key), why, below, depth+1)
			made.Members = append(made.Members, source.Member{Key: m.Key, Pos: m.Pos, Value: value})
		}
		if unknown != nil && unknown.Kind == source.Object {
			for _, m := range unknown.Members {
				if exact(n, m.Key) == nil {
					if value := unknownTree(m.Value, n.Pos, why, join(path, m.Key), depth+1); value != nil {
						made.Members = append(made.Members, source.Member{Key: m.Key, Pos: n.Pos, Value: value})
					}
				}
			}
		}
		return &made
	case source.Array:
		made := *n
		made.Items = make([]*source.Node, len(n.Items))
		for i, item := range n.Items {
			made.Items[i] = overlay(item, itemOf(unknown, i), itemOf(sensitive, i), why, join(path, strconv.Itoa(i)), depth+1)
		}
		return &made
	}
	return n
}

// unknownTree is what stands for a member that isn't among the values because
// it, or all of it that is set, is unknown.
func unknownTree(unknown *source.Node, pos source.Pos, why func(string) *source.Symbol, path string, depth int) *source.Node {
	if isTrue(unknown) {
		return &source.Node{Kind: source.Unknown, Pos: pos, Symbol: why(path)}
	}
	if depth > source.MaxDepth || unknown == nil || unknown.Kind != source.Object && unknown.Kind != source.Array || !holdsTrue(unknown) {
		return nil
	}
	return overlay(&source.Node{Kind: unknown.Kind, Pos: pos}, unknown, nil, why, path, depth)
}

func holdsTrue(n *source.Node) bool {
	if isTrue(n) {
		return true
	}
	for _, m := range n.Members {
		if holdsTrue(m.Value) {
			return true
		}
	}
	for _, item := range n.Items {
		if holdsTrue(item) {
			return true
		}
	}
	return false
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// get is a member of a mask, by its exact name.
func get(n *source.Node, key string) *source.Node {
	if m := exact(n, key); m != nil {
		return m.Value
	}
	return nil
}

// itemOf is an item of a mask.
func itemOf(n *source.Node, i int) *source.Node {
	if n == nil || n.Kind != source.Array || i >= len(n.Items) {
		return nil
	}
	return n.Items[i]
}

package arm

import (
	"path"
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

const deploymentType = "Microsoft.Resources/deployments"

// template is the template that a deployment deploys; nil when it isn't in the files given.
func (in *instance) template() *template {
	if in.deployedLooked {
		return in.deployed
	}
	in.deployedLooked = true
	e := in.e
	e.pos = in.node.Pos
	values := e
	values.quiet = true // what is wrong with a parameter's value is said where it's used
	properties := in.node.Get("properties")
	node, file := properties.Get("template"), in.t.file
	scope := e.at(properties, "expressionEvaluationOptions", "scope").Str()
	// In a template with symbolic names the scope is inner unless it says otherwise.
	outer := !strings.EqualFold(scope, "inner") && (scope != "" || !in.t.isSymbolic())
	if node != nil && node.Kind == source.String {
		// What an expression yields is evaluated once more, by what is deployed.
		node, outer = values.tree(node), false
	}
	if node == nil || node.Kind != source.Object {
		if node, file = in.linked(properties.Get("templateLink")); node == nil {
			return nil
		}
		outer = false
	}
	if in.t.nested >= maxNested {
		e.fail(source.Error, "deployments nested deeper than %d levels; the ones below aren't judged", maxNested)
		return nil
	}
	t := newTemplate(in.t.ev, file, node, short(in.t.id+" > "+in.id.canonical()))
	t.nested, t.by = in.t.nested+1, in
	t.subscription, t.group = in.t.deploymentScope(in.node, e)
	t.setScope()
	in.giveOwn(t, properties.Get("parameters"), values)
	in.giveLinked(t, properties.Get("parametersLink"))
	if outer {
		e.then = &env{evaluator: e.evaluator, t: t}
		t.within = func(*template) env { return e }
	}
	in.deployed = t
	return t
}

// isSymbolic reports whether the template names its resources, which languageVersion 2.0 brought.
func (t *template) isSymbolic() bool {
	resources := t.node.Get("resources")
	return strings.HasPrefix(t.node.Get("languageVersion").Str(), "2.") || resources != nil && resources.Kind == source.Object
}

// giveOwn sets the values that the deployment itself lists, which may be one expression.
func (in *instance) giveOwn(t *template, list *source.Node, from env) {
	if list == nil || list.Kind != source.String {
		t.give(list, &from)
		return
	}
	list = from.tree(list)
	t.give(list, nil)
	if list.Kind == source.Unknown || hasUnknownName(list) {
		for _, p := range t.parameters {
			if p.given == nil {
				p.missing = "what the deployment gives its parameters isn't known: " + whyUnknown(list)
			}
		}
	}
}

// giveLinked sets the values that a deployment takes from a parameter file of its own.
// Where that isn't among the files given, nobody knows which it sets.
func (in *instance) giveLinked(t *template, link *source.Node) {
	if link == nil || link.Kind == source.Null {
		return
	}
	if uri, ok := in.e.symbols.textOf(in.e.value(link, "uri")); ok {
		for _, p := range uri {
			if f := in.t.ev.linkedFile(path.Dir(in.t.file.Path), p.text, true); f != nil {
				in.t.ev.linked = append(in.t.ev.linked, f)
				in.t.ev.found.Diagnostics = append(in.t.ev.found.Diagnostics, t.giveFile(f)...)
				return
			}
		}
	}
	t.missingFile()
}

// missingFile leaves every parameter open that a parameter file which isn't at hand may set.
func (t *template) missingFile() {
	for _, p := range t.parameters {
		if p.given == nil {
			p.missing = "the parameter file that the deployment links to is not in the files given"
		}
	}
}

// at evaluates a member deep inside a tree; a null when it isn't there.
func (e env) at(n *source.Node, path ...string) *source.Node {
	if v := n.At(path...); v != nil {
		return e.tree(v)
	}
	return nullNode()
}

// give sets the values of parameters as a file or a deployment lists them. from is
// what the deployment's expressions see; nil for a file.
func (t *template) give(values *source.Node, from *env) {
	for _, m := range membersOf(values) {
		p := t.parameters[strings.ToLower(m.Key)]
		if p == nil {
			continue
		}
		p.given, p.from, p.missing = m.Value, from, ""
	}
}

// output is an output of the template that a deployment deploys; nil when there is none.
func (in *instance) output(name string) *source.Node {
	if t := in.template(); t != nil {
		return t.output(name)
	}
	return nil
}

// linked finds a linked template among the files given.
func (in *instance) linked(link *source.Node) (*source.Node, *source.File) {
	if link == nil {
		return nil, nil
	}
	if node, path := in.linkedInSpec(link); node != nil {
		return node, &source.File{Path: path}
	}
	dir := path.Dir(in.t.file.Path)
	for _, key := range [...]string{"relativePath", "uri"} {
		t, ok := in.e.symbols.textOf(in.e.value(link, key))
		if !ok {
			continue
		}
		if relative, isKnown := t.known(); isKnown && key == "relativePath" && in.liesWithin(path.Join(dir, strings.ReplaceAll(relative, `\`, "/"))) {
			in.e.pos = link.Pos
			in.e.fail(source.Error, "this deployment links to a template that deploys it; what it would deploy isn't judged again")
			return nil, nil
		}
		for _, p := range t {
			if f := in.t.ev.linkedFile(dir, p.text, key == "uri"); f != nil {
				if root, _ := source.ParseJSON(f); root != nil && root.Kind == source.Object {
					in.t.ev.linked = append(in.t.ev.linked, f)
					return root, f
				}
			}
		}
	}
	if !in.mayMatter() {
		return nil, nil
	}
	in.e.say("linked at "+in.t.id+strconv.FormatInt(int64(link.Pos), 10), source.Diagnostic{
		Level: source.Note, Message: "the template that this deployment links to is not in the files given; what it deploys isn't judged",
		Hint: "scan its folder too", Path: in.t.file.Path, Pos: link.Pos,
	})
	return nil, nil
}

// liesWithin reports whether a template of that path is the deployment's own, or deploys that.
func (in *instance) liesWithin(path string) bool {
	for t := in.t; ; t = t.by.t {
		if t.file.Path == path {
			return true
		}
		if t.by == nil {
			return false
		}
	}
}

// linkedInSpec finds a linked template, and its path, in the template spec that the main one is of.
func (in *instance) linkedInSpec(link *source.Node) (*source.Node, string) {
	if in.t.ev.inSpec == nil {
		return nil, ""
	}
	relative, ok := in.e.symbols.textOf(in.e.value(link, "relativePath"))
	known, isKnown := relative.known()
	if !ok || !isKnown {
		return nil, ""
	}
	at := cleanPath(path.Join(path.Dir(in.t.file.Path), strings.ReplaceAll(known, `\`, "/")))
	if node := in.t.ev.inSpec[at]; node != nil && node.Kind == source.Object {
		return node, at
	}
	return nil, ""
}

// cleanPath is a path inside a template spec in the form by which paths are compared.
func cleanPath(p string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean(strings.ReplaceAll(p, `\`, "/")), "/"))
}

// mayMatter reports whether a deployment whose template isn't at hand speaks of what
// this program judges: in its name, its link or its parameters.
func (in *instance) mayMatter() bool {
	var words strings.Builder
	words.WriteString(in.node.Get("name").Str() + " ")
	properties := in.node.Get("properties")
	for _, m := range membersOf(properties.Get("templateLink")) {
		words.WriteString(m.Value.Str() + " ")
	}
	for _, m := range membersOf(properties.Get("parameters")) {
		words.WriteString(m.Key + " ")
	}
	text := strings.ToLower(words.String())
	for _, word := range [...]string{"aks", "kubernetes", "k8s", "cluster", "nodepool", "agentpool", "vault", "kms", "encrypt", "disk"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// linkedFile finds the file that a path or the literal part of an address means,
// seen from a folder: the longest end of it that leads to a file given. One that is
// absolute may begin with a folder that this one lies in.
func (ev *evaluator) linkedFile(dir, address string, absolute bool) *source.File {
	end := strings.Index(strings.ToLower(address), ".json")
	if end < 0 {
		return nil
	}
	parts := strings.Split(strings.ReplaceAll(address[:end+len(".json")], `\`, "/"), "/")
	for i := range parts {
		relative := path.Join(parts[i:]...)
		if f := ev.files[path.Join(dir, relative)]; f != nil && f != ev.main.file {
			return f
		}
		for at := dir; absolute && at != path.Dir(at); at = path.Dir(at) {
			if path.Base(at) != parts[i] {
				continue
			}
			if f := ev.files[path.Join(path.Dir(at), relative)]; f != nil && f != ev.main.file {
				return f
			}
		}
	}
	return nil
}

// setScope derives the id of the place that a template is deployed to from its schema
// and from the subscription and group around it.
func (t *template) setScope() {
	schema := strings.ToLower(t.node.Get("$schema").Str())
	switch {
	case strings.Contains(schema, "subscriptiondeploymenttemplate"):
		t.group = nil
	case strings.Contains(schema, "managementgroupdeploymenttemplate"), strings.Contains(schema, "tenantdeploymenttemplate"):
		t.subscription, t.group = nil, nil
	}
	t.scope = scopeText(t.subscription, t.group)
}

// deploymentScope is the subscription and group that a definition names, else the template's.
func (t *template) deploymentScope(n *source.Node, e env) (subscription, group text) {
	subscription, group = t.subscription, t.group
	if s := n.Get("subscriptionId"); s != nil {
		if v, ok := e.symbols.textOf(e.tree(s)); ok && len(v) > 0 {
			subscription, group = v, nil
		}
	}
	if g := n.Get("resourceGroup"); g != nil {
		if v, ok := e.symbols.textOf(e.tree(g)); ok && len(v) > 0 {
			group = v
		}
	}
	return subscription, group
}

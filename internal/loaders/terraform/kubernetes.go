package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// kubernetesTypes are the resources of the kubernetes provider that are read, without
// the _v1 that some carry. Source: azure-facts 5.3.
var kubernetesTypes = map[string]struct{ apiVersion, kind string }{
	"kubernetes_storage_class":           {"storage.k8s.io/v1", "StorageClass"},
	"kubernetes_persistent_volume":       {"v1", "PersistentVolume"},
	"kubernetes_persistent_volume_claim": {"v1", "PersistentVolumeClaim"},
	"kubernetes_pod":                     {"v1", "Pod"},
	"kubernetes_deployment":              {"apps/v1", "Deployment"},
	"kubernetes_stateful_set":            {"apps/v1", "StatefulSet"},
	"kubernetes_daemonset":               {"apps/v1", "DaemonSet"},
	"kubernetes_daemon_set":              {"apps/v1", "DaemonSet"},
	"kubernetes_job":                     {"batch/v1", "Job"},
	"kubernetes_cron_job":                {"batch/v1", "CronJob"},
}

// manifestArguments are the resources that hold a whole manifest, and the argument that it is in.
var manifestArguments = map[string]string{"kubernetes_manifest": "manifest", "kubectl_manifest": "yaml_body"}

func isKnownKubernetes(r *resource) bool {
	if r.mode != "" {
		return false
	}
	if _, ok := manifestArguments[r.typ]; ok {
		return true
	}
	_, ok := kubernetesTypes[strings.TrimSuffix(r.typ, "_v1")]
	return ok
}

// readKubernetes hands on a resource of the kubernetes or kubectl provider as the object that it makes.
func (i *instance) readKubernetes(out *inventory.Loaded) {
	host := inventory.Host{
		Format: inventory.Terraform, Mode: inventory.Declared, Type: i.res.typ, Address: i.addr, Scope: i.scope.root.id,
		Pos: i.header(), Identities: []string{i.target()},
	}
	for _, n := range i.objects() {
		if name := n.At("metadata", "name"); name != nil && name.Kind == source.Unknown {
			host.Name = i.nameText()
			if name.Symbol != nil && name.Symbol.Expr != "" {
				host.Identities = append(host.Identities, name.Symbol.Expr)
			}
		}
		out.Embedded = append(out.Embedded, inventory.Embedded{Format: inventory.Kubernetes, Node: n, Host: host})
	}
}

// nameText is the object's name as it is written.
func (i *instance) nameText() string {
	w := i.view()
	if _, found := w.find(w.at, []string{"metadata"}); found != nil && found.block != nil {
		if attr := found.block.body.Attributes["name"]; attr != nil {
			return i.scope.root.text(attr)
		}
	}
	return ""
}

// objects are the Kubernetes objects that a resource makes.
func (i *instance) objects() []*source.Node {
	if argument, ok := manifestArguments[i.res.typ]; ok {
		attr := i.body().Attributes[argument]
		if attr == nil {
			return nil
		}
		n := i.scope.document(i.scope.value(attr.Expr, i.ctx), i.item(attr), source.ParseYAML)
		if n.Kind == source.Object {
			n.Pos = i.header()
		}
		return []*source.Node{n}
	}
	t := kubernetesTypes[strings.TrimSuffix(i.res.typ, "_v1")]
	header := i.header()
	n := i.scope.kubernetesObject(part{i.body(), i.ctx, header}, t.kind)
	text := func(key, value string) source.Member {
		return source.Member{Key: key, Pos: header, Value: &source.Node{Kind: source.String, Pos: header, Text: value}}
	}
	n.Members = append([]source.Member{text("apiVersion", t.apiVersion), text("kind", t.kind)}, n.Members...)
	return []*source.Node{n}
}

// Blocks that are handed on, by what they are in Kubernetes. All others, and with
// them the environment of containers, are left out.
var (
	objectBlocks = map[string]string{
		"metadata": "metadata", "spec": "spec", "template": "template", "job_template": "jobTemplate",
		"persistent_volume_claim": "persistentVolumeClaim", "azure_disk": "azureDisk", "azure_file": "azureFile", "csi": "csi",
		"ephemeral": "ephemeral", "volume_claim_template": "volumeClaimTemplate",
	}
	listBlocks = map[string]string{"volume": "volumes"}
	// inlineBlocks stand around what Kubernetes has directly in the object.
	inlineBlocks = map[string]bool{"persistent_volume_source": true}
)

// renamed are the arguments whose names aren't those of Kubernetes in another spelling.
var renamed = map[string]string{
	"storage_provisioner": "provisioner", "data_disk_uri": "diskURI", "disk_uri": "diskURI",
}

// part is a block of a Kubernetes resource, or an argument written in its place.
type part struct {
	body *hclsyntax.Body
	ctx  *hcl.EvalContext
	pos  source.Pos
}

// kubernetesObject is a block as Kubernetes has it. within is the kind of the object, or the block around.
func (s *scope) kubernetesObject(at part, within string) *source.Node {
	n := &source.Node{Kind: source.Object, Pos: at.pos}
	for _, attr := range sortedAttributes(at.body) {
		pos := s.root.places.of(attr.SrcRange)
		if bodies := literalBodies(attr.Expr); len(bodies) > 0 && isKubernetesBlock(attr.Name) {
			parts := make([]part, len(bodies))
			for i, body := range bodies {
				parts[i] = part{body, at.ctx, pos}
			}
			s.addBlocks(n, attr.Name, within, parts, nil)
			continue
		}
		if notAttributes[attr.Name] || isLeftOut[attr.Name] {
			continue
		}
		value := s.tree(s.value(attr.Expr, at.ctx), item{s: s, expr: attr.Expr, ctx: at.ctx, at: attr.SrcRange})
		if value.Kind == source.Object || value.Kind == source.Array {
			pos = s.root.places.of(attr.NameRange)
		}
		n.Members = append(n.Members, source.Member{Key: kubernetesName(attr.Name), Pos: pos, Value: value})
	}
	done := map[string]bool{}
	for _, b := range at.body.Blocks {
		typ := nestedType(b)
		if done[typ] {
			continue
		}
		done[typ] = true
		found, open := s.nested(at.body, typ, at.ctx)
		parts := make([]part, len(found))
		for i, block := range found {
			parts[i] = part{block.body, block.ctx, s.root.places.header(block.header)}
		}
		if len(parts) > 0 {
			s.addBlocks(n, typ, within, parts, open)
		}
	}
	return n
}

// addBlocks adds the blocks of a type to the object around them.
func (s *scope) addBlocks(n *source.Node, typ, within string, parts []part, open *symbol) {
	key, isObject := objectBlocks[typ]
	list, isList := listBlocks[typ]
	if typ == "volume_claim_template" && within == "spec" {
		list, isList = "volumeClaimTemplates", true
	}
	pos := parts[0].pos
	add := func(key string, value *source.Node) {
		n.Members = append(n.Members, source.Member{Key: key, Pos: pos, Value: value})
	}
	switch {
	case isList && open != nil:
		add(list, &source.Node{Kind: source.Unknown, Pos: pos, Symbol: &open.Symbol})
	case isObject && open != nil:
		add(key, &source.Node{Kind: source.Unknown, Pos: pos, Symbol: &open.Symbol})
	case isList:
		array := &source.Node{Kind: source.Array, Pos: pos}
		for _, part := range parts {
			array.Items = append(array.Items, s.kubernetesObject(part, typ))
		}
		add(list, array)
	case isObject:
		add(key, s.kubernetesObject(parts[0], typ))
	case inlineBlocks[typ]:
		n.Members = append(n.Members, s.kubernetesObject(parts[0], typ).Members...)
	}
}

func isKubernetesBlock(name string) bool {
	_, isObject := objectBlocks[name]
	_, isList := listBlocks[name]
	return isObject || isList || inlineBlocks[name]
}

// literalBodies are the blocks that an argument is written in place of: JSON has
// no other way. Nil when it isn't an object, or a list of objects, with plain names.
func literalBodies(expr hclsyntax.Expression) []*hclsyntax.Body {
	switch e := unwrap(expr).(type) {
	case *hclsyntax.ObjectConsExpr:
		body := &hclsyntax.Body{Attributes: make(hclsyntax.Attributes, len(e.Items))}
		for _, item := range e.Items {
			name := literalOf(item.KeyExpr)
			if name == "" {
				return nil
			}
			at := hcl.RangeBetween(item.KeyExpr.Range(), item.ValueExpr.Range())
			body.Attributes[name] = &hclsyntax.Attribute{Name: name, Expr: item.ValueExpr, SrcRange: at, NameRange: item.KeyExpr.Range()}
		}
		return []*hclsyntax.Body{body}
	case *hclsyntax.TupleConsExpr:
		var bodies []*hclsyntax.Body
		for _, element := range e.Exprs {
			inner := literalBodies(element)
			if len(inner) != 1 {
				return nil
			}
			bodies = append(bodies, inner...)
		}
		return bodies
	}
	return nil
}

// isLeftOut are the arguments that are never handed on: what runs in containers,
// and what may be secret.
var isLeftOut = map[string]bool{
	"env": true, "container": true, "init_container": true, "data": true, "binary_data": true, "string_data": true,
}

// kubernetesName is the name of an argument in Kubernetes.
func kubernetesName(name string) string {
	if known, ok := renamed[name]; ok {
		return known
	}
	if key, ok := objectBlocks[name]; ok {
		return key
	}
	if key, ok := listBlocks[name]; ok {
		return key
	}
	var b strings.Builder
	for i, word := range strings.Split(name, "_") {
		if i > 0 && word != "" {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		b.WriteString(word)
	}
	return b.String()
}

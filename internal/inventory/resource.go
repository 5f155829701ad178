package inventory

import (
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// Format says what a resource was read from. It is part of the output contract.
type Format string

// The formats.
const (
	Terraform      Format = "terraform"
	TerraformPlan  Format = "terraform-plan"
	TerraformState Format = "terraform-state"
	ARM            Format = "arm"
	Azure          Format = "azure"
	Kubernetes     Format = "kubernetes"
)

// Column is a column of names in the property table.
type Column uint8

// The columns.
const (
	ColumnTerraform Column = iota
	ColumnAzure
	ColumnKubernetes
)

// Column is the column of names that a format is read by.
func (f Format) Column() Column {
	switch f {
	case ARM, Azure:
		return ColumnAzure
	case Kubernetes:
		return ColumnKubernetes
	}
	return ColumnTerraform
}

// Mode says whether a resource is written down or was found running.
type Mode string

// The modes.
const (
	Declared Mode = "declared"
	Live     Mode = "live"
)

// Resource is one resource, cluster or claim of the shared document.
type Resource struct {
	Kind Kind
	// Type is the type as the format names it: azurerm_kubernetes_cluster,
	// Microsoft.ContainerService/managedClusters, StorageClass.
	Type string
	// Name is its own name in Azure or Kubernetes; the expression's text when nobody knows it.
	Name string
	// Address is how its format addresses it; see DESIGN.md, "Where a result stands".
	Address string
	// Format and Mode are as shown to the user. A manifest inside Terraform has Terraform's.
	Format Format
	Mode   Mode
	// Pos is the header: the HCL block's header, the JSON object's '{', the YAML document's first key.
	Pos source.Pos
	// CompiledFrom is its place in the Bicep that its template was compiled from; not valid where that isn't known.
	CompiledFrom source.Pos
	// APIVersion is the API version it was written for or exported with; "" when not known.
	APIVersion string
	// Existing marks what is only referred to (a data source, an ARM `existing`
	// resource, a claim template): a link target, never a subject.
	Existing bool
	// Scope is what holds names together: a Terraform root, one evaluation of a template, a manifest's path.
	Scope string
	// Namespace is the Kubernetes namespace as written; "" when none is.
	Namespace string
	// Overlay is nil but for what only changes another resource (azapi_update_resource):
	// then it leads to that one, and the link step lays what is set here over it.
	Overlay *Value
	// Identities are the texts that lead to this resource: canonical ids, key URLs, and
	// the [source.Ref] targets and expressions that stand for it.
	Identities []string
	// Above are the identities of what contains it, as far as the loader knows more than
	// its id says: a resource group of Terraform, a template's own group.
	Above []string

	info   *KindInfo
	values []Value
	// key orders resources in the document.
	key int
	// shared is set by [Resource.Share].
	shared bool
}

// New reads every property of a resource through its view.
func New(kind Kind, view View) *Resource {
	info := InfoOf(kind)
	r := &Resource{
		Kind: kind, Type: view.Type(), Format: view.Format(), Mode: view.Mode(), APIVersion: view.Version(),
		Pos: place(view), info: info, values: make([]Value, len(info.Properties)),
	}
	for i := range info.Properties {
		r.values[i] = info.Properties[i].read(view)
	}
	return r
}

// Info describes the resource's kind.
func (r *Resource) Info() *KindInfo { return r.info }

// Property returns the value of a property by its name in the shared document.
// It panics on a name that the kind doesn't have: that is a mistake in the program.
func (r *Resource) Property(name string) *Value { return &r.values[r.info.index(name)] }

// SetProperty replaces a property: for what the format can't show in one place.
func (r *Resource) SetProperty(name string, v Value) { r.values[r.info.index(name)] = v }

// References calls fn for every reference of the resource: single ones, and each item of a list.
func (r *Resource) References(fn func(p *Property, v *Value)) {
	for _, i := range r.info.references {
		p := &r.info.Properties[i]
		if p.Type == Reference {
			fn(p, &r.values[i])
			continue
		}
		for j := range r.values[i].Items {
			fn(p, &r.values[i].Items[j])
		}
	}
}

// Identify adds texts that lead to the resource.
func (r *Resource) Identify(identities ...string) {
	for _, id := range identities {
		if id != "" {
			r.Identities = append(r.Identities, id)
		}
	}
}

// Embedded is a tree that a loader found inside its own format, for the loader of the tree's own kind.
type Embedded struct {
	// Format is what the tree is: ARM or Kubernetes.
	Format Format
	Node   *source.Node
	// Host is the resource that holds it. The resources read from the tree take its
	// format, mode, address, scope and identities.
	Host Host
}

// Host is where an [Embedded] tree was found.
type Host struct {
	Format  Format
	Mode    Mode
	Type    string // azapi_resource, kubernetes_manifest, ...
	Address string
	Scope   string
	Pos     source.Pos
	// AzureType is "Namespace/type@apiVersion" for an ARM body that doesn't say so itself.
	AzureType string
	// Name is the resource's name where the tree doesn't hold it.
	Name string
	// Identities lead to the resource, as in [Resource].
	Identities []string
	// Parent is a reference to the resource it is a child of, when the host names one.
	Parent Value
	// Overlay says that the tree only changes another resource (azapi_update_resource), which Parent leads to.
	Overlay bool
	// Existing marks what is only referred to, as in [Resource].
	Existing bool
	// CompiledFrom is as in [Resource].
	CompiledFrom source.Pos
	// IgnoredChanges is the list of what the host is told not to change, if any.
	IgnoredChanges Value
	// Dependencies and DependenciesInDoubt are what Terraform makes before the host, as
	// lists of addresses, where it tells; see the properties of a cluster.
	Dependencies, DependenciesInDoubt Value
}

// SplitType takes AzureType apart.
func (h *Host) SplitType() (name, apiVersion string) {
	name, apiVersion, _ = strings.Cut(h.AzureType, "@")
	return name, apiVersion
}

// Loaded is what a loader made of its input.
type Loaded struct {
	Resources   []*Resource
	Embedded    []Embedded
	Diagnostics []source.Diagnostic
	// Consumed are the paths of files that something else deploys or is made of: what it
	// makes of them is judged, and not the files by themselves.
	Consumed []string
	// Defaults are those places among the origins of values where a default stands that
	// nobody overrode: of a variable of Terraform, of a parameter of a template.
	Defaults []source.Pos
}

// Append adds another loader's result.
func (l *Loaded) Append(other Loaded) {
	l.Resources = append(l.Resources, other.Resources...)
	l.Embedded = append(l.Embedded, other.Embedded...)
	l.Diagnostics = append(l.Diagnostics, other.Diagnostics...)
	l.Consumed = append(l.Consumed, other.Consumed...)
	l.Defaults = append(l.Defaults, other.Defaults...)
}

package inventory

import (
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// Kind is a kind of resource in the shared input document.
type Kind string

// Type is the type of a property's value.
type Type uint8

// The types.
const (
	Bool       Type = iota
	Text            // a string
	Integer         // a whole number
	List            // a list of strings
	Reference       // one id, name or attribute that leads to another resource
	References      // several of those, each with its own place
)

func (t Type) describe() string {
	return [...]string{"true or false", "text", "a whole number", "a list of text", "an id", "a list of ids"}[t]
}

// Name returns the type's name in the generated documentation.
func (t Type) Name() string {
	return [...]string{"boolean", "string", "integer", "list of strings", "reference", "list of references"}[t]
}

// Property is one row of the property table: what a property is called in the
// shared document, what it is called in each format, and what it means when it's absent.
type Property struct {
	// Name is the property's name in the shared document, snake_case.
	Name string
	// Doc says in one line what it is.
	Doc  string
	Type Type
	// Targets are the kinds that a reference may lead to.
	Targets []Kind
	// Via is the attribute of its target that a typed reference must be (see [source.Ref]);
	// one to another attribute leads nowhere. "" admits every attribute.
	Via string
	// Absent is what Azure or Kubernetes does without it; nil means that nothing stands in for it.
	Absent any
	// Azure is its path in ARM's own casing, below the resource's `properties`, parts
	// joined by '.'; a leading '/' starts at the resource itself. Serves ARM, az and REST
	// alike, since names are compared without regard to case.
	Azure string
	// Terraform are its paths in azurerm, blocks and arguments joined by '.'.
	Terraform []TerraformName
	// Kubernetes is its path in the object, parts joined by '.'.
	Kubernetes string
	// ReadAzure, ReadTerraform and ReadKubernetes read what no path can express. They win over the paths.
	ReadAzure, ReadTerraform, ReadKubernetes func(View) Value
	// AbsentIn replaces Absent where it depends on the format or its version. It gets the
	// absent value, with its place, and returns what stands for it.
	AbsentIn func(View, Value) Value
	// ToldSince is the first API version whose whole export of a resource tells by leaving the property out
	// that nobody set it, which then contradicts an export that has it; "" where leaving it out tells nothing.
	ToldSince string
	// ScanWide has the values of all resources of the scan counted in the document's
	// `scan` part, for rules whose severity depends on the whole estate.
	ScanWide bool
}

// TerraformName is a property's path in some versions of the azurerm provider.
type TerraformName struct {
	Path string
	// Since is the first provider version that has it, Before the first that no longer
	// does; empty means no bound. Source: azure-facts 5.1 (provider change logs).
	Since, Before string
}

// View is how a loader shows one resource to the property table. Paths are those of the table's column for the view's format.
type View interface {
	// Format is the column to read.
	Format() Format
	// Mode says whether the resource is declared or live.
	Mode() Mode
	// Type is the resource's type as the format names it.
	Type() string
	// Version is the API version (ARM, Kubernetes) or "" when not known.
	Version() string
	// Lookup reads the value at a path. An absent one comes back Unset with the place where it would stand.
	// After annotations, labels and parameters the rest of a Kubernetes path is one key;
	// parameters' keys are compared without regard to case, as the CSI drivers do.
	// A number in a path is an index into a list. A path that ends at a list has its
	// elements in Items, one that ends at an object the names of its members.
	// The empty path is the resource itself, for its place. A path that ends at an HCL
	// block is true when the block is there, Unknown when that can't be told; one that
	// ends at an object is Set, its value being of no use to a row.
	Lookup(path string) Value
	// Keys lists the member names of the object at a path, as spelt.
	Keys(path string) []string
	// Knows reports whether a name with these version bounds exists in the version in
	// force. Formats without such versions, and unknown versions, know every name.
	Knows(name TerraformName) bool
}

// read fills in one property of a resource.
func (p *Property) read(view View) Value {
	v := p.lookup(view)
	switch v.State {
	case Set:
		return convert(p.Type, v)
	case Unset:
	default:
		return v
	}
	if p.AbsentIn != nil {
		return p.AbsentIn(view, v)
	}
	return p.absent(v)
}

// absent turns an Unset value into the row's default, if it has one.
func (p *Property) absent(v Value) Value {
	if p.Absent == nil {
		return v
	}
	v.State, v.Value = Default, p.Absent
	return v
}

func (p *Property) lookup(view View) Value {
	switch view.Format().Column() {
	case ColumnTerraform:
		if p.ReadTerraform != nil {
			return p.ReadTerraform(view)
		}
		return lookupTerraform(view, p.Terraform)
	case ColumnAzure:
		if p.ReadAzure != nil {
			return p.ReadAzure(view)
		}
		return lookupPath(view, p.Azure)
	case ColumnKubernetes:
		if p.ReadKubernetes != nil {
			return p.ReadKubernetes(view)
		}
		return lookupPath(view, p.Kubernetes)
	}
	return view.Lookup("")
}

func lookupPath(view View, path string) Value {
	if path == "" {
		return UnsetValue(view.Lookup("").Pos)
	}
	return view.Lookup(path)
}

// lookupTerraform tries the names that the provider version in force knows, in
// the order of the row. A name that it doesn't know counts as unset, but its
// place is where the result should point.
func lookupTerraform(view View, names []TerraformName) Value {
	absent := UnsetValue(view.Lookup("").Pos)
	for _, name := range names {
		v := view.Lookup(name.Path)
		if v.State == Unset {
			if v.Null || !absent.Null && v.Pos.IsValid() {
				absent = v
			}
			continue
		}
		if view.Knows(name) {
			return v
		}
		absent.Pos, absent.Ignored = v.Pos, "the azurerm version in force doesn't have "+name.describe()
		return absent
	}
	return absent
}

// describe is the name with the versions that have it.
func (n TerraformName) describe() string {
	argument := n.Path[strings.LastIndexByte(n.Path, '.')+1:]
	switch {
	case n.Since != "" && n.Before != "":
		return argument + " (came with " + n.Since + ", went with " + n.Before + ")"
	case n.Since != "":
		return argument + " (came with " + n.Since + ")"
	case n.Before != "":
		return argument + " (went with " + n.Before + ")"
	}
	return argument
}

// place is where a property of the view would stand when there is nothing better to point at.
func place(view View) source.Pos { return view.Lookup("").Pos }

// Package link joins the resources that the loaders read: appearances of one
// resource become one, references become edges to the resources that they lead
// to, and the whole falls into independent parts.
package link

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/akscan/akscan/internal/inventory"
	"github.com/akscan/akscan/internal/source"
)

// Graph is the joined picture.
type Graph struct {
	// Resources are all resources, numbered, the merged and overlaid ones once.
	Resources []*inventory.Resource
	// Parts are the sets of resources that no edge joins, each sorted by key, in the order of their first resource.
	Parts [][]*inventory.Resource
}

// Link joins resources. files resolves the folders that Kubernetes names are looked up in.
func Link(files *source.Set, resources []*inventory.Resource) *Graph {
	return Within(files, resources, Surroundings{})
}

// Within joins the resources of a part of a scan, which [Join] has found to be independent of the rest.
func Within(files *source.Set, resources []*inventory.Resource, around Surroundings) *Graph {
	return newLinker(files, around).link(resources)
}

func newLinker(files *source.Set, around Surroundings) *linker {
	return &linker{
		files: files, around: around, byIdentity: map[string][]*inventory.Resource{}, byName: map[nameKey][]*inventory.Resource{},
		versionsOf: map[string][]*inventory.Resource{}, poolsOf: map[*inventory.Resource][]*inventory.Resource{},
		exportsIn: map[string][]*inventory.Resource{},
	}
}

func (l *linker) link(resources []*inventory.Resource) *Graph {
	resources = slices.Clone(resources)
	inventory.Number(resources)
	resources = merge(resources)
	l.around.replaceFacts(resources)
	declared, overlays := split(resources)
	for _, r := range declared {
		l.add(r)
	}
	l.nameKeys(declared)
	l.overlay(declared, overlays)
	declared = append(declared, l.addReferredKeys(declared)...)
	declared = append(declared, groupClasses(l.files, declared)...)
	inventory.Number(declared)
	for _, r := range declared {
		l.resolve(r)
	}
	only := l.around.onlyCluster(declared)
	for _, r := range declared {
		l.derive(r)
		if r.Kind == inventory.Secret {
			l.leadSecret(r, only)
		}
	}
	l.counterparts(declared)
	markFacts(declared)
	return &Graph{Resources: declared, Parts: parts(declared)}
}

// onlyCluster is the one cluster that the Secrets of a scan can be in: the only one
// running, else the only one there is.
func (s *Surroundings) onlyCluster(resources []*inventory.Resource) *inventory.Resource {
	var live, all []*inventory.Resource
	for _, r := range resources {
		if r.Kind == inventory.Cluster && !r.Existing {
			if all = append(all, r); r.Mode == inventory.Live {
				live = append(live, r)
			}
		}
	}
	switch {
	case len(live)+s.LiveClusters == 1:
		return first(live)
	case len(all)+s.Clusters == 1:
		return first(all)
	}
	return nil
}

func first(resources []*inventory.Resource) *inventory.Resource {
	if len(resources) == 0 {
		return nil
	}
	return resources[0]
}

// leadSecret leads a Secret to the cluster that it is of: the one whose export lies in
// the same folder, as scan collect writes them, else the only one of the scan.
func (l *linker) leadSecret(r, only *inventory.Resource) {
	folder := path.Dir(l.pathOf(r))
	l.trace.asks(folderSpace, folder)
	switch beside := l.exportsIn[folder]; {
	case len(beside) == 1:
		only = beside[0]
	case len(beside) > 1:
		return
	}
	if only == nil {
		return
	}
	v := inventory.SetValue(only.Address, r.Pos)
	v.SetTargets([]*inventory.Resource{only})
	r.SetProperty("cluster", v)
}

type linker struct {
	files  *source.Set
	around Surroundings
	// trace is told what is looked up; mostly nil.
	trace *tracer

	byIdentity map[string][]*inventory.Resource
	byName     map[nameKey][]*inventory.Resource
	// versionsOf holds key versions by the identifier of their key.
	versionsOf map[string][]*inventory.Resource
	// exportsIn holds the clusters found running by the folder of their export.
	exportsIn map[string][]*inventory.Resource
	// anySizes says that there are VM sizes.
	anySizes bool
	// poolsOf holds node pools by their cluster.
	poolsOf map[*inventory.Resource][]*inventory.Resource
}

func (l *linker) add(r *inventory.Resource) {
	for _, id := range r.Identities {
		l.index(id, r)
	}
	if r.Info().Has("principal_id") {
		// Grants name an identity by its object id.
		l.index(r.Property("principal_id").Identity(), r)
	}
	switch r.Kind {
	case inventory.Cluster:
		if r.Mode == inventory.Live && !r.Existing {
			folder := path.Dir(l.pathOf(r))
			l.trace.answers(folderSpace, folder)
			l.exportsIn[folder] = append(l.exportsIn[folder], r)
		}
	case inventory.KeyVersion:
		for _, id := range r.Identities {
			if key, ok := parseKeyURL(id); ok {
				l.trace.answers(versionSpace, key.versionless())
				l.versionsOf[key.versionless()] = append(l.versionsOf[key.versionless()], r)
			}
		}
	case inventory.KeyVault:
		if host := vaultOf(r); host != "" {
			l.index(host, r)
			if r.Existing {
				l.trace.asks(identitySpace, givenVault(host)) // for the one that it means: see given
			} else {
				l.index(givenVault(host), r)
			}
		}
	case inventory.Key:
		if !r.Existing {
			for _, id := range r.Identities {
				if key, ok := parseKeyURL(id); ok {
					l.index(keyOfVault(vaultOfURL(id), key.name), r)
				}
			}
		}
	case inventory.VMSize:
		l.anySizes = true
	case inventory.StorageAccount:
		l.index(accountOfName(r.Name), r)
	case inventory.DiskEncryptionSet:
		if !r.Existing && r.Name != "" && resourceID(r) == "" {
			l.nameIt(nameKey{kind: r.Kind, name: strings.ToLower(r.Name)}, r)
		}
	case inventory.StorageClass, inventory.PersistentVolume, inventory.PersistentVolumeClaim, inventory.Workload:
		if !r.Existing {
			if claim := claimOf(r); claim != "" {
				l.nameIt(nameKey{kind: r.Kind, namespace: keptFor, name: claim}, r)
			}
			key := nameKeyOf(r)
			l.nameIt(key, r)
			if r.Kind == inventory.StorageClass && r.Property("is_default").Bool() {
				key.name = defaultClass
				l.nameIt(key, r)
			}
		}
	}
}

func (l *linker) nameIt(key nameKey, r *inventory.Resource) {
	l.trace.answers(nameSpace, key.text())
	l.byName[key] = append(l.byName[key], r)
}

func (l *linker) index(id string, r *inventory.Resource) {
	if id != "" && !slices.Contains(l.byIdentity[id], r) {
		l.trace.answers(identitySpace, id)
		l.byIdentity[id] = append(l.byIdentity[id], r)
	}
}

// find is what an identity leads to.
func (l *linker) find(id string) []*inventory.Resource {
	l.trace.asks(identitySpace, id)
	return l.byIdentity[id]
}

// split takes apart what exists by itself and what only changes another resource.
func split(resources []*inventory.Resource) (declared, overlays []*inventory.Resource) {
	for _, r := range resources {
		if r.Overlay != nil {
			overlays = append(overlays, r)
		} else {
			declared = append(declared, r)
		}
	}
	return declared, overlays
}

// resolve turns the references of one resource into edges.
func (l *linker) resolve(r *inventory.Resource) {
	r.References(func(p *inventory.Property, v *inventory.Value) {
		if targets := l.targets(r, p, v); len(targets) > 0 {
			v.SetTargets(targets)
		}
	})
	if r.Kind == inventory.PersistentVolumeClaim {
		l.resolveKept(r)
	}
	if r.Kind == inventory.NodePool {
		for _, cluster := range r.Property("cluster").Targets() {
			l.poolsOf[cluster] = append(l.poolsOf[cluster], r)
		}
	}
}

// targets finds what a reference leads to: by identity, else by a Kubernetes name.
func (l *linker) targets(r *inventory.Resource, p *inventory.Property, v *inventory.Value) []*inventory.Resource {
	if s := v.Symbol; p.Via != "" && s != nil && s.Ref != nil && s.Ref.Attribute != p.Via {
		return nil
	}
	var room [4]string
	for _, id := range identitiesOf(room[:0], p, v) {
		if found := notElsewhere(ofKinds(l.find(id), p.Targets), v.Identity()); len(found) > 0 {
			return l.given(preferMode(found, r.Mode), r.Mode)
		}
	}
	if found := l.byVaultName(p, v.Identity()); len(found) > 0 {
		return l.given(preferMode(found, r.Mode), r.Mode)
	}
	if found := l.bySetName(p, v.Identity()); len(found) > 0 {
		return found
	}
	return l.byKubernetesName(r, p, v)
}

// bySetName finds the one declared disk encryption set of the name, and the group if
// that is known, that a resource id has, where nobody knows its own id before it is deployed.
func (l *linker) bySetName(p *inventory.Property, id string) []*inventory.Resource {
	rest, name, ok := strings.Cut(id, "/providers/microsoft.compute/diskencryptionsets/")
	if !ok || !slices.Contains(p.Targets, inventory.DiskEncryptionSet) {
		return nil
	}
	group, _ := idPart(rest, "resourcegroups")
	key := nameKey{kind: inventory.DiskEncryptionSet, name: name}
	l.trace.asks(nameSpace, key.text())
	var found []*inventory.Resource
	for _, set := range l.byName[key] {
		if own := set.Property("resource_group").Text(); own == "" || strings.EqualFold(own, group) {
			found = append(found, set)
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found
}

// byVaultName finds the vault, or the key in a vault, that a resource id names, among
// those whose own id nobody knows before they are deployed: a vault's name is unique.
func (l *linker) byVaultName(p *inventory.Property, id string) []*inventory.Resource {
	name, key, ok := vaultOfID(id)
	var found []*inventory.Resource
	switch {
	case !ok:
	case key == "" && slices.Contains(p.Targets, inventory.KeyVault):
		found = ofKinds(l.find(name), p.Targets)
	case key != "" && slices.Contains(p.Targets, inventory.Key):
		found = ofKinds(l.find(keyOfVault(name, key)), p.Targets)
	}
	return slices.DeleteFunc(found, func(r *inventory.Resource) bool { return resourceID(r) != "" })
}

// given puts what the scan holds of a vault or key in the place of what only refers to
// it, a data source or an existing resource: a vault's name is unique, so the one
// resource of that name is what is meant, whichever format or root it stands in.
func (l *linker) given(targets []*inventory.Resource, mode inventory.Mode) []*inventory.Resource {
	if len(targets) != 1 || !targets[0].Existing {
		return targets
	}
	var found []*inventory.Resource
	switch target := targets[0]; target.Kind {
	case inventory.KeyVault:
		found = slices.Clone(l.find(givenVault(vaultOf(target))))
	case inventory.Key:
		target.References(func(p *inventory.Property, v *inventory.Value) {
			if p.Name != "vault" {
				return
			}
			for _, vault := range l.targets(target, p, v) {
				found = append(found, l.find(keyOfVault(vaultOf(vault), target.Name))...)
			}
		})
	}
	for _, id := range targets[0].Identities {
		found = notElsewhere(found, id)
	}
	if found = preferMode(found, mode); len(found) == 1 {
		return found
	}
	return targets
}

// identitiesOf lists the texts to look a reference up by, the most exact first: a
// key URL with its version leads to that version, else to the key.
// They are appended to ids.
func identitiesOf(ids []string, p *inventory.Property, v *inventory.Value) []string {
	id := v.Identity()
	if id == "" {
		return ids
	}
	ids = append(ids, id)
	if slices.Contains(p.Targets, inventory.Key) {
		if key, ok := parseKeyURL(id); ok {
			ids = append(ids, key.versionless(), keyOfVault(vaultOfURL(id), key.name))
		}
	}
	if slices.Contains(p.Targets, inventory.KeyVault) {
		if host := vaultOfURL(id); host != "" {
			ids = append(ids, host)
		}
	}
	if slices.Contains(p.Targets, inventory.StorageAccount) {
		if account := accountOfName(id); account != "" {
			ids = append(ids, account)
		}
	}
	return ids
}

func ofKinds(resources []*inventory.Resource, kinds []inventory.Kind) []*inventory.Resource {
	var found []*inventory.Resource
	for _, r := range resources {
		if slices.Contains(kinds, r.Kind) {
			found = append(found, r)
		}
	}
	return found
}

// preferMode keeps the targets of the referrer's own mode when there are any: a
// resource that is both declared and live is two resources with one identity.
func preferMode(targets []*inventory.Resource, mode inventory.Mode) []*inventory.Resource {
	var same []*inventory.Resource
	for _, t := range targets {
		if t.Mode == mode {
			same = append(same, t)
		}
	}
	if len(same) > 0 {
		return same
	}
	return targets
}

// parts finds the sets of resources that no edge joins.
func parts(resources []*inventory.Resource) [][]*inventory.Resource {
	parent := make([]int, len(resources))
	for i := range parent {
		parent[i] = i
	}
	find := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for _, r := range resources {
		r.References(func(_ *inventory.Property, v *inventory.Value) {
			for _, target := range v.Targets() {
				if !target.IsShared() {
					parent[find(r.Key())] = find(target.Key())
				}
			}
		})
	}
	byRoot := map[int][]*inventory.Resource{}
	for i, r := range resources {
		root := find(i)
		byRoot[root] = append(byRoot[root], r)
	}
	found := make([][]*inventory.Resource, 0, len(byRoot))
	for _, part := range byRoot {
		found = append(found, part)
	}
	slices.SortFunc(found, func(a, b []*inventory.Resource) int { return cmp.Compare(a[0].Key(), b[0].Key()) })
	return found
}

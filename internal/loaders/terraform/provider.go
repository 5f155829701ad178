package terraform

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/akscan/akscan/internal/inventory"
)

// releases are the minor releases of providers, by major: the number of the last
// one. Sources: azure-facts 5.1 (newest azurerm read 5.2.0), 5.2 (newest azapi read 2.12.0).
var releases = map[string][]struct{ major, lastMinor int }{
	"azurerm": {{2, 99}, {3, 117}, {4, 81}, {5, 2}},
	"azapi":   {{1, 15}, {2, 12}},
}

// providerVersion is the version of a provider that is in force in a root.
type providerVersion struct {
	// version is the locked one, else the newest that the constraints admit; nil
	// when nothing says, or when no version is admitted.
	version *version.Version
}

// knows reports whether an argument with these bounds exists in the version. When
// nothing pins the provider every name is known: people write the name of the
// version that they use.
func (p providerVersion) knows(name inventory.TerraformName) bool {
	if p.version == nil {
		return true
	}
	core := p.version.Core()
	if name.Since != "" {
		if since, err := version.NewVersion(name.Since); err == nil && core.LessThan(since) {
			return false
		}
	}
	if name.Before != "" {
		if before, err := version.NewVersion(name.Before); err == nil && !core.LessThan(before) {
			return false
		}
	}
	return true
}

// azurermVersion is the azurerm version in force: the one in the lock file, else
// the newest known that all constraints admit.
func azurermVersion(known *releaseChoice, locked map[string]string, requires []requirement) providerVersion {
	const name = "azurerm"
	if v := lockedVersion(locked, name); v != nil {
		return providerVersion{v}
	}
	var constraints []string
	for _, r := range requires {
		if r.version != "" && isProvider(r, name) {
			constraints = append(constraints, r.version)
		}
	}
	newest, _ := known.admitted(name, constraints)
	return providerVersion{newest}
}

// lockedVersion is the version of a provider in a lock file; nil when it has none.
func lockedVersion(locked map[string]string, name string) *version.Version {
	for _, address := range slices.Sorted(maps.Keys(locked)) {
		if strings.HasSuffix(address, "/"+publisher[name]+"/"+name) {
			if v, err := version.NewVersion(locked[address]); err == nil {
				return v
			}
		}
	}
	return nil
}

// publisher is who publishes a provider.
var publisher = map[string]string{"azurerm": "hashicorp", "azapi": "azure"}

func isProvider(r requirement, name string) bool {
	if r.source == "" {
		return r.name == name
	}
	return strings.HasSuffix(strings.ToLower(r.source), publisher[name]+"/"+name)
}

func isAzurerm(r requirement) bool { return isProvider(r, "azurerm") }

// releaseChoice remembers what constraints come to: most roots of a tree have the same.
// It is safe for concurrent use.
type releaseChoice struct {
	mu     sync.Mutex
	chosen map[string][2]*version.Version
}

// admitted are the newest and the oldest known release of a provider that
// constraints admit; nil without constraints, or when they admit none. The versions
// that the constraints name are taken for releases too: patch releases aren't in the table.
func (c *releaseChoice) admitted(name string, texts []string) (newest, oldest *version.Version) {
	key := name + "\x00" + strings.Join(texts, "\x00")
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.chosen[key]; ok {
		return known[0], known[1]
	}
	newest, oldest = admittedReleases(name, texts)
	if c.chosen == nil {
		c.chosen = map[string][2]*version.Version{}
	}
	c.chosen[key] = [2]*version.Version{newest, oldest}
	return newest, oldest
}

func admittedReleases(name string, texts []string) (newest, oldest *version.Version) {
	var constraints version.Constraints
	for _, text := range texts {
		if c, err := version.NewConstraint(text); err == nil {
			constraints = append(constraints, c...)
		}
	}
	if len(constraints) == 0 {
		return nil, nil
	}
	var candidates []*version.Version
	for _, release := range releases[name] {
		for minor := range release.lastMinor + 1 {
			v, err := version.NewSemver(fmt.Sprintf("%d.%d.0", release.major, minor))
			if err == nil {
				candidates = append(candidates, v)
			}
		}
	}
	for _, c := range constraints {
		text := strings.TrimLeft(c.String(), "=!<>~ ")
		if v, err := version.NewVersion(text); err == nil {
			candidates = append(candidates, v)
		}
	}
	for _, v := range candidates {
		if !constraints.Check(v) {
			continue
		}
		if newest == nil || newest.LessThan(v) {
			newest = v
		}
		if oldest == nil || v.LessThan(oldest) {
			oldest = v
		}
	}
	return newest, oldest
}

// lockedVersions reads .terraform.lock.hcl: the version of every provider address.
func lockedVersions(text []byte, filename string) map[string]string {
	if _, deep := tooDeep(text, filename); deep {
		return nil
	}
	parsed, diags := hclsyntax.ParseConfig(text, filename, hcl.InitialPos)
	if diags.HasErrors() {
		return nil
	}
	locked := map[string]string{}
	for _, b := range parsed.Body.(*hclsyntax.Body).Blocks {
		if b.Type == "provider" && len(b.Labels) == 1 {
			if text := literalText(b.Body.Attributes["version"]); text != "" {
				locked[b.Labels[0]] = text
			}
		}
	}
	return locked
}

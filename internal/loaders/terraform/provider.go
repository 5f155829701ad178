package terraform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/akscan/akscan/internal/inventory"
)

// azurermReleases are the minor releases of the azurerm provider, by major: the
// number of the last one. Source: azure-facts 5.1 (newest read 5.2.0).
var azurermReleases = []struct{ major, lastMinor int }{{2, 99}, {3, 117}, {4, 81}, {5, 2}}

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
func azurermVersion(locked map[string]string, requires []requirement) providerVersion {
	for address, text := range locked {
		if strings.HasSuffix(address, "/hashicorp/azurerm") {
			if v, err := version.NewVersion(text); err == nil {
				return providerVersion{v}
			}
		}
	}
	var constraints version.Constraints
	for _, r := range requires {
		if r.version == "" || !isAzurerm(r) {
			continue
		}
		if c, err := version.NewConstraint(r.version); err == nil {
			constraints = append(constraints, c...)
		}
	}
	if len(constraints) == 0 {
		return providerVersion{}
	}
	return providerVersion{newestAdmitted(constraints)}
}

func isAzurerm(r requirement) bool {
	if r.source == "" {
		return r.name == "azurerm"
	}
	return strings.HasSuffix(strings.ToLower(r.source), "hashicorp/azurerm")
}

// newestAdmitted is the newest known release that constraints admit. The versions
// that the constraints name are taken for releases too: patch releases aren't in the table.
func newestAdmitted(constraints version.Constraints) *version.Version {
	var candidates []*version.Version
	for _, release := range azurermReleases {
		for minor := range release.lastMinor + 1 {
			v, _ := version.NewSemver(joinVersion(release.major, minor))
			candidates = append(candidates, v)
		}
	}
	for _, c := range constraints {
		text := strings.TrimLeft(c.String(), "=!<>~ ")
		if v, err := version.NewVersion(text); err == nil {
			candidates = append(candidates, v)
		}
	}
	slices.SortFunc(candidates, func(a, b *version.Version) int { return b.Compare(a) })
	for _, v := range candidates {
		if constraints.Check(v) {
			return v
		}
	}
	return nil
}

func joinVersion(major, minor int) string { return fmt.Sprintf("%d.%d.0", major, minor) }

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

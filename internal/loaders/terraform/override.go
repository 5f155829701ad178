package terraform

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// override merges the blocks of an override file into those of a folder, as
// Terraform does: arguments one by one, nested blocks type by type. A block that
// amends nothing is added, which Terraform would refuse.
func override(blocks, amendments []*hclsyntax.Block) []*hclsyntax.Block {
	blocks = slices.Clone(blocks)
	for _, amendment := range amendments {
		switch amendment.Type {
		case "locals":
			// Each local is one by itself, and the last definition wins.
			blocks = append(blocks, amendment)
			continue
		case "terraform":
			blocks = append(withoutProviders(blocks, amendment), amendment)
			continue
		}
		i := slices.IndexFunc(blocks, func(b *hclsyntax.Block) bool { return sameBlock(b, amendment) })
		if i < 0 {
			blocks = append(blocks, amendment)
			continue
		}
		merged := *blocks[i]
		merged.Body = mergeBody(merged.Body, amendment.Body)
		blocks[i] = &merged
	}
	return blocks
}

func sameBlock(a, b *hclsyntax.Block) bool {
	if a.Type != b.Type || !slices.Equal(a.Labels, b.Labels) {
		return false
	}
	return a.Type != "provider" || literalText(a.Body.Attributes["alias"]) == literalText(b.Body.Attributes["alias"])
}

func mergeBody(base, amendment *hclsyntax.Body) *hclsyntax.Body {
	merged := *base
	merged.Attributes = maps.Clone(base.Attributes)
	maps.Copy(merged.Attributes, amendment.Attributes)
	replaced := map[string]bool{}
	for _, b := range amendment.Blocks {
		if b.Type != "lifecycle" {
			replaced[nestedType(b)] = true
		}
	}
	merged.Blocks = nil
	for _, b := range base.Blocks {
		if !replaced[nestedType(b)] {
			merged.Blocks = append(merged.Blocks, b)
		}
	}
	for _, b := range amendment.Blocks {
		i := -1
		if b.Type == "lifecycle" {
			i = slices.IndexFunc(merged.Blocks, func(of *hclsyntax.Block) bool { return of.Type == "lifecycle" })
		}
		if i < 0 {
			merged.Blocks = append(merged.Blocks, b)
			continue
		}
		lifecycle := *merged.Blocks[i]
		lifecycle.Body = mergeBody(lifecycle.Body, b.Body)
		merged.Blocks[i] = &lifecycle
	}
	return &merged
}

// nestedType is the type of block that a nested block makes.
func nestedType(b *hclsyntax.Block) string {
	if b.Type == "dynamic" && len(b.Labels) == 1 {
		return b.Labels[0]
	}
	return b.Type
}

// withoutProviders drops the provider requirements that an amendment replaces.
func withoutProviders(blocks []*hclsyntax.Block, amendment *hclsyntax.Block) []*hclsyntax.Block {
	replaced := map[string]bool{}
	for _, r := range requirementsOf(amendment) {
		replaced[r.name] = true
	}
	if len(replaced) == 0 {
		return blocks
	}
	kept := make([]*hclsyntax.Block, 0, len(blocks))
	for _, b := range blocks {
		if b.Type != "terraform" {
			kept = append(kept, b)
			continue
		}
		slim, body := *b, *b.Body
		body.Blocks = nil
		for _, nested := range b.Body.Blocks {
			if nested.Type == "required_providers" {
				providers, providersBody := *nested, *nested.Body
				providersBody.Attributes = maps.Clone(providersBody.Attributes)
				maps.DeleteFunc(providersBody.Attributes, func(name string, _ *hclsyntax.Attribute) bool { return replaced[name] })
				providers.Body = &providersBody
				nested = &providers
			}
			body.Blocks = append(body.Blocks, nested)
		}
		slim.Body = &body
		kept = append(kept, &slim)
	}
	return kept
}

package link

import (
	"fmt"

	"github.com/akscan/akscan/internal/inventory"
)

// overlay lays what azapi_update_resource and its like set over the resources
// that they change. Where that can't be told, what they set is unknown on every
// resource of the kind in the same scope that doesn't set it itself.
func (l *linker) overlay(resources, overlays []*inventory.Resource) {
	for _, o := range overlays {
		targets := ofKinds(l.find(o.Overlay.Identity()), []inventory.Kind{o.Kind})
		linked := len(targets) > 0
		if !linked {
			for _, r := range resources {
				if r.Kind == o.Kind && r.Scope == o.Scope && !r.Existing {
					targets = append(targets, r)
				}
			}
		}
		for _, target := range targets {
			if linked && target.Kind == inventory.Cluster && onlyOverlaid(target, o) {
				target.SetProperty("kms_overlay", inventory.SetValue(true, o.Pos))
			}
			for i := range o.Info().Properties {
				name := o.Info().Properties[i].Name
				set := *o.Property(name)
				set.Overlaid = true
				own := target.Property(name)
				if linked && set.Ignored != "" && own.State != inventory.Set {
					own.Ignored = set.Ignored
				}
				if set.State != inventory.Set && (set.State != inventory.Unknown || set.Hidden) {
					continue
				}
				switch {
				case linked:
					*own = set
				case own.State != inventory.Set:
					why := fmt.Sprintf("%s may set it, and what that changes can't be told", o.Address)
					u := inventory.UnknownValue(why, own.Pos)
					u.Origins = append(u.Origins, set.Pos)
					*own = u
				}
			}
		}
	}
}

// onlyOverlaid reports whether the overlay switches KMS on for a cluster that doesn't do so itself.
func onlyOverlaid(target, overlay *inventory.Resource) bool {
	return target.Property("kms_enabled").State != inventory.Set && overlay.Property("kms_enabled").Bool()
}

package link

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akscan/akscan/internal/inventory"
)

// TestKeptVolumes leads claims that name no volume to the declared ones that are kept for them.
func TestKeptVolumes(t *testing.T) {
	w := newWorld()
	volume := func(path, name, claim string, mode inventory.Mode) {
		w.add(path, inventory.PersistentVolume, name, func(r *inventory.Resource) { r.Mode = mode; set(r, "kept_for", claim) })
	}
	claim := func(path, namespace, name string, change func(*inventory.Resource)) {
		w.add(path, inventory.PersistentVolumeClaim, name, func(r *inventory.Resource) {
			r.Namespace, r.Address = namespace, namespace+"/"+name
			if change != nil {
				change(r)
			}
		})
	}
	volume("a/v", "far", "default/data", inventory.Declared)
	volume("b/v", "near", "default/data", inventory.Declared)
	volume("b/v", "shop", "shop/data", inventory.Declared)
	volume("b/v", "bound", "shop/old", inventory.Live)
	claim("b/c", "", "data", nil)
	claim("b/c", "shop", "data", nil)
	claim("b/c", "shop", "old", nil)
	claim("b/c", "shop", "other", nil)
	claim("b/d", "shop", "data", func(r *inventory.Resource) { r.Address = "named"; set(r, "volume", "far") })
	claim("b/d", "shop", "data", func(r *inventory.Resource) { r.Address = "running"; r.Mode = inventory.Live })
	claim("b/d", "shop", "data", func(r *inventory.Resource) { r.Address = "template"; r.Existing = true })
	want := []string{
		"/data volume persistent_volume/near", "named volume persistent_volume/far", "shop/data volume persistent_volume/shop",
	}
	if diff := cmp.Diff(want, edges(w.link())); diff != "" {
		t.Error(diff)
	}
}

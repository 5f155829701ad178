package terraform

import (
	"strings"

	"github.com/akscan/akscan/internal/inventory"
)

// readVersion makes a key version of a key in a state: the key's id names the version
// that it had when the state was written, and its times are that version's.
func (r *record) readVersion(out *inventory.Loaded) {
	id := inventory.Canonical(r.text("id"))
	if r.typ == hsmKey {
		// The id of a managed HSM's key names no version. Source: azure-facts 5.1.
		id = inventory.Canonical(r.text("versioned_id"))
	}
	key := inventory.Canonical(r.text("versionless_id"))
	if key == "" {
		key = id[:max(strings.LastIndexByte(id, '/'), 0)]
	}
	version := strings.TrimPrefix(id, key+"/")
	if !strings.Contains(key, "/keys/") || version == id || version == "" {
		return
	}
	res := inventory.New(inventory.KeyVersion, &recordView{record: r})
	res.Pos, res.Name = r.place(), r.text("name")
	res.Address, res.Scope = r.addr+"/"+version, r.scope
	res.Identify(id)
	out.Resources = append(out.Resources, res)
}

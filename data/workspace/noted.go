package workspace

import (
	"context"
	"encoding/json"

	"probity/data/entry"
	"probity/data/evidence"
)

// noted gives the entries of a source that a note or a decision hangs on. What
// was undone does not count.
func (w *Workspace) noted(ctx context.Context, source [32]byte) (map[entry.Identity]bool, error) {
	var all []Event
	err := w.Events(ctx, func(e Event) error {
		if e.Fields["entries"] != "" || e.Fields["undoes"] != "" {
			all = append(all, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	// An undo comes after what it undoes, so one walk from the end settles
	// which events stand.
	undone := map[string]bool{}
	out := map[entry.Identity]bool{}
	for i := len(all) - 1; i >= 0; i-- {
		e := all[i]
		if undone[evidence.Hex(e.Hash)] {
			continue
		}
		if other := e.Fields["undoes"]; other != "" {
			undone[other] = true
			continue
		}
		if e.Fields["kind"] != "note" && e.Fields["kind"] != "status" {
			continue
		}
		var ids []string
		// An event that cannot be read is named by Verify.
		_ = json.Unmarshal([]byte(e.Fields["entries"]), &ids)
		for _, text := range ids {
			if id, err := entry.ParseIdentity(text); err == nil && id.Source == source {
				out[id] = true
			}
		}
	}
	return out, nil
}

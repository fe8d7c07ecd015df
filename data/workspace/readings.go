package workspace

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"probity/data/evidence"
	"probity/data/intake"
)

// visible lists the visible readings in the order of import, without the source
// named.
func (w *Workspace) visible(ctx context.Context, without int64) ([]*known, error) {
	rows, err := w.readers.QueryContext(ctx, `SELECT r.id, s.id, s.sha256, s.name, r.records, r.first, r.last, r.settings,
			(SELECT coalesce(sum(length(data)), 0) / 32 FROM leaves WHERE reading = r.id),
			coalesce((SELECT e.fields ->> '$.exported_filter' FROM event e WHERE e.fields ->> '$.kind' = 'import' AND e.fields ->> '$.source' = lower(hex(s.sha256)) ORDER BY e.id DESC LIMIT 1), '')
		FROM reading r JOIN source s ON s.id = r.source WHERE r.state = 'visible' AND s.kind = 'log' AND s.id != ? ORDER BY `+w.column("place")+`, r.id`, without)
	if err != nil {
		return nil, w.explain(err)
	}
	defer rows.Close()
	var out []*known
	for rows.Next() {
		var (
			id, source, records, first, last, hashes int64
			sum                                      []byte
			name, settings, filter                   string
		)
		if err := rows.Scan(&id, &source, &sum, &name, &records, &first, &last, &settings, &hashes, &filter); err != nil {
			return nil, w.explain(err)
		}
		if records < 0 || records > hashes {
			return nil, damagedFile(w.path, fmt.Errorf("%s states %d records and has hashes of %d", name, records, hashes))
		}
		rd := new(intake.Reading)
		if err := json.Unmarshal([]byte(settings), rd); err != nil {
			return nil, damagedFile(w.path, fmt.Errorf("reading of %s: %w", name, err))
		}
		k := newKnown(id, source, [32]byte{}, records, first, last, rd, filter)
		copy(k.sum[:], sum)
		out = append(out, k)
	}
	return out, w.explain(rows.Err())
}

// resume makes a resolver that holds the visible readings with what is known of
// them.
func (w *Workspace) resume(ctx context.Context) (*resolver, error) {
	r := &resolver{w: w, ctx: ctx}
	all, err := w.visible(ctx, 0)
	if err != nil {
		return nil, err
	}
	bySource := map[int64]*known{}
	for _, k := range all {
		if err := r.begin(k); err != nil {
			return nil, err
		}
		bySource[k.source] = k
		r.earlier = append(r.earlier, k)
	}
	for _, k := range all {
		lists, err := w.commons(ctx, w.readers, k.id, 0, "")
		if err != nil {
			return nil, err
		}
		for i := range lists {
			recall(k, bySource[lists[i].source], &lists[i])
		}
	}
	return r, nil
}

// recall puts the fates of records back from a list.
func recall(k, earlier *known, c *common) {
	set := func(of *known, records []int64, change func(uint8) uint8) {
		if of == nil {
			return
		}
		for _, record := range records {
			if record >= 0 && record < of.records {
				of.fates[record] = change(of.fates[record])
			}
		}
	}
	switch c.kind {
	case Duplicate:
		set(k, c.own, func(uint8) uint8 { return doubled })
	case Superseded:
		set(earlier, c.theirs, func(uint8) uint8 { return altered })
	case Vanished:
		set(earlier, c.theirs, func(fate uint8) uint8 { return fate | noted })
	}
}

// reconsidered is what becomes of the lists when a reading is replaced or
// withdrawn.
type reconsidered struct {
	lists   map[int64]commons // by reading, where they changed
	sums    map[int64][32]byte
	changed []int64 // readings of which other lists hide records than before
}

// reconsider holds all visible readings against each other anew, with
// replacement in the place of the reading of its source; a nil replacement
// leaves that source away. A source that is not visible comes last.
func (w *Workspace) reconsider(ctx context.Context, source int64, replacement *known) (*reconsidered, error) {
	all, err := w.visible(ctx, 0)
	if err != nil {
		return nil, err
	}
	r := &resolver{w: w, ctx: ctx}
	out := &reconsidered{lists: map[int64]commons{}, sums: map[int64][32]byte{}}
	var order []*known
	placed := false
	for _, k := range all {
		if k.source != source {
			order = append(order, k)
			continue
		}
		placed = true
		if replacement != nil {
			order = append(order, replacement)
		}
	}
	if !placed && replacement != nil {
		order = append(order, replacement)
	}
	before, now := map[string]map[string]string{}, map[string]map[string]string{}
	for _, k := range all {
		lists, err := w.commons(ctx, w.readers, k.id, 0, "")
		if err != nil {
			return nil, err
		}
		before[evidence.Hex(k.sum)] = lists.sealed()
	}
	for _, k := range order {
		lists, err := r.add(k)
		if err != nil {
			return nil, err
		}
		source := evidence.Hex(k.sum)
		now[source] = lists.sealed()
		if k == replacement || !maps.Equal(before[source], now[source]) {
			out.lists[k.id], out.sums[k.id] = lists, k.sum
		}
	}
	for _, k := range order {
		source := evidence.Hex(k.sum)
		was := hiding(before, source)
		if k == replacement {
			was = ""
		}
		if hiding(now, source) != was {
			out.changed = append(out.changed, k.id)
		}
	}
	return out, nil
}

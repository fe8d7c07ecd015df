package workspace

import (
	"context"
	"encoding/json"
	"fmt"

	"probity/data/intake"
)

// visible lists the visible readings in the order of import, without the source
// named.
func (w *Workspace) visible(ctx context.Context, without int64) ([]*known, error) {
	rows, err := w.readers.QueryContext(ctx, `SELECT r.id, s.id, s.sha256, s.name, s.size, r.records, r.first, r.last, r.settings, `+w.column("revision")+`,
			coalesce((SELECT e.fields ->> '$.exported_filter' FROM event e WHERE e.fields ->> '$.kind' = 'import' AND e.fields ->> '$.source' = lower(hex(s.sha256)) ORDER BY e.id DESC LIMIT 1), '')
		FROM reading r JOIN source s ON s.id = r.source WHERE r.state = 'visible' AND s.kind = 'log' AND s.id != ? ORDER BY `+w.column("place")+`, r.id`, without)
	if err != nil {
		return nil, w.explain(err)
	}
	defer rows.Close()
	var out []*known
	for rows.Next() {
		var (
			id, source, size, records, first, last, revision int64
			sum                                              []byte
			name, settings, filter                           string
		)
		if err := rows.Scan(&id, &source, &sum, &name, &size, &records, &first, &last, &settings, &revision, &filter); err != nil {
			return nil, w.explain(err)
		}
		if records < 0 || records > size {
			return nil, damagedFile(w.path, fmt.Errorf("%s states %d records in %d bytes", name, records, size))
		}
		rd := new(intake.Reading)
		if err := json.Unmarshal([]byte(settings), rd); err != nil {
			return nil, damagedFile(w.path, fmt.Errorf("reading of %s: %w", name, err))
		}
		k := newKnown(id, source, [32]byte{}, records, first, last, rd, filter)
		copy(k.sum[:], sum)
		k.revision = revision
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
	changed []int64 // readings of which other records are hidden than before
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
	hiddenBefore, hiddenNow := map[int64][]int64{}, map[int64][]int64{}
	for _, k := range all {
		if hiddenBefore[k.id], err = w.hidden(ctx, w.readers, k.id, k.source); err != nil {
			return nil, err
		}
	}
	bySource := map[int64]*known{}
	for _, k := range order {
		lists, err := r.add(k)
		if err != nil {
			return nil, err
		}
		before, err := w.commons(ctx, w.readers, k.id, 0, "")
		if err != nil {
			return nil, err
		}
		if k == replacement || !sameLists(before, lists) {
			out.lists[k.id], out.sums[k.id] = lists, k.sum
		}
		bySource[k.source] = k
		for i := range lists {
			switch lists[i].kind {
			case Duplicate:
				hiddenNow[k.id] = append(hiddenNow[k.id], lists[i].own...)
			case Superseded:
				e := bySource[lists[i].source]
				hiddenNow[e.id] = append(hiddenNow[e.id], lists[i].theirs...)
			}
		}
	}
	for _, k := range order {
		if !sameRecords(hiddenBefore[k.id], hiddenNow[k.id]) {
			out.changed = append(out.changed, k.id)
		}
	}
	return out, nil
}

func sameLists(a, b commons) bool {
	x, y := a.sealed(), b.sealed()
	if len(x) != len(y) {
		return false
	}
	for key, seal := range x {
		if y[key] != seal {
			return false
		}
	}
	return true
}

func sameRecords(a, b []int64) bool {
	if len(a) != len(b) {
		return false
	}
	in := make(map[int64]bool, len(a))
	for _, record := range a {
		in[record] = true
	}
	for _, record := range b {
		if !in[record] {
			return false
		}
	}
	return true
}

package workspace

import (
	"context"
	"errors"
	"slices"
	"sort"

	"probity/data/entry"
)

// Sighting is another import in which a record was seen.
type Sighting struct {
	Kind   string // Duplicate, Superseded (another version of it), Vanished (where it is missing)
	Later  bool   // the other import is later than the one of the record
	Source [32]byte
	Name   string // of the file
	Record int64  // 1-based, 0 where the other import lacks it
}

// Seen lists where else the record of an entry was seen, or is missing.
func (w *Workspace) Seen(ctx context.Context, id entry.Identity) ([]Sighting, error) {
	sources, err := w.Sources()
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(sources, func(s Source) bool { return s.SHA256 == id.Source })
	if at < 0 {
		return nil, w.changedMeanwhile()
	}
	record, err := w.recordAt(ctx, sources[at].reading, id.Offset)
	if err != nil {
		return nil, err
	}
	names := map[[32]byte]string{}
	for _, s := range sources {
		names[s.SHA256] = s.Name
	}
	var out []Sighting
	earlier, err := w.commons(ctx, w.readers, sources[at].reading, 0, "")
	if err != nil {
		return nil, err
	}
	for _, c := range earlier {
		if i := slices.Index(c.own, record); i >= 0 {
			out = append(out, Sighting{Kind: c.kind, Source: c.sum, Name: names[c.sum], Record: c.theirs[i] + 1})
		}
	}
	for _, s := range sources {
		later, err := w.commons(ctx, w.readers, s.reading, sources[at].ID, "")
		if err != nil {
			return nil, err
		}
		for _, c := range later {
			i := slices.Index(c.theirs, record)
			if i < 0 {
				continue
			}
			seen := Sighting{Kind: c.kind, Later: true, Source: s.SHA256, Name: s.Name}
			if c.own != nil {
				seen.Record = c.own[i] + 1
			}
			out = append(out, seen)
		}
	}
	return out, nil
}

// recordAt gives the 0-based number of the record that begins at an offset.
func (w *Workspace) recordAt(ctx context.Context, reading, offset int64) (int64, error) {
	offsets, err := w.ints(ctx, reading, columnOffset)
	if err != nil {
		return 0, err
	}
	records, err := w.ints(ctx, reading, columnRecord)
	if err != nil {
		return 0, err
	}
	row := sort.Search(len(offsets), func(i int) bool { return offsets[i] >= offset })
	if row >= len(offsets) || row >= len(records) || offsets[row] != offset {
		return 0, w.broken(reading, columnOffset, errors.New("no record begins there"))
	}
	return records[row], nil
}

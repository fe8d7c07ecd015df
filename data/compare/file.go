package compare

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"probity/data/entry"
	"probity/data/fault"
	"probity/data/intake"
)

// File is a side that is read from a file.
func File(path string, rd *intake.Reading) Side {
	var rejected int64
	s := Side{
		Name:    filepath.Base(path),
		Rejects: func() int64 { return rejected },
		Entries: func(ctx context.Context, yield func(*entry.Entry) error) error {
			f, err := os.Open(path)
			if err != nil {
				return fault.New(fault.Unusable, "%s cannot be read: %w", path, err)
			}
			defer f.Close()
			rejected = 0
			return intake.Read(ctx, f, rd, func(b *intake.Batch) error {
				rejected += int64(len(b.Rejects))
				return entries(b, yield)
			})
		},
	}
	if rd.Format == "csv" { // in JSON a member may be missing in all that was sampled
		s.Columns = []string{}
		for _, c := range rd.Columns {
			name := c.Field
			if name == "" {
				name = entry.ExtraPrefix + c.Name
			}
			s.Columns = append(s.Columns, name)
		}
	}
	return s
}

// entries takes a batch apart. The entry is used again for the next one.
func entries(b *intake.Batch, yield func(*entry.Entry) error) error {
	names := slices.SortedFunc(maps.Keys(b.Text), entry.Order)
	var e entry.Entry
	for i := range b.Rows {
		e.Record, e.Time, e.Values = b.Record[i]+1, b.Time[i], e.Values[:0]
		for _, name := range names {
			c := b.Text[name]
			if code := c.Codes[i]; code != 0 && name != intake.PathColumn {
				e.Values = append(e.Values, entry.Value{Name: name, Text: c.Dict[code]})
			}
		}
		if err := yield(&e); err != nil {
			return err
		}
	}
	return nil
}

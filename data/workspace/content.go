package workspace

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"probity/data/columns"
	"probity/data/entry"
	"probity/data/evidence"
	"probity/data/intake"
)

// class stands for the content of a record: two records with the same class
// are identical. It is the beginning of a SHA-256; zero for a record that gave
// no entry.
type class [16]byte

// dialectOf tells in which form the bytes of records are. Where two readings
// agree in it, identical records have identical bytes. A record of JSON names
// its fields itself, a line of CSV takes them from the header.
func dialectOf(rd *intake.Reading) string {
	switch rd.Format {
	case "json", "jsonl":
		return "json\x00" + rd.Encoding
	}
	parts := []string{rd.Format, rd.Encoding, rd.Delimiter, rd.Quote, rd.Escape}
	for _, c := range rd.Columns {
		parts = append(parts, c.Name)
	}
	return strings.Join(parts, "\x00")
}

// logOf tells which log a reading is of, as far as can be told: its import
// format, or else the columns that it fills.
func logOf(rd *intake.Reading) string {
	if rd.ImportFormat != "" && rd.ImportFormat != "none" {
		return "format\x00" + rd.ImportFormat
	}
	names := make([]string, 0, len(rd.Columns))
	for _, c := range rd.Columns {
		if c.Field != "" {
			names = append(names, c.Field)
		} else {
			names = append(names, entry.ExtraPrefix+c.Name)
		}
	}
	slices.Sort(names)
	return "columns\x00" + strings.Join(names, "\x00")
}

// leafClasses gives the classes of the records of a reading by their bytes.
func (w *Workspace) leafClasses(ctx context.Context, reading, records int64) ([]class, error) {
	rows, err := w.readers.QueryContext(ctx, `SELECT data FROM leaves WHERE reading = ? ORDER BY n`, reading)
	if err != nil {
		return nil, w.explain(err)
	}
	defer rows.Close()
	const size = len(evidence.Hash{})
	out := make([]class, 0, records)
	for rows.Next() {
		var data sql.RawBytes
		if err := rows.Scan(&data); err != nil {
			return nil, w.explain(err)
		}
		for ; len(data) >= size; data = data[size:] {
			out = append(out, class(data[:len(class{})]))
		}
	}
	if err := rows.Err(); err != nil {
		return nil, w.explain(err)
	}
	if int64(len(out)) != records {
		return nil, w.broken(reading, columnRecord, fmt.Errorf("there are hashes of %d records of %d", len(out), records))
	}
	return out, nil
}

// contentClasses gives the classes of the records of a reading by what was read
// from them: time (its text where it is none) and every field that is not
// empty, apart from the category, which is ours.
func (w *Workspace) contentClasses(ctx context.Context, reading, records int64) ([]class, error) {
	names, err := w.names(reading)
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == entry.Category || name == intake.PathColumn })
	texts := make([]*columns.Text, len(names))
	for i, name := range names {
		if texts[i], err = w.text(ctx, reading, name); err != nil {
			return nil, err
		}
	}
	times, err := w.ints(ctx, reading, columnTime)
	if err != nil {
		return nil, err
	}
	of, err := w.ints(ctx, reading, columnRecord)
	if err != nil {
		return nil, err
	}
	if times == nil {
		times = make([]int64, len(of))
		for i := range times {
			times[i] = entry.NoTime
		}
	}
	out := make([]class, records)
	var b []byte
	for row, record := range of {
		if row > 0 && record != of[row-1] || row == 0 {
			b = b[:0]
		}
		b = append(b, 0)
		b = binary.AppendVarint(b, times[row])
		for i, name := range names {
			if texts[i] == nil || name == entry.TimeText && times[row] != entry.NoTime {
				continue
			}
			if value := texts[i].At(row); value != "" {
				b = binary.AppendUvarint(b, uint64(len(name)))
				b = append(b, name...)
				b = binary.AppendUvarint(b, uint64(len(value)))
				b = append(b, value...)
			}
		}
		if row+1 == len(of) || of[row+1] != record {
			if record < 0 || record >= records {
				return nil, w.broken(reading, columnRecord, errors.New("it names a record that is not there"))
			}
			sum := sha256.Sum256(b)
			out[record] = class(sum[:len(class{})])
		}
	}
	return out, nil
}

// originalStream gives the bytes of a source as a stream. end must be called.
func (w *Workspace) originalStream(ctx context.Context, sum [32]byte) (stream io.Reader, end func()) {
	ctx, cancel := context.WithCancel(ctx)
	from, to := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		to.CloseWithError(w.Original(ctx, sum, to))
	}()
	return from, func() { cancel(); from.Close(); <-ended }
}

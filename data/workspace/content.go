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

// frameOf tells what gives the bytes of a record their meaning. Where two
// readings agree in it, records with the same bytes are the same: a record of
// JSON names its fields itself, a line of CSV takes them from the header.
func frameOf(rd *intake.Reading) string {
	switch rd.Format {
	case "json", "jsonl":
		return "json"
	}
	parts := []string{rd.Format}
	for _, c := range rd.Columns {
		parts = append(parts, c.Name)
	}
	return strings.Join(parts, "\x00")
}

// dialectOf tells in which form records are written. Where two readings differ
// in it, records with other bytes may still be the same.
func dialectOf(rd *intake.Reading) string {
	return strings.Join([]string{frameOf(rd), rd.Encoding, rd.Delimiter, rd.Quote, rd.Escape}, "\x00")
}

// logMark is by what readings of one log are known.
type logMark struct {
	format string          // import format, empty for none
	names  map[string]bool // of the source's columns
}

func markOf(rd *intake.Reading) logMark {
	m := logMark{names: make(map[string]bool, len(rd.Columns))}
	if rd.ImportFormat != "none" {
		m.format = rd.ImportFormat
	}
	for _, c := range rd.Columns {
		m.names[c.Name] = true
	}
	return m
}

// same reports whether two readings may be of one log: they have the same import
// format, or where one has none at least four fifths of the columns of the one
// that has fewer.
func (m logMark) same(other logMark) bool {
	if m.format != "" && other.format != "" {
		return m.format == other.format
	}
	shared := 0
	for name := range m.names {
		if other.names[name] {
			shared++
		}
	}
	return shared > 0 && 5*shared >= 4*min(len(m.names), len(other.names))
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

package bundle

import (
	"context"
	"encoding/hex"
	"fmt"
	"runtime"

	"probity/data/entry"
	"probity/data/evidence"
	"probity/export"
	"probity/export/csvfile"
	"probity/export/xlsx"
)

const chunkRows = 2048

// chunk is a run of entries and what every file says of them.
type chunk struct {
	first   int
	entries []*entry.Entry
	states  []export.State

	csv, xlsx, rows, values, hexLeaves []byte
	leaves                             []evidence.Hash
	err                                error
	done                               chan struct{}
}

// render reads the entries one after the other, encodes them on all
// processors, and hands them to put in their order.
func (w *writer) render(ctx context.Context, p export.Progress, put func(*chunk) error) error {
	total := w.in.Rows.Len()
	queue := make(chan *chunk, runtime.GOMAXPROCS(0)+1)
	pool := make(chan *chunk, cap(queue)+2)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var readErr error
	go func() {
		defer close(queue)
		for i := 0; i < total && readErr == nil && ctx.Err() == nil; {
			var c *chunk
			select {
			case c = <-pool:
			default:
				c = &chunk{}
			}
			to := min(i+chunkRows, total, (i/xlsx.MaxRows+1)*xlsx.MaxRows)
			if readErr = w.read(ctx, c, i, to); readErr != nil {
				return
			}
			i = to
			c.done = make(chan struct{})
			queue <- c
			go func() {
				c.err = w.encode(c)
				close(c.done)
			}()
		}
	}()
	var failed error
	for c := range queue {
		<-c.done
		if failed == nil {
			failed = c.err
		}
		if failed == nil {
			failed = put(c)
		}
		if failed != nil {
			cancel()
			continue
		}
		p.Report(int64(c.first+len(c.entries)), int64(total))
		select {
		case pool <- c:
		default:
		}
	}
	if failed == nil {
		failed = readErr
	}
	if failed == nil {
		failed = ctx.Err()
	}
	return failed
}

// read fetches the entries from..to and counts them.
func (w *writer) read(ctx context.Context, c *chunk, from, to int) error {
	c.first, c.entries, c.states, c.err = from, c.entries[:0], c.states[:0], nil
	for i := from; i < to; i++ {
		e, err := w.in.Rows.Entry(ctx, i)
		if err != nil {
			return fmt.Errorf("reading entry %d: %w", i+1, err)
		}
		s, named := w.states[e.Identity]
		if named {
			w.delivered[e.Identity] = true
		}
		if !same(s, w.in.Rows.State(i)) {
			return fmt.Errorf("the notes and decisions on entry %d (%s, record %d) are not those of the journal: reload and try again", i+1, e.Source, e.Record)
		}
		if name, known := w.names[e.Identity.Source]; known && e.Source != name {
			named := *e
			named.Source = name
			e = &named
		}
		c.entries = append(c.entries, e)
		c.states = append(c.states, s)
		w.tally.Add(e, s)
	}
	return nil
}

func same(a, b export.State) bool {
	if a.Word() != b.Word() || len(a.Notes) != len(b.Notes) {
		return false
	}
	for i := range a.Notes {
		if a.Notes[i].Text != b.Notes[i].Text || a.Notes[i].Author != b.Notes[i].Author {
			return false
		}
	}
	return true
}

// encode fills the chunk's bytes.
func (w *writer) encode(c *chunk) error {
	c.csv, c.xlsx, c.rows, c.values = c.csv[:0], c.xlsx[:0], c.rows[:0], c.values[:0]
	c.hexLeaves, c.leaves = c.hexLeaves[:0], c.leaves[:0]
	var cells []string
	var f fields
	var r row
	for i, e := range c.entries {
		secret, ok := w.secrets[e.Identity.Source]
		if !ok {
			return fmt.Errorf("entry %d comes from %s, which is not among the sources of the bundle", c.first+i+1, e.Source)
		}
		cells = w.table.Cells(cells, e, c.states[i])
		c.csv = csvfile.AppendRow(c.csv, cells)
		c.xlsx = w.workbook.Encoder().AppendRow(c.xlsx, c.first+i, e.Time, cells)
		r.ID = cells[len(cells)-1]
		r.Time = e.Get(entry.TimeText)
		salt := evidence.RowSalt(secret, r.ID)
		f.set(e)
		r.Commitment = evidence.Hex(f.commit(salt))
		start := len(c.rows)
		c.rows = r.append(c.rows)
		leaf := evidence.LeafHash(c.rows[start:])
		c.leaves = append(c.leaves, leaf)
		c.rows = append(c.rows, '\n')
		c.hexLeaves = append(hex.AppendEncode(c.hexLeaves, leaf[:]), '\n')
		c.values = append(appendValues(c.values, salt, &f), '\n')
	}
	return nil
}

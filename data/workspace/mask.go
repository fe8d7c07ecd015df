package workspace

import (
	"context"
	"database/sql"
	"errors"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"

	"probity/data/fault"
)

// mask tells which rows of a reading are hidden: duplicates of entries that are
// shown, and entries of which a later import brought another version.
type mask struct {
	hidden []uint64 // bit by row
	rows   int      // that are shown
}

func (m *mask) hides(row int) bool { return m.hidden[row>>6]>>(row&63)&1 == 1 }

// masks keeps the masks that parts were listed with, so that who holds a part
// can go on reading it as it was.
type masks struct {
	sync.Mutex
	byKey map[int64]*mask
}

// maskRevisions is how many revisions of a reading's mask are kept.
const maskRevisions = 4

func (m *masks) get(key int64) *mask {
	m.Lock()
	defer m.Unlock()
	return m.byKey[key]
}

func (m *masks) put(key int64, made *mask) {
	m.Lock()
	defer m.Unlock()
	if m.byKey == nil {
		m.byKey = map[int64]*mask{}
	}
	m.byKey[key] = made
	delete(m.byKey, key-maskRevisions<<revisionShift)
}

// masking is a mask that is being made.
type masking struct {
	*mask
	reading int64
	pieces  *pieces
	records int64
	away    []uint64 // bit by record
}

// masking begins the mask of a reading with the records that occurrences hide.
func (w *Workspace) masking(ctx context.Context, tx *sql.Tx, reading, source, records int64) (*masking, error) {
	hidden, err := w.hidden(ctx, tx, reading, source)
	if err != nil {
		return nil, err
	}
	p, err := w.pieces(ctx, reading)
	if err != nil {
		return nil, err
	}
	records = max(records, 0)
	rows := sum(p.all)
	m := &masking{&mask{make([]uint64, (rows+63)/64), rows}, reading, p, records, make([]uint64, (records+63)/64)}
	for _, record := range hidden {
		if record >= 0 && record < records {
			m.away[record>>6] |= 1 << (record & 63)
		}
	}
	return m, nil
}

// mask finds the hidden rows, segment by segment, on all processors.
func (w *Workspace) mask(ctx context.Context, all []*masking) error {
	type piece struct {
		of      *masking
		segment int
	}
	var work []piece
	for _, m := range all {
		for i := range m.pieces.all {
			work = append(work, piece{m, i})
		}
	}
	errs := make([]error, min(runtime.GOMAXPROCS(0), len(work)))
	var next atomic.Int64
	var wait sync.WaitGroup
	for worker := range errs {
		wait.Go(func() {
			var records []int64
			for {
				i := int(next.Add(1)) - 1
				if i >= len(work) {
					return
				}
				m, segment := work[i].of, work[i].segment
				var err error
				records, err = w.Numbers(ctx, m.reading, segment, columnRecord, records[:0])
				switch {
				case err == nil && len(records) == m.pieces.all[segment]:
					m.hide(m.pieces.starts[segment], records)
				case err != nil && !errors.Is(err, fault.Changed):
					errs[worker] = err
					return
				}
				// Where the block is damaged the rows are shown, because nothing
				// tells that they are duplicates.
			}
		})
	}
	wait.Wait()
	for _, m := range all {
		for _, word := range m.hidden {
			m.rows -= bits.OnesCount64(word)
		}
	}
	return errors.Join(errs...)
}

// hide takes in the records of the rows from start on. Others may do the same
// for the rows around them.
func (m *masking) hide(start int, records []int64) {
	var word uint64
	for i, record := range records {
		row := start + i
		if record >= 0 && record < m.records {
			word |= m.away[record>>6] >> (record & 63) & 1 << (row & 63)
		}
		if word != 0 && (row&63 == 63 || i == len(records)-1) {
			atomic.OrUint64(&m.mask.hidden[row>>6], word)
			word = 0
		}
	}
}

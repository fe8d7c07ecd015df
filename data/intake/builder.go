package intake

import (
	"probity/data/entry"
	"probity/data/evidence"
	"probity/data/intake/when"
)

const slots = 20

// builder makes the batch of one piece. Workers keep one each.
type builder struct {
	plan    *plan
	clocks  []*when.Clock // by target
	rowHint int
	scratch []byte
	leaf    []byte // memory to hash a record in

	batch  *Batch
	serial int // of the batch
	fixed  [slots]column
	extras map[string]*column
	order  []*column // extras of the batch in the order of their first appearance
	static []*column // of extra columns by position in the source

	vals   [slots][]byte
	from   [slots]*target
	watch  [][]byte
	memory memory // of what the rules said last
	marks  []int  // of the match of a pattern

	clockText []byte // the time of day that stands apart from the day

	list  *ListReader // of a reference list; its cells wait until the row is known to be good
	cells []cell

	tidy    bool // values are tidied first
	changed []changed
	inner   *flattener
	unfolds map[string]*target // by path
}

func newBuilder(p *plan) *builder {
	b := &builder{
		plan:    p,
		clocks:  p.clocks(),
		rowHint: 1024,
		extras:  map[string]*column{},
		static:  make([]*column, len(p.columns)),
		watch:   make([][]byte, len(p.rules.watched)+1),
		tidy:    p.format.Guarded || len(p.format.Nothing) > 0,
	}
	if p.list {
		b.list, _ = NewListReader(p.rd) // the plan was made with one
	}
	return b
}

// cell is a value of a reference list.
type cell struct {
	index  int
	target *target
	value  []byte
}

// listed tells why the row at hand of a reference list cannot be used; empty
// for any other row.
func (b *builder) listed() string {
	if b.list == nil {
		return ""
	}
	_, reason := b.list.Row(func(column int) string {
		for _, c := range b.cells {
			if c.index == column {
				return string(c.value)
			}
		}
		return ""
	})
	return reason
}

// begin starts a batch.
func (b *builder) begin() {
	b.batch = &Batch{
		listed: b.list != nil,
		Leaves: make([]evidence.Hash, 0, b.rowHint),
		Record: make([]int64, 0, b.rowHint), Offset: make([]int64, 0, b.rowHint),
		Length: make([]int64, 0, b.rowHint), Time: make([]int64, 0, b.rowHint),
	}
	b.serial++
	b.order = b.order[:0]
	if len(b.extras) > 2*maxExtra {
		clear(b.extras)
		clear(b.static)
	}
	b.memory.reset()
}

// end closes the batch. What it holds of the columns no longer changes.
func (b *builder) end() *Batch {
	w := &work{}
	for i := range b.fixed {
		if c := &b.fixed[i]; c.batch == b.serial {
			w.fixed[i] = c.end()
		}
	}
	for _, c := range b.order {
		w.extras = append(w.extras, c.end())
	}
	b.batch.work = w
	b.rowHint = max(b.rowHint, b.batch.Rows+b.batch.Rows/16)
	return b.batch
}

// value takes one value of the row at hand.
func (b *builder) value(index int, t *target, v []byte) {
	if b.tidy && len(v) > 0 && b.plan.format.starts[v[0]] {
		v = b.plan.format.tidy(v)
	}
	if b.list != nil {
		if len(v) > 0 {
			b.cells = append(b.cells, cell{index, t, v})
		}
		return
	}
	if t.watch > 0 {
		b.watch[t.watch] = v
	}
	if len(v) == 0 || t.inner != nil && t.inner.take(b, t, v) {
		return
	}
	if t.slot == noSlot {
		if t.part {
			b.clockText = v
			return
		}
		b.extra(index, t, v)
		return
	}
	if t.slot == slotTime && len(b.clocks) > 1 && when.Nothing(v) {
		b.extra(index, t, v)
		return
	}
	held := b.from[t.slot]
	switch {
	case b.vals[t.slot] == nil:
		b.vals[t.slot], b.from[t.slot] = v, t
	case t.rank < held.rank:
		b.lost(held, b.vals[t.slot])
		b.vals[t.slot], b.from[t.slot] = v, t
	default:
		b.lost(t, v)
	}
}

func (b *builder) lost(t *target, v []byte) {
	if t.loser != noSlot && b.vals[t.loser] == nil {
		b.vals[t.loser], b.from[t.loser] = v, t
		return
	}
	b.named(t.extra, v)
}

// extra puts a value in the extra column of a source column.
func (b *builder) extra(index int, t *target, v []byte) {
	if index < 0 {
		b.named(t.extra, v)
		return
	}
	c := b.static[index]
	if c == nil || c.batch != b.serial {
		c = b.open(t.extra)
		b.static[index] = c
	}
	b.put(c, v)
}

// named puts a value in an extra column by its name.
func (b *builder) named(name string, v []byte) { b.put(b.open(name), v) }

func (b *builder) put(c *column, v []byte) {
	row := b.batch.Rows
	if n := len(c.rows); n > 0 && c.rows[n-1] == uint32(row) || c.rows == nil && len(c.codes) == row+1 {
		return
	}
	c.put(row, v)
}

func (b *builder) open(name string) *column {
	c := b.extras[name]
	if c == nil {
		c = &column{name: name}
		b.extras[name] = c
	}
	if c.batch != b.serial {
		c.begin(b.serial)
		b.order = append(b.order, c)
	}
	return c
}

// record adds a leaf and gives the number of its record within the batch.
func (b *builder) record(raw []byte) int64 {
	var leaf evidence.Hash
	leaf, b.leaf = evidence.LeafHashIn(b.leaf, raw)
	b.batch.Leaves = append(b.batch.Leaves, leaf)
	b.batch.Records++
	return int64(b.batch.Records - 1)
}

// entry closes the row at hand.
func (b *builder) entry(record, offset, length int64) {
	t := entry.NoTime
	if b.list == nil {
		t = b.time(record, offset)
		b.plan.rules.apply(b)
	}
	for _, c := range b.cells {
		b.extra(c.index, c.target, c.value)
	}
	b.cells = b.cells[:0]
	row := b.batch.Rows
	for i := range b.vals {
		v := b.vals[i]
		if v == nil {
			continue
		}
		b.vals[i], b.from[i] = nil, nil
		c := &b.fixed[i]
		if c.batch != b.serial {
			c.begin(b.serial)
		}
		c.put(row, v)
	}
	clear(b.watch)
	b.batch.Record = append(b.batch.Record, record)
	b.batch.Offset = append(b.batch.Offset, offset)
	b.batch.Length = append(b.batch.Length, length)
	b.batch.Time = append(b.batch.Time, t)
	b.batch.Rows++
	b.scratch = b.scratch[:0]
}

// reject closes a record that could not be read.
func (b *builder) reject(record, line, offset, length int64, reason string) {
	for i := range b.vals {
		b.vals[i], b.from[i] = nil, nil
	}
	b.clockText = nil
	b.cells = b.cells[:0]
	clear(b.watch)
	b.scratch, b.changed = b.scratch[:0], b.changed[:0]
	b.batch.Rejects = append(b.batch.Rejects, Reject{Record: record, Line: line, Offset: offset, Length: length, Reason: reason})
}

// remainder closes a record that could not be read and was not held in memory.
func (b *builder) remainder(pc *piece) {
	b.batch.Leaves = append(b.batch.Leaves, pc.leaf)
	b.batch.Records++
	b.reject(0, 1+countLines(pc.text, '\n'), pc.offset, pc.length, pc.reason)
}

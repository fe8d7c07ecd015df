package workspace

import (
	"context"
	"fmt"

	"probity/data/entry"
	"probity/data/intake"
)

// fates of a record.
const (
	absent  = iota // it gave no entry
	kept           // its entries are shown
	doubled        // identical to one that is kept
	altered        // a later import has another version
	noted   = 0x80 // a flag: a later import lacks it, which was told
)

// known is a reading while sources are held against each other. What is costly
// is read when it is first needed.
type known struct {
	id, source    int64
	sum           [32]byte
	records       int64
	first, last   entry.Micros
	filter        string // with which the person said it was exported
	frame         string
	dialect       string
	log           logMark
	fates         []uint8 // by record
	leaves, texts []class
	times         []entry.Micros
	timeTexts     []string
	keys          []string // nil without any
	keyed         bool     // keys were looked for
	hashes        []uint64 // of keys
}

// resolver finds out what sources have in common (docs/format.md,
// "Duplicates"). It holds the readings in the order of import. The outcome
// depends on nothing but them, so that it can be found again at any time.
type resolver struct {
	w       *Workspace
	ctx     context.Context
	earlier []*known
}

// records is how many records all readings have.
func (r *resolver) records() int64 {
	var n int64
	if r != nil {
		for _, k := range r.earlier {
			n += k.records
		}
	}
	return n
}

// matching is a reading that is held against the earlier ones.
type matching struct {
	*resolver
	n     *known
	taken []bool     // records of n that are identical to an earlier one
	met   [][]int32  // by earlier reading and record of it: 1 + record of n; nil without any
	lists []*[2]list // by earlier reading: duplicates, superseded
}

type list struct{ own, theirs []int64 }

// add holds a reading against those before it and gives what they have in
// common. Afterwards it is one of them.
func (r *resolver) add(n *known) (commons, error) {
	m := &matching{resolver: r, n: n, met: make([][]int32, len(r.earlier)), lists: make([]*[2]list, len(r.earlier))}
	if n.fates == nil {
		if err := r.begin(n); err != nil {
			return nil, err
		}
	}
	out, err := m.match()
	if err != nil {
		return nil, err
	}
	for i := range out {
		if out[i].kind == Duplicate {
			for _, record := range out[i].own {
				n.fates[record] = doubled
			}
		}
	}
	r.earlier = append(r.earlier, n)
	return out, nil
}

// begin makes all records of a reading that gave entries kept.
func (r *resolver) begin(n *known) error {
	n.fates = make([]uint8, n.records)
	for i := range n.fates {
		n.fates[i] = kept
	}
	rows, err := r.w.readers.QueryContext(r.ctx, `SELECT record FROM reject WHERE reading = ?`, n.id)
	if err != nil {
		return r.w.explain(err)
	}
	defer rows.Close()
	for rows.Next() {
		var record int64
		if err := rows.Scan(&record); err != nil {
			return r.w.explain(err)
		}
		if record >= 0 && record < n.records {
			n.fates[record] = absent
		}
	}
	return r.w.explain(rows.Err())
}

func (m *matching) match() (commons, error) {
	if len(m.earlier) == 0 {
		return nil, nil
	}
	m.taken = make([]bool, m.n.records)
	if err := m.identical(); err != nil {
		return nil, err
	}
	if err := m.versions(); err != nil {
		return nil, err
	}
	var out commons
	for i, e := range m.earlier {
		missing, err := m.missing(i, e)
		if err != nil {
			return nil, err
		}
		if l := m.lists[i]; l != nil {
			for k, kind := range []string{Duplicate, Superseded} {
				if len(l[k].own) > 0 {
					out = append(out, common{kind: kind, source: e.source, sum: e.sum, own: l[k].own, theirs: l[k].theirs})
				}
			}
		}
		if len(missing) > 0 {
			out = append(out, common{kind: Vanished, source: e.source, sum: e.sum, theirs: missing})
		}
	}
	return out, nil
}

func (m *matching) pair(i, kind int, own, theirs int64) {
	if m.lists[i] == nil {
		m.lists[i] = new([2]list)
		m.met[i] = make([]int32, m.earlier[i].records)
	}
	l := &m.lists[i][kind]
	l.own, l.theirs = append(l.own, own), append(l.theirs, theirs)
	m.met[i][theirs] = int32(own + 1)
}

// identical finds the records that are as in an earlier reading: by their bytes,
// and where the dialect differs by what was read from them. An earlier record
// stands for one of this reading, so that what a source holds twice stays twice.
func (m *matching) identical() error {
	var bytes, texts *classIndex
	for i, e := range m.earlier {
		if e.frame != m.n.frame {
			continue
		}
		if bytes == nil {
			own, err := m.leaves(m.n)
			if err != nil {
				return err
			}
			bytes = m.index(own)
		}
		theirs, err := m.leaves(e)
		if err != nil {
			return err
		}
		m.meet(i, bytes, theirs)
	}
	for i, e := range m.earlier {
		if e.dialect == m.n.dialect || !m.n.log.same(e.log) {
			continue
		}
		if texts == nil {
			own, err := m.contents(m.n)
			if err != nil {
				return err
			}
			texts = m.index(own)
		}
		theirs, err := m.contents(e)
		if err != nil {
			return err
		}
		m.meet(i, texts, theirs)
	}
	return nil
}

func (m *matching) meet(i int, own *classIndex, theirs []class) {
	e := m.earlier[i]
	for record := range theirs {
		if e.fates[record]&^noted != kept || m.met[i] != nil && m.met[i][record] != 0 {
			continue
		}
		if at := own.take(&theirs[record]); at >= 0 {
			m.taken[at] = true
			m.pair(i, 0, int64(at), int64(record))
		}
	}
}

// index finds the records of this reading that are not yet taken.
func (m *matching) index(classes []class) *classIndex {
	return newClassIndex(classes, func(record int) bool { return m.n.fates[record] == kept && !m.taken[record] })
}

// missing lists the records of an earlier reading that this one should hold:
// both are of one log and have a record in common, this one was exported with
// no other filter, and the record's time lies inside its period. At its very
// ends an export may be cut within an instant, so they do not count.
func (m *matching) missing(i int, e *known) ([]int64, error) {
	n := m.n
	if m.met[i] == nil || !n.log.same(e.log) || n.filter != "" && n.filter != e.filter ||
		n.first == entry.NoTime || e.first == entry.NoTime || e.last <= n.first || e.first >= n.last {
		return nil, nil
	}
	times, err := m.instants(e)
	if err != nil {
		return nil, err
	}
	var out []int64
	for record, fate := range e.fates {
		if t := times[record]; fate == kept && m.met[i][record] == 0 && t > n.first && t < n.last {
			out = append(out, int64(record))
			e.fates[record] |= noted
		}
	}
	return out, nil
}

func (r *resolver) leaves(k *known) (_ []class, err error) {
	if k.leaves == nil {
		k.leaves, err = r.w.leafClasses(r.ctx, k.id, k.records)
	}
	return k.leaves, err
}

func (r *resolver) contents(k *known) (_ []class, err error) {
	if k.texts == nil {
		k.texts, err = r.w.contentClasses(r.ctx, k.id, k.records)
	}
	return k.texts, err
}

// instants gives the time of every record, that of its first entry.
func (r *resolver) instants(k *known) ([]entry.Micros, error) {
	if k.times != nil {
		return k.times, nil
	}
	of, err := r.w.ints(r.ctx, k.id, columnRecord)
	if err != nil {
		return nil, err
	}
	times, err := r.w.ints(r.ctx, k.id, columnTime)
	if err != nil {
		return nil, err
	}
	out := make([]entry.Micros, k.records)
	for i := range out {
		out[i] = entry.NoTime
	}
	for row := len(of) - 1; row >= 0; row-- {
		if of[row] >= 0 && of[row] < k.records && row < len(times) {
			out[of[row]] = times[row]
		}
	}
	k.times = out
	return out, nil
}

// byRecord gives a text column by record, from its first entry; nil where the
// reading has none.
func (r *resolver) byRecord(k *known, name string) ([]string, error) {
	text, err := r.w.text(r.ctx, k.id, name)
	if err != nil || text == nil {
		return nil, err
	}
	of, err := r.w.ints(r.ctx, k.id, columnRecord)
	if err != nil {
		return nil, err
	}
	if len(of) != text.Len() {
		return nil, r.w.broken(k.id, name, fmt.Errorf("it has %d values for %d entries", text.Len(), len(of)))
	}
	out := make([]string, k.records)
	for row := len(of) - 1; row >= 0; row-- {
		if of[row] >= 0 && of[row] < k.records {
			out[of[row]] = text.At(row)
		}
	}
	return out, nil
}

// newKnown describes a reading.
func newKnown(id, source int64, sum [32]byte, records int64, first, last entry.Micros, rd *intake.Reading, filter string) *known {
	return &known{id: id, source: source, sum: sum, records: records, first: first, last: last, filter: filter, frame: frameOf(rd), dialect: dialectOf(rd), log: markOf(rd)}
}

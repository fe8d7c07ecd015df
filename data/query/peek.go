package query

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"probity/data/columns"
	"probity/data/entry"
	"probity/data/fault"
)

// Columns that are only shown are not loaded: the segment around the entry is
// unpacked and kept for a while.

func (s *snapshot) key(i int, name string) pieceKey {
	seg := s.segments[i]
	p := &s.parts[seg.part]
	return pieceKey{part: p.Key, rows: p.Part.Rows, segment: seg.index, column: name}
}

// long gives the texts of a column of a segment; nil where they are damaged,
// which is then named.
func (s *snapshot) long(ctx context.Context, i int, name string, searching bool) (*arena, error) {
	if s.hurt.has(mark{i, name}) {
		return nil, nil
	}
	key, coded := s.key(i, name), s.forms[name][i] == columns.InCodes
	if coded { // its codes may be kept as well, by the name of the column alone
		key.column += "\x00written out"
	}
	value, err := s.pool.get(key, searching, func() (any, int, error) {
		if coded {
			t, err := s.spelt(ctx, i, name)
			if err != nil || t == nil {
				return t, 0, err
			}
			return t, t.bytes(), nil
		}
		t, err := s.readLong(ctx, i, name, nil)
		if err != nil {
			return nil, 0, err
		}
		kept := &arena{LongText: *t}
		return kept, kept.bytes(), nil
	})
	if err != nil {
		return nil, s.broken(i, name, err)
	}
	return value.(*arena), nil
}

// unpacked gives the texts of a segment that are not coded, as long does, without
// keeping what was not kept yet. They may be written over dst.
func (s *snapshot) unpacked(ctx context.Context, i int, name string, dst *columns.LongText) (*columns.LongText, error) {
	if kept := s.pool.kept(s.key(i, name)); kept != nil {
		return &kept.(*arena).LongText, nil
	}
	t, err := s.readLong(ctx, i, name, dst)
	if err != nil {
		return nil, s.broken(i, name, err)
	}
	return t, nil
}

func (s *snapshot) readLong(ctx context.Context, i int, name string, dst *columns.LongText) (*columns.LongText, error) {
	seg := &s.segments[i]
	p := &s.parts[seg.part]
	t, err := s.store.Long(ctx, p.Key, seg.index, name, dst)
	if err == nil && (t == nil || len(t.Ends) != seg.rows) {
		err = unsound("The column “%s” of %s has not the %d values of a segment.", name, p.Name, seg.rows)
	}
	return t, err
}

// spelt writes a coded segment out.
func (s *snapshot) spelt(ctx context.Context, i int, name string) (*arena, error) {
	dict, err := s.dictionary(ctx, i, name, false)
	if err != nil || dict == nil {
		return nil, err
	}
	codes, err := s.codes(ctx, i, name, len(dict.Ends), make([]uint32, 0, s.segments[i].rows))
	if err != nil {
		return nil, err
	}
	size := 0
	for _, code := range codes {
		size += len(dict.Bytes(int(code)))
	}
	if size > math.MaxUint32 {
		return nil, fmt.Errorf("the column %s of %s is too long", name, s.parts[s.segments[i].part].Name)
	}
	t := &arena{LongText: columns.LongText{Arena: make([]byte, 0, size), Ends: make([]uint32, len(codes))}}
	for row, code := range codes {
		t.Arena = append(t.Arena, dict.Bytes(int(code))...)
		t.Ends[row] = uint32(len(t.Arena))
	}
	return t, nil
}

// dictionary gives what the codes of a part's column stand for; nil where it is
// damaged, which is then named.
func (s *snapshot) dictionary(ctx context.Context, i int, name string, searching bool) (*arena, error) {
	key := s.key(i, name)
	key.segment = -1
	value, err := s.pool.get(key, searching, func() (any, int, error) {
		dict, err := s.readDictionary(ctx, key.part, name)
		if err != nil {
			return nil, 0, err
		}
		return dict, dict.bytes(), nil
	})
	if err != nil {
		return nil, s.brokenDictionary(s.segments[i].part, name, err)
	}
	return value.(*arena), nil
}

// segmentCodes gives the codes of a segment into a dictionary of that size.
func (s *snapshot) segmentCodes(ctx context.Context, i int, name string, size int, searching bool) (c codes, err error) {
	key := s.key(i, name)
	key.coded = true
	value, err := s.pool.get(key, searching, func() (any, int, error) {
		read, err := s.codes(ctx, i, name, size, make([]uint32, 0, s.segments[i].rows))
		if err != nil {
			return nil, 0, err
		}
		narrow := newCodes(len(read), size)
		for at, code := range read {
			narrow.put(uint32(at), code)
		}
		return narrow, narrow.bytes(), nil
	})
	if err != nil {
		return c, s.broken(i, name, err)
	}
	return value.(codes), nil
}

func (s *snapshot) readDictionary(ctx context.Context, part int64, name string) (*arena, error) {
	dict, err := s.store.Values(ctx, part, name)
	if err == nil && (len(dict.Ends) == 0 || dict.Ends[0] != 0) {
		err = unsound("The values of the column “%s” do not begin with the empty text.", name)
	}
	if err != nil {
		return nil, err
	}
	return &arena{LongText: *dict}, nil
}

// brokenDictionary names the damage to all coded segments of a part at once.
func (s *snapshot) brokenDictionary(number int, name string, err error) error {
	p := &s.parts[number]
	var marks []mark
	for i := p.segments; i < len(s.segments) && s.segments[i].part == number; i++ {
		if s.forms[name][i] == columns.InCodes {
			marks = append(marks, mark{i, name})
		}
	}
	if len(marks) == 0 {
		return err
	}
	if !errors.Is(err, fault.Changed) {
		return err
	}
	d := s.damage(marks[0].segment, name, err.Error())
	d.To = s.damage(marks[len(marks)-1].segment, name, "").To
	s.hurt.widen(d, marks)
	return nil
}

// shownAt gives a value without loading its column.
func (s *snapshot) shownAt(ctx context.Context, name string, row Row) (string, error) {
	i := s.segmentOf(row)
	at := int(row - s.segments[i].base)
	switch s.forms[name][i] {
	case columns.InTexts:
		t, err := s.long(ctx, i, name, false)
		if err != nil || t == nil {
			return "", err
		}
		return string(t.Bytes(at)), nil
	case columns.InCodes:
		dict, err := s.dictionary(ctx, i, name, false)
		if err != nil || dict == nil || s.hurt.has(mark{i, name}) {
			return "", err
		}
		c, err := s.segmentCodes(ctx, i, name, len(dict.Ends), false)
		if err != nil || c.bytes() == 0 {
			return "", err
		}
		return string(dict.Bytes(int(c.at(uint32(at))))), nil
	}
	return "", nil
}

// codes reads the codes of a segment.
func (s *snapshot) codes(ctx context.Context, i int, name string, limit int, dst []uint32) ([]uint32, error) {
	seg := &s.segments[i]
	p := &s.parts[seg.part]
	before := len(dst)
	got, err := s.store.Codes(ctx, p.Key, seg.index, name, limit, dst)
	if err == nil && len(got)-before != seg.rows {
		err = unsound("The column “%s” of %s has %d values for %d entries.", name, p.Name, len(got)-before, seg.rows)
	}
	return got, err
}

// text gives the value of a column of an entry.
func (s *snapshot) text(ctx context.Context, name string, row Row) (string, error) {
	if name == fieldSource && s.forms[name] == nil {
		return s.partOf(row).Name, nil
	}
	if s.forms[name] == nil && !computed(name) {
		return "", nil
	}
	c := s.slot(name)
	if !c.ready.Load() {
		// Entries from all over the log are shown: one by one would unpack
		// a segment for each.
		if s.forms[name] != nil && (c.shown.Add(1) < shownOneByOne || slices.Contains(s.forms[name], columns.InTexts)) {
			return s.shownAt(ctx, name, row)
		}
		if _, err := s.column(ctx, name); err != nil {
			return "", err
		}
	}
	return c.at(ctx, s, row)
}

// shownOneByOne is how often a column of codes is shown before it is loaded.
const shownOneByOne = 2000

// Text gives a field of an entry as the source wrote it. It knows the columns,
// "source" (the file's name), "entity" (actor's, else target's), "customer"
// (the target's name, else its id) and the other everyday names. It is empty
// where the column cannot be read; Damage says why.
func (e *Engine) Text(ctx context.Context, row Row, name string) string {
	s := e.now.Load()
	if int(row) >= s.rows {
		return ""
	}
	if c := s.ready(name); c != nil && s.forms[name] != nil {
		text, _ := c.at(ctx, s, row)
		return text
	}
	for _, c := range s.textOf(name) {
		if text, err := s.text(ctx, c, row); err == nil && text != "" {
			return text
		}
	}
	return ""
}

// textOf gives the columns the first filled of which a field shows.
func (s *snapshot) textOf(name string) []string {
	if s.forms[name] != nil || entry.IsField(name) {
		return []string{name}
	}
	if f, ok := lookupField(name); ok {
		return f.columns
	}
	return []string{name}
}

// TextOf is Text where the entry of the row was read already.
func (e *Engine) TextOf(ctx context.Context, row Row, of *entry.Entry, name string) string {
	s := e.now.Load()
	if int(row) >= s.rows {
		return ""
	}
	for _, c := range s.textOf(name) {
		if s.forms[c] != nil {
			if text := of.Get(c); text != "" {
				return text
			}
		} else if text, err := s.text(ctx, c, row); err == nil && text != "" {
			return text
		}
	}
	return ""
}

package query

import (
	"bytes"
	"cmp"
	"context"
	"slices"
)

// textItem is a long text that is sorted.
type textItem struct {
	key uint64 // eight folded bytes after those that all begin with
	pos uint32
	at  int32 // the number of its segment, -1 for a value of the dictionary
}

// textKey ranks long texts by their folded bytes, then by their own.
func (s *snapshot) textKey(ctx context.Context, c *column, found set, total int, ascending bool) (sortKey, error) {
	texts, err := c.texts(ctx, s)
	if err != nil {
		return sortKey{}, err
	}
	value := func(i textItem) []byte {
		if i.at < 0 {
			return bytesOf(c.dict.at(c.codes.at(i.pos)))
		}
		return texts[i.at].Bytes(int(s.rowAt[i.pos] - s.segments[i.at].base))
	}
	items, err := s.textItems(ctx, c, found, total)
	if err != nil {
		return sortKey{}, err
	}
	keys := newKeyed(ctx, items, value)
	inStretches(len(items), func(from, to int) {
		var scratch []byte
		for i := from; i < to; i++ {
			if i&0xfff == 0 && ctx.Err() != nil {
				return
			}
			items[i].key, scratch = keys.of(value(items[i]), scratch)
		}
	})
	if err := ctx.Err(); err != nil {
		return sortKey{}, err
	}
	exactly := func(a, b textItem) int {
		x, y := value(a), value(b)
		if d := compareFolded(x, y); d != 0 {
			return d
		}
		return bytes.Compare(x, y)
	}
	items, err = sortedBy(ctx, items, func(a, b textItem) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		return exactly(a, b)
	})
	if err != nil {
		return sortKey{}, err
	}
	ranks := make([]uint32, s.rows) // 0: empty
	rank := uint32(0)
	for i, item := range items {
		if i == 0 || items[i-1].key != item.key || exactly(items[i-1], item) != 0 {
			rank++
		}
		ranks[item.pos] = rank
		if i&0xffff == 0 && ctx.Err() != nil {
			return sortKey{}, ctx.Err()
		}
	}
	return sortKey{rank + 1, func(pos uint32) uint32 {
		switch r := ranks[pos]; {
		case r == 0:
			return rank
		case ascending:
			return r - 1
		default:
			return rank - r
		}
	}}, nil
}

// textItems lists what was found and is not empty.
func (s *snapshot) textItems(ctx context.Context, c *column, found set, total int) ([]textItem, error) {
	own := make([][]textItem, workersFor(s.rows))
	err := s.eachText(ctx, c, found, func(w int, pos uint32, text []byte) {
		if len(text) > 0 {
			own[w] = append(own[w], textItem{pos: pos, at: int32(s.segmentOf(s.rowAt[pos]))})
		}
	})
	if err != nil {
		return nil, err
	}
	items := make([]textItem, 0, total)
	code, steps := c.arenaCode(), 0
	found.each(func(pos uint32) {
		if steps++; steps&0xffff == 0 && ctx.Err() != nil {
			return
		}
		if has := c.codes.at(pos); has != 0 && int(has) != code {
			items = append(items, textItem{pos: pos, at: -1})
		}
	})
	for _, some := range own {
		items = append(items, some...)
	}
	return items, ctx.Err()
}

// keyed makes keys of texts: what all of them begin with tells nothing.
type keyed struct{ skip int }

const prefixMost = 64 // bytes of a text that are looked at for a common beginning

func newKeyed(ctx context.Context, items []textItem, value func(textItem) []byte) keyed {
	var first, scratch []byte
	for i, item := range items {
		if i&0xfff == 0 && ctx.Err() != nil {
			break
		}
		text := value(item)
		scratch = appendFold(scratch[:0], text[:min(len(text), prefixMost)])
		if i == 0 {
			first = slices.Clone(scratch)
			continue
		}
		n := 0
		for n < min(len(first), len(scratch)) && first[n] == scratch[n] {
			n++
		}
		if first = first[:n]; n == 0 {
			break
		}
	}
	return keyed{max(0, len(first)-8)} // a cut character folds otherwise than a whole one
}

func (k keyed) of(text, scratch []byte) (uint64, []byte) {
	scratch = appendFold(scratch[:0], text[:min(len(text), 3*(k.skip+8)+4)])
	var key uint64
	for i := k.skip; i < k.skip+8; i++ {
		key <<= 8
		if i < len(scratch) {
			key |= uint64(scratch[i])
		}
	}
	return key, scratch
}

// compareFolded compares two texts by their folded bytes.
func compareFolded(a, b []byte) int {
	for len(a) > 0 && len(b) > 0 && a[0] < 0x80 && b[0] < 0x80 {
		x, y := a[0], b[0]
		if 'A' <= x && x <= 'Z' {
			x += 'a' - 'A'
		}
		if 'A' <= y && y <= 'Z' {
			y += 'a' - 'A'
		}
		if x != y {
			return cmp.Compare(x, y)
		}
		if x == 'i' && (len(a) > 1 && a[1] >= 0x80 || len(b) > 1 && b[1] >= 0x80) {
			break // a dot above that follows belongs to it
		}
		a, b = a[1:], b[1:]
	}
	var room [256]byte
	left := appendFold(room[:0], a)
	return bytes.Compare(left, appendFold(nil, b))
}

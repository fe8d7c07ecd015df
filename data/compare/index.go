package compare

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"probity/data/entry"
)

// sum is the beginning of a SHA-256: long enough that nobody can make two
// entries of one sum.
type sum [16]byte

// mark stands for an entry.
type mark struct {
	key     sum // of the source's key; zero: it has none
	content sum
	time    entry.Micros
	n       int64 // how many entries of the side came before it
}

type index struct {
	marks       []mark
	first, last entry.Micros // first above last: no readable time
	keys        int64        // entries with a key
}

// collect reads a side.
func collect(ctx context.Context, s Side, skip map[string]bool) (*index, error) {
	x := &index{first: 1<<63 - 1, last: entry.NoTime}
	var h hasher
	err := s.Entries(ctx, func(e *entry.Entry) error {
		m := mark{content: h.content(e, skip), time: e.Time, n: int64(len(x.marks))}
		if key := keyOf(e); key != "" {
			m.key = h.text(key)
			x.keys++
		}
		if e.Time != entry.NoTime {
			x.first, x.last = min(x.first, e.Time), max(x.last, e.Time)
		}
		x.marks = append(x.marks, m)
		return nil
	})
	return x, err
}

// keyNames are columns that hold a key where the reading made none of them
// the source's key, compared without case, blanks and punctuation.
var keyNames = []string{"id", "logid", "eventid", "entryid", "recordid", "uuid"}

// keyOf gives the source's own key of an entry, empty where it has none.
func keyOf(e *entry.Entry) string {
	if key := e.Get(entry.SourceKey); key != "" {
		return key
	}
	for _, v := range e.Values {
		if name, ok := strings.CutPrefix(v.Name, entry.ExtraPrefix); ok && len(name) <= 12 && slices.Contains(keyNames, folded(name)) {
			return v.Text
		}
	}
	return ""
}

var noise = strings.NewReplacer(" ", "", "_", "", "-", "", ".", "")

func folded(name string) string { return noise.Replace(strings.ToLower(name)) }

// keyed reports whether the source's key can join: nearly all entries have
// one, and nearly all keys occur once. It leaves the marks sorted by key, then
// content.
func (x *index) keyed() bool {
	slices.SortFunc(x.marks, func(a, b mark) int {
		if c := bytes.Compare(a.key[:], b.key[:]); c != 0 {
			return c
		}
		if c := bytes.Compare(a.content[:], b.content[:]); c != 0 {
			return c
		}
		return int(a.n - b.n)
	})
	total := int64(len(x.marks))
	if total == 0 || x.keys < total-total/100 {
		return false
	}
	var repeated int64
	for i := 1; i < len(x.marks); i++ {
		if x.marks[i].key == x.marks[i-1].key && x.marks[i].key != (sum{}) {
			repeated++
		}
	}
	return repeated <= total/100
}

func (x *index) period(name string) Period {
	p := Period{Name: name, Entries: int64(len(x.marks))}
	if x.first <= x.last {
		p.First, p.Last = instant(x.first), instant(x.last)
	}
	return p
}

func instant(m entry.Micros) string {
	t, ok := entry.Instant(m, time.UTC)
	if !ok {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

// hasher keeps its buffer between entries.
type hasher struct{ b []byte }

func (h *hasher) content(e *entry.Entry, skip map[string]bool) sum {
	b := binary.BigEndian.AppendUint64(h.b[:0], uint64(e.Time))
	for _, v := range e.Values {
		// A time that cannot be read counts as it is written.
		if skip[v.Name] && !(v.Name == entry.TimeText && e.Time == entry.NoTime) {
			continue
		}
		b = binary.AppendUvarint(b, uint64(len(v.Name)))
		b = append(b, v.Name...)
		b = binary.AppendUvarint(b, uint64(len(v.Text)))
		b = append(b, v.Text...)
	}
	h.b = b
	full := sha256.Sum256(b)
	return sum(full[:16])
}

func (h *hasher) text(s string) sum {
	h.b = append(h.b[:0], s...)
	full := sha256.Sum256(h.b)
	return sum(full[:16])
}

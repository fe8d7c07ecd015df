package workspace

import (
	"hash/maphash"

	"probity/data/columns"
	"probity/data/entry"
)

// versions finds the records that an earlier reading has under the same source
// key with another content. Keys are only joined where they are those of one
// log: of the keys that both readings have, at least half must belong to a
// record that is identical or has the same time in both. Otherwise two
// installations of one product, both counting from 1, would wipe out each
// other.
func (m *matching) versions() error {
	var own *keyIndex
	for i, e := range m.earlier {
		if !m.n.log.same(e.log) {
			continue
		}
		theirs, err := m.sourceKeys(e)
		if err != nil {
			return err
		}
		if theirs == nil {
			continue
		}
		if own == nil {
			if own, err = m.ownKeys(); err != nil {
				return err
			}
		}
		if own.left == 0 {
			return nil
		}
		if err := m.versionsOf(i, e, theirs, own); err != nil {
			return err
		}
	}
	return nil
}

// keyIndex finds the records of a reading by their key, in their order, each
// once.
type keyIndex struct {
	keys  *columns.Dictionary
	seen  sieve   // of the keys: most that are asked for are not there
	first []int32 // by code of a key: 1 + the first record that is left
	next  []int32 // by record: 1 + the next one of its key
	left  int     // records
}

// ownKeys finds the records of the reading that are not taken.
func (m *matching) ownKeys() (*keyIndex, error) {
	keys, err := m.sourceKeys(m.n)
	if err != nil {
		return nil, err
	}
	x := &keyIndex{keys: columns.NewDictionary(), seen: newSieve(len(keys)), first: make([]int32, 1, len(keys)+1), next: make([]int32, len(keys))}
	x.keys.Expect(len(keys))
	hashes := m.keyHashes(m.n)
	// From the last to the first, so that the first one is found first.
	for record := len(keys) - 1; record >= 0; record-- {
		if keys[record] == "" || m.taken[record] || m.n.fates[record] != kept {
			continue
		}
		code := x.keys.CodeOf(keys[record])
		if int(code) == len(x.first) {
			x.first = append(x.first, 0)
			x.seen.add(hashes[record])
		}
		x.next[record], x.first[code] = x.first[code], int32(record+1)
		x.left++
	}
	return x, nil
}

func (m *matching) versionsOf(i int, e *known, theirs []string, own *keyIndex) error {
	type version struct {
		own, theirs int32
		key         uint32
	}
	var (
		found         []version
		shared, agree int
		at            = map[uint32]int32{} // by code: 1 + the record that comes next
	)
	hashes := m.keyHashes(e)
	for record, key := range theirs {
		if key == "" || e.fates[record]&^noted != kept {
			continue
		}
		if m.met[i] != nil && m.met[i][record] != 0 {
			shared++
			agree++
			continue
		}
		if !own.seen.may(hashes[record]) {
			continue
		}
		code := own.keys.FindOf(key)
		if code == 0 {
			continue
		}
		left, begun := at[code]
		if !begun {
			left = own.first[code]
		}
		if left == 0 {
			continue
		}
		found = append(found, version{left - 1, int32(record), code})
		at[code] = own.next[left-1]
		shared++
	}
	if len(found) == 0 {
		return nil
	}
	same, err := m.sameTime(e)
	if err != nil {
		return err
	}
	for _, v := range found {
		if same(v.own, v.theirs) {
			agree++
		}
	}
	if 2*agree < shared {
		return nil
	}
	for _, v := range found {
		own.first[v.key] = own.next[v.own]
		own.left--
		m.pair(i, 1, int64(v.own), int64(v.theirs))
		e.fates[v.theirs] = altered
	}
	return nil
}

// sameTime compares times of records of n with those of an earlier reading, as
// instants and as they were written.
func (m *matching) sameTime(e *known) (func(own, theirs int32) bool, error) {
	a, err := m.instants(m.n)
	if err != nil {
		return nil, err
	}
	b, err := m.instants(e)
	if err != nil {
		return nil, err
	}
	if m.n.timeTexts == nil {
		if m.n.timeTexts, err = m.byRecord(m.n, entry.TimeText); err != nil {
			return nil, err
		}
	}
	if e.timeTexts == nil {
		if e.timeTexts, err = m.byRecord(e, entry.TimeText); err != nil {
			return nil, err
		}
	}
	return func(own, theirs int32) bool {
		return a[own] == b[theirs] || m.n.timeTexts != nil && e.timeTexts != nil && m.n.timeTexts[own] == e.timeTexts[theirs]
	}, nil
}

// sourceKeys gives the source's own key of every record, nil where the reading
// has none.
func (r *resolver) sourceKeys(k *known) (_ []string, err error) {
	if !k.keyed {
		k.keys, err = r.byRecord(k, entry.SourceKey)
		k.keyed = err == nil
	}
	return k.keys, err
}

// keyHashes gives a hash of the key of every record.
func (r *resolver) keyHashes(k *known) []uint64 {
	if k.hashes == nil {
		k.hashes = make([]uint64, len(k.keys))
		for i, key := range k.keys {
			k.hashes[i] = maphash.String(keySeed, key)
		}
	}
	return k.hashes
}

var keySeed = maphash.MakeSeed()

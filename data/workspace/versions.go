package workspace

import "probity/data/entry"

// versions finds the records that an earlier reading has under the same source
// key with another content. Keys are only joined where they are those of one
// log: of the keys that both readings have, at least half must belong to a
// record that is identical or has the same time in both. Otherwise two
// installations of one product, both counting from 1, would wipe out each
// other.
func (m *matching) versions() error {
	var own map[string][]int32 // records of n, by key, that are not taken
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
		if len(own) == 0 {
			return nil
		}
		if err := m.versionsOf(i, e, theirs, own); err != nil {
			return err
		}
	}
	return nil
}

func (m *matching) ownKeys() (map[string][]int32, error) {
	keys, err := m.sourceKeys(m.n)
	if err != nil {
		return nil, err
	}
	own := map[string][]int32{}
	for record, key := range keys {
		if key != "" && !m.taken[record] && m.n.fates[record] == kept {
			own[key] = append(own[key], int32(record))
		}
	}
	return own, nil
}

func (m *matching) versionsOf(i int, e *known, theirs []string, own map[string][]int32) error {
	type version struct{ own, theirs int32 }
	var (
		found         []version
		shared, agree int
		used          = map[string]int{}
	)
	for record, key := range theirs {
		if key == "" || e.fates[record]&^noted != kept {
			continue
		}
		if m.met[i] != nil && m.met[i][record] != 0 {
			shared++
			agree++
			continue
		}
		left := own[key]
		if used[key] >= len(left) {
			continue
		}
		found = append(found, version{left[used[key]], int32(record)})
		used[key]++
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
		key := theirs[v.theirs]
		own[key] = own[key][1:]
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

package query

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// evaluation answers nodes over one snapshot. Sets that it gives may be shared
// and must not be changed; outside of what is asked they may hold anything.
type evaluation struct {
	ctx   context.Context
	s     *snapshot
	marks *marked // nil where nothing asks for it
	asked *reach  // where its sets need be right; nil is everywhere
}

func (e *Engine) evaluation(ctx context.Context, s *snapshot, nodes []*node) *evaluation {
	v := &evaluation{ctx: ctx, s: s}
	if needsMarks(nodes) {
		v.marks = e.reviewed(s)
	}
	v.asked = s.reachOf(nodes)
	return v
}

// all gives the positions that satisfy every node.
func (v *evaluation) all(nodes []*node) (set, error) {
	if len(nodes) == 0 {
		return fullSet(v.s.rows), v.ctx.Err()
	}
	if len(nodes) == 1 && nodes[0].kind == leafNode || needsMarks(nodes) {
		return v.and(nodes, nil)
	}
	// The entries, every facet and the histogram ask for the same.
	keys := make([]string, len(nodes)+1)
	for i, n := range nodes {
		keys[i+1] = n.key
	}
	key := strings.Join(keys, " all ")
	found, done, err := v.s.cache.get(v.ctx, key)
	if done == nil {
		return found, err
	}
	defer done()
	if found, err = v.and(nodes, nil); err == nil {
		v.s.cache.put(key, &leafAnswer{set: found})
	}
	return found, err
}

// of gives the positions that satisfy n; only what lies within need be right,
// nil is everything.
func (v *evaluation) of(n *node, within set) (set, error) {
	if err := v.ctx.Err(); err != nil {
		return nil, err
	}
	switch n.kind {
	case andNode:
		return v.and(n.kids, within)
	case orNode:
		return v.or(n.kids, within)
	case notNode:
		found, err := v.of(n.kids[0], within)
		if err != nil {
			return nil, err
		}
		out := fullSet(v.s.rows)
		out.andNot(found)
		return out, nil
	}
	return v.leaf(n, within)
}

func (v *evaluation) and(kids []*node, within set) (set, error) {
	kids = notAny(kids)
	slices.SortStableFunc(kids, func(a, b *node) int {
		// Of words the longest one first: the others are then looked for in little.
		return cmp.Or(v.cost(a)-v.cost(b), b.wordLength()-a.wordLength())
	})
	var out set
	for i, k := range kids {
		found, err := v.of(k, within)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			if out = found; k.kept() {
				out = found.clone()
			}
			if v.clearBeyond(out); within != nil {
				v.words(out).and(v.words(within))
			}
		} else {
			v.words(out).and(v.words(found))
		}
		if within = out; i+1 < len(kids) && v.words(out).empty() {
			break
		}
	}
	return out, nil
}

// kept reports whether others may hold the set that a node gives.
func (n *node) kept() bool {
	return n.kind == leafNode && n.field.name != fieldDate && n.field.name != fieldStatus
}

func (v *evaluation) or(kids []*node, within set) (set, error) {
	out := newSet(v.s.rows)
	var words []*node
	for _, k := range merged(kids) {
		if v.cost(k) > 1 {
			words = append(words, k)
			continue
		}
		found, err := v.of(k, within)
		if err != nil {
			return nil, err
		}
		out.or(found)
	}
	for _, k := range words { // only over what is not found yet
		rest := fullSet(v.s.rows)
		if within != nil {
			copy(rest, within)
		}
		rest.andNot(out)
		found, err := v.of(k, rest)
		if err != nil {
			return nil, err
		}
		found = found.clone()
		found.and(rest)
		out.or(found)
	}
	return out, nil
}

// cost tells what to ask first: 0 review columns and dates, 1 dictionaries, 2
// long texts, 3 every column.
func (v *evaluation) cost(n *node) int {
	if n.kind != leafNode {
		most := 0
		for _, k := range n.kids {
			most = max(most, v.cost(k))
		}
		return most
	}
	switch n.field.name {
	case fieldDate, fieldStatus:
		return 0
	case fieldWord:
		return 3
	}
	if slices.ContainsFunc(n.field.columns, v.s.inTexts) {
		return 2
	}
	for _, name := range n.field.columns {
		if c, err := v.s.column(v.ctx, name); err == nil && c != nil && c.mixed {
			return 2
		}
	}
	return 1
}

func (v *evaluation) leaf(n *node, within set) (set, error) {
	switch n.field.name {
	case fieldDate:
		out := newSet(v.s.rows)
		for _, one := range n.values {
			out.fill(v.s.between(one.period))
		}
		return out, nil
	case fieldStatus:
		return v.status(n)
	}
	own := n.field.name != fieldHas || !needsMarks([]*node{n})
	if !own {
		out := newSet(v.s.rows)
		_, err := v.search(n, within, out)
		return out, err
	}
	key := n.key
	if v.asked != nil {
		if found := v.s.cache.kept(key); found != nil {
			return found, nil
		}
		key += v.asked.key()
	}
	found, done, err := v.s.cache.get(v.ctx, key)
	if done == nil {
		return found, err
	}
	defer done()
	needle, typing := n.needle()
	narrowed := false
	if typing {
		// What holds "budi" is among what holds "bud".
		if wider, count := v.s.cache.wider(n.field.name, needle, v.asked); wider != nil && count*8 < v.s.rows {
			within, narrowed = wider, true
		}
	}
	out := newSet(v.s.rows)
	whole, err := v.search(n, within, out)
	if err != nil {
		return nil, err
	}
	if whole || narrowed {
		v.s.cache.put(key, &leafAnswer{set: out, right: v.asked, field: n.field.name, needle: needle})
	}
	return out, nil
}

// needle gives the folded text of a leaf that asks for one text inside values.
func (n *node) needle() (folded string, ok bool) {
	if len(n.values) != 1 || n.values[0].kind != contains {
		return "", false
	}
	return fold(n.values[0].text), true
}

// search looks a leaf up in its columns; whole reports whether out is right
// wherever the evaluation needs it and not only within.
func (v *evaluation) search(n *node, within, out set) (whole bool, err error) {
	switch n.field.name {
	case fieldHas:
		for _, has := range n.values {
			switch has.names[0] {
			case "note":
				out.or(v.marks.notes)
			case "time":
				out.fill(0, v.s.timed)
			default:
				names, err := v.s.known(v.ctx, has.names)
				if err == nil {
					err = v.any(names, []value{{kind: filled}}, out)
				}
				if err != nil {
					return false, err
				}
			}
		}
		return true, nil
	case fieldWord:
		return v.anywhere(v.s.fields, n.values, within, out)
	}
	names, err := v.s.existing(v.ctx, n.field)
	if err != nil {
		return false, err
	}
	if slices.ContainsFunc(n.values, emptyText) {
		if err := v.none(names, out); err != nil {
			return false, err
		}
	}
	rest, err := v.subtrees(n, names, out)
	if err != nil {
		return false, err
	}
	rest = slices.DeleteFunc(slices.Clone(rest), emptyText)
	if slices.ContainsFunc(names, v.s.inTexts) {
		for _, name := range names {
			if c := v.s.slot(name); v.s.inTexts(name) && c.asked.Add(1) == loadedFrom {
				v.s.loading(context.WithoutCancel(v.ctx), c)
			}
		}
		return v.anywhere(names, rest, within, out)
	}
	return v.inColumns(names, rest, within, out)
}

func emptyText(v value) bool {
	return v.kind == exact && v.text == "" || v.kind == subtree && v.text == ""
}

// any adds the positions where a column has one of the values.
func (v *evaluation) any(names []string, values []value, out set) error {
	_, err := v.inColumns(names, values, nil, out)
	return err
}

// none adds the positions where all columns are empty.
func (v *evaluation) none(names []string, out set) error {
	some := newSet(v.s.rows)
	if err := v.any(names, []value{{kind: filled}}, some); err != nil {
		return err
	}
	empty := fullSet(v.s.rows)
	empty.andNot(some)
	out.or(empty)
	return nil
}

// anywhere looks in columns, whether they are loaded or not.
func (v *evaluation) anywhere(names []string, values []value, within, out set) (whole bool, err error) {
	loaded, not := v.s.unloaded(names)
	whole, err = v.inColumns(loaded, values, within, out)
	if err != nil || len(not) == 0 || len(values) == 0 {
		return whole, err
	}
	all, err := v.inUnloaded(not, newMatcher(values), within, out)
	return whole && all, err
}

// inColumns looks in all dictionaries first, then in the long texts of what is
// not found yet.
func (v *evaluation) inColumns(names []string, values []value, within, out set) (whole bool, err error) {
	if len(values) == 0 {
		return true, nil
	}
	if err := v.s.load(v.ctx, names); err != nil {
		return false, err
	}
	m := newMatcher(values)
	var long []*column
	for _, name := range names {
		c, err := v.s.column(v.ctx, name)
		if err != nil {
			return false, err
		}
		if c == nil {
			continue
		}
		table, any, err := m.table(v.ctx, c)
		if err == nil && any {
			err = v.scan(c, table, out)
		}
		if err != nil {
			return false, err
		}
		if c.mixed {
			long = append(long, c)
		}
	}
	if len(long) == 0 {
		return true, nil
	}
	return v.inTexts(long, m, within, out)
}

// existing gives the columns of a field; an extra field is also found when its
// path was written in other case.
func (s *snapshot) existing(ctx context.Context, f field) ([]string, error) {
	if isEntity(f.name) {
		return s.known(ctx, f.columns)
	}
	if len(f.columns) == 1 && s.forms[f.columns[0]] == nil {
		want := fold(f.columns[0])
		for _, name := range s.fields {
			if fold(name) == want {
				return []string{name}, nil
			}
		}
	}
	return f.columns, nil
}

func (v *evaluation) status(n *node) (set, error) {
	table := make([]uint8, 256)
	for _, one := range n.values {
		for _, name := range one.names {
			table[slices.Index(Statuses, name)] = 1
		}
	}
	out := newSet(v.s.rows)
	err := inParallel(v.ctx, v.s.rows, func(_, from, to int) {
		scanBytes(v.marks.status[from:to], (*[256]uint8)(table), out[from/64:])
	})
	return out, err
}

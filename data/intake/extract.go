package intake

import (
	"bytes"
	"slices"
	"strings"

	"probity/data/entry"
)

// extract takes fields out of a text by a pattern. It fills what is empty and
// changes nothing that the source says itself.
type extract struct {
	from    place
	when    phrase
	always  bool
	pattern *finder
	groups  []group
	changes bool // some group is field, old or new
}

// group is what becomes of a group of a pattern.
type group struct {
	slot   int    // canonical field; -1: none
	extra  string // extra column; empty: none
	change int    // 1-based index in changeGroups; 0: none
}

// maxChanges is how many changes of one entry are kept.
const maxChanges = 500

func (r *rules) extract(e extractRule) (extract, error) {
	re, err := newFinder(e.Pattern)
	if err != nil {
		return extract{}, err
	}
	x := extract{from: r.place(e.From), pattern: re, always: e.When == ""}
	if x.when, err = r.lexicon.phrase(e.When); err != nil {
		return extract{}, err
	}
	for _, name := range re.SubexpNames() {
		g := group{slot: slotOf(name), change: slices.Index(changeGroups, name) + 1}
		if rest, ok := strings.CutPrefix(name, extraGroup); ok {
			g.extra = entry.ExtraPrefix + rest
		}
		x.changes = x.changes || g.change > 0
		x.groups = append(x.groups, g)
	}
	return x, nil
}

func (x *extract) apply(r *rules, b *builder, index int) {
	text := x.from.text(b)
	if len(text) == 0 {
		return
	}
	open := x.changes && b.vals[slotChanges] == nil
	for _, g := range x.groups {
		open = open || g.extra != "" || g.slot >= 0 && b.vals[g.slot] == nil
	}
	if !open || !x.always && r.applies(b, text)&(1<<(index&63)) == 0 {
		return
	}
	text = text[:min(len(text), maxPatternText)]
	if x.changes {
		if !bytes.Contains(text, x.pattern.must) {
			return
		}
		for _, m := range x.pattern.FindAllSubmatchIndex(text, maxChanges) {
			x.keep(b, text, m)
			x.change(b, text, m)
		}
		return
	}
	if m := x.pattern.find(text, &b.marks); m != nil {
		x.keep(b, text, m)
	}
}

func (x *extract) keep(b *builder, text []byte, m []int) {
	for i, g := range x.groups {
		if m[2*i] < 0 || m[2*i] >= m[2*i+1] {
			continue
		}
		switch {
		case g.slot >= 0 && b.vals[g.slot] == nil:
			b.vals[g.slot] = text[m[2*i]:m[2*i+1]]
		case g.extra != "":
			b.named(g.extra, text[m[2*i]:m[2*i+1]])
		}
	}
}

// change notes what a match says of an old and a new value.
func (x *extract) change(b *builder, text []byte, m []int) {
	var said [4][]byte
	for i, g := range x.groups {
		if g.change > 0 && m[2*i] >= 0 {
			said[g.change] = text[m[2*i]:m[2*i+1]]
		}
	}
	if len(said[2])+len(said[3]) > 0 && len(b.changed) < maxChanges {
		b.changed = append(b.changed, changed{key: said[1], old: said[2], new: said[3]})
	}
}

// applies tells by the head of a text which extracts are for it, as bits.
func (r *rules) applies(b *builder, text []byte) uint64 {
	h := head(text)
	return b.memory.extracts.of(h, func() uint64 {
		var found mask
		r.lexicon.find(h, &found)
		var bits uint64
		for i := range r.extracts {
			if !r.extracts[i].always && r.extracts[i].when.holds(&found) {
				bits |= 1 << (i & 63)
			}
		}
		return bits
	})
}

// split takes a composite value such as “UMR | SCI” apart; the value itself
// stays whole where it is.
type split struct {
	from   place
	by     []byte
	parts  []group
	of     place
	values [][]byte
}

func (r *rules) split(s splitRule) split {
	x := split{from: r.place(s.From), by: []byte(s.By)}
	for _, name := range s.Into {
		g := group{slot: slotOf(name)}
		if g.slot < 0 {
			g.extra = entry.ExtraPrefix + name
		}
		x.parts = append(x.parts, g)
	}
	if s.Where != nil {
		x.of, x.values = r.place(s.Where.Of), texts(s.Where.Values)
	}
	return x
}

func (x *split) apply(b *builder) {
	text := x.from.text(b)
	if len(text) == 0 || bytes.Count(text, x.by) != len(x.parts)-1 {
		return
	}
	if x.values != nil {
		of := x.of.text(b)
		if !slices.ContainsFunc(x.values, func(v []byte) bool { return bytes.EqualFold(v, of) }) {
			return
		}
	}
	for _, g := range x.parts {
		part, rest, _ := bytes.Cut(text, x.by)
		text = rest
		if part = bytes.TrimSpace(part); len(part) == 0 {
			continue
		}
		if g.slot < 0 {
			b.named(g.extra, part)
		} else if b.vals[g.slot] == nil {
			b.vals[g.slot] = part
		}
	}
}

package query

import (
	"context"
	"slices"

	"probity/data/entry"
)

// standIn is an entry in which somebody was acting in the name of its actor, as
// far as can be inferred.
type standIn struct {
	pos         uint32
	begun       uint32 // the number of the beginning
	own         uint32 // entries of the actor from the same address outside of impersonations
	sure        Sureness
	sameIP      bool
	sameSession bool
}

// standInFinder goes through the log from the oldest entry to the newest, and
// looks only at the beginnings and at what happens in the names of those who are
// impersonated at some time.
type standInFinder struct {
	s        *snapshot
	ctx      context.Context
	recorded set // entries that name who was acting; nil for none

	begun []beginning // from the oldest to the newest
	found []standIn

	who  map[string]int // folded names and ids of the impersonated → their number
	open []stand        // by that number: what is going on
	whom map[string]int // who stands in → the number of whom

	actor         *column
	acts          set // positions whose actor is impersonated at some time
	ips, sessions codes
	own           map[ownUse]uint32
}

// stand is an impersonation that is going on.
type stand struct {
	begun       int
	began, last int64
	on          bool
}

// ownUse is an address of somebody who was impersonated from it.
type ownUse struct {
	who int
	ip  uint32
}

func (f *standInFinder) find() error {
	if err := f.readBeginnings(); err != nil || len(f.begun) == 0 {
		return err
	}
	var err error
	if f.actor, err = f.s.column(f.ctx, entry.Actor); err != nil || f.actor == nil {
		return err
	}
	numbers := f.numbers()
	if err := f.findActs(numbers); err != nil {
		return err
	}
	if f.ips, err = f.compared(entry.IP, func(b *beginning) (string, *uint32) { return b.ip, &b.ipNumber }); err != nil {
		return err
	}
	if f.sessions, err = f.compared(entry.Session, func(b *beginning) (string, *uint32) { return b.session, &b.sessionNumber }); err != nil {
		return err
	}
	return f.follow(numbers)
}

// numbers gives, by code of the actor, the number of who was impersonated at
// some time, -1 for everyone else.
func (f *standInFinder) numbers() []int {
	table := make([]int, f.actor.dict.len())
	for code, name := range f.actor.dict.all() {
		table[code] = f.number(name)
	}
	return table
}

func (f *standInFinder) number(name string) int {
	if n, ok := f.who[named(name)]; ok && name != "" {
		return n
	}
	return -1
}

// findActs finds the entries to be looked at: beginnings and what the
// impersonated do.
func (f *standInFinder) findActs(numbers []int) error {
	table := make([]uint8, max(len(numbers), 256))
	for code, n := range numbers {
		if n >= 0 || code == f.actor.arenaCode() {
			table[code] = 1
		}
	}
	f.acts = newSet(f.s.rows)
	v := &evaluation{ctx: f.ctx, s: f.s}
	if err := v.scan(f.actor, table, f.acts); err != nil {
		return err
	}
	for i := range f.begun {
		f.acts.add(f.begun[i].pos)
	}
	return nil
}

// What compared makes of a value that is none, and of one that no beginning has.
const (
	absent = iota
	strange
	numbered // the first of a beginning
)

// compared numbers the values of a column that beginnings have, and gives the
// numbers of the values of all entries to be looked at.
func (f *standInFinder) compared(name string, of func(*beginning) (text string, number *uint32)) (codes, error) {
	known := map[string]uint32{}
	for i := range f.begun {
		text, number := of(&f.begun[i])
		if text == "" {
			continue
		}
		n, ok := known[text]
		if !ok {
			n = uint32(numbered + len(known))
			known[text] = n
		}
		*number = n
	}
	out := newCodes(f.s.rows, numbered+len(known))
	t, err := f.s.telling(f.ctx, name, func(text string) []span {
		if text == "" {
			return nil
		}
		if n := known[text]; n != 0 {
			return []span{{code: n}}
		}
		return []span{{code: strange}}
	})
	if err != nil || t == nil {
		return out, err
	}
	readers, rows := make([]*toldReader, workersFor(f.s.rows)), make([][]uint32, workersFor(f.s.rows))
	err = f.s.eachSegment(f.ctx, nil, func(w, i int) error {
		if readers[w] == nil {
			readers[w] = t.reader()
		}
		seg := &f.s.segments[i]
		positions := f.s.posOf[seg.base : int(seg.base)+seg.rows]
		rows[w] = rows[w][:0]
		for row, pos := range positions {
			if f.acts.has(pos) {
				rows[w] = append(rows[w], uint32(row))
			}
		}
		return readers[w].each(f.ctx, i, rows[w], func(row uint32, list []span) {
			if len(list) > 0 {
				out.put(positions[row], list[0].code)
			}
		})
	})
	return out, err
}

// follow goes through time and puts what happens in a customer's name to the
// impersonation that is going on.
func (f *standInFinder) follow(numbers []int) error {
	f.whom, f.own = map[string]int{}, map[ownUse]uint32{}
	next, whose := 0, []int(nil)
	err := f.acts.back(f.ctx, f.s.timed, func(pos uint32) error {
		if next < len(f.begun) && f.begun[next].pos == pos {
			f.begin(next)
			next++
			return nil
		}
		number, err := f.at(numbers, pos)
		if err != nil || number < 0 {
			return err
		}
		if f.take(number, pos) {
			whose = append(whose, number)
		} else if ip := f.ips.at(pos); ip >= numbered && (f.recorded == nil || !f.recorded.has(pos)) {
			f.own[ownUse{number, ip}]++
		}
		return nil
	})
	if err != nil {
		return err
	}
	kept := f.found[:0]
	for i, x := range f.found {
		if f.recorded != nil && f.recorded.has(x.pos) {
			continue
		}
		if x.sameIP && !x.sameSession {
			if x.own = f.own[ownUse{whose[i], f.begun[x.begun].ipNumber}]; x.own > 0 {
				x.sure = Possible
			}
		}
		kept = append(kept, x)
	}
	slices.Reverse(kept)
	f.found = kept
	return nil
}

// at gives the number of the actor of an entry, -1 where nobody ever stood in
// for them.
func (f *standInFinder) at(numbers []int, pos uint32) (int, error) {
	if code := int(f.actor.codes.at(pos)); code != f.actor.arenaCode() {
		return numbers[code], nil
	}
	name, err := f.s.text(f.ctx, entry.Actor, f.s.rowAt[pos])
	return f.number(name), err
}

// begin takes up an impersonation, or ends it where the entry says that it is
// over.
func (f *standInFinder) begin(i int) {
	b := &f.begun[i]
	if before, ok := f.whom[b.by]; ok && f.begun[f.open[before].begun].by == b.by { // one person stands in for one other at a time
		f.open[before].on = false
	}
	for _, number := range b.whom {
		if number < 0 {
			continue
		}
		if b.over {
			f.open[number].on = false
			continue
		}
		t := f.s.timeAt(int(b.pos))
		f.open[number] = stand{begun: i, began: t, last: t, on: b.by != ""}
		f.whom[b.by] = int(number)
	}
}

// take puts an entry to the impersonation of its actor that is going on; false
// where there is none, or the entry comes from another address.
func (f *standInFinder) take(who int, pos uint32) bool {
	st := &f.open[who]
	if !st.on {
		return false
	}
	b, t := &f.begun[st.begun], f.s.timeAt(int(pos))
	x := standIn{pos: pos, begun: uint32(st.begun), sure: Likely}
	session, ip := f.sessions.at(pos), f.ips.at(pos)
	x.sameSession = session >= numbered && session == b.sessionNumber
	x.sameIP = ip >= numbered && ip == b.ipNumber
	if !x.sameSession {
		if t-st.last > impersonationPause.Microseconds() || t-st.began > impersonationMost.Microseconds() {
			st.on = false
			return false
		}
		if session != absent && b.sessionNumber != absent || ip != absent && b.ipNumber != absent && !x.sameIP {
			return false
		}
		if !x.sameIP {
			x.sure = Possible
		}
	}
	st.last = t
	f.found = append(f.found, x)
	return true
}

package query

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
	"unicode"

	"probity/data/entry"
)

// fieldImpersonated is the field of who was likely acting behind the recorded
// actor: “Mirela Dupuis (likely)”.
const fieldImpersonated = "impersonated"

// A log that names the staff member only where an impersonation begins
// attributes the rest of it to the customer, and does not say when it ended.
// What follows it under the customer's name is taken to belong to it for as long
// as no pause is longer than impersonationPause, and no longer than
// impersonationMost. Panels sign staff out after such times; both are guesses,
// and whoever shows the result says so.
const (
	impersonationPause = 30 * time.Minute
	impersonationMost  = 8 * time.Hour
)

// Sureness tells how it is known who was acting.
type Sureness uint8

const (
	// Recorded: the entry itself names who was acting.
	Recorded Sureness = iota
	// Likely: the same session, or the address from which the impersonation was
	// begun and which the customer did not use otherwise.
	Likely
	// Possible: the address is not recorded, or the customer uses it as well.
	Possible
)

var surenessWords = [...]string{"recorded", "likely", "possible"}

func (s Sureness) String() string { return surenessWords[s] }

// Impersonation is who was acting in an entry besides its recorded actor. Unless
// it is Recorded it is inferred, and never part of the entry.
type Impersonation struct {
	By     string // as the log writes it
	Sure   Sureness
	Start  Row           // the entry with which it began; the entry itself where Recorded
	After  time.Duration // between the beginning and the entry
	IP     string        // from which it was begun; empty where that is not recorded
	SameIP bool          // the entry came from there, too
	// SameSession: the entry has the session that the beginning has.
	SameSession bool
	// Own counts the entries of the recorded actor from the same address outside
	// of impersonations.
	Own int
}

// Why gives the reason in a person's words.
func (i Impersonation) Why() string {
	if i.Sure == Recorded {
		return "The entry names " + i.By + " as the one who was acting."
	}
	out := fmt.Sprintf("%s began an impersonation %s before", i.By, spell(i.After))
	switch {
	case i.SameSession:
		return out + "; this entry is of the same session."
	case !i.SameIP:
		return out + "; from which addresses is not recorded."
	case i.Own > 0:
		return out + fmt.Sprintf(", from the same address %s; but the recorded actor used that address %d times by themselves.", i.IP, i.Own)
	}
	return out + ", from the same address " + i.IP + ", which the recorded actor did not use otherwise."
}

func spell(d time.Duration) string {
	if d < 2*time.Minute {
		return fmt.Sprintf("%d s", d/time.Second)
	}
	if d < 2*time.Hour {
		return fmt.Sprintf("%d min", d/time.Minute)
	}
	return fmt.Sprintf("%d h", d/time.Hour)
}

// impersonations are those of a snapshot. They are found once, and whoever asked
// first does not take the work with them when they no longer wait for it.
type impersonations struct {
	mu      sync.Mutex
	finding *findingImpersonations
}

type findingImpersonations struct {
	done chan struct{}
	err  error
	at   []uint32        // positions, ascending
	what []Impersonation // of these
}

// Impersonated tells who was acting in an entry besides its actor; ok is false
// where nothing is known of that.
func (e *Engine) Impersonated(ctx context.Context, row Row) (_ Impersonation, ok bool, _ error) {
	s := e.now.Load()
	if int(row) >= s.rows {
		return Impersonation{}, false, nil
	}
	found, err := s.impersonations(ctx)
	if err != nil {
		return Impersonation{}, false, err
	}
	i, ok := slices.BinarySearch(found.at, s.posOf[row])
	if !ok {
		return Impersonation{}, false, nil
	}
	return found.what[i], true, nil
}

func (s *snapshot) impersonations(ctx context.Context) (*findingImpersonations, error) {
	s.impersonated.mu.Lock()
	found := s.impersonated.finding
	if found == nil {
		found = &findingImpersonations{done: make(chan struct{})}
		s.impersonated.finding = found
		go func() {
			defer close(found.done)
			if found.err = found.find(s); found.err != nil {
				s.impersonated.mu.Lock()
				s.impersonated.finding = nil // the next one tries again
				s.impersonated.mu.Unlock()
			}
		}()
	}
	s.impersonated.mu.Unlock()
	select {
	case <-found.done:
		return found, found.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (found *findingImpersonations) find(s *snapshot) error {
	f := &impersonationFinder{s: s, ctx: context.Background(), of: map[uint32]Impersonation{}}
	if err := f.find(); err != nil {
		return fmt.Errorf("find out who was acting in another's name: %w", err)
	}
	found.at = make([]uint32, 0, len(f.of))
	for pos := range f.of {
		found.at = append(found.at, pos)
	}
	slices.Sort(found.at)
	found.what = make([]Impersonation, len(found.at))
	for i, pos := range found.at {
		found.what[i] = f.of[pos]
	}
	return nil
}

// impersonationFinder goes through the log from the oldest entry to the newest.
type impersonationFinder struct {
	s   *snapshot
	ctx context.Context

	actor *column
	err   error // of the first value that could not be read

	who  map[string]int // folded names and ids of the impersonated → their number
	open []stand        // by that number: what is going on
	whom map[string]int // who stands in → the number of whom
	of   map[uint32]Impersonation
}

// stand is an impersonation that is going on.
type stand struct {
	by, ip, session string
	start           Row
	began, last     int64
	on              bool
}

// ownUse is an address of somebody who was impersonated from it.
type ownUse struct {
	who int
	ip  string
}

func (f *impersonationFinder) find() error {
	starts, err := f.starts()
	if err != nil {
		return err
	}
	if f.actor, err = f.s.column(f.ctx, entry.Actor); err != nil {
		return err
	}
	if len(starts) > 0 && f.actor != nil {
		if err := f.follow(starts); err != nil {
			return err
		}
	}
	if err := f.takeRecorded(); err != nil {
		return err
	}
	return f.err
}

// text is a column's value at a position; empty where there is no such column.
func (f *impersonationFinder) text(name string, pos uint32) string {
	text, err := f.s.text(f.ctx, name, f.s.rowAt[pos])
	if err != nil && f.err == nil {
		f.err = err
	}
	return text
}

// starts gives the positions of entries of the category impersonation that have
// a time, newest first, and numbers whom they are about.
func (f *impersonationFinder) starts() ([]uint32, error) {
	f.who, f.whom = map[string]int{}, map[string]int{}
	out := newSet(f.s.rows)
	v := &evaluation{ctx: f.ctx, s: f.s}
	if _, err := v.inColumns([]string{entry.Category}, []value{{kind: exact, text: entry.CategoryImpersonation}}, nil, out); err != nil {
		return nil, err
	}
	var starts []uint32
	out.each(func(pos uint32) {
		if int(pos) < f.s.timed {
			starts = append(starts, pos)
		}
	})
	for _, pos := range starts {
		number := len(f.open)
		names := f.targets(pos)
		for _, n := range names {
			if known, ok := f.who[n]; ok {
				number = known
			}
		}
		for _, n := range names {
			f.who[n] = number
		}
		if number == len(f.open) && len(names) > 0 {
			f.open = append(f.open, stand{})
		}
	}
	return starts, nil
}

// targets are the names under which the one whom an entry is about can act.
func (f *impersonationFinder) targets(pos uint32) []string {
	var out []string
	for _, name := range []string{entry.TargetName, entry.TargetID} {
		if text := fold(strings.TrimSpace(f.text(name, pos))); text != "" {
			out = append(out, text)
		}
	}
	return out
}

// numbered gives, by code of the actor, the number of who was impersonated at
// some time, -1 for everyone else.
func (f *impersonationFinder) numbered() []int {
	table := make([]int, f.actor.dict.len())
	for code, name := range f.actor.dict.all() {
		table[code] = f.number(name)
	}
	return table
}

func (f *impersonationFinder) number(name string) int {
	if n, ok := f.who[fold(strings.TrimSpace(name))]; ok && name != "" {
		return n
	}
	return -1
}

// follow goes through time and puts what happens in a customer's name to the
// impersonation that is going on.
func (f *impersonationFinder) follow(starts []uint32) error {
	table, arena := f.numbered(), f.actor.arenaCode()
	who := func(pos uint32) int {
		if code := int(f.actor.codes.at(pos)); code != arena {
			return table[code]
		}
		return f.number(f.text(entry.Actor, pos))
	}
	own := map[ownUse]int{}
	next := len(starts) - 1
	for at := f.s.timed - 1; at >= 0; at-- {
		if at&0xffff == 0 && f.ctx.Err() != nil {
			return f.ctx.Err()
		}
		pos := uint32(at)
		if next >= 0 && starts[next] == pos {
			next--
			f.begin(pos)
			continue
		}
		if number := who(pos); number >= 0 && !f.take(number, pos) {
			if ip := f.text(entry.IP, pos); ip != "" {
				own[ownUse{number, ip}]++
			}
		}
	}
	for pos, i := range f.of {
		if !i.SameIP || i.SameSession {
			continue
		}
		if i.Own = own[ownUse{who(pos), i.IP}]; i.Own > 0 {
			i.Sure = Possible
		}
		f.of[pos] = i
	}
	return nil
}

// endWords tell in the name of an action that it ends an impersonation.
var endWords = []string{"end", "ended", "stop", "stopped", "leave", "left", "finish", "finished", "exit", "exited", "back"}

// begin takes up an impersonation, or ends it where the entry says that it is
// over.
func (f *impersonationFinder) begin(pos uint32) {
	by := f.text(entry.Actor, pos)
	action, _, _ := strings.Cut(fold(f.text(entry.Action, pos)), ":") // what follows names people
	words := strings.FieldsFunc(action, func(r rune) bool { return !unicode.IsLetter(r) })
	over := slices.ContainsFunc(words, func(w string) bool { return slices.Contains(endWords, w) })
	if before, ok := f.whom[by]; ok && f.open[before].by == by { // one person stands in for one other at a time
		f.open[before].on = false
	}
	for _, name := range f.targets(pos) {
		number := f.who[name]
		to := &f.open[number]
		if over {
			to.on = false
			continue
		}
		t := f.s.timeAt(int(pos))
		*to = stand{by: by, ip: f.text(entry.IP, pos), session: f.text(entry.Session, pos), start: f.s.rowAt[pos], began: t, last: t, on: by != ""}
		f.whom[by] = number
	}
}

// take puts an entry to the impersonation of its actor that is going on; false
// where there is none, or the entry comes from another address.
func (f *impersonationFinder) take(who int, pos uint32) bool {
	st, t := &f.open[who], f.s.timeAt(int(pos))
	if !st.on {
		return false
	}
	session := f.text(entry.Session, pos)
	i := Impersonation{By: st.by, Sure: Likely, Start: st.start, After: time.Duration(t-st.began) * time.Microsecond, IP: st.ip}
	i.SameSession = session != "" && session == st.session
	ip := f.text(entry.IP, pos)
	i.SameIP = ip != "" && ip == st.ip
	if !i.SameSession {
		if t-st.last > impersonationPause.Microseconds() || t-st.began > impersonationMost.Microseconds() {
			st.on = false
			return false
		}
		if session != "" && st.session != "" || ip != "" && st.ip != "" && !i.SameIP {
			return false
		}
		if !i.SameIP {
			i.Sure = Possible
		}
	}
	st.last = t
	f.of[pos] = i
	return true
}

// takeRecorded adds the entries that name who was acting themselves.
func (f *impersonationFinder) takeRecorded() error {
	if f.s.forms[entry.Impersonator] == nil {
		return nil
	}
	out := newSet(f.s.rows)
	v := &evaluation{ctx: f.ctx, s: f.s}
	if _, err := v.inColumns([]string{entry.Impersonator}, []value{{kind: filled}}, nil, out); err != nil {
		return err
	}
	out.each(func(pos uint32) {
		f.of[pos] = Impersonation{By: f.text(entry.Impersonator, pos), Sure: Recorded, Start: f.s.rowAt[pos]}
	})
	return nil
}

// loadImpersonated makes the column of the field impersonated.
func (s *snapshot) loadImpersonated(ctx context.Context, c *column) error {
	found, err := s.impersonations(ctx)
	if err != nil {
		return err
	}
	texts := map[string]uint32{}
	for _, i := range found.what {
		texts[i.label()] = 0
	}
	dict := make([]string, 1, len(texts)+1)
	for text := range texts {
		dict = append(dict, text)
	}
	sort.Strings(dict)
	for code, text := range dict {
		texts[text] = uint32(code)
	}
	c.codes = newCodes(s.rows, len(dict))
	for i, pos := range found.at {
		c.codes.put(pos, texts[found.what[i].label()])
	}
	c.dict, err = dictionaryOf(dict)
	return err
}

func (i Impersonation) label() string { return i.By + " (" + i.Sure.String() + ")" }

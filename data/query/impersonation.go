package query

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

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
	case i.Own == 1:
		return out + fmt.Sprintf(", from the same address %s; but the recorded actor used that address once by themselves.", i.IP)
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
	done     chan struct{}
	err      error
	recorded set       // positions of entries that name who was acting; nil for none
	inferred []standIn // by position, ascending
	begun    []beginning
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
	pos := s.posOf[row]
	if found.recorded != nil && found.recorded.has(pos) {
		by, err := s.text(ctx, entry.Impersonator, row)
		return Impersonation{By: by, Sure: Recorded, Start: row}, err == nil, err
	}
	i, ok := slices.BinarySearchFunc(found.inferred, pos, func(i standIn, pos uint32) int { return int(i.pos) - int(pos) })
	if !ok {
		return Impersonation{}, false, nil
	}
	x := found.inferred[i]
	b := &found.begun[x.begun]
	return Impersonation{
		By: b.by, Sure: x.sure, Start: b.row, After: time.Duration(s.timeAt(int(pos))-s.timeAt(int(b.pos))) * time.Microsecond,
		IP: b.ip, SameIP: x.sameIP, SameSession: x.sameSession, Own: int(x.own),
	}, true, nil
}

func (s *snapshot) impersonations(ctx context.Context) (*findingImpersonations, error) {
	s.impersonated.mu.Lock()
	found := s.impersonated.finding
	if found == nil {
		found = &findingImpersonations{done: make(chan struct{})}
		s.impersonated.finding = found
		go func() {
			defer close(found.done)
			if found.err = found.find(context.WithoutCancel(ctx), s); found.err != nil {
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

func (found *findingImpersonations) find(ctx context.Context, s *snapshot) error {
	if s.forms[entry.Impersonator] != nil {
		found.recorded = newSet(s.rows)
		v := &evaluation{ctx: ctx, s: s}
		if err := v.any([]string{entry.Impersonator}, []value{{kind: filled}}, found.recorded); err != nil {
			return fmt.Errorf("find out who is recorded as acting in another's name: %w", err)
		}
	}
	f := &standInFinder{s: s, ctx: ctx, recorded: found.recorded}
	if err := f.find(); err != nil {
		return fmt.Errorf("find out who was acting in another's name: %w", err)
	}
	found.inferred, found.begun = f.found, f.begun
	return nil
}

// loadImpersonated makes the column of the field impersonated.
func (s *snapshot) loadImpersonated(ctx context.Context, c *column) error {
	found, err := s.impersonations(ctx)
	if err != nil {
		return err
	}
	type who struct {
		by   string
		sure Sureness
	}
	codes := map[who]uint32{}
	each := func(use func(pos uint32, w who)) (err error) {
		for _, x := range found.inferred {
			use(x.pos, who{found.begun[x.begun].by, x.sure})
		}
		found.recorded.each(func(pos uint32) {
			by, failed := s.text(ctx, entry.Impersonator, s.rowAt[pos])
			if failed != nil {
				err = failed
			}
			use(pos, who{by, Recorded})
		})
		return err
	}
	if err := each(func(_ uint32, w who) { codes[w] = 0 }); err != nil {
		return err
	}
	dict := make([]string, 1, len(codes)+1)
	for w := range codes {
		dict = append(dict, label(w.by, w.sure))
	}
	slices.Sort(dict)
	for w := range codes {
		code, _ := slices.BinarySearch(dict, label(w.by, w.sure))
		codes[w] = uint32(code)
	}
	c.codes = newCodes(s.rows, len(dict))
	if err := each(func(pos uint32, w who) { c.codes.put(pos, codes[w]) }); err != nil {
		return err
	}
	c.dict, err = dictionaryOf(dict)
	return err
}

func label(by string, sure Sureness) string { return by + " (" + sure.String() + ")" }

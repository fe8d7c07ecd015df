package query

import (
	"slices"
	"strings"
	"unicode"

	"probity/data/entry"
)

// beginning is an entry with which an impersonation begins, or ends.
type beginning struct {
	pos           uint32
	row           Row
	by            string // who stands in, as the log writes it
	ip, session   string
	ipNumber      uint32 // of its address and session among those of all beginnings
	sessionNumber uint32
	over          bool     // it ends one
	whom          [2]int32 // the numbers of the one whom it is about, by name and by id; -1 for none
}

// endWords tell in the name of an action that it ends an impersonation.
var endWords = []string{"end", "ended", "stop", "stopped", "leave", "left", "finish", "finished", "exit", "exited", "back"}

// readBeginnings reads the entries of the category impersonation that have a
// time, and numbers whom they are about.
func (f *standInFinder) readBeginnings() error {
	found := newSet(f.s.rows)
	v := &evaluation{ctx: f.ctx, s: f.s}
	if err := v.any([]string{entry.Category}, []value{{kind: exact, text: entry.CategoryImpersonation}}, found); err != nil {
		return err
	}
	bySegment := make([][]uint32, len(f.s.segments)) // the numbers of those in it
	found.each(func(pos uint32) {
		if int(pos) < f.s.timed {
			row := f.s.rowAt[pos]
			i := f.s.segmentOf(row)
			bySegment[i] = append(bySegment[i], uint32(len(f.begun)))
			f.begun = append(f.begun, beginning{pos: pos, row: row})
		}
	})
	names := make([][2]string, len(f.begun)) // folded, under which the one whom it is about can act
	err := f.s.eachSegment(f.ctx, nil, func(_, i int) error {
		for _, n := range bySegment[i] {
			if err := f.readBeginning(&f.begun[n], &names[n]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	f.who = map[string]int{}
	for i := range f.begun {
		f.numberWhom(names[i])
	}
	for i := range f.begun {
		for k, name := range names[i] {
			f.begun[i].whom[k] = -1
			if name != "" {
				f.begun[i].whom[k] = int32(f.who[name])
			}
		}
	}
	slices.Reverse(f.begun)
	return nil
}

func (f *standInFinder) readBeginning(b *beginning, names *[2]string) (err error) {
	text := func(name string) string {
		text, failed := f.s.text(f.ctx, name, b.row)
		if failed != nil {
			err = failed
		}
		return text
	}
	b.by, b.ip, b.session = text(entry.Actor), text(entry.IP), text(entry.Session)
	b.over = ends(text(entry.Action))
	names[0], names[1] = named(text(entry.TargetName)), named(text(entry.TargetID))
	if names[0] == "" { // many products name people only in a sentence
		if names[0] = nameIn(text(entry.Action)); names[0] == "" {
			names[0] = nameIn(text(entry.Details))
		}
	}
	return err
}

// nameIn gives the name in a sentence about an impersonation, as in “Impersonated
// client: Ruth Salas (42)” and “Logged in as client Ruth Salas”; empty where it
// has none. A name that nobody acts under is of no consequence.
func nameIn(text string) string {
	text = named(text)
	_, name, ok := strings.Cut(text, ":")
	if !ok {
		if _, name, ok = strings.Cut(text, " as "); !ok {
			return ""
		}
		name = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(name), "the "), "a ")
		for _, kind := range []string{"client ", "customer ", "user ", "subscriber ", "account "} {
			name = strings.TrimPrefix(name, kind)
		}
	}
	if end := strings.IndexAny(name, "(,;\n"); end >= 0 {
		name = name[:end]
	}
	return strings.Trim(name, " .\t\"'“”„«»")
}

// ends reports an action that ends an impersonation.
func ends(action string) bool {
	action, _, _ = strings.Cut(fold(action), ":") // what follows names people
	words := strings.FieldsFunc(action, func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(endWords, w) })
}

// named brings a name to the form in which spellings agree.
func named(name string) string { return fold(strings.TrimSpace(name)) }

// numberWhom gives the names of one who is impersonated the same number: the one
// that any of them has already, or the next.
func (f *standInFinder) numberWhom(names [2]string) {
	number := len(f.open)
	for _, name := range names {
		if known, ok := f.who[name]; ok && name != "" {
			number = known
		}
	}
	for _, name := range names {
		if name == "" {
			continue
		}
		f.who[name] = number
		if number == len(f.open) {
			f.open = append(f.open, stand{})
		}
	}
}
